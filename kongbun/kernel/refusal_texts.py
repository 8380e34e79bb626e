"""Every refusal: its stable code, its sentence and its remedy.

Messages are public API: each has a golden file under `tests/errors/`.  A sentence
may name facts in braces; the door formats them.  Add a code here and its text
below, in the section of the app that raises it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kongbun.kernel import (
    refusal_texts_access,
    refusal_texts_backup,
    refusal_texts_bylaws,
    refusal_texts_claims,
    refusal_texts_cli,
    refusal_texts_devices,
    refusal_texts_dues,
    refusal_texts_erasure,
    refusal_texts_ledger,
    refusal_texts_machine,
    refusal_texts_merging,
    refusal_texts_people,
    refusal_texts_ties,
    refusal_texts_treasury,
)


class RefusalCode(Enum):
    """Why an action may not proceed.  Stable: stored, documented, tested."""

    # commands and access
    NOT_ALLOWED = "not-allowed"
    COMMAND_ID_REUSED = "command-id-reused"
    ANSWER_ERASED = "answer-erased"
    TRY_AGAIN = "try-again"
    DISK_FULL = "disk-full"
    DISK_READ_ONLY = "disk-read-only"
    DISK_FAILED = "disk-failed"
    DATABASE_AWAY = "database-away"
    NOT_FOUND = "not-found"
    SAME_PERSON = "same-person"
    CHANGED_SINCE = "changed-since"
    CLOCK_SET_BACK = "clock-set-back"
    UNREADABLE = "unreadable"
    # the command line
    WRONG_CALL = "wrong-call"
    CANNOT_GO_ON = "cannot-go-on"
    STOPPED = "stopped"
    FILE_NOT_WRITTEN = "file-not-written"
    FILE_NOT_USED = "file-not-used"
    # starting the server
    BOOKS_UNPROTECTED = "books-unprotected"
    ROLE_TOO_STRONG = "role-too-strong"
    # ledger: texts in refusal_texts_ledger
    MONTH_CLOSED = "month-closed"
    NOT_ENOUGH_MONEY = "not-enough-money"
    REFERENCE_TAKEN = "reference-taken"
    ALREADY_REVERSED = "already-reversed"
    DATE_IN_FUTURE = "date-in-future"
    # approvals
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_LATER = "sign-in-later"
    ALREADY_DECIDED = "already-decided"
    # access
    PASSWORD_TOO_WEAK = "password-too-weak"  # noqa: S105 -- a code, no secret
    FIELD_EMPTY = "field-empty"
    USERNAME_TAKEN = "username-taken"
    USERNAME_UNFIT = "username-unfit"
    DATES_IN_WRONG_ORDER = "dates-in-wrong-order"
    LAST_CHAIR = "last-chair"
    # founding
    FUND_CODE_UNFIT = "fund-code-unfit"
    FUND_CODE_TAKEN = "fund-code-taken"
    BAG_TAKEN = "bag-taken"
    BRANCH_TAKEN = "branch-taken"
    BRANCH_HAS_MEMBERS = "branch-has-members"
    BYLAW_UNFIT = "bylaw-unfit"
    BYLAW_DAY_TAKEN = "bylaw-day-taken"
    # by-laws and their drafts: texts in refusal_texts_bylaws
    DRAFT_UNREADABLE = "draft-unreadable"
    DRAFT_ENDED = "draft-ended"
    DRAFT_NOT_SHOWN = "draft-not-shown"
    ABOVE_MEMBERS_PRESENT = "above-members-present"
    ABOVE_MEMBERS_ENTITLED = "above-members-entitled"
    QUORUM_NOT_REACHED = "quorum-not-reached"
    NOT_CARRIED = "not-carried"
    NOTHING_TO_PROMISE = "nothing-to-promise"
    CLAUSE_SAID_ALREADY = "clause-said-already"
    # people
    NOT_LAPSED = "not-lapsed"
    JOINS_TOO_YOUNG = "joins-too-young"
    JOINS_TOO_OLD = "joins-too-old"
    BIRTH_NEEDED_TO_JOIN = "birth-needed-to-join"
    JOINING_PAPERS_MISSING = "joining-papers-missing"
    EXIT_NOT_IN_BYLAW = "exit-not-in-bylaw"
    ARREARS_BEFORE_RETURN = "arrears-before-return"
    EXITED_ALREADY = "exited-already"
    STILL_MEMBER = "still-member"
    RETURNED_SINCE = "returned-since"
    NAME_UNFIT = "name-unfit"
    DIED_BEFORE = "died-before"
    MEMBER_NO_TAKEN = "member-no-taken"
    ID_TAKEN = "id-taken"
    MAYBE_SAME_PERSON = "maybe-same-person"
    BORN_LATER = "born-later"
    TOO_OLD = "too-old"
    TOO_MANY_BENEFICIARIES = "too-many-beneficiaries"
    IMPORT_NOT_CLEAR = "import-not-clear"
    IMPORT_DONE = "import-done"
    # erasing a person: texts in refusal_texts_erasure
    PERSON_ERASED = "person-erased"
    ERASE_STILL_MEMBER = "erase-still-member"
    ERASE_OPEN_CLAIM = "erase-open-claim"
    ERASE_REFUND_OPEN = "erase-refund-open"
    ERASE_HOLDS_DUTY = "erase-holds-duty"
    ERASE_IMPORT_OPEN = "erase-import-open"
    ERASE_MERGED = "erase-merged"
    # two records of one person: texts in refusal_texts_merging
    RECORD_MERGED = "record-merged"
    MERGE_ITSELF = "merge-itself"
    MERGE_HOLDS = "merge-holds"
    MERGE_WAITS = "merge-waits"
    MERGE_CHOOSE = "merge-choose"
    MERGE_ONE_DEAD = "merge-one-dead"
    MERGE_DEATHS_DIFFER = "merge-deaths-differ"
    MERGE_KEEP_OTHER = "merge-keep-other"
    MERGE_TIMES_CROSS = "merge-times-cross"
    MERGE_REFUNDED = "merge-refunded"
    MERGE_DAYS_TWICE = "merge-days-twice"
    MERGE_STATED_TWICE = "merge-stated-twice"
    MERGE_UNITS_DIFFER = "merge-units-differ"
    MERGE_SAME_CLAIM = "merge-same-claim"
    MERGE_OVER_LIMIT = "merge-over-limit"
    MERGE_OWN_RECORD = "merge-own-record"
    MERGE_IMPORT_OPEN = "merge-import-open"
    UNMERGE_LATER_FIRST = "unmerge-later-first"
    UNMERGE_CREDIT_USED = "unmerge-credit-used"
    # treasury: texts in refusal_texts_treasury
    AMOUNT_UNFIT = "amount-unfit"
    DATE_BEFORE_BOOKS = "date-before-books"
    SAME_PLACE = "same-place"
    NO_REFUND = "no-refund"
    REFUND_ENTERED = "refund-entered"
    REFUND_STANDS = "refund-stands"
    SECOND_PERSON_NEEDED = "second-person-needed"
    EXPENSE_NOT_APPROVED = "expense-not-approved"
    EXPENSE_REFUSED = "expense-refused"
    EXPENSE_PAID = "expense-paid"
    NOT_BOOKED_YET = "not-booked-yet"
    PIECES_UNFIT = "pieces-unfit"
    CASH_AS_BOOK = "cash-as-book"
    FENCED_MONEY = "fenced-money"
    FENCED_MONEY_MISSING = "fenced-money-missing"
    PURPOSE_OVER_UNEXPLAINED = "purpose-over-unexplained"
    ABOVE_LIMIT = "above-limit"
    RESERVE_BY_RESOLUTION = "reserve-by-resolution"
    RESERVE_KEPT = "reserve-kept"
    NO_RESERVE_RESOLUTION = "no-reserve-resolution"
    PURPOSE_UNFIT = "purpose-unfit"
    PURPOSE_OVER_ALREADY = "purpose-over-already"
    PURPOSE_NAME_TAKEN = "purpose-name-taken"
    MONTH_NOT_OVER = "month-not-over"
    MONTH_OUT_OF_ORDER = "month-out-of-order"
    CASH_NOT_COUNTED = "cash-not-counted"
    CASH_DIFFERS = "cash-differs"
    BANK_NOT_READ = "bank-not-read"
    BANK_DIFFERS = "bank-differs"
    BAG_UNEXPLAINED = "bag-unexplained"
    SUSPENSE_UNEXPLAINED = "suspense-unexplained"
    RECEIPT_GAP = "receipt-gap"
    CLAIM_UNPAID_UNEXPLAINED = "claim-unpaid-unexplained"
    VOUCHER_WITHOUT_WITNESS = "voucher-without-witness"
    EXPENSE_UNPAID_UNEXPLAINED = "expense-unpaid-unexplained"
    NOTHING_TO_EXPLAIN = "nothing-to-explain"
    # who is who to whom, and reopening a month: texts in refusal_texts_ties
    TIED_TO_PAYEE = "tied-to-payee"
    SPLIT_ABOVE_LEVEL = "split-above-level"
    PAYEE_DAYS_UNFIT = "payee-days-unfit"
    TIE_TO_ONESELF = "tie-to-oneself"
    TIED_ALREADY = "tied-already"
    OWN_TIE = "own-tie"
    KEEPS_THE_BOOKS = "keeps-the-books"
    TIED_TO_TREASURER = "tied-to-treasurer"
    NOT_IN_REGISTER = "not-in-register"
    TREASURER_NOT_IN_REGISTER = "treasurer-not-in-register"
    MONTH_NOT_CLOSED = "month-not-closed"
    REOPEN_LATER_FIRST = "reopen-later-first"
    # check and backup: texts in refusal_texts_backup
    NOT_A_WITNESS = "not-a-witness"
    NO_WITNESS_ADDRESS = "no-witness-address"
    FILE_EXISTS = "file-exists"
    NOT_A_BACKUP = "not-a-backup"
    BACKUP_CUT_OFF = "backup-cut-off"
    BACKUP_DAMAGED = "backup-damaged"
    BACKUP_FOR_OTHER_ENGINE = "backup-for-other-engine"
    BACKUP_OF_NEWER_VERSION = "backup-of-newer-version"
    BACKUP_UNSOUND = "backup-unsound"
    BACKUP_OLDER = "backup-older"
    BACKUP_OF_OTHERS = "backup-of-others"
    BACKUP_BEHIND_WITNESS = "backup-behind-witness"
    BACKUP_KEY_EXISTS = "backup-key-exists"
    BACKUP_KEY_UNFIT = "backup-key-unfit"
    BACKUP_KEY_MISSING = "backup-key-missing"
    BACKUP_WRONG_KEY = "backup-wrong-key"
    NO_ROOM_TO_RESTORE = "no-room-to-restore"
    TOOL_MISSING = "tool-missing"
    # claims: texts in refusal_texts_claims
    NO_BYLAW_THEN = "no-bylaw-then"
    BENEFIT_NOT_IN_BYLAW = "benefit-not-in-bylaw"
    LOAN_NOT_HANDLED = "loan-not-handled"
    COMMITTEE_STARTS = "committee-starts"
    NOT_A_MEMBER = "not-a-member"
    EVENT_BEFORE_JOINING = "event-before-joining"
    EVENT_AFTER_EXIT = "event-after-exit"
    DEATH_DAY_DIFFERS = "death-day-differs"
    CLAIMANT_DIED = "claimant-died"
    CLAIM_EXISTS = "claim-exists"
    EVENT_OVERLAPS = "event-overlaps"
    EVENT_DAYS_DIFFER = "event-days-differ"
    FACT_MISSING = "fact-missing"
    TEXT_TOO_LONG = "text-too-long"
    FACT_UNKNOWN = "fact-unknown"
    FACT_UNREADABLE = "fact-unreadable"
    MORE_NIGHTS_THAN_DAYS = "more-nights-than-days"
    CLAIM_NOT_WAITING = "claim-not-waiting"
    NOT_OF_THIS_CENTRE = "not-of-this-centre"
    SIGNED_ALREADY = "signed-already"
    OWN_CLAIM = "own-claim"
    DEPARTURE_NEEDS_REASON = "departure-needs-reason"
    RESOLUTION_NEEDED = "resolution-needed"
    GENERAL_MEETING_NEEDED = "general-meeting-needed"
    COMMITTEE_RESOLUTION_NEEDED = "committee-resolution-needed"
    NOT_THE_APPROVER = "not-the-approver"
    CERTIFIED_IT = "certified-it"
    EMERGENCY_NOT_GIVEN = "emergency-not-given"
    NO_EMERGENCY_WAITS = "no-emergency-waits"
    EMERGENCY_OVERDUE = "emergency-overdue"
    ALLOCATION_SPENT = "allocation-spent"
    ALLOCATE_FIRST = "allocate-first"
    NOTHING_TO_ALLOCATE = "nothing-to-allocate"
    BACKDATING_UNCONFIRMED = "backdating-unconfirmed"
    SAME_VILLAGE = "same-village"
    NOTHING_TO_CONFIRM = "nothing-to-confirm"
    PAYEE_UNFIT = "payee-unfit"
    PROXY_PAPER_NEEDED = "proxy-paper-needed"
    NOT_THE_BENEFICIARY = "not-the-beneficiary"
    NOT_THE_CLAIMANT = "not-the-claimant"
    WITNESS_NEEDED = "witness-needed"
    ACCOUNT_UNFIT = "account-unfit"
    TRANSFER_REF_TAKEN = "transfer-ref-taken"
    PAID_BEFORE_APPROVAL = "paid-before-approval"
    NOT_DUE_YET = "not-due-yet"
    NOBODY_DUE = "nobody-due"
    LIST_WAITS_ALREADY = "list-waits-already"
    COPY_FAILED = "copy-failed"
    TODAY_FOR_THE_DEMO = "today-for-the-demo"
    DEMO_BESIDE_FUNDS = "demo-beside-funds"
    # dues and receipts: texts in refusal_texts_dues
    BOOK_NUMBER_TAKEN = "book-number-taken"
    BOOK_NUMBERS_UNFIT = "book-numbers-unfit"
    BOOK_CLOSED = "book-closed"
    BOOK_FULL = "book-full"
    BOOK_HAS_GAPS = "book-has-gaps"
    RECEIPT_NO_NEEDED = "receipt-no-needed"
    RECEIPT_NO_GIVEN = "receipt-no-given"
    RECEIPT_NO_OUTSIDE = "receipt-no-outside"
    RECEIPT_NO_TAKEN = "receipt-no-taken"
    RECEIPT_IS_VOID = "receipt-is-void"
    NO_BYLAW = "no-bylaw"
    NOTHING_TO_TAKE = "nothing-to-take"
    SHEET_DIFFERS = "sheet-differs"
    NOT_A_MEMBER_THEN = "not-a-member-then"
    ROW_NOT_ON_SHEET = "row-not-on-sheet"
    ROW_TWICE = "row-twice"
    MAYBE_SAME_MONEY = "maybe-same-money"
    AMOUNT_UNUSUAL = "amount-unusual"
    PAID_TOO_FAR_AHEAD = "paid-too-far-ahead"
    DAYS_PAID_ALREADY = "days-paid-already"
    ENTRY_FEE_PAID = "entry-fee-paid"
    NOT_YOUR_BAG = "not-your-bag"
    RECEIPT_NOT_YOURS = "receipt-not-yours"
    CREDIT_USED = "credit-used"
    BAG_HANDED_OVER = "bag-handed-over"
    BAG_EMPTY = "bag-empty"
    BAG_OFFERED_ALREADY = "bag-offered-already"
    OFFER_CLOSED = "offer-closed"
    BAG_COUNT_DIFFERS = "bag-count-differs"
    # phones: texts in refusal_texts_devices
    DEVICE_UNKNOWN = "device-unknown"
    DEVICE_APP_VERSION = "device-app-version"
    BATCH_NOT_JSON = "batch-not-json"
    BATCH_UNREADABLE = "batch-unreadable"
    BATCH_TOO_BIG = "batch-too-big"
    DEVICE_FULL = "device-full"
    DEVICE_SEQ_REUSED = "device-seq-reused"
    DEVICE_REVOKED = "device-revoked"
    DEVICE_ITEM_LATE = "device-item-late"
    DEVICE_ITEM_REJECTED = "device-item-rejected"
    ITEM_UNREADABLE = "item-unreadable"


@dataclass(frozen=True, slots=True)
class Text:
    """What was refused, and what to do next, in Thai and English."""

    th: str
    remedy_th: str
    en: str
    remedy_en: str


TEXTS: dict[RefusalCode, Text] = {
    RefusalCode.NOT_ALLOWED: Text(
        "{user} ไม่มีหน้าที่ทำเรื่องนี้ในกองทุนนี้",
        "ให้ผู้มีหน้าที่ ({roles}) เป็นคนทำ หรือให้ประธานมอบหน้าที่ให้ก่อน",
        "{user} has no duty to do this in this fund",
        "Let someone with the duty ({roles}) do it, or ask the chair to grant it",
    ),
    RefusalCode.COMMAND_ID_REUSED: Text(
        "คำสั่งนี้เคยส่งมาแล้วด้วยเนื้อความอื่น",
        "เปิดหน้าใหม่แล้วกรอกอีกครั้ง ระบบเก็บทั้งสองคำสั่งไว้ให้ตรวจ",
        "This command was sent before with other content",
        "Open the page again and fill it in anew; both are kept for review",
    ),
    RefusalCode.NOT_FOUND: Text(
        "ไม่พบ{what}ที่ขอ",
        "กลับไปที่รายการแล้วเลือกใหม่",
        "No such {what}",
        "Go back to the list and choose again",
    ),
    RefusalCode.SAME_PERSON: Text(
        "{user} เป็นผู้บันทึกเรื่องนี้เอง จึง{verb}เองไม่ได้",
        "ให้คนอื่นที่มีหน้าที่เป็นผู้{verb}",
        "{user} entered this and so cannot {verb} it",
        "Let another person with the duty do it",
    ),
    RefusalCode.CHANGED_SINCE: Text(
        "{what}ถูกแก้หลังจากเปิดหน้านี้",
        "เปิดหน้านี้ใหม่ ดูสิ่งที่เปลี่ยน แล้วทำอีกครั้ง",
        "{what} changed after this page was opened",
        "Open the page again, look at what changed, and repeat",
    ),
    RefusalCode.FIELD_EMPTY: Text(
        "ยังไม่ได้กรอก{field}",
        "กรอก{field}แล้วบันทึกอีกครั้ง",
        "{field} is empty",
        "Fill in {field} and save again",
    ),
    RefusalCode.UNREADABLE: Text(
        "{why}",
        "แก้ค่าที่บอก แล้วสั่งอีกครั้ง ยังไม่มีอะไรถูกบันทึก",
        "{why}",
        "Mend that value and give the command again; nothing was written",
    ),
}

TEXTS |= {
    RefusalCode(code): Text(*texts)
    for part in (
        refusal_texts_access,
        refusal_texts_backup,
        refusal_texts_bylaws,
        refusal_texts_claims,
        refusal_texts_cli,
        refusal_texts_devices,
        refusal_texts_dues,
        refusal_texts_erasure,
        refusal_texts_ledger,
        refusal_texts_merging,
        refusal_texts_machine,
        refusal_texts_people,
        refusal_texts_ties,
        refusal_texts_treasury,
    )
    for code, texts in part.TEXTS.items()
}

assert set(TEXTS) == set(RefusalCode), "each refusal has its text"
