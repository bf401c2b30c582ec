"""A full disk and a folder that may not be written are said in words where the site is used from the command line."""

import errno
import os
from pathlib import Path

import pytest
from tests.support.forked_programs import Ended, ended
from tests.support.odd_pairs import good
from tests.support.proxies import free_port

from alder.cli import main
from alder.web import setup

FULL = """
import resource, sys
sys.dont_write_bytecode = True  # none that is cut off
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
from alder.cli import main
main({words})
"""
NO_ANSWER = """
import os
os.environ["DATABASE_URL"] = "{url}"
from alder.cli import main
main({words})
"""


def importing(folder: Path) -> list[str]:
    release = ["--publication", "Made up", "--release", "2024/25", "--store", str(folder / "store")]
    return ["publish", "import", str(good(folder)), *release]


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """Commands in processes of their own, since they spoil them."""
    add = ["people", "add", "a@mereshire.example", "--name", "A", "--store", str(tmp_path_factory.mktemp("people"))]
    url = f"postgresql://alder:hidden@127.0.0.1:{free_port()}/alder"
    programs = {
        "no room for a database": FULL.format(room=8_192, words=importing(tmp_path_factory.mktemp("nothing"))),
        "no room for a data set": FULL.format(room=600_000, words=importing(tmp_path_factory.mktemp("database"))),
        "no answer": NO_ANSWER.format(url=url, words=add),
    }
    return ended(programs)


@pytest.mark.parametrize("room", ["no room for a database", "no room for a data set"])
def test_a_disk_without_room_is_said(came: dict[str, Ended], room: str) -> None:
    assert came[room].status == 14, came[room].err
    assert "alder: the disk" in came[room].err
    assert "Traceback" not in came[room].err


def test_a_database_that_does_not_answer_is_said_without_its_password(came: dict[str, Ended]) -> None:
    said = came["no answer"].err
    assert came["no answer"].status == 14, said
    assert "the database of the site cannot be used" in said
    assert "Traceback" not in said
    assert "hidden" not in said


@pytest.mark.parametrize("command", ["publish import", "serve --check"])
def test_a_folder_that_may_not_be_written_is_said(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(setup, "private_folder", refuse)
    asked = importing(tmp_path) if command == "publish import" else [*command.split(), "--store", str(tmp_path)]
    with pytest.raises(SystemExit) as exit:
        main(asked)
    assert exit.value.code == 14
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
