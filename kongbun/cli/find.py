"""What a command names: a member or village by number, a purpose by its account."""

from __future__ import annotations

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people import queries
from kongbun.people.models import Branch, Membership
from kongbun.treasury.purposes import Purse, purses


def find_member(fund_id: int, member_no: str) -> Membership:
    found = queries.membership_by_no(fund_id, member_no)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"สมาชิกเลขที่ {member_no} ")
    return found


def find_branch(fund_id: int, village: str) -> Branch:
    """An open village centre or branch; one of an occupation has no number."""
    for branch in queries.branches(fund_id):
        number = "" if branch.moo is None else str(branch.moo)
        if village and village in (number, branch.name, branch.public_id.hex):
            return branch
    raise Refused(RefusalCode.NOT_FOUND, what=f"หมู่บ้าน {village} ")


def found_purse(fund_id: int, code: str) -> Purse:
    """By its account: restricted:1."""
    found = next((one for one in purses(fund_id) if one.code == code), None)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"เงินตามวัตถุประสงค์ {code} ")
    return found
