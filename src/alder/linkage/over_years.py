"""How the records of learners came together to people: the report on one source over its years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.engine.duckdb import DuckDB
from alder.errors import present
from alder.linkage.comparable import chosen
from alder.linkage.conflict import Conflict
from alder.linkage.links import LEFT
from alder.linkage.people import FOUND_BY
from alder.linkage.report import LinkReport, Share
from alder.linkage.subgroup import by_subgroup, tell_linked
from alder.look.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.linkage.links import Side
    from alder.linkage.subgroup import Subgroup
    from alder.model.made_up import MadeUp
    from alder.model.period import AcademicYear
    from alder.model.quality import Quality

_ALONE = FOUND_BY.index("alone")


def report(
    side: Side, by: Sequence[Subgroup], *, unit: str, year: AcademicYear, quality: Quality, made_up: MadeUp
) -> LinkReport:
    """Of the records, those that have a number that identifies or were joined to others by reference count as linked.

    Conflicts are counted by what they are about: a number, a reference, a person.
    """
    found = present(side.people, "a report over years is of a side whose people were joined")
    linked = found.found_by != _ALONE
    with DuckDB() as engine:
        engine.add(LEFT, chosen(side.table, side.names, [c for s in by for c in s.reads]))
        tell_linked(engine, linked)
        groups = by_subgroup(engine, LEFT, by)
    counts = np.bincount(found.found_by, minlength=len(FOUND_BY))
    about = found.conflicts.group_by("kind").aggregate([("group", "count_distinct")])
    conflicts = dict(zip(about["kind"].to_pylist(), about["group_count_distinct"].to_pylist(), strict=True))
    return LinkReport(
        left=side.name,
        right_name="people",
        unit=unit,
        overall=Share(int(linked.sum()), len(linked)),
        right=None,
        passes=tuple((FOUND_BY[n], int(counts[n])) for n in range(len(FOUND_BY)) if n != _ALONE),
        unlinked=(("no number that identifies, and no other record by reference", int(counts[_ALONE])),),
        conflicts=tuple((kind, conflicts[kind.value]) for kind in Conflict if kind.value in conflicts),
        by=groups,
        notes=(f"{number(len(linked))} records are of {number(found.count)} people.",),
        year=year,
        quality=quality,
        made_up=made_up,
    )
