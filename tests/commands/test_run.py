"""One command has one effect and one answer, refusals included."""

from __future__ import annotations

import uuid
from itertools import pairwise
from typing import Any

import pytest

from kongbun.access.actions import grant_role
from kongbun.audit.models import AuditEvent
from kongbun.audit.record import link_hash
from kongbun.commands.models import Command
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Branch
from kongbun.testing.cast import TODAY, Cast

pytestmark = pytest.mark.django_db


@command("test.half_done")
def half_done(act: Act, *, name: str) -> dict[str, Any]:
    branch = Branch.objects.create(fund_id=act.fund_id, kind="centre", name=name)
    if name == "ผิด":
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    return {"branch": branch.public_id.hex}


def test_the_same_command_again_gets_the_same_answer_and_no_second_effect(
    cast: Cast,
) -> None:
    again = uuid.uuid4()
    first = half_done(cast.act("somsri", command_id=again), name="บ้านใหม่")
    assert half_done(cast.act("somsri", command_id=again), name="บ้านใหม่") == first
    assert Branch.objects.filter(name="บ้านใหม่").count() == 1
    assert Command.objects.filter(public_id=again).count() == 1


def test_a_refusal_leaves_nothing_but_itself_and_stays_the_answer(cast: Cast) -> None:
    again = uuid.uuid4()
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            half_done(cast.act("somsri", command_id=again), name="ผิด")
        assert caught.value.code is RefusalCode.FIELD_EMPTY
        assert caught.value.reasons[0].message() == "ยังไม่ได้กรอกเหตุผล"
    assert not Branch.objects.filter(name="ผิด").exists()
    assert AuditEvent.objects.get(action="test.half_done").allowed is False


@pytest.mark.parametrize("change", ["content", "user", "fund"])
def test_an_id_used_for_something_else_is_refused(cast: Cast, change: str) -> None:
    again = uuid.uuid4()
    half_done(cast.act("somsri", command_id=again), name="บ้านใหม่")
    who = "chanpen" if change == "user" else "somsri"
    fund = cast.other_fund if change == "fund" else None
    with pytest.raises(Refused) as caught:
        half_done(
            cast.act(who, command_id=again, fund=fund),
            name="บ้านอื่น" if change == "content" else "บ้านใหม่",
        )
    assert caught.value.code is RefusalCode.COMMAND_ID_REUSED


def test_each_link_is_sealed_over_the_one_before(cast: Cast) -> None:
    for name in ("หนึ่ง", "สอง", "สาม"):
        half_done(cast.act("somsri"), name=name)
    links = list(AuditEvent.objects.filter(chain=cast.fund.pk).order_by("seq"))
    assert [link.seq for link in links] == list(range(1, len(links) + 1))
    for before, link in pairwise(links):
        assert bytes(link.previous_hash) == bytes(before.hash)
    assert all(bytes(link.hash) == link_hash(link) for link in links)


def test_a_bug_is_not_an_answer(cast: Cast) -> None:
    @command("test.bug")
    def bug(act: Act) -> dict[str, Any]:
        Branch.objects.create(fund_id=act.fund_id, kind="centre", name="หลงเหลือ")
        raise ZeroDivisionError

    again = uuid.uuid4()
    with pytest.raises(ZeroDivisionError):
        bug(cast.act("somsri", command_id=again))
    assert not Branch.objects.filter(name="หลงเหลือ").exists()
    assert not Command.objects.filter(public_id=again).exists()


def test_who_has_no_duty_in_the_fund_is_refused(cast: Cast) -> None:
    for who in ("noi", "somsri", "operator"):
        with pytest.raises(Refused) as caught:
            grant_role(cast.act(who), username="noi", role="treasurer", from_date=TODAY)
        assert caught.value.code is RefusalCode.NOT_ALLOWED


def test_what_was_answered_is_there(cast: Cast) -> None:
    """An answer is of what is kept: asked for again, or looked for, it is the same."""
    for no in range(20):
        again = uuid.uuid4()
        answer = half_done(cast.act("somsri", command_id=again), name=f"บ้าน {no}")
        made = Branch.objects.filter(name=f"บ้าน {no}")
        assert [answer["branch"]] == [one.public_id.hex for one in made]
        asked = Command.objects.get(public_id=again)
        assert asked.outcome.done
        assert AuditEvent.objects.filter(command=asked, allowed=True).exists()
