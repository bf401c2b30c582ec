"""From rules to the few statements that judge all of them.

1. *prepared* tables: each kind of record with the columns that rules read, its parents' columns beside its own, text
   without outer blanks, blank text as missing, folded columns in capitals.
2. *named* rows: of a reference table that many statements read, the rows that the records name.
3. *aggregates*: for every question about many records, one column; all questions about one kind of record are answered
   by one grouped pass over it (bits of a mask for yes and no).
4. *wide* tables: a prepared table with its aggregates.
5. *masks*: up to sixty rules as bits of one number for each row of a wide table, worked out once and kept; then a
   *pass* over the mask reads the rows with any bit set, and the mask may go. In one statement the engine would push
   the question "any bit?" down into the wide table and plan the sixty rules twice.

So a rule costs a bit in a pass, and an `any` a bit in a grouping; nothing is judged row by row, and no statement holds
a correlated subquery. Unknown counts as "not broken" here, once, for every rule.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.model import expr
from alder.rules.at_fault import asked_of_each
from alder.rules.language import ADDED_UP, Above, Aggregates, Computed, RecordRole, computed_in, owner_of, roles
from alder.rules.plan_statement import PlanStatement
from alder.rules.record_tables import FILE, FILES
from alder.rules.reference_lookup import clean, cleaned_reference, looked_up, named_rows, quoted_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alder.model.expr import Table, Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.language import Aggregate
    from alder.rules.record_tables import RecordTables
    from alder.rules.rule import Rule

BITS = 60
"""How many truths one whole number carries."""

PREPARED = "prepared__"
WIDE = "wide__"

MASK = "mask__"


@dataclass(frozen=True)
class _AggregateTable:
    """A kept table of aggregates: its keys, and the column of each aggregate, with its bit where it is one of a mask.

    `columns` have their types. A missing value of the columns `added_up` is 0: they count, or are bits.
    """

    name: str
    anchor: str
    keys: tuple[str, ...]
    columns: dict[str, str]
    added_up: frozenset[str]
    place: dict[int, tuple[str, int | None]]


def compile_rules(
    rules: Sequence[Rule], shape: RecordTables, year: AcademicYear, *, quoting: bool = False
) -> Iterator[tuple[PlanStatement, Table]]:
    """The statements that judge `rules` for files of one year, with their rows, in the order in which they must run.

    With `quoting`, those too that say what reference tables hold for the records that break a rule.
    """
    yield from _Compiler(rules, shape, year, quoting).statements()


def condition_of(rule: Rule, shape: RecordTables, year: AcademicYear, aggregates: Aggregates) -> Truth:
    """What the rule's function says, with its aggregates noted; unknown is not broken."""
    years = {"year": year, "book": rule.book}
    given: dict[str, Any] = dict(roles(tuple(p for p in rule.parameters if p not in years), shape, aggregates))
    given |= {name: years[name] for name in rule.parameters if name in years}
    return expr.coalesce(rule.function(**given), False)


