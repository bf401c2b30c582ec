"""What the table of aims must have for a query, and looking it up: places, small areas and aims in reference tables.

Each look-up is done once for each different key (a postcode, an aim's reference with the spans of days in which a row
counts), and those that go on from it beside it; the table of aims is joined once, at the end, with all that was found.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from alder.derive.aims import COLLECTED, CONTACTS, NAME, POSTCODES, SCHEMA
from alder.derive.look_ups import LOOKED_UP, LookUps
from alder.engine import sql_cache
from alder.errors import Inconsistency, NoFigures, StoreError, present
from alder.model import expr
from alder.model.expr import coalesce, date, ifelse, interval, row_number, union, window
from alder.model.ids import Postcode
from alder.model.ids.expressions import normalised
from alder.sources.reference.table_catalogue import fetched_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alder.derive import Variable
    from alder.derive.look_ups import LookUp
    from alder.engine.protocol import Engine
    from alder.measures.condition.tree import HavingCondition
    from alder.model.expr import Day, Table, Value

START = "LearnStartDate"
ALONE = "aims_alone"
_CHANGES = "{}_chained"
_KEYS = "keys_to_look_up"
_SPANS = "spans_of_keys"
_DURING = ("in_force_from", "in_force_to")
_AS_HELD = "^[A-Z0-9]{2,4} [A-Z0-9]{3}$"
"""Postcodes that look like those of reference tables need not be brought to normal form, which takes much longer."""

LookUpStep = tuple["LookUp", tuple[str, ...]]
LookUpTree = list[LookUpStep]
"""A look-up that starts from the table of aims, and those that go on from it."""


class KeyedLookUp(Protocol):
    """A table with columns for each key, or each span of days of a key, that a look-up starts from."""

    @property
    def table(self) -> str: ...

    @property
    def root(self) -> LookUp: ...

    @property
    def keys(self) -> tuple[str, ...]: ...

    @property
    def columns(self) -> tuple[str, ...]: ...


Rows = TypeVar("Rows", bound=KeyedLookUp)


@dataclass(frozen=True)
class LookUpResult:
    """The columns that look-ups give, and the table of what they found for each key."""

    table: str
    tree: LookUpTree

    @property
    def root(self) -> LookUp:
        return self.tree[0][0]

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the table of aims that it starts from."""
        return _keys(self.root)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(c for _, columns in self.tree for c in columns)


def look_up(engine: Engine, needs: ColumnNeeds) -> dict[str, str]:
    """Make the table of aims from `aims_alone`, with what is looked up.

    Gives the reference tables that were used, and what each holds.
    """
    found = find(engine, needs, (ALONE,), [])
    alone, there = engine.schema(ALONE), shapes(engine, found)
    key = sql_cache.key("measures", "looked up", alone, there)
    rows = engine.keep(NAME, lambda: joined(expr.table(ALONE, alone), found, there), key=key)
    if rows != _count(engine, ALONE):
        raise Inconsistency("a look-up gave an aim more than once, or lost one")
    return tables_used(engine, needs)


def find(engine: Engine, needs: ColumnNeeds, keys_of: Sequence[str], known: list[LookUpResult]) -> list[LookUpResult]:
    """Keep what look-ups find for the keys that a table of aims has, a table for each that starts from it.

    `keys_of` names that table, or several of which the first counts that has the keys of a look-up.
    `known` are the look-ups that were done before for these keys. They are not done again, nor is the first part of one
    that they share, as where a place is looked up once and its rank in two editions; and what is done is added.
    """
    found = []
    for tree in _trees(engine, needs):
        there = next((k for k in known if _covers(k.tree, tree)), None)
        if there is None:
            there = LookUpResult(f"found_{tree[0][0].name}_{len(known)}", tree)
            before = max(known, key=lambda k: len(_shared(k.tree, tree)), default=None)
            if before is not None and _shared(before.tree, tree):
                _go_on(engine, there, before)
            else:
                _find(engine, there, next(t for t in keys_of if {*there.keys} <= {*engine.schema(t).names}))
            known.append(there)
        found.append(LookUpResult(there.table, tree))
    return found


def _covers(done: LookUpTree, tree: LookUpTree) -> bool:
    """Whether look-ups that were done gave all that is wanted."""
    return len(_shared(done, tree)) == len(tree)


