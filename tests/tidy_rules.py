"""What the style checkers cannot know: each ban, what to write instead, one good and
one bad example that test the ban itself.

Not the running of the rules: that is `test_tidy`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Digits 2 to 5 of an identity number name an office; this one does not exist.
NO_SUCH_OFFICE = "0000"


@dataclass(frozen=True, slots=True)
class Finding:
    line: int
    text: str


Search = Callable[[str], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One ban.  `only` and `never` are patterns over the path in the repository."""

    name: str
    instead: str
    search: Search
    good: str
    bad: str
    only: str = r"^kongbun/.*\.py$"
    never: str = r"/migrations/"

    def concerns(self, path: str) -> bool:
        return bool(re.search(self.only, path)) and not re.search(self.never, path)


def lines(pattern: str) -> Search:
    """Each line in which the pattern stands."""
    wanted = re.compile(pattern)

    def search(source: str) -> Iterator[Finding]:
        for number, line in enumerate(source.splitlines(), 1):
            if wanted.search(line):
                yield Finding(number, line.strip())

    return search


ALWAYS_WRITES = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
WRITES_ON_ROWS = {"create", "update", "delete"}
ROWS = re.compile(
    r"\.objects\b|\.filter\(|\.exclude\(|\.all\(|\.select_for_update\(|_set\b"
)


def database_writes(source: str) -> Iterator[Finding]:
    """Calls of the ORM that change rows; not a set's update or a cache's delete."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, owner = node.func.attr, ast.unparse(node.func.value)
        on_rows = name in WRITES_ON_ROWS and ROWS.search(owner)
        one_row = name == "delete" and not node.args and not node.keywords
        if name in ALWAYS_WRITES or on_rows or one_row:
            yield Finding(node.lineno, ast.unparse(node.func))


def writing_checks(source: str) -> Iterator[Finding]:
    """Functions named as a check that change rows all the same."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_"):
            for finding in database_writes(ast.unparse(node)):
                yield Finding(node.lineno, f"{node.name}: {finding.text}")


def long_functions(source: str) -> Iterator[Finding]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > 60:
                yield Finding(node.lineno, f"{node.name}: {length} lines")


def long_files(source: str) -> Iterator[Finding]:
    length = len(source.splitlines())
    if length > 400:
        yield Finding(length, f"{length} lines")


def missing_docstring(source: str) -> Iterator[Finding]:
    tree = ast.parse(source)
    if tree.body and ast.get_docstring(tree) is None:
        yield Finding(1, "no module docstring")


THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
THIRTEEN = re.compile(
    r"(?<![0-9A-Za-z.])[0-9](?:[0-9]{12}|([- ])[0-9]{4}\1[0-9]{5}\1[0-9]{2}\1[0-9])"
    r"(?![0-9A-Za-z])"
)


def identity_numbers(source: str) -> Iterator[Finding]:
    """Numbers that could be a living person's."""
    for number, line in enumerate(source.translate(THAI_DIGITS).splitlines(), 1):
        for match in THIRTEEN.finditer(line):
            digits = re.sub(r"\D", "", match.group())
            total = sum(
                int(d) * w for d, w in zip(digits, range(13, 1, -1), strict=False)
            )
            fits = (11 - total % 11) % 10 == int(digits[12])
            if fits and digits[1:5] != NO_SUCH_OFFICE:
                yield Finding(number, match.group())


