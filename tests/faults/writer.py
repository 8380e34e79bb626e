"""`python -m tests.faults.writer`: somebody who books one gift after another.

Says each gift's number once it was answered, as a program prints it, and sends the same
again as long as nobody knows whether it was heard.  Ends when nobody reads it any more
or its input is closed.  With `--prepare` it makes the cast instead.
"""

from __future__ import annotations

import json
import select
import sys
import time
import traceback
import uuid
from typing import Any

from kongbun.cli.main import set_up

PRESSES_MAX = 2_000
WAITS = 0.02


def main(words: list[str]) -> int:
    set_up()
    from django.conf import settings  # noqa: PLC0415 -- after Django is ready

    settings.PASSWORD_HASHERS = ["kongbun.testing.passwords.QuickArgon2"]
    from kongbun.store import tenancy  # noqa: PLC0415

    with tenancy.seeing_all("a writer of the tests"):
        if "--prepare" in words:
            from kongbun.testing.cast import make_cast  # noqa: PLC0415

            make_cast()
            return 0
        write()
    return 0


def write() -> None:
    from kongbun.access.queries import fund_by_code, user_by_name  # noqa: PLC0415

    somsri, fund = user_by_name("somsri"), fund_by_code("TUNG")
    tell(ready=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        number = uuid.uuid4()
        try:
            again = until_heard(somsri, fund, number)
        except Exception:
            tell(rude=traceback.format_exc(limit=-4))
            return
        tell(done=number.hex, again=again)


def until_heard(somsri: Any, fund: Any, number: uuid.UUID) -> list[str]:
    """Press until it is answered; what was said meanwhile."""
    from kongbun.kernel.refusal import RefusalCode, Refused  # noqa: PLC0415
    from kongbun.store import trouble  # noqa: PLC0415
    from kongbun.testing.cast import TODAY, act_for  # noqa: PLC0415
    from kongbun.treasury.actions import other_income  # noqa: PLC0415

    said: list[str] = []
    while len(said) < PRESSES_MAX:
        try:
            other_income(
                act_for(somsri, fund, command_id=number),
                income="income:donation",
                into="cash",
                amount_satang=100,
                occurred_on=TODAY,
                party=number.hex,
            )
        except Refused as refused:
            if refused.code not in trouble.UNSURE | {RefusalCode.TRY_AGAIN}:
                raise
            said.append(refused.code.value)
            time.sleep(WAITS)
        else:
            return said
    raise RuntimeError(f"never heard: {said[-3:]}")


def tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