def _shared(done: LookUpTree, tree: LookUpTree) -> LookUpTree:
    """The steps wanted that look-ups which were done took likewise, with all the columns that are wanted of them."""
    given = {step.name: (step, columns) for step, columns in done}
    shared: dict[str, LookUpStep] = {}
    for step, columns in tree:
        same, there = given.get(step.name, (None, ()))
        if same == step and {*columns} <= {*there} and (not step.after or step.after in shared):
            shared[step.name] = (step, columns)
    return [*shared.values()]


def shapes(engine: Engine, found: Sequence[LookUpResult]) -> tuple[tuple[str, pa.Schema], ...]:
    """The columns of what was found, by the name of its table."""
    return tuple((f.table, engine.schema(f.table)) for f in found)


def joined(
    aims: Table,
    found: Sequence[Rows],
    there: Sequence[tuple[str, pa.Schema]],
    *,
    named: Callable[[Rows, str], str] = lambda _, column: column,
) -> Table:
    """The aims with what look-ups found for them. `named` gives the name that a column has there.

    What was found for the same keys, in several editions, is put together before the aims are, which are many more.
    """
    t = aims
    apart: dict[tuple[str, ...], Table] = {}
    for one, (_, shape) in zip(found, there, strict=True):
        given = {named(one, c): c for c in one.columns}
        rows = expr.table(one.table, shape)
        if one.root.during:
            on = [*one.keys, t[START] >= rows[FIRST], t[START] <= rows[LAST]]
            t = t.left_join(rows.rename(given), on).select(*t.columns, *given)
            continue
        rows = rows.select(*one.keys, **given)
        others = apart.get(one.keys)
        apart[one.keys] = rows if others is None else _beside(others, rows, one.keys)
    for keys, rows in apart.items():
        t = _beside(t, rows, keys)
    return t


def _beside(rows: Table, more: Table, keys: Sequence[str]) -> Table:
    """Rows with the other columns that their keys have elsewhere."""
    return rows.left_join(more, list(keys)).select(*rows.columns, *(c for c in more.columns if c not in keys))


def tables_used(engine: Engine, needs: ColumnNeeds) -> dict[str, str]:
    """The reference tables that would be looked into, and what each holds."""
    return {step.table: step.says for tree in _trees(engine, needs) for step, _ in tree}


def _trees(engine: Engine, needs: ColumnNeeds) -> list[LookUpTree]:
    """Each look-up that starts from the table of aims, followed by those that go on from it, as far as tables are held.

    What a variable can do without is left out; what it cannot do without is refused.
    """
    trees: dict[str, LookUpTree] = {}
    for step, columns in needs.look_ups:
        if not step.after and _is_held(engine, step, needs):
            trees[step.name] = [(step, columns)]
        elif step.after:
            tree = next((t for t in trees.values() if any(s.name == step.after for s, _ in t)), None)
            if _is_held(engine, step, needs) and tree is not None:
                tree.append((step, columns))
    return list(trees.values())


def _find(engine: Engine, found: LookUpResult, keys_of: str) -> None:
    """Keep what a look-up and those that go on from it find, a row for each different key in the table of aims."""
    root, columns = found.tree[0]
    aims = engine.schema(keys_of)
    different = engine.keep(
        _KEYS,
        lambda: expr.table(keys_of, aims).select(*_keys(root)).distinct(),
        key=sql_cache.key("measures", "keys", root, keys_of, aims),
    )
    if not root.during:
        _take(engine, found, _KEYS, _keys(root), found.tree, different)
        return
    _check_filled(engine, root, columns)
    different = _find_spans(engine, root, columns, engine.schema(root.table))
    _take(engine, found, _SPANS, engine.schema(_SPANS).names, found.tree[1:], different)


def _go_on(engine: Engine, found: LookUpResult, before: LookUpResult) -> None:
    """Keep the same from the rows of another that has its first steps."""
    shared = _shared(before.tree, found.tree)
    rest = [step for step in found.tree if step not in shared]
    kept = [*found.keys, *(c for _, columns in shared for c in columns)]
    if found.root.during:
        kept += [FIRST, LAST]
    _take(engine, found, before.table, kept, rest, _count(engine, before.table))