def _valid_identity_number(office: str) -> str:
    digits = f"1{office}0000001"
    total = sum(int(d) * w for d, w in zip(digits, range(13, 1, -1), strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


TEXT = r"(?<!requirements/base\.txt)(?<!requirements/dev\.txt)$"
OURSELVES = r"^tests/tidy_rules\.py$"
WRITERS = (
    r"/migrations/|actions\.py$|^kongbun/ledger/|^kongbun/(audit|commands|store|receipts"
    r"|testing|demo|bench)/"
)

RULES = [
    Rule(
        "only actions move money",
        "call ledger_post in the app's actions.py",
        lines(r"\bledger_post\(|import post as (?!ledger_post)"),
        "posted(act)",
        "ledger_post(act, entries.dues_collected(1))",
        never=r"actions\.py$|^kongbun/ledger/",
    ),
    Rule(
        "only actions write",
        "move the write into the app's actions.py and call that",
        database_writes,
        "seen.update(found); cache.delete(key); rows.filter(a=1).count()",
        "Person.objects.filter(a=1).update(name='x')",
        never=WRITERS,
    ),
    Rule(
        "a check never writes",
        "name it after what it does, or take the write out",
        writing_checks,
        "def check_name(row):\n    return row.name",
        "def check_name(row):\n    row.save()",
    ),
    Rule(
        "no signals",
        "call the function",
        lines(r"django\.dispatch|\b(pre|post)_(save|delete|init|migrate)\b|Signal\("),
        "record(head, at=now)",
        "from django.db.models.signals import post_save",
    ),
    Rule(
        "one clock",
        "take today and now from the act; a door asks web/clock.py",
        lines(
            r"datetime\.(now|utcnow|today)\(|date\.today\(|timezone\.(now|localdate)\("
            r"|\btime\.time\("
        ),
        "today = act.today",
        "today = date.today()",
        never=r"^kongbun/web/clock\.py$|^kongbun/bench/",
    ),
    Rule(
        "no floats near money",
        "Money(satang) or whole numbers; Money.split and percent_down for shares",
        lines(r"\bfloat\(|\bFloatField\b|\bDecimalField\b|\bround\("),
        "share = amount.split(weights)",
        "share = float(amount) / 3",
        never=r"/migrations/|^kongbun/bench/",
    ),
    Rule(
        "no SQL or HTML by hand in the pages",
        "the ORM; format_html or a template",
        lines(r"objects\.raw\(|\.extra\(|RawSQL|mark_safe|SafeString\(|autoescape off"),
        "format_html('<b>{}</b>', name)",
        "mark_safe('<b>' + name + '</b>')",
        # A village's rows are escaped as one text, which `tests/dues` holds them to.
        never=r"/migrations/|^kongbun/web/sheet_rows\.py$",
    ),
    Rule(
        "nothing is deleted along with something else",
        "models.PROTECT",
        lines(r"models\.(CASCADE|SET_NULL|DO_NOTHING)|on_delete=CASCADE"),
        "models.ForeignKey('access.Fund', models.PROTECT)",
        "models.ForeignKey('access.Fund', models.CASCADE)",
        never=r"/migrations/",
    ),
    Rule(
        "nothing is swallowed",
        "name the error that may come; let the rest stop the command",
        lines(r"except( \(?(Base)?Exception\b.*)?:"),
        "except OSError:",
        "except Exception:",
    ),
    Rule(
        "no print",
        "click.echo in a command; nothing below the doors",
        lines(r"^\s*print\("),
        "click.echo('x')",
        "print('x')",
    ),
    Rule(
        "functions of at most 60 lines",
        "split it where the comment would stand",
        long_functions,
        "def f():\n" + "    x = 1\n" * 59,
        "def f():\n" + "    x = 1\n" * 60,
        only=r"\.py$",
    ),
    Rule(
        "files of at most 400 lines",
        "split it by what it is about",
        long_files,
        "x = 1\n" * 400,
        "x = 1\n" * 401,
        only=r"\.(py|html|css|js|sql)$",
    ),
    Rule(
        "every module says what it is",
        "one sentence in a docstring",
        missing_docstring,
        '"""What it is."""\nx = 1',
        "x = 1",
        only=r"^(kongbun|tests|tools)/.*\.py$",
    ),
    Rule(
        "nothing is left for later in the code",
        "do it, or open an issue",
        lines(r"\b(TODO|FIXME|HACK)\b"),
        "# The sheet is the unit of all-or-nothing.",
        "# TODO: the sheet",
        only=TEXT,
        never=OURSELVES,
    ),
    Rule(
        "the repository stands alone",
        "nothing of the machine it was written on, no registry, no outside notes",
        lines(
            r"\.\./shared|/work/|/home/|/root/|/tmp/infra|pypi\.org|pythonhosted"
            r"|registry\.npmjs|deb\.debian\.org|crates\.io"
            r"|\b(decision|issue) \d|(domain|style|stack|mission|reliability)\.md"
        ),
        "see docs/decisions/0003-cash-basis.md",
        "see ../shared/domain.md",
        only=TEXT,
        never=OURSELVES,
    ),
    Rule(
        "no living person's identity number",
        "digits 2 to 5 are 0000, an office that does not exist",
        identity_numbers,
        _valid_identity_number(NO_SUCH_OFFICE),
        _valid_identity_number("1014"),
        only=TEXT,
    ),
    Rule(
        "pages carry no styles or scripts of their own",
        "a class of static/kongbun/css; a module of static/kongbun/js",
        lines(
            r"\sstyle=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|javascript:"
            r"|\|\s*safe\b|autoescape off|https?://(?!www\.w3\.org)"
        ),
        '<script type="module" src="{% static \'kongbun/js/form.js\' %}"></script>',
        '<p style="color:red">',
        only=r"^kongbun/.*\.html$",
    ),
    Rule(
        "scripts build the page from elements",
        "textContent, append, replaceChildren",
        lines(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\("),
        "cell.textContent = sum",
        "cell.innerHTML = sum",
        only=r"^kongbun/.*\.js$",
    ),
    Rule(
        "triggers are never off in a test",
        "take one out on a copy, and put it back before the test ends",
        lines(r"(?i)DISABLE TRIGGER|session_replication_role"),
        "guards.install(connection)",
        "ALTER TABLE ledger_leg DISABLE TRIGGER ALL",
        only=r"^tests/.*\.py$",
        # There as attempts, each of which is refused.
        never=OURSELVES + r"|^tests/store/tampering\.py$",
    ),
]
