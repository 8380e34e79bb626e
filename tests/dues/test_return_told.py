"""Who returns: what the new membership keeps, and each guard before it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.dues.return_actions import Terms, last_membership, return_member, terms_for
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode
from kongbun.people.models import Beneficiary, Membership
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.claims.told import told
from tests.dues.test_states import RULES, WAITS, adopt

C = RefusalCode
OUT = date(2026, 9, 10)
BACK = "  return: {clause: ข้อ 4 (3), text: กลับเข้าได้, pays: nothing}\n"


def left(cast: Cast, reason: str = "struck_off", no: int = 1) -> Membership:
    made = make_member(cast, no, joined_on=date(2026, 1, 5))
    made.exited_on, made.exit_reason = OUT, reason
    made.opening_paid_until = date(2026, 8, 1)
    made.save()
    return made


def back(cast: Cast, old: Membership, who: str = "chanpen", **more: Any) -> Membership:
    facts = {
        "person": old.person.public_id,
        "membership": {
            "branch": cast.branches[0].public_id,
            "joined_on": more.pop("joined_on", TODAY),
            "member_no": "",
            **more.pop("membership", {}),
        },
        **more,
    }
    answer = return_member(cast.act(who), **facts)
    made = Membership.objects.get(public_id=UUID(answer["membership"]))
    assert answer["member_no"] == made.member_no
    return made


def test_before_the_first_by_law_one_returns_as_a_newcomer(cast: Cast) -> None:
    old = left(cast)
    assert terms_for(old, TODAY) == Terms()
    new = back(cast, old)
    old.refresh_from_db()
    assert new.member_no
    assert new.member_no != old.member_no
    assert not old.number_handed_on


@pytest.mark.parametrize(
    ("rule", "terms"),
    [
        ("", Terms()),
        (
            BACK,
            Terms(
                is_newcomer=False,
                keeps_time=True,
                dues_from=date(2026, 8, 1),
                new_number=False,
                clause="ข้อ 4 (3)",
            ),
        ),
        (
            WAITS,
            Terms(
                is_newcomer=False,
                owed=Money(60_00),
                keeps_time=True,
                waits_until=date(2027, 2, 18),
                dues_from=date(2026, 8, 1),
                new_number=False,
                clause="ข้อ 4 (3)",
            ),
        ),
        (
            BACK.replace("nothing}", "nothing, new_number: yes, keeps_time: no}"),
            Terms(
                is_newcomer=False,
                dues_from=date(2026, 8, 1),
                clause="ข้อ 4 (3)",
            ),
        ),
    ],
    ids=["no rule", "pays nothing", "waits anew", "begins anew"],
)
def test_the_terms_are_those_of_the_by_laws_rule(
    cast: Cast, rule: str, terms: Terms
) -> None:
    adopt(cast, RULES + rule)
    assert terms_for(left(cast), TODAY) == terms
    assert terms_for(left(cast, "resigned", 2), TODAY) == Terms()


def test_what_is_owed_is_told_with_the_number_and_the_clause(cast: Cast) -> None:
    adopt(cast, RULES + WAITS)
    old = left(cast)
    assert told(back, cast, old) == [
        (
            C.ARREARS_BEFORE_RETURN,
            {"amount": Money(60_00), "number": old.member_no, "clause": "ข้อ 4 (3)"},
        )
    ]


def test_the_new_membership_keeps_house_number_note_and_who_is_named(
    cast: Cast,
) -> None:
    adopt(cast, RULES + BACK.replace("nothing}", "nothing, waiting: 90 days}"))
    old, other = left(cast), make_member(cast, 2)
    taken = {"member_no": other.member_no}
    assert [code for code, _ in told(back, cast, old, membership=taken)] == [
        C.MEMBER_NO_TAKEN
    ]
    new = back(
        cast,
        old,
        membership={"house_no": "99", "member_no": "ทน-99"},
        beneficiaries=[{"name": "นายคำ ก", "relation": "สามี"}],
        admission_note="มติ 3/2569",
    )
    assert (new.member_no, new.admission_note) == ("ทน-99", "มติ 3/2569")
    assert (new.returned_from, new.keeps_time) == (old, True)
    assert (new.waits_until, new.dues_from) == (*(date(2027, 2, 18), date(2026, 8, 1)),)
    assert new.person.household is not None
    assert new.person.household.house_no == "99"
    assert Beneficiary.objects.get(membership=new).name == "นายคำ ก"
    old.refresh_from_db()
    assert not old.number_handed_on


def test_the_old_number_goes_on_where_the_rule_says_so(cast: Cast) -> None:
    adopt(cast, RULES + BACK)
    old = left(cast)
    new = back(cast, old, joined_on=OUT)
    old.refresh_from_db()
    assert (new.member_no, old.number_handed_on) == (old.member_no, True)
    # The last membership is the one that counts; of one day, that written last.
    still = [(C.STILL_MEMBER, {"number": old.member_no})]
    assert told(last_membership, old.person) == still
    Membership.objects.filter(pk=old.pk).update(joined_on=OUT)
    assert told(last_membership, old.person) == still


def test_facts_that_cannot_be_are_refused(cast: Cast) -> None:
    old = left(cast)
    for more, code in (
        ({"membership": {"payer_kind": "moon"}}, C.NOT_FOUND),
        ({"joined_on": TODAY + timedelta(days=1)}, C.DATE_IN_FUTURE),
        ({"joined_on": OUT - timedelta(days=1)}, C.DATES_IN_WRONG_ORDER),
        ({"beneficiaries": [{"name": " ", "relation": ""}]}, C.FIELD_EMPTY),
    ):
        found = told(back, cast, old, **more)
        assert [one for one, _ in found] == [code], more
    [(code, facts)] = told(back, cast, old, who="prasert")
    assert (code, facts["roles"]) == (C.NOT_ALLOWED, "ประธาน เลขานุการ เหรัญญิก")


def test_a_newcomer_shows_the_papers_of_the_by_law(cast: Cast) -> None:
    rules = RULES.replace("membership:\n", "membership:\n  documents: [สำเนาบัตร]\n")
    adopt(cast, rules + BACK)
    old = left(cast, "resigned")
    assert len(told(back, cast, old)) == 1
    back(cast, old, papers=["สำเนาบัตร"])
    # Without them by a resolution; and who comes back by the rule is no newcomer.
    back(cast, left(cast, "resigned", 2), admission_note="มติ 3/2569")
    back(cast, left(cast, "struck_off", 3))