def _take(
    engine: Engine, found: LookUpResult, start: str, kept: Sequence[str], steps: Sequence[LookUpStep], different: int
) -> None:
    """Keep what steps find for the rows of a table, beside columns that it has. There are so many rows."""
    tables = {s.name: _CHANGES.format(s.table) if s.chained else s.table for s, _ in steps}
    for step, columns in steps:
        if step.chained:
            engine.add(tables[step.name], _chained(_rows(engine, step.table)))
        _check_filled(engine, step, columns)
    schemas = {name: engine.schema(table) for name, table in tables.items()}
    shape = engine.schema(start)

    def build() -> Table:
        t = expr.table(start, shape).select(*kept)
        for step, columns in steps:
            t = _with_step(t, step, columns, expr.table(tables[step.name], schemas[step.name]))
        return t

    key = sql_cache.key("measures", "find", start, [*kept], [(s, c) for s, c in steps], shape, sorted(schemas.items()))
    if engine.keep(found.table, build, key=key) != different:
        raise StoreError(
            f"reference data has a key more than once: {found.root.says}",
            where="Table " + " or ".join(dict.fromkeys(s.table for s, _ in found.tree)) + ".",
            next="Add the file again as it was published:  alder reference add FILE",
        )


def _find_spans(engine: Engine, root: LookUp, columns: Sequence[str], shape: pa.Schema) -> int:
    """Keep what a look-up by day finds for each key: a row for each span of days. Gives how many there are."""
    keys = engine.schema(_KEYS)

    def build() -> Table:
        during = present(root.during, "a look-up by day names the days between which it holds")
        there = _of_kind(root, expr.table(root.table, shape))
        mine = dict(zip(_keys(root), (there[k] for k in root.on), strict=True))
        first, last = (there[c] for c in during)
        rows = there.select(**mine, **_given(root, columns, there), **dict(zip(_DURING, (first, last), strict=True)))
        rows = rows.semi_join(expr.table(_KEYS, keys), list(mine))
        return spans(rows, [*mine], _DURING, strictly=root.strictly)

    return engine.keep(_SPANS, build, key=sql_cache.key("measures", "spans", root, columns, shape, keys))


def _of_kind(step: LookUp, there: Table) -> Table:
    """The rows of the table that have the text which the look-up asks for."""
    if not step.where:
        return there
    column, text = step.where
    return there.filter(there[column].upper() == text.upper())


def _given(step: LookUp, columns: Sequence[str], there: Table) -> dict[str, Value]:
    """The columns that a look-up gives, in the types that they have in the table of aims."""
    return {c: there[step.column_of(c)].cast(str(LOOKED_UP[c].type)) for c in columns}


def _with_step(t: Table, step: LookUp, columns: Sequence[str], there: Table) -> Table:
    """The keys with what one look-up finds for them."""
    if step.during:
        raise Inconsistency(f"only a look-up that starts from the table of aims goes by day: {step.says}")
    there = _of_kind(step, there)
    keys = {f"key_{there_key}": _key(t, step, mine) for there_key, mine in step.on.items()}
    t = t.mutate(**keys)
    matches = {f"key_{k}": there[k] for k in step.on}
    joined = t.left_join(there.select(**matches, **_given(step, columns, there)), [*keys])
    return joined.select(*(c for c in t.columns if c not in keys), *columns)


def _key(t: Table, step: LookUp, mine: Sequence[str]) -> Value:
    """The first known of several columns; a postcode is brought to its normal form."""
    known = [t[c] for c in mine if c in t.columns]
    first: Value = coalesce(*known) if len(known) > 1 else known[0]
    if not step.postcode:
        return first
    return ifelse(first.re_search(_AS_HELD), first, normalised(Postcode, first))


def _keys(root: LookUp) -> tuple[str, ...]:
    """The columns of the table of aims that a look-up starts from."""
    return tuple(c for columns in root.on.values() for c in columns)


def _is_held(engine: Engine, step: LookUp, needs: ColumnNeeds) -> bool:
    if engine.has(step.table):
        return True
    if step.name in needs.can_lack:
        return False
    raise not_held(step.table, step.says)


def why_not_held(engine: Engine, needs: ColumnNeeds) -> str:
    """What of reference data lacks for what is needed, as its refusal says it; nothing where all is held."""
    try:
        for step, columns in needs.look_ups:
            if _is_held(engine, step, needs):
                _check_filled(engine, step, columns)
    except NoFigures as refused:
        return str(refused)
    return ""


