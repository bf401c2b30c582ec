"""A full disk and a folder that may not be written are said in words where the site is used from the command line."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.odd_pairs import good

from alder.cli import main
from alder.web import setup

FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))\n"
RUN = "import sys; from alder.cli import main; main(sys.argv[1:])"


def importing(folder: Path) -> list[str]:
    release = ["--publication", "Made up", "--release", "2024/25", "--store", str(folder / "store")]
    return ["publish", "import", str(good(folder)), *release]


@pytest.mark.parametrize("room", [8_192, 600_000], ids=["for no database", "for the database and no data set"])
def test_a_disk_without_room_is_said(tmp_path: Path, room: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-B", "-c", FULL.format(room) + RUN, *importing(tmp_path)],  # no bytecode that is cut off
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 14, ended.stderr
    assert "alder: the disk" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["publish import", "serve --check"])
def test_a_folder_that_may_not_be_written_is_said(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(setup, "private_folder", refuse)
    asked = importing(tmp_path) if command == "publish import" else [*command.split(), "--store", str(tmp_path)]
    with pytest.raises(SystemExit) as ended:
        main(asked)
    assert ended.value.code == 14
    assert "alder: this folder may not be written or read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("attempt to write a readonly database", "may not be written"),
        ("unable to open database file", "cannot be opened or made"),
        ("database or disk is full", "the disk is full"),
        ("disk I/O error", "the disk could not be used"),
        ("database is locked", "another process is writing"),
    ],
)
def test_what_the_database_says_is_told_in_words(said: str, means: str) -> None:
    from django.db.utils import OperationalError

    found = setup.in_words(OperationalError(said))
    assert found is not None
    assert means in found.what


def test_a_fault_of_alders_own_is_no_trouble_with_the_disk() -> None:
    from django.db.utils import OperationalError

    assert setup.in_words(OperationalError("no such column: x")) is None
    assert setup.in_words(ValueError("x")) is None
