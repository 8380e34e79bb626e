"""Every place where something about a person may stand, outside their own row.

Each text column of the database is either here, or among those that name nobody; a
test compares both with the models, so that a new column cannot be forgotten.
`linked` says in SQL which rows are the person's (their columns go whole); in all rows
of the fund a text goes where one of the person's names, numbers or phones stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kongbun.commands.guards import ERASED_ANSWER
from kongbun.devices.guards import ERASED_BODY
from kongbun.store.guards import ERASED

MINE = "claim_id IN ({claims})"
OF_CLAIMS = "claim_id IN (SELECT id FROM claims_claim WHERE fund_id = {fund})"

OF_DEVICES = "device_id IN (SELECT id FROM devices_device WHERE fund_id = {fund})"

# Receipts for this person's membership and nobody else's.
MY_RECEIPTS = (
    "SELECT receipt_id FROM dues_duesline WHERE membership_id IN ({members})"
    " EXCEPT SELECT receipt_id FROM dues_duesline WHERE fund_id = {fund}"
    " AND (membership_id IS NULL OR membership_id NOT IN ({members}))"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of a table with the mark of each, and which rows are whose."""

    table: str
    columns: dict[str, str]
    # Columns that go whole in the person's own rows; the others only by what they say.
    own: tuple[str, ...] = ()
    linked: str = ""
    of_fund: str = "fund_id = {fund}"
    # The column that says by which command the row was written, if it has one.
    command: str = "command_id"
    key: str = "id"
    # Rows whose names are bound by a salted hash: the salt goes with them.
    salted: bool = False


PLACES = (
    Place(
        "claims_event",
        {"key": "erased:#", "about": ERASED},
        own=("key", "about"),
        linked="person_id = {person} AND NOT EXISTS (SELECT 1 FROM claims_claim c"
        " WHERE c.event_id = claims_event.id AND c.id NOT IN ({claims}))",
    ),
    Place(
        "claims_claim",
        {
            "claimant_name": ERASED,
            "claimant_relation": ERASED,
            "stated": "{}",
            "detail": ERASED,
        },
        own=("claimant_name", "claimant_relation", "stated", "detail"),
        linked="id IN ({claims})",
        salted=True,
    ),
    Place("claims_evidenceitem", {"note": ERASED}, ("note",), MINE, OF_CLAIMS, ""),
    Place("claims_award", {"reason": ERASED}, ("reason",), MINE, OF_CLAIMS, ""),
    Place("claims_claimstep", {"note": ERASED}, ("note",), MINE, OF_CLAIMS),
    Place(
        "claims_payment",
        {"payee_name": ERASED, "proxy_paper": ERASED, "witness": ERASED},
        ("payee_name", "proxy_paper"),
        MINE,
    ),
    Place(
        "claims_paymentreversal",
        {"reason": ERASED},
        ("reason",),
        "payment_id IN (SELECT id FROM claims_payment WHERE claim_id IN ({claims}))",
        "payment_id IN (SELECT id FROM claims_payment WHERE fund_id = {fund})",
    ),
    Place(
        "treasury_movement",
        {"party": ERASED, "reason": ERASED},
        ("party",),
        "id IN (SELECT movement_id FROM treasury_refund"
        " WHERE membership_id IN ({members}))",
        salted=True,
    ),
    Place(
        "treasury_movementreversal",
        {"reason": ERASED},
        of_fund="movement_id IN (SELECT id FROM treasury_movement"
        " WHERE fund_id = {fund})",
    ),
    Place(
        "treasury_fencechange",
        {"reason": ERASED},
        of_fund="purpose_id IN (SELECT id FROM treasury_purpose"
        " WHERE fund_id = {fund})",
    ),
    Place("treasury_closenote", {"text": ERASED}),
    Place("treasury_monthclose", {"conditions": "[]"}),
    Place("treasury_reopenrequest", {"reason": ERASED}),
    Place(
        "people_tieend",
        {"reason": ERASED},
        ("reason",),
        "tie_id IN (SELECT id FROM people_tie WHERE person_id = {person}"
        " OR other_id = {person})",
        "tie_id IN (SELECT id FROM people_tie WHERE fund_id = {fund})",
    ),
    Place("treasury_cashcount", {"note": ERASED}),
    Place("treasury_bankreading", {"note": ERASED}),
    Place("dues_roundsheet", {"difference_reason": ERASED}),
    Place("dues_bagoffer", {"note": ERASED}),
    Place("receipts_receipt", {"payer_name": ERASED, "void_reason": ERASED}),
    Place(
        "receipts_receiptreversal",
        {"reason": ERASED},
        ("reason",),
        f"receipt_id IN ({MY_RECEIPTS})",
        of_fund="receipt_id IN (SELECT id FROM receipts_receipt"
        " WHERE fund_id = {fund})",
    ),
    Place(
        "approvals_approval",
        {"note": ERASED},
        ("note",),
        "(subject_id IN (SELECT public_id FROM claims_claim WHERE id IN ({claims}))"
        " OR subject_id IN (SELECT public_id FROM merging_mergerequest"
        " WHERE survivor_id = {person} OR other_id = {person}))",
    ),
    Place(
        "approvals_resolution",
        {"text": ERASED},
        ("text",),
        "id IN (SELECT resolution_id FROM claims_award WHERE claim_id IN ({claims}))",
    ),
    Place(
        "ledger_entry",
        {"memo": ERASED},
        ("memo",),
        "id IN (SELECT v.entry_id FROM claims_paymentreversal v JOIN claims_payment p"
        " ON p.id = v.payment_id WHERE p.claim_id IN ({claims})"
        " UNION SELECT v.entry_id FROM receipts_receiptreversal v"
        f" WHERE v.receipt_id IN ({MY_RECEIPTS}))",
    ),
    Place(
        "merging_mergerequest",
        {"reason": ERASED},
        ("reason",),
        "(survivor_id = {person} OR other_id = {person})",
        salted=True,
    ),
    Place(
        "merging_merge",
        {"edits": "{}"},
        ("edits",),
        "request_id IN (SELECT id FROM merging_mergerequest"
        " WHERE survivor_id = {person} OR other_id = {person})",
    ),
    Place(
        "people_membership",
        {"payer_name": ERASED, "exit_note": ERASED, "admission_note": ERASED},
        ("payer_name", "exit_note", "admission_note"),
        "id IN ({members})",
        command="",
    ),
    Place(
        "people_beneficiary",
        {"name": ERASED, "relation": "", "id_kind": "", "id_value": "", "phone": ""},
        ("name", "relation", "id_kind", "id_value", "phone"),
        "membership_id IN ({members})",
        command="",
    ),
    Place("devices_deviceitem", {"body": ERASED_BODY}, salted=True),
    Place("devices_devicerevocation", {"reason": ERASED}, of_fund=OF_DEVICES),
    Place("devices_devicegap", {"reason": ERASED}, of_fund=OF_DEVICES),
    Place(
        "devices_itemverdict",
        {"reason": ERASED},
        of_fund="item_id IN (SELECT id FROM devices_deviceitem WHERE fund_id = {fund})",
    ),
    Place(
        "commands_commandoutcome",
        {"answer": ERASED_ANSWER},
        of_fund="command_id IN (SELECT id FROM commands_command"
        " WHERE fund_id = {fund})",
        key="command_id",
    ),
)
