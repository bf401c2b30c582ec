"""`link`: the rows of two tables that belong to the same person, how they were found, and how many were not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.linkage import exact
from alder.linkage.comparable import COLUMNS, ROW, chosen, compared
from alder.linkage.conflict import Conflict
from alder.linkage.extract import without_identifiers
from alder.linkage.matching import STANDARD, Expect
from alder.linkage.report import LinkReport, Share
from alder.linkage.subgroup import LINKED, by_subgroup, tell_linked
from alder.look.words import listed
from alder.model.ids import arrays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from alder.engine.base import Engine
    from alder.linkage.matching import Pass
    from alder.linkage.people import People
    from alder.linkage.project import Project
    from alder.linkage.subgroup import Subgroup
    from alder.model.expr import Table
    from alder.model.period import AcademicYear
    from alder.model.quality import Quality

LEFT, RIGHT = "left", "right"
_KEYED = ("ULN", "PMR", "UPN", "HUSID")


@dataclass(frozen=True)
class Side:
    """A table that takes part: `names` says which of its columns is which of `COLUMNS`.

    `people` are the persons behind its rows, where they have been worked out; `shown` are the columns of its own that
    an extract may carry beside those that identify nobody (None: all of them).
    """

    name: str
    table: pa.Table
    names: Mapping[str, str]
    people: People | None = None
    shown: tuple[str, ...] | None = None


@dataclass(frozen=True, repr=False)
class Links:
    """What was linked. `table` has a line for each link: the numbers of the rows on both sides, which pass made it, and
    the key of the person where a project was named. `conflicts` has a line for each pair in conflict, and `report` the
    match rates. None of the three holds a value that identifies somebody.
    """

    table: pa.Table
    conflicts: pa.Table
    report: LinkReport
    left: Side = field(repr=False)
    right: Side = field(repr=False)
    project: Project | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        return f"<Links of {self.left.name} and {self.right.name}; next: .report.text(), .extract()>"

    def extract(self) -> pa.Table:
        """The linked rows side by side under the person's key. Learner and pupil numbers, references and postcodes are
        replaced by keys of the project; names, addresses and dates of birth are left out.
        """
        if self.project is None:
            raise UsageError(
                "linked rows leave under keys of a project only, and none was named",
                next="Name one: project='attainment-2026', in the terminal --project attainment-2026.",
            )
        a = without_identifiers(self.left.table, self.left.names, self.project, only=self.left.shown)
        b = without_identifiers(self.right.table, self.right.names, self.project, only=self.right.shown)
        columns = {"person": self.table["person"], "link_pass": self.table["pass"]}
        for side, row in ((a, "left_row"), (b, "right_row")):
            for name in side.column_names:
                columns[name if name not in columns else f"{name}_right"] = side[name].take(self.table[row])
        return pa.table(columns)


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
    notes: Sequence[str] = (),
    engine: Engine | None = None,
) -> Links:
    """Link the rows of two tables by the passes given, or by those of `STANDARD` whose columns both have.

    `expect` says how many partners a row may have; a row that finds more is listed as a conflict, and not linked.
    """
    tried = _passes(left, right, passes)
    wanted = _expected(expect)
    used = engine or DuckDB()
    try:
        used.add(LEFT, chosen(left.table, left.names, [c for s in by for c in s.reads]))
        used.add(RIGHT, chosen(right.table, right.names))
        found = exact.run(used, LEFT, RIGHT, tried, wanted)
        linked = np.zeros(left.table.num_rows, dtype=bool)
        linked[found.links["left_row"].to_numpy()] = True
        tell_linked(used, linked)
        groups = by_subgroup(used, LEFT, by)
        unlinked = _unlinked(used, tried, found.conflicts)
    finally:
        if engine is None:
            used.close()
    table = found.links
    if project is not None:
        keys = project.keys("person", _called(left))
        table = table.append_column("person", keys.take(table["left_row"].combine_chunks()))
    report = LinkReport(
        left=left.name,
        right_name=right.name,
        unit=unit,
        overall=Share(int(linked.sum()), left.table.num_rows),
        right=Share(pc.count_distinct(table["right_row"]).as_py(), right.table.num_rows),
        passes=_by_pass(table, tried),
        unlinked=unlinked,
        conflicts=counted(found.conflicts, "left_row"),
        by=groups,
        people=_people(left, linked),
        notes=tuple(notes),
        year=year,
        quality=quality,
        project=project.name if project else "",
    )
    return Links(table, found.conflicts, report, left, right, project)


def counted(conflicts: pa.Table, what: str) -> tuple[tuple[Conflict, int], ...]:
    """How many conflicts there are of each kind, in the order of the kinds: different values of `what` are counted."""
    n = conflicts.group_by("kind").aggregate([(what, "count_distinct")])
    counts = dict(zip(n["kind"].to_pylist(), n[f"{what}_count_distinct"].to_pylist(), strict=True))
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


def _by_pass(table: pa.Table, passes: Sequence[Pass]) -> tuple[tuple[str, int], ...]:
    n = table.group_by("pass").aggregate([("left_row", "count_distinct")])
    counts = dict(zip(n["pass"].to_pylist(), n["left_row_count_distinct"].to_pylist(), strict=True))
    return tuple((p.name, counts.get(p.name, 0)) for p in passes)


def _people(left: Side, linked: npt.NDArray[np.bool_]) -> Share | None:
    if left.people is None:
        return None
    return Share(len(np.unique(left.people.person[linked])), left.people.count)


def _called(side: Side) -> pa.Array:
    """The text from which the person's key of each row is made; missing where nothing says who it is."""
    if side.people is not None:
        return side.people.called.take(pa.array(side.people.person))
    called = pa.nulls(side.table.num_rows, pa.string())
    for name in _KEYED:
        identifier = COLUMNS[name].identifier
        if name in side.names and identifier is not None:
            column = chosen(side.table, {name: side.names[name]})[name]
            told = pc.binary_join_element_wise(name, arrays.normalised(identifier, column), ":")
            usable = arrays.identifies(identifier, column).fill_null(False)
            called = pc.coalesce(called, pc.if_else(usable, told, pa.scalar(None, pa.string())))
    return called


