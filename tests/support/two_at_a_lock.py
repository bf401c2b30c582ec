"""Two processes that write down at once what was done with a table of a ledger, and meet while one of them does.

python -m tests.support.two_at_a_lock FOLDER      # by the ledger as it is
python -m tests.support.two_at_a_lock FOLDER old  # with the clean-up that took the ledger's own lock for a left half
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from alder.disclosure.ledger import Act, Facts, Kind, Ledger
from alder.engine.ledger_folder import LedgerFolder
from alder.errors import StoreError
from alder.process_settings import settle

STEPS = ("it holds the lock", "it has read", "it has written")
ROUNDS = 200
LONG = 0.03
"""Seconds in which the other, were it let in, would be done: that takes it some 3 milliseconds."""
PATIENCE = 60
"""Seconds after which a process that does not come is taken for dead."""

_FACTS: dict[str, Any] = {
    "when": "2026-11-29T09:00:00+00:00",
    "by": "Amara",
    "title": "Learners",
    "query": {},
    "population": (),
    "policy": "srs-output",
    "version": 1,
    "threshold": 10,
    "unit": "learners",
    "shown": 1,
    "hidden": 0,
    "mark": "",
    "binds": False,
}


class Came(NamedTuple):
    """What came of it."""

    lost: int
    """Rounds after which something that was written down is not there."""
    both_inside: int
    """So often were two at once where one may be."""


@dataclass
class Shared:
    """What the two processes share."""

    place: Path
    old: bool
    rounds: int
    meeting: Barrier
    done: Event
    inside: Synchronized[int]
    both_inside: Synchronized[int]
    lost: Synchronized[int]

    def meet(self) -> None:
        self.meeting.wait(PATIENCE)


class Watched(LedgerFolder):
    """Counts who is inside, and calls at each step."""

    def __init__(self, shared: Shared, at: Callable[[str], None] = lambda step: None) -> None:
        super().__init__(shared.place)
        self.shared = shared
        self.at = at

    @contextmanager
    def writing(self) -> Iterator[None]:
        with super().writing():
            self._count(1)
            self.at(STEPS[0])
            try:
                yield
            finally:
                self._count(-1)

    def facts(self, id: str) -> str | None:
        found = super().facts(id)
        self.at(STEPS[1])
        return found

    def change(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        super().change(id, facts, tables)
        self.at(STEPS[2])

    def _count(self, more: int) -> None:
        with self.shared.inside.get_lock():
            self.shared.inside.value += more
            self.shared.both_inside.value += self.shared.inside.value > 1

    def _remove_halves(self) -> None:
        if not self.shared.old:
            super()._remove_halves()
            return
        for left in self.folder.glob(".*-*"):  # as it was, and `.facts-lock` has a dash
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def new_table(folder: LedgerFolder) -> str:
    with folder.changing():
        id = folder.next_id()
        folder.keep(id, Facts(id=id, **_FACTS).text(), {"records": pa.table({"key": pa.array([1], pa.uint64())})})
    return id


def first(shared: Shared) -> None:
    """Writes down that its table is in a file. At one step of this the other comes."""
    for n in range(shared.rounds):
        shared.done.clear()
        id = new_table(Watched(shared))
        shared.meet()
        waits = [STEPS[n % len(STEPS)]]

        def at(step: str, waits: list[str] = waits) -> None:
            if step in waits:
                waits.clear()
                shared.meet()
                shared.done.wait(LONG)

        with suppress(StoreError):  # its draft was taken by the other
            Ledger(Watched(shared, at), by="Amara").note(id, Act.now(Kind.FILE, "Amara", "table.csv"))
        shared.meet()
        kept = Ledger(LedgerFolder(shared.place)).facts(id)
        shared.lost.value += not kept.binds or {a.what for a in kept.acts} != {Kind.FILE, Kind.JUDGED}


def second(shared: Shared) -> None:
    """Keeps a table of its own, which cleans up, and then counts that of the first as out."""
    for n in range(shared.rounds):
        shared.meet()
        shared.meet()
        folder = Watched(shared)
        new_table(folder)
        with suppress(StoreError):
            Ledger(folder, by="Ben")._note(f"{2 * n + 1:04d}", Act.now(Kind.JUDGED, "Ben"), binds=True)
        shared.done.set()
        shared.meet()


def _in_turn(does: Callable[[Shared], None], all: list[Shared]) -> None:
    settle()
    for shared in all:
        does(shared)


def two_at_once(folder: Path, *kinds: tuple[bool, int]) -> list[Came]:
    """Both processes: of each kind, with the old clean-up or without, so many rounds."""
    of = get_context("spawn")
    all = []
    for old, rounds in kinds:
        place = folder / f"{len(all)}"
        place.mkdir(parents=True)
        numbers = (of.Value("i", 0) for _ in range(3))
        all.append(Shared(place, old, rounds, of.Barrier(2), of.Event(), *numbers))
    both = [of.Process(target=_in_turn, args=(each, all)) for each in (first, second)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    if any(one.exitcode for one in both):
        raise RuntimeError("a process did not come to its end")
    return [Came(shared.lost.value, shared.both_inside.value) for shared in all]


if __name__ == "__main__":
    print(*two_at_once(Path(sys.argv[1]), ("old" in sys.argv[2:], ROUNDS)))
