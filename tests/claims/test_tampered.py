"""Who changes what was approved, past every trigger, is found where it is paid."""

from __future__ import annotations

import pytest

from kongbun.claims.models import Claim, Payment
from kongbun.kernel.refusal import RefusalCode
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Copy
from tests.claims.pensioners import propose_for
from tests.claims.story import tell
from tests.claims.told import told

WHY = {"what": "จำนวนเงินหรือคำขอที่อนุมัติไว้"}


@pytest.mark.parametrize(
    "tampered",
    [
        "UPDATE approvals_approval SET approved = FALSE WHERE subject_kind = 'claim'",
        "UPDATE claims_award SET units = units + 1",
        "UPDATE claims_decision SET facts = '{}' WHERE stage = 'approved'",
    ],
)
def test_another_word_about_a_claim(committed_db: Copy, tampered: str) -> None:
    assert committed_db.name
    story = tell(make_cast())
    claim = story.approved()
    with insider.tampering() as cursor:
        cursor.execute(tampered)
    claim = Claim.objects.get(pk=claim.pk)
    assert told(story.pay, claim) == [(RefusalCode.CHANGED_SINCE, WHY)]
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    "tampered",
    [
        "UPDATE approvals_approval SET approved = FALSE",
        "UPDATE claims_pensionline SET amount_satang = amount_satang + 1",
        "UPDATE approvals_approval SET subject_id ="
        " (SELECT public_id FROM claims_claim ORDER BY id LIMIT 1)",
    ],
)
def test_another_word_about_a_list(committed_db: Copy, tampered: str) -> None:
    assert committed_db.name
    story = tell(make_cast())
    _, approve = propose_for(story)
    approve()
    with insider.tampering() as cursor:
        cursor.execute(tampered)
    claim = Claim.objects.filter(pension_line__isnull=False)[0]
    name = {"payee_name": claim.claimant_name}
    assert told(story.pay, claim, **name) == [(RefusalCode.CHANGED_SINCE, WHY)]
    assert not Payment.objects.exists()