_IN_CONFLICT = "in conflict"
_DOUBTFUL = "rows in conflict"


def _unlinked(engine: Engine, passes: Sequence[Pass], conflicts: pa.Table) -> tuple[tuple[str, int], ...]:
    """Why rows on the left were not linked, the commonest reason first."""
    from alder.model import expr

    between = conflicts.filter(pc.not_equal(conflicts["kind"], Conflict.DIFFERS.value))
    rows = between["left_row"].combine_chunks().unique()
    engine.add(_DOUBTFUL, pa.table({ROW: rows, "doubtful": pa.array(np.ones(len(rows), dtype=bool))}))
    schemas = {name: engine.schema(name) for name in (LEFT, LINKED, _DOUBTFUL)}

    def build() -> Table:
        left, linked, doubtful = (expr.table(name, schema) for name, schema in schemas.items())
        rest = left.anti_join(linked.filter(linked.linked), ROW)
        state = _state(rest, passes).left_join(doubtful, ROW)
        state = state.select(state=expr.ifelse(state.doubtful.fill_null(False), _IN_CONFLICT, state.state))
        return state.group_by("state").aggregate(n=state.count())

    found = engine.run(build).to_pylist()
    return tuple(sorted(((r["state"], r["n"]) for r in found), key=lambda r: (-r[1], r[0])))


def _state(table: Table, passes: Sequence[Pass]) -> Table:
    """Of each row whether any pass could look for it, else what is wrong with its first number."""
    from alder.model.expr import cases
    from alder.model.ids import expressions

    forms = compared(table, [c for p in passes for c in p.on])
    complete = [reduce(lambda a, b: a & b, [forms[c].notnull() for c in p.on]) for p in passes]
    looked = forms.select(ROW, usable=reduce(lambda a, b: a | b, complete))
    t = table.inner_join(looked, ROW)
    first = next((c for p in passes for c in p.on if COLUMNS[c].identifier is not None), None)
    if first is None:
        return t.select(ROW, state=cases((t.usable, "not found"), else_="not known well enough to look for"))
    identifier = COLUMNS[first].identifier
    assert identifier is not None
    raw = t[first]
    empty = raw.isnull() if raw.type().is_integer() else raw.isnull() | (raw.cast("string").strip() == "")
    state = cases(
        (t.usable, "not found"),
        (empty, f"no {first}"),
        (expressions.is_sound(identifier, raw), f"{first} stands for no number yet"),
        else_=f"{first} cannot be one",
    )
    return t.select(ROW, state=state)
