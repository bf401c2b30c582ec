"""Planting faults: some learners get one fault each, of a known kind, in a place where it breaks nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alder.synth.population.draws import BLOCK, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alder.model.period import ReturnNumber
    from alder.synth.population.draws import Array
    from alder.synth.population.records import SynthRecords
    from alder.synth.population.story import Snapshot, Story
    from alder.synth.returns.tables import Tables

    Edit: TypeAlias = "tuple[str, str, int, str | None]"
    """Table, field, row, and what the field says instead: None leaves it out. Field "" leaves the record out."""

    Edits: TypeAlias = "dict[tuple[str, str], dict[int, str | None]]"


@dataclass(frozen=True)
class PlantedFault:
    """One planted fault, as `planted.csv` lists it."""

    rule: str
    learner_ref: str
    aim_seq: int | None
    field: str
    what: str


class BlockRecords:
    """The records of a block, as kinds of fault look at them."""

    def __init__(self, found: Tables, now: Snapshot) -> None:
        self.tables = found.learners
        self.now = now
        self._leavers = np.zeros(BLOCK, dtype=bool)
        self._leavers[found.leavers["learner_destination_and_progression"].owner] = True

    @property
    def story(self) -> Story:
        return self.now.story

    def records(self, table: str) -> SynthRecords:
        return self.tables[table]

    def column(self, table: str, field: str) -> Array:
        return self.tables[table].fields[field]

    def parent(self, table: str) -> str | None:
        """The table whose rows own this table's rows; None where learners do."""
        if table == "employment_status_monitoring":
            return "learner_employment_status"
        if table.startswith("learning_delivery_") or table in _OF_DELIVERIES:
            return "learning_delivery"
        return None

    def places(self, table: str) -> Array:
        """The learner's place for each row."""
        owner, parent = self.tables[table].owner, self.parent(table)
        return owner if parent is None else self.tables[parent].owner[owner]

    def kind(self, table: str) -> Array:
        """What each row's learner came for."""
        found: Array = self.story.careers.kind[self.places(table)]
        return found

    def is_leaver(self, table: str) -> Array:
        """Learners who also have a destination record."""
        found: Array = self._leavers[self.places(table)]
        return found

    def count(self, table: str, counted: str, which: Array | None = None) -> Array:
        """How many rows of `counted` (among `which`) each row's learner has."""
        places = self.places(counted)
        counts = np.bincount(places if which is None else places[which], minlength=BLOCK)
        found: Array = counts[self.places(table)]
        return found

    def rows_of(self, table: str, parent_row: int) -> Array:
        return np.flatnonzero(self.tables[table].owner == parent_row)


_OF_DELIVERIES = ("app_fin_record", "provider_spec_delivery_monitoring")


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault: the code that a check reports, where it can be planted, and what is changed there.

    `where` marks the rows of `table` at which this breaks nothing but the rule. `since` and `until` are starting
    years; outside them the fault breaks another rule, or none.
    """

    rule: str
    table: str
    field: str
    what: str
    where: Callable[[BlockRecords], Array]
    change: Callable[[BlockRecords, int], Iterable[Edit]]
    of_learner: bool = False  # the check names the learner and no aim, though the change is at an aim
    rare: bool = False  # few records allow it, so those that do are asked first half of the time
    since: int = 2016
    until: int = 2100


def plant(
    found: Tables, now: Snapshot, number: ReturnNumber, share: float, kinds: Sequence[FaultKind]
) -> tuple[Edits, list[PlantedFault]]:
    """Choose learners by chance, and for each a kind of fault that its records allow.

    Each return has its own chance: what was wrong in R04 is mostly right in R10.
    """
    view, story = BlockRecords(found, now), now.story
    here = np.zeros(BLOCK, dtype=bool)
    here[found.learners["learner"].owner] = True
    chosen = np.flatnonzero(here & (story.draw(f"faulty {number}") < share))
    kinds = sorted(kinds, key=lambda kind: not kind.rare)
    rare = sum(kind.rare for kind in kinds)
    first = spread(story.draw(f"rare fault {number}"), 0, max(0, 2 * rare - 1))
    begin = spread(story.draw(f"fault {number}"), 0, max(0, len(kinds) - rare - 1))
    firsts = [_first_rows(view, kind) for kind in kinds]
    edits: Edits = {}
    planted = []
    for place in chosen.tolist():
        for which in _order(int(first[place]), rare, int(begin[place]), len(kinds)):
            row = int(firsts[which][place])
            if row >= 0:
                for table, field, at, text in kinds[which].change(view, row):
                    edits.setdefault((table, field), {})[at] = text
                planted.append(_planted(view, kinds[which], place, row, edits))
                break
    return edits, planted


def _order(first: int, rare: int, begin: int, many: int) -> Iterator[int]:
    """Kinds in the order in which they are tried: round the rare ones first for half of the learners, else last."""
    rares = [(first + step) % rare for step in range(rare)]
    others = [rare + (begin + step) % (many - rare) for step in range(many - rare)]
    yield from (*rares, *others) if first < rare else (*others, *rares)


def _first_rows(view: BlockRecords, kind: FaultKind) -> Array:
    """The first row of each place at which the fault can be planted, or -1."""
    first = np.full(BLOCK, -1)
    if kind.since <= view.now.year <= kind.until and len(view.records(kind.table)):
        rows = np.flatnonzero(kind.where(view))[::-1]
        first[view.places(kind.table)[rows]] = rows
    return first


def _planted(view: BlockRecords, kind: FaultKind, place: int, row: int, edits: Edits) -> PlantedFault:
    learners = view.records("learner")
    ref = learners.fields["LearnRefNumber"][np.searchsorted(learners.owner, place)]
    aim = None
    if not kind.of_learner and "learning_delivery" in (kind.table, view.parent(kind.table)):
        at = row if kind.table == "learning_delivery" else int(view.records(kind.table).owner[row])
        said = edits.get(("learning_delivery", "AimSeqNumber"), {}).get(at)
        aim = int(said or view.column("learning_delivery", "AimSeqNumber")[at])
    return PlantedFault(kind.rule, str(ref), aim, kind.field, kind.what)


def set_field(table: str, field: str, text: str | None) -> Callable[[BlockRecords, int], list[Edit]]:
    """The field says `text` instead."""
    return lambda view, row: [(table, field, row, text)]


def all_of(*changes: Callable[[BlockRecords, int], Iterable[Edit]]) -> Callable[[BlockRecords, int], list[Edit]]:
    """Several changes at once."""
    return lambda view, row: [edit for change in changes for edit in change(view, row)]
