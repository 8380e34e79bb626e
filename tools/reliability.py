"""Writes RELIABILITY.md from what is promised and what was seen."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kongbun.cli.main import set_up

if __name__ == "__main__":
    set_up()
    from tests.sabotages import page

    page.write()