def not_held(table: str, says: str) -> NoFigures:
    """The refusal of what needs a reference table: which file to fetch from whom, and how to add it."""
    origins = fetched_from(table)
    lines = [f"Fetch {o.file}, from {o.publisher}" + (f": {o.page}" if o.page else "") for o in origins]
    return NoFigures(
        f"this needs reference data that is not held: {says} (table {table})",
        where="\n  ".join(lines),
        next="Add one of them:  alder reference add FILE" if len(lines) > 1 else "Add it:  alder reference add FILE",
    )


def _check_filled(engine: Engine, step: LookUp, columns: Sequence[str]) -> None:
    """Refuse an edition in which a needed column is empty throughout: every answer would be not known."""
    wanted = [step.column_of(c) for c in columns if LOOKED_UP[c].essential]
    if not wanted:
        return
    schema = engine.schema(step.table)
    missing = [c for c in wanted if c not in schema.names]
    if not missing:
        rows = engine.run(
            lambda: (t := expr.table(step.table, schema)).aggregate(**{c: t[c].count() for c in dict.fromkeys(wanted)}),
            key=sql_cache.key("measures", "filled", step.table, sorted(wanted), schema),
        )
        counts = rows.to_pylist()[0]
        missing = [c for c in counts if not counts[c]]
    if missing:
        refused = not_held(step.table, step.says)
        raise NoFigures(
            f"the edition of {step.table} that is held does not say {', '.join(missing)}: {step.says}",
            where=refused.where,
            next="Add a file that does:  alder reference add FILE",
        )


def _chained(changes: pa.Table) -> pa.Table:
    """Changes of districts followed to their end: from each code that ended, the one that stands today.

    A district that was parted among several has no one code today, and keeps its own.
    """
    pairs = {(r["lad_from"], r["lad_to"]) for r in changes.to_pylist() if r["lad_from"] != r["lad_to"]}
    many = Counter(code for code, _ in pairs)
    steps = {code: to for code, to in pairs if many[code] == 1}
    last: dict[str, str] = {}
    for code in steps:
        now, seen = code, {code}
        while now in steps and steps[now] not in seen:
            now = steps[now]
            seen.add(now)
        last[code] = now
    return pa.table({"lad_from": pa.array([*last], pa.string()), "lad": pa.array([*last.values()], pa.string())})


def _rows(engine: Engine, table: str) -> pa.Table:
    schema = engine.schema(table)
    return engine.run(lambda: expr.table(table, schema))


def _count(engine: Engine, table: str) -> int:
    schema = engine.schema(table)
    rows: Any = engine.run(
        lambda: expr.table(table, schema).count().as_table(), key=sql_cache.key("measures", "n", table, schema)
    )
    return int(pc.sum(rows.column(0)).as_py())


FIRST, LAST = "span_from", "span_to"
"""The first and the last day of a span, both of it."""

_DAY = "span_day"
_BEGINNING, _END = (1, 1, 1), (9999, 12, 31)


def spans(rows: Table, keys: Sequence[str], during: tuple[str, str], *, strictly: bool) -> Table:
    """For each key its spans, with the columns of the row that counts: the row in force, the one begun last if several
    are; else the last that was in force before, else the first after. `strictly`: a row in force or none.

    `during` names the columns of a row's first and last day. Without a first day it began before all others, without
    a last one it goes on.
    """
    begins, ends = during
    days = _days(rows, keys, begins, ends)
    t = days.inner_join(rows, list(keys))
    first = coalesce(t[begins], date(*_BEGINNING))
    begun = first <= t[_DAY]
    over = (t[ends] < t[_DAY]).fill_null(False)
    rank = ifelse(begun & ~over, 0, ifelse(begun, 1, 2))
    away = t[_DAY].delta(first, unit="day").abs()
    given = [c for c in rows.columns if c not in (*keys, *during)]
    # The last of these are there so that of two rows alike in their days it is always the same one.
    order = [rank, away, t[ends], *(t[c] for c in given)]
    place = row_number().over(window(group_by=[*keys, _DAY], order_by=order))
    ranked = t.mutate(place=place, rank=rank)
    found = ranked.filter((ranked.place == 0) & (ranked.rank == 0) if strictly else ranked.place == 0)
    return found.select(*keys, *given, **{FIRST: found[_DAY], LAST: found[LAST]})


