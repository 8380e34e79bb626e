"""What the chain holds of a command tells nothing to who tries names on it."""

from __future__ import annotations

import json
import uuid
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kongbun.audit.models import AuditEvent
from kongbun.commands.models import Command, CommandOutcome
from kongbun.commands.run import Act, canonical, command, salted
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.testing.cast import Cast

pytestmark = pytest.mark.django_db
WHO = {"first_name": "ทองใบ", "id_value": "1000000000000"}
REFUSED = {"first_name": "คำปัน", "id_value": ""}


@command("test.take_in")
def take_in(act: Act, *, person: dict[str, str]) -> dict[str, Any]:
    if not person["id_value"]:
        raise Refused(RefusalCode.NAME_UNFIT, name=person["first_name"])
    return {"name": person["first_name"], "door": act.door}


def taken(cast: Cast, person: dict[str, str]) -> tuple[Command, AuditEvent]:
    again = uuid.uuid4()
    try:
        take_in(cast.act("chanpen", command_id=again), person=person)
    except Refused:
        assert person is REFUSED
    asked = Command.objects.get(public_id=again)
    return asked, AuditEvent.objects.get(command=asked)


@pytest.mark.parametrize("person", [WHO, REFUSED])
def test_who_knows_all_but_the_salt_finds_nothing_in_the_chain(
    cast: Cast, person: dict[str, str]
) -> None:
    """The very body and answer are in the dictionary, and do not match."""
    asked, link = taken(cast, person)
    guesses = [
        canonical({"kind": "test.take_in", "person": person}),
        asked.outcome.answer,
    ]
    assert person["first_name"] in asked.outcome.answer
    kept = json.loads(link.payload)
    sealed = {kept["body"], kept["answer"], bytes(asked.body_hash).hex()}
    for guess in guesses:
        assert sha256(guess.encode()).hexdigest() not in sealed
    # With the salt they do: the hashes are of these and nothing else.
    assert asked.salt is not None
    salt = bytes(asked.salt)
    assert len(salt) == 16
    assert {salted(salt, guess).hex() for guess in guesses} == sealed


def test_no_two_commands_have_one_salt(cast: Cast) -> None:
    for _ in range(3):
        taken(cast, WHO)
    salts = [bytes(one.salt or b"") for one in Command.objects.all()]
    assert len(set(salts)) == len(salts)
    hashes = Command.objects.filter(kind="test.take_in").values_list("body_hash")
    assert len(set(hashes)) == 3


def test_a_command_of_an_older_version_is_answered_again(cast: Cast) -> None:
    """Its hash has no salt; what it was asked and answered is compared all the same."""
    again = uuid.uuid4()
    body = canonical({"kind": "test.take_in", "person": WHO})
    act = cast.act("chanpen", command_id=again)
    earlier = Command.objects.create(
        public_id=again,
        fund=cast.fund,
        user_id=act.user_id,
        kind="test.take_in",
        door=act.door,
        body_hash=sha256(body.encode()).digest(),
        received_at=act.now,
    )
    CommandOutcome.objects.create(
        command=earlier, done=True, answer='{"name":"ก่อน"}', finished_at=act.now
    )
    assert take_in(act, person=WHO) == {"name": "ก่อน"}
    with pytest.raises(Refused) as caught:
        take_in(cast.act("chanpen", command_id=again), person=REFUSED)
    assert caught.value.code is RefusalCode.COMMAND_ID_REUSED


def erase(asked: Command) -> None:
    Command.objects.filter(pk=asked.pk).update(salt=b"")
    CommandOutcome.objects.filter(pk=asked.pk).update(answer='{"erased": true}')


def test_what_was_erased_is_not_done_again(cast: Cast) -> None:
    asked, _ = taken(cast, WHO)
    erase(asked)
    for person in (WHO, REFUSED):
        with pytest.raises(Refused) as caught:
            take_in(cast.act("chanpen", command_id=asked.public_id), person=person)
        assert caught.value.code is RefusalCode.ANSWER_ERASED
    assert Command.objects.filter(kind="test.take_in").count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE commands_command SET salt = body_hash",
        "UPDATE commands_command SET salt = NULL",
        "UPDATE commands_commandoutcome SET answer = '{}'",
        "UPDATE commands_commandoutcome SET answer = ''",
        "UPDATE commands_commandoutcome SET done = NOT done,"
        " answer = '{\"erased\": true}'",
    ],
)
def test_what_may_be_erased_may_not_be_changed(cast: Cast, sql: str) -> None:
    asked, _ = taken(cast, WHO)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    erase(asked)
    # Nor does anything come back.
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