class _Compiler:
    def __init__(self, rules: Sequence[Rule], shape: RecordTables, year: AcademicYear, quoting: bool) -> None:
        self.shape, self.quoting = shape, quoting
        self.aggregates = Aggregates(shape)
        self.conditions = {r.code: condition_of(r, shape, year, self.aggregates) for r in rules}
        self.judged: dict[str, list[str]] = defaultdict(list)
        for rule in rules:
            self.judged[shape.table(rule.judged).name].append(rule.code)
        self.tables: dict[int, _AggregateTable] = {}
        self.named: dict[str, str] = {}
        """The kept table with the rows that records name, by what rules call the reference table."""

    def statements(self) -> Iterator[tuple[PlanStatement, Table]]:
        self._collect_columns()
        yield from self._prepare()
        groups = self._groups()
        for kept, rows, names in named_rows((self.aggregates.list[g[0]] for g in groups), self.shape, self._prepared):
            yield PlanStatement(kept), rows
            self.named.update(dict.fromkeys(names, kept))
        for group in groups:
            yield self._aggregate(group)
        for table, codes in self.judged.items():
            yield from self._judge(table, codes)

    # Which columns are read -----------------------------------------------------------------------------------------

    def _collect_columns(self) -> None:
        """For each table: its own columns that anything reads, and its parents' columns that are read beside it."""
        self.own: dict[str, set[str]] = defaultdict(set)
        self.above: dict[str, set[Above]] = defaultdict(set)
        for table, codes in self.judged.items():
            self._collect_keys(table)
            for code in codes:
                self._collect(expr.fields(self.conditions[code]), (table,))
        linked: set[Above] = set()
        through: set[tuple[str, Above]] = set()
        for aggregate in self.aggregates.list:
            anchor, child = aggregate.anchor, aggregate.child.table
            tables = [anchor] if child in self.shape.references else [anchor, child]
            for table in tables:
                self._collect_keys(table)
            self._collect(expr.fields(aggregate.value), tables)
            for column, _ in aggregate.link:
                if above := Above.parse(column):
                    self.own[above.table].add(above.column)
                    through.add((anchor, above))
                else:
                    self.own[anchor].add(column)
                    if column not in self.shape.tables[anchor].keys:
                        linked.add(Above(anchor, column))
            if child not in self.shape.references:
                self.own[child].update(c for _, c in aggregate.link)
        for name, columns in self.own.items():
            shape = self.shape.tables[name]
            self.above[name].update(a for a in linked if shape.is_below(self.shape.tables[a.table]))
            self.above[name].update(above for a, above in through if name == a or shape.is_below(self.shape.tables[a]))
            for column in list(columns):
                if column in shape.derived:
                    columns.update(shape.derived[column].reads)
            columns.update(shape.keys)
            if "line" in shape.schema.names:
                columns.add("line")

    def _collect_keys(self, table: str) -> None:
        self.own[table].update(self.shape.tables[table].keys)
        self.own[FILE].update(self.shape.tables[FILE].keys)

    def _collect(self, read: Iterable[tuple[str, str]], beside: Sequence[str]) -> None:
        for owner, column in read:
            role = owner_of(owner)
            if isinstance(role, Computed) or role.table in self.shape.references:
                continue
            name = role.table
            self.own[name].add(column)
            for table in beside:
                if name != table and self.shape.tables[table].is_below(self.shape.tables[name]):
                    self.above[table].add(Above(name, column))

    # 1. Prepared tables ---------------------------------------------------------------------------------------------

    def _prepare(self) -> Iterator[tuple[PlanStatement, Table]]:
        for name in sorted(self.own, key=lambda n: (len(self.shape.tables[n].keys), n)):
            table = self.shape.tables[name]
            raw = expr.table(FILES if name == FILE else name, table.schema)
            wanted = [c for c in table.schema.names if c in self.own[name]]
            rows = raw.select(**{c: clean(raw[c], c in table.folded) for c in wanted})
            derived = {c: d.build(rows) for c, d in table.derived.items() if c in self.own[name]}
            if derived:
                rows = rows.mutate(**derived)
            for parent in self.shape.parents(name):
                needed = sorted(a.column for a in self.above[name] if a.table == parent.name)
                if needed or parent.name == FILE:
                    rows = self._beside(rows, parent.name, needed)
            yield PlanStatement(PREPARED + name, reads=name), rows

    def _beside(self, rows: Table, parent: str, columns: Sequence[str]) -> Table:
        keys = self.shape.tables[parent].keys
        above = self._prepared(parent)
        named = {str(Above(parent, c)): above[c] for c in columns}
        above = above.select(**{f"key__{k}": above[k] for k in keys}, **named)
        # Records of other files are left out here; a record without its parent is kept, whatever made it so.
        join = rows.inner_join if parent == FILE else rows.left_join
        joined = join(above, [(k, f"key__{k}") for k in keys])
        return joined.select(*rows.columns, *named)

    def _prepared(self, name: str) -> Table:
        table = self.shape.tables[name]
        types = {c.name: c.type for c in table.columns if c.name in self.own[name]}
        for above in sorted(self.above[name], key=lambda a: (a.table, a.column)):
            types[str(above)] = self.shape.tables[above.table].columns.field(above.column).type
        return expr.table(PREPARED + name, pa.schema(list(types.items())))

    # 2. and 3. Named rows and aggregates ----------------------------------------------------------------------------

    def _groups(self) -> list[list[int]]:
        """Aggregates that one statement can work out together, those that others build on first."""
        depths: dict[int, int] = {}
        groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for number, aggregate in enumerate(self.aggregates.list):
            below = computed_in(expr.fields(aggregate.value))
            depths[number] = 1 + max((depths[b] for b in below), default=0)
            needs_anchor = self._needs_anchor(aggregate)
            groups[depths[number], aggregate.anchor, str(aggregate.child), aggregate.link, needs_anchor].append(number)
        return [groups[k] for k in sorted(groups, key=lambda k: (k[0], str(k)))]

    def _needs_anchor(self, aggregate: Aggregate) -> bool:
        """Does it look at the record it is asked of, or only at the many?"""
        roles_read = {_role(owner) for owner, _ in expr.fields(aggregate.value)}
        return any(role != aggregate.child and not self._is_above_child(role, aggregate) for role in roles_read)

    def _is_above_child(self, role: RecordRole, aggregate: Aggregate) -> bool:
        child = aggregate.child.table
        if role.beside or child in self.shape.references:
            return False
        return self.shape.tables[child].is_below(self.shape.tables[role.table])

    def _aggregate(self, numbers: list[int]) -> tuple[PlanStatement, Table]:
        aggregates = {n: self.aggregates.list[n] for n in numbers}
        sample = aggregates[numbers[0]]
        read = set().union(*(expr.fields(a.value) for a in aggregates.values()))
        child = self._child(sample, read)
        rows = child.rename({f"c__{c}": c for c in child.columns})
        keys = {a: f"c__{c}" for a, c in sample.link}
        if self._needs_anchor(sample):
            anchor = self._with_aggregates(sample.anchor, computed_in(read, sample.anchor))
            beside = anchor.rename({f"a__{c}": c for c in anchor.columns})
            rows = beside.inner_join(rows, [(f"a__{a}", f"c__{c}") for a, c in sample.link])
            keys = {k: f"a__{k}" for k in self.shape.tables[sample.anchor].keys}
        elif sample.child.table in self.shape.references and sample.child.table not in self.named:
            # A list of millions of postcodes answers for the few thousand that a return holds.
            held = self._prepared(sample.anchor)
            asked = held.select(**{f"a__{a}": held[a] for a, _ in sample.link}).distinct()
            rows = rows.semi_join(asked, [(f"c__{c}", f"a__{a}") for a, c in sample.link])

        def place(owner: str, column: str, _: Any) -> Value:
            found, role = owner_of(owner), _role(owner)
            side = "c__" if role == sample.child or self._is_above_child(role, sample) else "a__"
            if isinstance(found, Computed):
                return self._read(rows, side, found.number)
            own = role == sample.child or (side == "a__" and role == RecordRole(sample.anchor))
            return rows[f"{side}{column}" if own else f"{side}{Above(str(role), column)}"]

        values = {n: expr.rebase(a.value, place) for n, a in aggregates.items()}
        yes = [n for n, a in aggregates.items() if a.kind == "any"]
        columns: dict[str, Value] = {}
        totals: dict[str, Callable[[Value], Value]] = {}
        added_up: set[str] = set()
        where: dict[int, tuple[str, int | None]] = {}
        first = numbers[0]
        for start in range(0, len(yes), BITS):
            column = f"mask{first}_{start // BITS}"
            columns[column] = mask([values[n] for n in yes[start : start + BITS]])
            totals[column] = expr.bits_of_any
            added_up.add(column)
            where.update({n: (column, bit) for bit, n in enumerate(yes[start : start + BITS])})
        for n, aggregate in aggregates.items():
            if aggregate.kind == "any":
                continue
            column = f"value{n}"
            columns[column] = values[n]
            if aggregate.kind in ADDED_UP:
                columns[column] = values[n].cast("int64")
                added_up.add(column)
            totals[column] = _TOTAL[aggregate.kind]
            where[n] = (column, None)
        flat = rows.select(**{k: rows[c] for k, c in keys.items()}, **columns)
        grouped = flat.group_by(list(keys)).aggregate(**{c: total(flat[c]) for c, total in totals.items()})
        name = f"answers__{first}"
        schema = grouped.schema()
        types = {c: str(schema[c]) for c in schema}
        table = _AggregateTable(name, sample.anchor, tuple(keys), types, frozenset(added_up), where)
        self.tables.update(dict.fromkeys(numbers, table))
        return PlanStatement(name), grouped

    def _child(self, aggregate: Aggregate, read: set[tuple[str, str]]) -> Table:
        """The many records, with what is asked about them; those of a reference table are read as they lie."""
        name = aggregate.child.table
        if name in self.shape.references:
            return self._listed(name)
        owners = {str(aggregate.child), *(p.name for p in self.shape.parents(name))}
        return self._with_aggregates(name, computed_in(read, *owners))

    def _listed(self, reference: str) -> Table:
        held = self.shape.references[reference]
        return expr.table(self.named[reference], held.schema) if reference in self.named else cleaned_reference(held)

    def _with_aggregates(self, name: str, numbers: set[int]) -> Table:
        """A prepared table, with the columns of the aggregates given."""
        rows = self._prepared(name)
        for table in {self.tables[n].name: self.tables[n] for n in sorted(numbers)}.values():
            kept = expr.named(table.name, table.columns)
            values = [c for c in table.columns if c not in table.keys]
            right = kept.select(**{f"key__{k}": kept[k] for k in table.keys}, **{c: kept[c] for c in values})
            joined = rows.left_join(right, [(self._key_of(name, table.anchor, k), f"key__{k}") for k in table.keys])
            rows = joined.select(
                *rows.columns,
                **{c: expr.coalesce(joined[c], 0) if c in table.added_up else joined[c] for c in values},
            )
        return rows

    def _key_of(self, name: str, anchor: str, key: str) -> str:
        own = name == anchor or Above.parse(key) is not None or key in self.shape.tables[anchor].keys
        return key if own else str(Above(anchor, key))

    def _read(self, rows: Table, side: str, number: int) -> Value:
        column, bit = self.tables[number].place[number]
        value = rows[f"{side}{column}"]
        return value if bit is None else (value & (1 << bit)) != 0

    # 4. and 5. Wide tables and passes -------------------------------------------------------------------------------

    def _judge(self, name: str, codes: list[str]) -> Iterator[tuple[PlanStatement, Table]]:
        table = self.shape.tables[name]
        read = set().union(*(expr.fields(self.conditions[c]) for c in codes))
        rows = self._with_aggregates(name, computed_in(read))
        yield PlanStatement(WIDE + name), rows
        wide = expr.named(WIDE + name, {c: str(t) for c, t in rows.schema().items()})

        def place(owner: str, column: str, _: Any) -> Value:
            found = owner_of(owner)
            if isinstance(found, Computed):
                return self._read(wide, "", found.number)
            return wide[column if owner == name else str(Above(owner, column))]

        for start in range(0, len(codes), BITS):
            chosen = codes[start : start + BITS]
            broken = expr.rebase(mask([self.conditions[c] for c in chosen]), place)
            keys = [*table.keys, *(["line"] if "line" in table.schema.names else [])]
            judged = wide.select(*keys, broken=broken)
            name_of_mask = f"{MASK}{name}_{start}"
            yield PlanStatement(name_of_mask, over=WIDE + name), judged
            held = expr.named(name_of_mask, {c: str(t) for c, t in judged.schema().items()})
            broken_rows = held.filter(held.broken != 0)
            at_fault = {c: s for c in chosen if (s := asked_of_each(self.conditions[c], self.aggregates))}
            told = json.dumps(at_fault) if self.quoting else ""
            passing = PlanStatement(
                f"pass__{name}_{start}", over=WIDE + name, rules=tuple(chosen), judged=name, at_fault=told
            )
            yield passing, broken_rows
            if self.quoting:
                for bit, code in enumerate(chosen):
                    yield from self._quote(code, name, wide, held, bit)

    def _quote(self, code: str, name: str, wide: Table, held: Table, bit: int) -> Iterator[tuple[PlanStatement, Table]]:
        """What each reference table that the rule looks its record up in holds for those that break the rule."""
        keys = self.shape.tables[name].keys
        for to in looked_up(self.conditions[code], name, self.aggregates, self.shape):
            broken = held.filter((held.broken & (1 << bit)) != 0)
            asked = [self._key_of(name, to.anchor, a) for a, _ in to.link]
            records = wide.select(*dict.fromkeys((*keys, *asked)))
            some = records.semi_join(
                broken.select(**{f"b__{k}": broken[k] for k in keys}), [(k, f"b__{k}") for k in keys]
            )
            rows = quoted_rows(some, keys, asked, self._listed(to.reference), to)
            quoting = PlanStatement(
                f"held__{code}__{to.reference}",
                over=WIDE + name,
                rules=(code,),
                judged=name,
                reference=to.reference,
                columns=to.columns,
            )
            yield quoting, rows


def mask(truths: Sequence[Truth]) -> Value:
    """Truths, none of them unknown, as the bits of one whole number."""
    none = expr.literal(0, type="int64")
    bits = [t.ifelse(expr.literal(1 << bit, type="int64"), none) for bit, t in enumerate(truths)]
    return reduce(lambda total, bit: total + bit, bits)


_TOTAL: dict[str, Callable[[Value], Value]] = {
    "count": lambda column: column.sum(),
    "total": lambda column: column.sum(),
    "min": lambda column: column.min(),
    "max": lambda column: column.max(),
    "set": lambda column: column.collect(distinct=True).sort().join("\n"),
}


def _role(owner: str) -> RecordRole:
    """The records that a column is of, or is asked of."""
    found = owner_of(owner)
    return found.role if isinstance(found, Computed) else found
