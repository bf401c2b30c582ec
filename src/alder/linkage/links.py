"""`link`: the rows of two tables that belong to the same person, how they were found, and how many were not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.engine.duckdb import DuckDB
from alder.errors import UsageError, present
from alder.linkage.conflicts import Conflict, write_between
from alder.linkage.extract import blocks, schema_of, write_extract
from alder.linkage.identifying_columns import COLUMNS, ROW, SOUND, normalise
from alder.linkage.passes import CONFLICTS_FOUND, LINKS_FOUND, STANDARD, Expect, run_passes
from alder.linkage.report import LinkReport, Share
from alder.linkage.sides import CONFLICTS, LEFT, LINKS, MEMORY, PERSON, RIGHT, LinkedTables, Wanted, prepare
from alder.linkage.subgroup import LINKED, by_subgroup, keep_linked
from alder.linkage.table_file import TemporaryFolder
from alder.look.words import listed
from alder.model.made_up import MadeUp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.project_keys import Project
    from alder.engine.protocol import Engine
    from alder.linkage.passes import Pass
    from alder.linkage.sides import Side
    from alder.linkage.subgroup import Subgroup
    from alder.model.expr import Table
    from alder.model.period import AcademicYear
    from alder.model.quality import Quality


@dataclass(frozen=True, repr=False)
class Links(LinkedTables):
    """What was linked, on disk, and how to write it: it need not fit into memory.

    `table` has a line for each link: the numbers of the rows on both sides, which pass made it, and the key of the
    person where a project was named. `conflicts` has a line for each pair in conflict, and `report` the match rates.
    None of the three holds a value that identifies somebody.
    """

    def __repr__(self) -> str:
        return f"<Links of {self.left.name} and {self.right.name}; next: .report.text(), .extract(), .write(FILE)>"

    def extract(self) -> pa.Table:
        """The linked rows side by side under the person's key, for whoever knows that they fit into memory."""
        return pa.Table.from_batches([b for t in blocks(self) for b in t.to_batches()], schema_of(self))

    def write(self, file: str | Path) -> int:
        """Write the linked rows to a .parquet or .csv file, a block at a time, and say how many there are.

        Learner and pupil numbers, references and postcodes are replaced by keys of the project; names, addresses and
        dates of birth are left out.
        """
        return write_extract(self, Path(file))

    def write_conflicts(self, file: str | Path) -> int:
        """Write the list of conflicts: the kind of each in words, the pass, and the rows by their numbers from 0.

        No value of either table is in it. Of learners of returns the provider, the year and the learner's number within
        the return stand beside.
        """
        return write_between(self.path(CONFLICTS), self.left.table, Path(file))


def link(
    left: Side,
    right: Side,
    *,
    passes: Sequence[Pass] | None = None,
    expect: Expect | str = Expect.MANY_TO_ONE,
    by: Sequence[Subgroup] = (),
    project: Project | None = None,
    unit: str = "rows",
    year: AcademicYear | None = None,
    quality: Quality | None = None,
    made_up: MadeUp = MadeUp.NO_WORD,
    notes: Sequence[str] = (),
    engine: Engine | None = None,
    memory: str = MEMORY,
) -> Links:
    """Link the rows of two tables by the passes given, or by those of `STANDARD` whose columns both have.

    `expect` says how many partners a row may have; a row that finds more is listed as a conflict, and not linked. What
    needs more than `memory` waits on disk.
    """
    tried = _passes(left, right, passes)
    wanted = _expected(expect)
    folder = TemporaryFolder()
    place = folder.path
    used = engine or DuckDB(memory_limit=memory, spill=place / "spill")
    try:
        columns = tuple(c for p in tried for c in (*p.on, *p.agree))
        prepare(used, LEFT, left, Wanted(columns, tuple(c for s in by for c in s.reads), project), place)
        prepare(used, RIGHT, right, Wanted(columns), place)
        run_passes(used, LEFT, RIGHT, tried, wanted)
        keep_linked(used, LEFT, LINKS_FOUND)
        groups = by_subgroup(used, LEFT, by)
        unlinked = _unlinked(used, tried)
        of_kind = counted(used, "left_row")
        by_pass = _by_pass(used, tried)
        linked, right_rows = _sizes(used)
        people = _people(used, left)
        used.write(lambda: _with_person(used, project), place / f"{LINKS}.parquet")
        used.write(lambda: _table(used, CONFLICTS_FOUND), place / f"{CONFLICTS}.parquet")
    finally:
        if engine is None:
            used.close()
        for name in (LEFT, RIGHT):
            (place / f"{name}.parquet").unlink(missing_ok=True)
    report = LinkReport(
        left=left.name,
        right_name=right.name,
        unit=unit,
        overall=Share(linked, left.table.num_rows),
        right=Share(right_rows, right.table.num_rows),
        passes=by_pass,
        unlinked=unlinked,
        conflicts=of_kind,
        by=groups,
        people=people,
        notes=tuple(notes),
        year=year,
        quality=quality,
        made_up=made_up,
        project=project.name if project else "",
    )
    return Links(report, left, right, folder, project, memory)


def _table(engine: Engine, name: str) -> Table:
    from alder.model import expr

    return expr.table(name, engine.schema(name))


def _with_person(engine: Engine, project: Project | None) -> Table:
    """The links, with the person's key of the row on the left."""
    links = _table(engine, LINKS_FOUND)
    if project is None:
        return links
    keys = _table(engine, LEFT)
    t = links.left_join(keys.select(left_row=keys[ROW], person=keys[PERSON]), "left_row")
    return t.select("left_row", "right_row", "pass", "person")


