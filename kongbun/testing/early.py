"""A pytest plugin loaded before Django reads its settings.

Gives each test process a data folder of its own, so that a test can never touch the
fund on the developer's machine.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

for _name in [name for name in os.environ if name.startswith("KONGBUN_")]:
    del os.environ[_name]
_folder = tempfile.mkdtemp(prefix="kongbun-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["KONGBUN_DATA"] = _folder
os.environ["KONGBUN_SECRET_KEY"] = "only-for-the-tests"  # noqa: S105
