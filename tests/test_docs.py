"""Docs are a test: what they name exists, and what exists is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

from kongbun.config import env
from tests import cli_page

HERE = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [*HERE.glob("*.md"), *(HERE / "docs").rglob("*.md")],
    key=lambda file: str(file.relative_to(HERE)),
)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
PATH = re.compile(
    r"`((?:kongbun|tests|tools|docs|bylaws|requirements)/(?!X/)[\w./-]+)`"
)


def text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def test_every_command_has_its_heading() -> None:
    page = text("docs/cli.md")
    for name, _ in cli_page.commands():
        assert f"\n## {name}\n" in page, f"run `make golden`: {name}"


def test_the_page_of_commands_says_what_the_commands_say() -> None:
    assert text("docs/cli.md") == cli_page.page(), "run `make golden`"


@pytest.mark.parametrize("readme", ["README.md", "README.th.md"])
@pytest.mark.parametrize(
    "setting", [*sorted(env.KNOWN), "DATABASE_URL", "DATABASE_OWNER_URL"]
)
def test_every_setting_is_explained(readme: str, setting: str) -> None:
    assert f"`{setting}`" in text(readme)


def test_the_glossary_names_each_model_once() -> None:
    rows = re.findall(r"\| `([a-z]+\.[A-Za-z]+)` \|", text("GLOSSARY.md"))
    models = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("kongbun.")
    }
    assert sorted(rows) == sorted(models)


def test_each_glossary_row_has_a_thai_word() -> None:
    for row in text("GLOSSARY.md").splitlines():
        if row.startswith("| ") and not row.startswith("| Thai"):
            assert re.search("[ก-ฮ]", row.split("|")[1]), row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_is_named_exists(page: Path) -> None:
    for path in PATH.findall(page.read_text(encoding="utf-8")):
        assert (HERE / path).exists(), f"{page.name}: {path}"


# In an example too: a module of the package is named from inside it.
MODULE = re.compile(r"(?<![\w/.<-])(?!(?:(?:cli|web|tests)/)?X[_./])(\w+/[\w/]+\.py)\b")
COMMAND = re.compile(
    r"(?:^|`)(?:\.venv/bin/)?(kongbun(?: [a-z][a-z-]*)+)", re.MULTILINE
)
MAKE = re.compile(r"(?:^|`)make ([a-z ]+)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_that_is_named_exists(page: Path) -> None:
    for module in MODULE.findall(page.read_text(encoding="utf-8")):
        found = [place for place in ("", "kongbun") if (HERE / place / module).exists()]
        assert found, f"{page.name}: {module}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    names = {name for name, _ in cli_page.commands()}
    groups = {name.rpartition(" ")[0] for name in names}
    said = page.read_text(encoding="utf-8")
    code = re.findall(r"```(?:sh|text)\n(.*?)```|(`[^`\n]+`)", said, re.DOTALL)
    for line in COMMAND.findall("\n".join(block + word for block, word in code)):
        words = line.split()
        while " ".join(words) not in names and len(words) > 1:
            assert " ".join(words[:-1]) not in groups, f"{page.name}: {line}"
            words.pop()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_of_make_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z ]+):", text("Makefile"), re.MULTILINE))
    known = {one for line in targets for one in line.split()}
    for line in MAKE.findall(page.read_text(encoding="utf-8")):
        assert set(line.split()) <= known, f"{page.name}: make {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_page_has_one_title(page: Path) -> None:
    plain = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(re.findall(r"^# ", plain, re.MULTILINE)) == 1


def test_the_architecture_names_every_package() -> None:
    page = text("ARCHITECTURE.md")
    for folder in (HERE / "kongbun").iterdir():
        if (folder / "__init__.py").exists():
            assert f"`{folder.name}" in page, folder.name


@pytest.mark.parametrize("readme", ["README.md", "README.th.md"])
def test_the_readme_gives_the_two_commands_and_a_picture(readme: str) -> None:
    page = text(readme)
    assert "make demo" in page
    assert "make test" in page
    assert re.search(r"!\[[^\]]+\]\(docs/pictures/[\w-]+\.png\)", page)
