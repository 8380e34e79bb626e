"""`kongbun device`: the same actions and the same answers at a terminal."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from kongbun.cli.main import main
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import PASSWORD, Cast
from tests.devices.phone import Phone

pytestmark = pytest.mark.django_db
FUND = ("--fund", "TUNG")
CHAIR, TREASURER = (*FUND, "--as", "prasong"), (*FUND, "--as", "somsri")


@pytest.fixture
def run(
    cast: Cast,
    members: list[Membership],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:
    assert cast.fund.pk
    assert members
    file = tmp_path / "password"
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))

    def call(*arguments: str, secret: str = PASSWORD, code: int = 0) -> Any:
        file.write_text(secret, encoding="utf-8")
        found = main(["device", *arguments, "--json"])
        out = capsys.readouterr().out
        assert found == code, out
        return json.loads(out)

    return call


def test_a_phones_file_is_delivered_and_all_of_it_decided(
    cast: Cast, run: Any, members: list[Membership], tmp_path: Path
) -> None:
    made = run("enrol", "--user", "prasert", "--name", "เครื่องหนึ่ง", *CHAIR)
    phone = Phone(
        cast, uuid.UUID(made["device"]), made["secret"], made["book_number"], cast.bag
    )
    items = [phone.pay(member) for member in members]
    file = tmp_path / "batch.json"

    def sent(*places: int, code: int) -> list[str]:
        file.write_bytes(phone.written([items[place] for place in places]))
        told = run("send", str(file), *FUND, secret=phone.secret, code=code)
        return phone.states(told)

    assert sent(0, code=0) == ["done"]
    assert sent(0, 3, code=1) == ["done", "waiting"]
    asked_id = ("--command-id", str(uuid.uuid4()))
    twice = ("enrol", "--user", "prasert", "--name", "เครื่องสอง", *asked_id, *CHAIR)
    assert run(*twice) == run(*twice)
    told = run("send", str(file), *FUND, secret="x" * 26, code=1)
    assert told["refused"][0]["code"] == "device-unknown"
    shown = run("show", made["device"], *FUND)
    assert (shown["missing"], shown["waiting"]) == ([[2, 3]], [4])
    asked = ("go-on", made["device"], "--first", "2", "--last", "3")
    gone = run(*asked, "--reason", "เครื่องตกน้ำ", *TREASURER)
    assert gone["waiting"] == []
    assert sent(1, 2, code=1) == ["quarantined", "quarantined"]
    first, second = run("show", made["device"], *FUND)["quarantined"]
    run("take-in", first["item"], "--note", "เทียบแล้ว", *TREASURER)
    run("reject", second["item"], "--reason", "ไม่มีต้นขั้ว", *TREASURER)
    assert sent(1, 2, code=1) == ["done", "refused"]
    run("revoke", made["device"], "--reason", "เครื่องหาย", *TREASURER)
    assert sent(4, code=1) == ["quarantined"]
    line = run("list", *FUND)[-1]
    counted = {name: line[name] for name in ("done", "waiting", "quarantined")}
    assert counted == {"done": 2, "waiting": 0, "quarantined": 1}
    assert line["revoked"]
    assert sorted(Receipt.objects.values_list("no", flat=True)) == [1, 2, 4]


def test_words_for_people_and_a_phone_that_is_not_there(
    run: Any,
    phone: Phone,
    members: list[Membership],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for member in members[:2]:
        phone.pay(member)
    phone.deliver([phone.outbox[1]])
    assert main(["device", "show", phone.id.hex, *FUND]) == 0
    assert "ยังมาไม่ถึง 1" in capsys.readouterr().out
    assert main(["device", "list", *FUND]) == 0
    assert phone.device.name in capsys.readouterr().out
    run("show", uuid.uuid4().hex, *FUND, code=1)
