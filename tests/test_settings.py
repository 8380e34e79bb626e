"""Settings are read once; one that cannot be used stops the start with one line."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kongbun.config import env
from kongbun.testing.early import NetworkUseError

POSTGRES = "postgresql://app:secret@127.0.0.1:5432/kongbun"


def test_without_settings_the_data_stands_beside_and_is_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    read = env.read({})
    assert read.database_file == tmp_path / "var" / "kongbun.sqlite3"
    assert read.port == 8000
    assert "127.0.0.1" in read.allowed_hosts
    assert not read.debug
    assert read.story_today is None


def test_checkpoints_go_nowhere_until_an_address_is_set() -> None:
    assert env.read({}).witness_url is None
    for url in ("https://kept.example:8443/day", "http://127.0.0.1:9000/day"):
        assert env.read({"KONGBUN_WITNESS_URL": url}).witness_url == url


def test_the_signing_key_is_made_once_and_read_by_its_owner_alone(
    tmp_path: Path,
) -> None:
    given = {"KONGBUN_DATA": str(tmp_path / "data")}
    first = env.read(given).secret_key
    assert len(first) >= 50
    assert env.read(given).secret_key == first
    mode = (tmp_path / "data" / "secret-key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_demos_day_can_be_moved(tmp_path: Path) -> None:
    given = {"KONGBUN_DATA": str(tmp_path), "KONGBUN_TODAY": "2026-12-01"}
    assert env.read(given).story_today == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KONGBUN_WITNESS_URL", "http://kept.example/day"),
        ("KONGBUN_WITNESS_URL", "http://localhost/day"),
        ("KONGBUN_WITNESS_URL", "http://127.0.0.1.example/day"),
        ("KONGBUN_WITNESS_URL", "file:///etc/passwd"),
        ("KONGBUN_WITNESS_URL", "https:///day"),
        ("KONGBUN_WITNESS_URL", "kept.example"),
        ("KONGBUN_PORT", "eighty"),
        ("KONGBUN_PORT", "0"),
        ("KONGBUN_PORT", "65536"),
        ("KONGBUN_PORT", "๘๐๐๐"),
        ("KONGBUN_TODAY", "20/11/2569"),
        ("KONGBUN_TODAY", "2026-02-30"),
        ("KONGBUN_DEBUG", "true"),
        ("KONGBUN_DEVICE_WAIT", "0"),
        ("KONGBUN_DEVICE_WAIT", "10081"),
        ("KONGBUN_DEVICE_WAIT", "soon"),
        ("KONGBUN_PROT", "8000"),
        ("KONGBUN_PORT", ""),
        ("KONGBUN_TODAY", "20261120"),
        ("KONGBUN_TODAY", "2026-W47-5"),
        ("KONGBUN_DEBUG", ""),
        ("KONGBUN_ALLOWED_HOSTS", ""),
        ("KONGBUN_ALLOWED_HOSTS", " , "),
        ("KONGBUN_ALLOWED_HOSTS", "*"),
        ("KONGBUN_ALLOWED_HOSTS", "http://kongbun"),
        ("KONGBUN_ALLOWED_HOSTS", "kongbun:8000"),
        ("KONGBUN_SECRET_KEY", "short"),
        ("DATABASE_URL", POSTGRES),
        ("DATABASE_OWNER_URL", POSTGRES),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_and_says_what_to_write(
    name: str, value: str, tmp_path: Path
) -> None:
    with pytest.raises(env.BadSetting) as stopped:
        env.read({"KONGBUN_DATA": str(tmp_path), name: value})
    said = str(stopped.value)
    assert said.startswith("kongbun: ")
    assert "\n" not in said
    assert "cannot be used" in said


@pytest.mark.parametrize(
    "address",
    [
        "mysql://app@127.0.0.1/kongbun",
        "postgresql://app@127.0.0.1/",
        "kongbun",
        "postgresql://app:hidden-word@127.0.0.1:port/kongbun",
        "postgresql://app:hidden-word@127.0.0.1:99999/kongbun",
        "postgresql://app:hidden-word@[127.0.0.1/kongbun",
    ],
)
def test_an_address_that_is_no_postgresql_is_refused(address: str) -> None:
    with pytest.raises(env.BadSetting, match="postgresql://user:password"):
        env.postgres_options("DATABASE_URL", address)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://app:hidden-word@127.0.0.1/x",
        "postgresql://app:hidden-word@127.0.0.1:port/x",
        "postgresql://app:hidden-word@[127.0.0.1/x",
    ],
)
def test_a_bad_setting_never_shows_a_password(address: str) -> None:
    with pytest.raises(env.BadSetting) as stopped:
        env.postgres_options("DATABASE_URL", address)
    assert "hidden-word" not in str(stopped.value)
    with pytest.raises(env.BadSetting) as stopped:
        env.read({"KONGBUN_SECRET_KEY": "hidden"})
    assert "hidden" not in str(stopped.value)


def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for folder in (file, file / "below"):
        with pytest.raises(env.BadSetting, match="KONGBUN_DATA"):
            env.read({"KONGBUN_DATA": str(folder)})


@pytest.mark.parametrize("kept", [b"", b"half", b"\xff\xfe"])
def test_half_a_signing_key_signs_nothing(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "secret-key").write_bytes(kept)
    with pytest.raises(env.BadSetting, match="delete that file"):
        env.read({"KONGBUN_DATA": str(tmp_path)})


def test_a_laptop_may_be_asked_for_by_its_names(tmp_path: Path) -> None:
    names = "192.168.1.20, kongbun.local,[fe80::1],.example.org"
    read = env.read({"KONGBUN_DATA": str(tmp_path), "KONGBUN_ALLOWED_HOSTS": names})
    assert len(read.allowed_hosts) == 4


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "kongbun.sqlite3"
    file.write_text("no database " * 100)
    below = file / "kongbun.sqlite3"
    for chosen in (file, below):
        said = subprocess.run(
            [sys.executable, "-m", "kongbun.cli.main", "user", "list"],
            env={**os.environ, "KONGBUN_DATABASE": str(chosen)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 1
        assert said.stderr.startswith("kongbun: "), said.stderr
        assert said.stderr.count("\n") == 1


def test_an_address_is_taken_apart_with_its_escapes() -> None:
    read = env.postgres_options("DATABASE_URL", "postgresql://a:p%40ss@h:5433/b?x=1")
    assert (read["USER"], read["PASSWORD"], read["HOST"]) == ("a", "p@ss", "h")
    assert (read["PORT"], read["NAME"]) == ("5433", "b")
    options = read["OPTIONS"]
    assert isinstance(options, dict)
    assert options["x"] == "1"
    assert options["options"].startswith("-c lock_timeout=4s ")
    assert options["connect_timeout"] == "10"


def test_whoever_has_a_slow_network_may_wait_longer_for_it() -> None:
    address = "postgresql://a:p@h/b?connect_timeout=25"
    options = env.postgres_options("DATABASE_URL", address)["OPTIONS"]
    assert isinstance(options, dict)
    assert options["connect_timeout"] == "25"


def test_nothing_in_a_test_reaches_another_machine() -> None:
    with socket.socket() as probe, pytest.raises(NetworkUseError):
        probe.connect(("192.0.2.1", 80))
