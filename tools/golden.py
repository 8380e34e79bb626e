"""`make golden`: write what docs say of refusals and commands from the code.

That is the golden files of new refusals, of what is said of by-laws and facts,
docs/errors.md, docs/bylaw-findings.md and docs/cli.md.  Read what
it changed before you commit: the sentences are public.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kongbun.cli.main import set_up

if __name__ == "__main__":
    set_up()
    from tests import cli_page
    from tests.errors import findings, problems
    from tests.errors.catalogue import write_missing

    cli_page.PAGE.write_text(cli_page.page(), encoding="utf-8")
    changed = findings.write() + problems.write() + write_missing()
    print("\n".join(changed) or "no refusal changed")
