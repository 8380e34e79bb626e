"""What an entry's reference names, as people call that paper.

Pure.  The books keep the reference; whoever reads them gets the number on the slip.
"""

from __future__ import annotations


def paper(reference: str) -> str:
    """ใบรับ 2/0905, คำขอ 12/2570; "" where only the books have a name for it.

    A bag, a sheet, an opening has no number: its entry is told by kind and account.
    """
    match reference.split(":"):
        case ["receipt", book, no, *_]:
            return f"ใบรับ {book}/{no:0>4}"
        case ["claim", number, *_]:
            return f"คำขอ {number}"
        case ["money", year, no, *_]:
            return f"รายการที่ {no}/{year}"
    return ""
