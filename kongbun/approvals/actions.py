"""Records approvals, signatures and resolutions inside the action that needs them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kongbun.approvals.models import Approval, Resolution, Signature, SignedHow
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused


def approve(
    act: Act,
    *,
    subject_kind: str,
    subject_id: UUID,
    content_hash: bytes,
    maker_id: int,
    checker_id: int | None = None,
    checker_name: str = "",
    approved: bool = True,
    note: str = "",
    verb: str = "อนุมัติ",
) -> Approval:
    """Keep a second person's word.  Refuses the maker (SAME_PERSON).

    The checker is who acts, unless another signed in on the same machine.
    """
    checker = act.user_id if checker_id is None else checker_id
    assert checker is not None, "an approval is given by a user"
    if checker == maker_id:
        raise Refused(
            RefusalCode.SAME_PERSON, user=checker_name or act.user_name, verb=verb
        )
    return Approval.objects.create(
        fund_id=act.fund_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        content_hash=content_hash,
        maker_id=maker_id,
        checker_id=checker,
        approved=approved,
        note=note,
        at=act.now,
        command_id=act.command_pk,
    )


def sign(
    act: Act,
    *,
    subject_kind: str,
    subject_id: UUID,
    content_hash: bytes,
    person_id: int | None,
    seat: str,
    how: SignedHow,
    signed_on: date,
) -> Signature:
    """Keep a signature; the paper's own date when it was on paper."""
    assert act.user_id is not None, "a signature is recorded by a user"
    return Signature.objects.create(
        fund_id=act.fund_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        content_hash=content_hash,
        person_id=person_id,
        seat=seat,
        how=how,
        signed_on=signed_on,
        recorded_by_id=act.user_id,
        command_id=act.command_pk,
    )


def resolve(
    act: Act, *, board: str, number: str, decided_on: date, text: str
) -> Resolution:
    """Keep a resolution of the committee or the general meeting."""
    return Resolution.objects.create(
        fund_id=act.fund_id,
        board=board,
        number=number,
        decided_on=decided_on,
        text=text,
        command_id=act.command_pk,
    )
