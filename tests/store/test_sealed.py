"""A backup that was cut, changed or closed with another key is never opened.

Method: small files of bytes without meaning; every place is as good as another.
"""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import archive, backup_key, sealed

KEY = backup_key.BackupKey(bytes(range(20)))
CANARY = "นางทองใบ แก้วมา"
CODE = RefusalCode
MANIFEST = archive.Manifest(
    engine="sqlite",
    version="0",
    made_at="2026-11-20T09:00:00",
    migrations=("people.0001",),
    sha256="",
    bytes=0,
    heads={"TUNG": [1, "00", "00"]},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One backup that is open, and the same closed with the key."""
    made = tmp_path_factory.mktemp("sealed")
    database = made / "database"
    # What does not get smaller in a zip, over several chunks, and one that ends even.
    dice = Random(2569)  # noqa: S311 -- bytes to look at
    database.write_bytes(CANARY.encode() + dice.randbytes(3 * sealed.CHUNK))
    for name, key in (("open", None), ("closed", KEY)):
        said = archive.Manifest(
            **{
                **{f: getattr(MANIFEST, f) for f in MANIFEST.__slots__},
                "sha256": archive.digest(database),
                "bytes": database.stat().st_size,
            }
        )
        archive.pack(database, made / name, said, key)
    return made


def refusal(folder: Path, content: bytes, key: backup_key.BackupKey | None) -> CODE:
    """Why a file with this content is not opened; nothing of it is left."""
    file, out = folder / "tried", folder / "out"
    file.write_bytes(content)
    with pytest.raises(Refused) as caught:
        archive.unpack(file, out, key)
    out.unlink(missing_ok=True)
    assert not out.with_name("out.opened").exists()
    return caught.value.code


def test_what_was_closed_comes_out_as_it_went_in(folder: Path) -> None:
    for name, key in (("open", None), ("closed", KEY)):
        archive.unpack(folder / name, folder / "again", key)
        assert (folder / "again").read_bytes() == (folder / "database").read_bytes()
        (folder / "again").unlink()
    assert stat.S_IMODE((folder / "closed").stat().st_mode) == 0o600
    assert sorted(one.name for one in folder.iterdir()) == [
        "closed",
        "database",
        "open",
    ]


@pytest.mark.parametrize("length", [0, 1, sealed.CHUNK - 1, sealed.CHUNK])
def test_any_length_is_closed_and_opened(tmp_path: Path, length: int) -> None:
    plain, closed = tmp_path / "plain", tmp_path / "closed"
    plain.write_bytes(b"x" * length)
    with plain.open("rb") as content, closed.open("wb") as out:
        sealed.seal(content, length, out, KEY)
    sealed.unseal(closed, tmp_path / "again", KEY)
    assert (tmp_path / "again").read_bytes() == b"x" * length


def test_nothing_can_be_read_without_the_key(folder: Path) -> None:
    raw = (folder / "closed").read_bytes()
    assert CANARY.encode() in (folder / "database").read_bytes()
    for told in (CANARY.encode(), b"manifest", b"TUNG", b"2026", b"PK\3\4", KEY.secret):
        assert told not in raw, told


def test_the_same_books_are_never_closed_twice_alike(folder: Path) -> None:
    one = (folder / "closed").read_bytes()
    with (
        (folder / "database").open("rb") as content,
        (folder / "two").open("wb") as out,
    ):
        sealed.seal(content, 100, out, KEY)
    two = (folder / "two").read_bytes()
    (folder / "two").unlink()
    salt = slice(len(sealed.MAGIC) + sealed.TAG_BYTES, sealed.HEAD_BYTES - 12)
    assert one[salt] != two[salt]


@settings(deadline=None, max_examples=120)
@given(data=st.data(), name=st.sampled_from(["open", "closed"]))
def test_one_flipped_bit_is_seen_wherever_it_is(
    folder: Path, data: st.DataObject, name: str
) -> None:
    raw = bytearray((folder / name).read_bytes())
    ends = [*range(200), *range(len(raw) - 200, len(raw))]
    place = data.draw(st.integers(0, len(raw) - 1) | st.sampled_from(ends))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    wanted = {CODE.BACKUP_DAMAGED}
    if name == "closed" and place < len(sealed.MAGIC):
        wanted = {CODE.NOT_A_BACKUP}
    assert refusal(folder, bytes(raw), KEY) in wanted


@settings(deadline=None, max_examples=120)
@given(data=st.data(), name=st.sampled_from(["open", "closed"]))
def test_a_missing_end_is_seen_wherever_it_begins(
    folder: Path, data: st.DataObject, name: str
) -> None:
    raw = (folder / name).read_bytes()
    begins = archive.NAME_AT + len(archive.MANIFEST)
    if name == "closed":
        begins = len(sealed.MAGIC)
    seams = range(sealed.HEAD_BYTES, len(raw), sealed.CHUNK + sealed.SEAL_BYTES)
    left = data.draw(
        st.integers(0, len(raw) - 1)
        | st.sampled_from([*range(100), *seams, *range(len(raw) - 100, len(raw))])
    )
    wanted = CODE.BACKUP_CUT_OFF if left >= begins else CODE.NOT_A_BACKUP
    assert refusal(folder, raw[:left], None if name == "open" else KEY) is wanted


def test_what_was_put_at_the_end_is_seen(folder: Path) -> None:
    for name in ("open", "closed"):
        raw = (folder / name).read_bytes()
        for more in (b"\0", b"0" * 64, raw):
            said = refusal(folder, raw + more, KEY)
            assert said in {CODE.BACKUP_CUT_OFF, CODE.BACKUP_DAMAGED}, (name, more[:9])


def test_chunks_cannot_change_places_or_be_left_out(folder: Path) -> None:
    """Also by who writes a new length at the head."""
    raw = (folder / "closed").read_bytes()
    head = sealed.Head.of(raw[: sealed.HEAD_BYTES])
    assert head is not None
    step = sealed.CHUNK + sealed.SEAL_BYTES
    body = raw[sealed.HEAD_BYTES :]
    chunks = [body[at : at + step] for at in range(0, len(body), step)]
    assert len(chunks) == head.chunks >= 3
    swapped = [chunks[1], chunks[0], *chunks[2:]]
    assert refusal(folder, head.raw() + b"".join(swapped), KEY) is CODE.BACKUP_DAMAGED
    for kept in range(1, len(chunks)):
        shorter = sealed.Head(head.tag, head.salt, kept * sealed.CHUNK)
        forged = shorter.raw() + b"".join(chunks[:kept])
        assert refusal(folder, forged, KEY) is CODE.BACKUP_DAMAGED


def test_the_wrong_key_and_no_key_are_told_apart(folder: Path) -> None:
    raw = (folder / "closed").read_bytes()
    assert refusal(folder, raw, None) is CODE.BACKUP_KEY_MISSING
    assert refusal(folder, raw, backup_key.make()) is CODE.BACKUP_WRONG_KEY
    with pytest.raises(Refused) as caught:
        archive.unpack(folder / "closed", folder / "out", None)
    assert KEY.number in caught.value.reasons[0].message()


def test_an_open_backup_needs_no_key_and_minds_none(folder: Path) -> None:
    archive.unpack(folder / "open", folder / "again", KEY)
    (folder / "again").unlink()


def test_a_stranger_with_our_first_letters_is_refused(folder: Path) -> None:
    for content in (b"", b"hello", b"SQLite format 3\0" * 400, b"PK\3\4" + bytes(500)):
        assert refusal(folder, content, KEY) is CODE.NOT_A_BACKUP
    assert refusal(folder, sealed.MAGIC, KEY) is CODE.BACKUP_CUT_OFF


def test_closing_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    """A fund's ten years are some hundred megabytes; a laptop has little to spare."""
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from kongbun.store import backup_key, sealed\n"
        "here = Path(sys.argv[1]); key = backup_key.make()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with (here / 'plain').open('rb') as i, (here / 'closed').open('wb') as o:\n"
        "    sealed.seal(i, 96 << 20, o, key)\n"
        "sealed.unseal(here / 'closed', here / 'again', key)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    with (tmp_path / "plain").open("wb") as plain:
        plain.truncate(96 << 20)
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 16 << 10, "kilobytes"
    assert (tmp_path / "again").stat().st_size == 96 << 20


class TestKey:
    def test_it_comes_back_from_its_letters_as_people_write_them(self) -> None:
        for _ in range(50):
            key = backup_key.make()
            letters = key.letters
            assert len(letters.replace("-", "")) == 36
            for typed in (
                letters,
                letters.lower(),
                letters.replace("-", " "),
                letters.replace("0", "O").replace("1", "l"),
                f"  {letters}\n",
            ):
                assert backup_key.from_letters(typed) == key

    def test_a_slip_of_the_pen_is_seen(self) -> None:
        letters = KEY.letters
        for at, letter in enumerate(letters):
            if letter == "-":
                continue
            other = "7" if letter != "7" else "8"
            with pytest.raises(ValueError, match="letters"):
                backup_key.from_letters(letters[:at] + other + letters[at + 1 :])
        for wrong in ("", letters[:-1], letters + "0", "U" + letters[1:], "กุญแจ"):
            with pytest.raises(ValueError, match="letters"):
                backup_key.from_letters(wrong)

    def test_its_file_is_its_owners_and_is_never_overwritten(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "key"
        backup_key.write(KEY, file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert backup_key.read(file) == KEY
        with pytest.raises(Refused) as caught:
            backup_key.write(backup_key.make(), file)
        assert caught.value.code is CODE.FILE_EXISTS
        assert backup_key.read(file) == KEY

    def test_what_is_no_key_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "key"
        for content in (b"", b"# nothing\n", b"\xff\xfe", KEY.letters[:-2].encode()):
            file.write_bytes(content)
            with pytest.raises(Refused) as caught:
                backup_key.read(file)
            assert caught.value.code is CODE.BACKUP_KEY_UNFIT
        with pytest.raises(Refused):
            backup_key.read(tmp_path / "not-there")

    def test_it_does_not_tell_itself(self) -> None:
        assert KEY.letters not in repr(KEY)
        assert KEY.secret.hex() not in repr(KEY)
        assert KEY.number in repr(KEY)
