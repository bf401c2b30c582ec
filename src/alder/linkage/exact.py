"""Linking by equal columns: passes in order, each looking at what those before it left open."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.linkage.comparable import ROW, compared
from alder.linkage.conflict import Conflict
from alder.model import expr
from alder.model.expr import ifelse, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.engine.base import Engine
    from alder.linkage.matching import Expect, Pass
    from alder.model.expr import Table, Truth, Value

LINKS = pa.schema([("left_row", pa.int64()), ("right_row", pa.int64()), ("pass", pa.string())])
"""A line for each link: the numbers of the two rows, and which pass made it."""


FOUND, DOUBTS = "links found", "conflicts found"
"""The tables that the engine holds afterwards: the links, and what is left for somebody to look at."""


def run(engine: Engine, left: str, right: str, passes: Sequence[Pass], expect: Expect) -> None:
    """Link two tables that the engine holds, as `prepared.prepare` gives them. Everything stays in the engine.

    A row that is linked, or in conflict, takes no part in later passes: a weaker pass never overrules what a stronger
    one found doubtful. A side on which a row may have many partners stays open for the other's sake.
    """
    work = _Work(engine)
    columns = [c for p in passes for c in (*p.on, *p.agree)]
    work.keep("open left", lambda t: compared(t, columns), left)
    work.keep("open right", lambda t: compared(t, columns), right)
    links: list[tuple[str, str]] = []
    conflicts: list[tuple[str, str]] = []
    for n, which in enumerate(passes):
        if n and (expect.one_right or not expect.one_left):
            work.keep("open left", lambda t, *done: _open(t, "left_row", done), "open left", "links", "conflicts")
        if n and (expect.one_left or not expect.one_right):
            work.keep("open right", lambda t, *done: _open(t, "right_row", done), "open right", "links", "conflicts")
        work.keep("candidates", lambda a, b, p=which: _candidates(a, b, p), "open left", "open right")
        work.keep("crowded left", lambda c: _crowded(c, "left_row", expect.one_right), "candidates")
        work.keep("crowded right", lambda c: _crowded(c, "right_row", expect.one_left), "candidates")
        work.keep("links", _linked, "candidates", "crowded left", "crowded right")
        work.keep("conflicts", _conflicting, "candidates", "crowded left", "crowded right")
        links.append((work.at("links"), which.name))
        conflicts.append((work.at("conflicts"), which.name))
    engine.keep(FOUND, lambda: _together(engine, links, ("left_row", "right_row")))
    engine.keep(DOUBTS, lambda: _together(engine, conflicts, ("kind", "left_row", "right_row")))


class _Work:
    """Tables that are worked out one after the other, each under a name of its own for as long as it is read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._at: dict[str, str] = {}
        self._made = 0

    def keep(self, name: str, build: Callable[..., Table], *reads: str) -> None:
        self._made += 1
        made = f"link {self._made} {name}"
        self._engine.keep(made, lambda: build(*map(self._table, reads)))
        self._at[name] = made

    def at(self, name: str) -> str:
        """Under which name the engine holds the table last made so."""
        return self._at[name]

    def _table(self, name: str) -> Table:
        at = self._at.get(name, name)
        return expr.table(at, self._engine.schema(at))


def _candidates(left: Table, right: Table, which: Pass) -> Table:
    """Every pair of rows with equal columns, and what the others say of it."""
    agree = [c for c in which.agree if c in left.columns and c in right.columns]
    a = _complete(left, which.on).select(*which.on, *agree, left_row=left[ROW])
    b = _complete(right, which.on).select(*which.on, right_row=right[ROW], **{f"{c} right": right[c] for c in agree})
    pairs = a.inner_join(b, list(which.on))
    same = [(pairs[c] == pairs[f"{c} right"]) for c in agree]
    known = _sum([ifelse(s.notnull(), 1, 0) for s in same])
    equal = _sum([ifelse(s.fill_null(False), 1, 0) for s in same])
    return pairs.select("left_row", "right_row", fits=(known == 0) | (equal > 0), differs=equal < known)


def _complete(table: Table, columns: tuple[str, ...]) -> Table:
    return table.filter(reduce(lambda a, b: a & b, [table[c].notnull() for c in columns]))


def _sum(values: list[Value]) -> Value:
    return reduce(lambda a, b: a + b, values, literal(0))


def _crowded(candidates: Table, side: str, counts: bool) -> Table:
    """Rows of a side that fit several of the other, where they may have one partner only."""
    fitting = candidates.filter(candidates.fits)
    n = fitting.group_by(side).aggregate(n=fitting.count())
    allowed: Truth = n.n > 1 if counts else literal(False)
    return n.filter(allowed).select(side)


def _linked(candidates: Table, crowded_left: Table, crowded_right: Table) -> Table:
    fitting = candidates.filter(candidates.fits)
    alone = fitting.anti_join(crowded_left, "left_row").anti_join(crowded_right, "right_row")
    return alone.select("left_row", "right_row", "differs")


def _conflicting(candidates: Table, crowded_left: Table, crowded_right: Table) -> Table:
    """A line for each pair and each reason."""
    fitting = candidates.filter(candidates.fits)
    alone = fitting.anti_join(crowded_left, "left_row").anti_join(crowded_right, "right_row")
    kinds = (
        (Conflict.DISAGREES, candidates.filter(~candidates.fits)),
        (Conflict.SEVERAL_RIGHT, fitting.semi_join(crowded_left, "left_row")),
        (Conflict.SEVERAL_LEFT, fitting.semi_join(crowded_right, "right_row")),
        (Conflict.DIFFERS, alone.filter(alone.differs)),
    )
    return expr.union(*(t.select("left_row", "right_row", kind=literal(kind.value)) for kind, t in kinds))


def _open(table: Table, side: str, done: tuple[Table, ...]) -> Table:
    for t in done:
        table = table.anti_join(t.select(**{ROW: t[side]}), ROW)
    return table


def _together(engine: Engine, parts: Sequence[tuple[str, str]], columns: tuple[str, ...]) -> Table:
    """What each pass found, with the name of the pass."""
    tables = [(expr.table(at, engine.schema(at)), name) for at, name in parts]
    return expr.union(*(t.select(*columns, **{"pass": literal(name)}) for t, name in tables))
