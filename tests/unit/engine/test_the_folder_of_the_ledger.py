"""The folder of the ledger: its order, what its clean-up takes, and how often it is listed."""

import os
from pathlib import Path
from threading import Event, Thread

import pytest
from tests.support.two_at_a_lock import _FACTS

from alder.disclosure.ledger import Facts, Ledger
from alder.engine import locks
from alder.engine.ledger_folder import LedgerFolder
from alder.errors import UsageError


def kept(store: Path, *ids: int) -> LedgerFolder:
    """A ledger with these releases, and nothing else in them."""
    folder = LedgerFolder(store)
    for id in ids:
        release = folder.folder / f"{id:04d}"
        release.mkdir(parents=True)
        (release / "facts.json").write_text(Facts(id=release.name, **_FACTS).text(), encoding="utf-8")
    return folder


def test_the_oldest_is_first_beyond_ten_thousand(tmp_path: Path) -> None:
    folder = kept(tmp_path, 10_000, 2, 9_999, 10_001)
    assert folder.ids() == ["0002", "9999", "10000", "10001"]
    assert folder.next_id() == "10002"
    assert [f.id for f in Ledger(folder).releases()] == folder.ids()


def test_all_releases_are_read_with_one_look_at_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = kept(tmp_path, *range(1, 40))
    looks = []
    listed, walked = os.listdir, os.scandir
    monkeypatch.setattr(os, "listdir", lambda *of: looks.append(of) or listed(*of))
    monkeypatch.setattr(os, "scandir", lambda *of: looks.append(of) or walked(*of))
    assert len(Ledger(folder).releases()) == 39
    assert len(looks) == 1


def test_a_release_that_is_not_there_is_named(tmp_path: Path) -> None:
    for id in ("0002", "../0001", "\u00b2", ""):
        with pytest.raises(UsageError, match=f"the ledger has no release {id}"):
            Ledger(kept(tmp_path / repr(id)[1:-1].replace("/", ""), 1)).facts(id)


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        (".0007-0123456789abcdef0123456789abcdef", True),
        (".last-0123456789abcdef0123456789abcdef", True),
        (".gone-0007-0123456789abcdef0123456789abcdef", True),
        (".lock", False),
        (".facts-lock", False),
        (".nfs-0000", False),
        ("0007", False),
        ("last", False),
    ],
)
def test_the_clean_up_takes_what_runs_left_half_done_and_nothing_else(tmp_path: Path, name: str, goes: bool) -> None:
    folder = kept(tmp_path, 1)
    left = folder.folder / name
    left.mkdir() if name[-1].isdigit() or goes else left.touch()
    folder.keep("0008", "{}", {})
    assert left.exists() is not goes


@pytest.mark.parametrize("take", [locks.take, locks.share_lock])
def test_a_lock_whose_file_was_removed_and_made_again_holds_the_new_one(tmp_path: Path, take) -> None:
    """Whoever waited for the one that is gone would exclude nobody."""
    path = tmp_path / "lock"
    first = locks.take(path)
    begun, found = Event(), []

    def wait() -> None:
        begun.set()
        found.append(take(path))

    waiting = Thread(target=wait)
    waiting.start()
    begun.wait(10)
    path.unlink()
    path.touch()
    first.release()
    waiting.join(10)
    (held,) = found
    assert locks.try_lock(path) is None, "the lock that others find is held"
    held.release()
    assert locks.try_lock(path) is not None