def _days(rows: Table, keys: Sequence[str], begins: str, ends: str) -> Table:
    """For each key the days on which another row may begin to count, each with the last day before the next of them."""
    key = [*keys]
    known = rows.filter(rows[ends] < date(*_END))
    starts = rows.filter(rows[begins].notnull())
    days = union(
        rows.select(*key, **{_DAY: date(*_BEGINNING)}),
        starts.select(*key, **{_DAY: starts[begins]}),
        known.select(*key, **{_DAY: _shifted(known[ends], 1)}),
    ).distinct()
    following = days[_DAY].lead().over(window(group_by=key, order_by=days[_DAY]))
    next_known = days.mutate(following=following)
    last = ifelse(next_known.following.isnull(), date(*_END), _shifted(next_known.following, -1))
    return next_known.select(*key, _DAY, **{LAST: last})


def _shifted(day: Day, days: int) -> Day:
    """Some days later. An engine makes a point in time of a day and a span, hence the way there and back."""
    moved: Day = (day.cast("timestamp") + interval(days=days)).cast("date")
    return moved


@dataclass(frozen=True)
class ColumnNeeds:
    """More collected columns, and look-ups in the order in which they are done, each with the columns it gives.

    `can_lack` names look-ups whose columns stay missing where their table is not held. `has` are the columns that say
    whether there is a record of a kind, each with what the record must say. `asked` are those that something reads: the
    others only lead to them, as a postcode leads to an area.
    """

    collected: tuple[str, ...] = ()
    look_ups: tuple[tuple[LookUp, tuple[str, ...]], ...] = ()
    can_lack: frozenset[str] = frozenset()
    has: tuple[tuple[str, HavingCondition], ...] = ()
    asked: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        variables: Iterable[Variable],
        year: int,
        settings: Mapping[str, Any],
        also: Iterable[str] = (),
        has: Mapping[str, HavingCondition] | None = None,
    ) -> ColumnNeeds:
        """What variables need in a query of an academic year (its starting year) with these parameters.

        `also` names further columns, which the measure reads by itself, and `has` those of a filter about records.
        """
        known = LookUps(year, settings)
        collected: dict[str, None] = {}
        look_ups: dict[str, tuple[LookUp, dict[str, None]]] = {}
        demanded: set[str] = set()
        asked: set[str] = set()

        def need(column: str, *, must: bool) -> None:
            if column in COLLECTED:
                collected[column] = None
            if column not in LOOKED_UP:
                if column not in COLLECTED and column not in SCHEMA.names:
                    raise Inconsistency(f"a declaration reads a column that aims do not have: {column}")
                return
            look_up = known[LOOKED_UP[column].look_up]
            for key in (k for keys in look_up.on.values() for k in keys):
                need(key, must=must)
            if must and not look_up.optional:
                demanded.add(look_up.name)
            look_ups.setdefault(look_up.name, (look_up, {}))[1][column] = None

        def ask(column: str, *, must: bool) -> None:
            asked.add(column)
            need(column, must=must)

        for column in also:
            ask(column, must=True)
        for variable in variables:
            for column in (*variable.columns, *([variable.labels] if variable.labels else [])):
                ask(column, must=True)
            for column in variable.helped_by:
                ask(column, must=False)
        return cls(
            tuple(collected),
            tuple((look_up, tuple(columns)) for look_up, columns in look_ups.values()),
            frozenset(look_ups) - demanded,
            tuple((has or {}).items()),
            frozenset(asked),
        )

    def joined(self, other: ColumnNeeds) -> ColumnNeeds | None:
        """What both need, or None where they look up different things under one name, or ask after other records."""
        if self.has != other.has:
            return None
        both = {step.name: (step, columns) for step, columns in self.look_ups}
        for step, columns in other.look_ups:
            mine, first = both.get(step.name, (step, ()))
            if mine != step:
                return None
            both[step.name] = (step, tuple(dict.fromkeys((*first, *columns))))
        must = {s.name for n in (self, other) for s, _ in n.look_ups if s.name not in n.can_lack}
        collected = tuple(dict.fromkeys((*self.collected, *other.collected)))
        can_lack = frozenset(both.keys() - must)
        return ColumnNeeds(collected, tuple(both.values()), can_lack, self.has, self.asked | other.asked)

    @property
    def records(self) -> tuple[str, ...]:
        """The tables of returns that the collected columns are of."""
        contacts = [CONTACTS] if any(c in POSTCODES for c in self.collected) else []
        asked = [t for _, having in self.has for t in having.record.tables]
        return tuple(dict.fromkeys([*(COLLECTED[c].record for c in self.collected), *contacts, *asked]))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every further column of the table of aims."""
        return (*self.collected, *(c for _, columns in self.look_ups for c in columns))
