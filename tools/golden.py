"""`make golden`: write the golden files of new or changed refusals, and the page.

Read what it changed before you commit: the sentences are public.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.errors.catalogue import write_missing

if __name__ == "__main__":
    print("\n".join(write_missing()) or "nothing changed")