def _sizes(engine: Engine) -> tuple[int, int]:
    """How many rows on the left were linked, and how many on the right were linked to."""
    links = _table(engine, LINKS_FOUND)
    row = engine.run(lambda: links.aggregate(left=links.left_row.nunique(), right=links.right_row.nunique()))
    return int(row["left"][0].as_py()), int(row["right"][0].as_py())


def counted(engine: Engine, what: str) -> tuple[tuple[Conflict, int], ...]:
    """How many conflicts there are of each kind, in the order of the kinds: different values of `what` are counted."""
    doubts = _table(engine, CONFLICTS_FOUND)
    rows = engine.run(lambda: doubts.group_by("kind").aggregate(n=doubts[what].nunique())).to_pylist()
    counts = {r["kind"]: int(r["n"]) for r in rows}
    return tuple((kind, counts[kind.value]) for kind in Conflict if kind.value in counts)


def _passes(left: Side, right: Side, passes: Sequence[Pass] | None) -> tuple[Pass, ...]:
    held = [_held(s) for s in (left, right)]
    if passes is None:
        fitting = tuple(p for p in STANDARD if all(c in h for c in p.on for h in held))
        if not fitting:
            have = [f"{s.name} has {listed(sorted(s.names)) or 'none'}" for s in (left, right)]
            raise UsageError(
                "the two tables have no identifier in common",
                where="; ".join(have) + ".",
                next="Say which column holds one: --column NAME=ULN (or PMR, UPN, HUSID), in Python columns={...}.",
            )
        return fitting
    for p in passes:
        for side, has in zip((left, right), held, strict=True):
            lacking = [c for c in p.on if c not in has]
            if lacking:
                raise UsageError(f"pass {p.name} needs {listed(lacking)}, which {side.name} has not")
    return tuple(passes)


def _held(side: Side) -> set[str]:
    return {*side.names, *(["surname_initial"] if "FamilyName" in side.names else [])}


def _expected(expect: Expect | str) -> Expect:
    try:
        return Expect(expect)
    except ValueError:
        raise UsageError(
            f"no such expectation: {expect}", where=f"One of {listed([e.value for e in Expect], 'or')}."
        ) from None


def _by_pass(engine: Engine, passes: Sequence[Pass]) -> tuple[tuple[str, int], ...]:
    links = _table(engine, LINKS_FOUND)
    rows = engine.run(lambda: links.group_by("pass").aggregate(n=links.left_row.nunique())).to_pylist()
    counts = {r["pass"]: int(r["n"]) for r in rows}
    return tuple((p.name, counts.get(p.name, 0)) for p in passes)


def _people(engine: Engine, left: Side) -> Share | None:
    if left.people is None:
        return None
    links = _table(engine, LINKS_FOUND)
    rows = engine.run(lambda: links.select("left_row").distinct())["left_row"].to_numpy()
    return Share(len(np.unique(left.people.person[rows])), left.people.count)


_IN_CONFLICT = "in conflict"


def _unlinked(engine: Engine, passes: Sequence[Pass]) -> tuple[tuple[str, int], ...]:
    """Why rows on the left were not linked, the commonest reason first."""
    from alder.model import expr

    def build() -> Table:
        left, linked, doubts = (_table(engine, name) for name in (LEFT, LINKED, CONFLICTS_FOUND))
        between = doubts.filter(doubts.kind != Conflict.DIFFERS.value)
        doubtful = between.select(**{ROW: between.left_row}).distinct().mutate(doubtful=True)
        rest = left.anti_join(linked.filter(linked.linked), ROW)
        state = _state(rest, passes).left_join(doubtful, ROW)
        state = state.select(state=expr.ifelse(state.doubtful.fill_null(False), _IN_CONFLICT, state.state))
        return state.group_by("state").aggregate(n=state.count())

    counts = engine.run(build).to_pylist()
    return tuple(sorted(((r["state"], r["n"]) for r in counts), key=lambda r: (-r[1], r[0])))


def _state(table: Table, passes: Sequence[Pass]) -> Table:
    """Of each row whether any pass could look for it, else what is wrong with its first number."""
    from alder.model.expr import cases
    from alder.model.ids import expressions

    forms = normalise(table, [c for p in passes for c in p.on])
    complete = [reduce(lambda a, b: a & b, [forms[c].notnull() for c in p.on]) for p in passes]
    looked = forms.select(ROW, usable=reduce(lambda a, b: a | b, complete))
    t = table.inner_join(looked, ROW)
    first = next((c for p in passes for c in p.on if COLUMNS[c].identifier is not None), None)
    if first is None:
        return t.select(ROW, state=cases((t.usable, "not found"), else_="not known well enough to look for"))
    identifier = present(COLUMNS[first].identifier, f"{first} was found as an identifier, and is none")
    raw = t[first]
    known = SOUND.format(first)
    sound = t[known] if known in t.columns else expressions.is_sound(identifier, raw)
    empty = raw.isnull() if raw.type().is_integer() else raw.isnull() | (raw.cast("string").strip() == "")
    state = cases(
        (t.usable, "not found"),
        (empty, f"no {first}"),
        (sound, f"{first} stands for no number yet"),
        else_=f"{first} cannot be one",
    )
    return t.select(ROW, state=state)
