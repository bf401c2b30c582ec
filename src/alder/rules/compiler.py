"""From rules to the few statements that judge all of them.

1. *prepared* tables: each kind of record with the columns that rules read, its parents' columns beside its own, text
   without outer blanks, blank text as missing, folded columns in capitals.
2. *named* rows: of a reference table that many statements read, the rows that the records name.
3. *answers*: for every question about many records, one column; all questions about one kind of record are answered
   by one grouped pass over it (bits of a mask for yes and no).
4. *wide* tables: a prepared table with its answers.
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
from alder.rules.language import ADDED_UP, OTHER, Aggregate, Aggregates, roles
from alder.rules.record_tables import FILE, FILES
from alder.rules.reference_lookup import clean, cleaned_reference, looked_up, named_rows
from alder.rules.reference_lookup import quoted_rows as quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alder.model.expr import Table, Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.record_tables import RecordTables
    from alder.rules.rule import Rule

BITS = 60
"""How many truths one whole number carries."""

PREPARED = "prepared__"
WIDE = "wide__"

MASK = "mask__"


@dataclass(frozen=True)
class Step:
    """One statement: rows to keep under a name, or a pass that says which of `rules` each row breaks.

    `over` is the kept table whose emptiness makes the statement needless. `at_fault` is, as JSON, what each rule of a
    pass asks of each of the records beside the judged one. A statement with a `reference` follows the
    pass of its rule, and says what that table holds in `columns` for the records that break it.
    """

    name: str
    rows: Table
    over: str = ""
    rules: tuple[str, ...] = ()
    judged: str = ""
    reference: str = ""
    columns: tuple[str, ...] = ()
    at_fault: str = ""

    @property
    def is_pass(self) -> bool:
        return bool(self.rules) and not self.reference

    @property
    def reads(self) -> str | None:
        """The table of the source from which a prepared table comes."""
        return self.name.removeprefix(PREPARED) if self.name.startswith(PREPARED) else None


@dataclass(frozen=True)
class _Answers:
    """A kept table of answers: its keys as pairs (column of the anchor, own column), and where each answer lies."""

    name: str
    anchor: str
    keys: tuple[tuple[str, str], ...]
    columns: dict[str, str]
    place: dict[int, tuple[str, int | None]]


def compile_rules(
    rules: Sequence[Rule], shape: RecordTables, year: AcademicYear, *, quoting: bool = False
) -> Iterator[Step]:
    """The statements that judge `rules` for files of one year, in the order in which they must run.

    With `quoting`, those too that say what reference tables hold for the records that break a rule.
    """
    yield from _Lowering(rules, shape, year, quoting).steps()


def condition_of(rule: Rule, shape: RecordTables, year: AcademicYear, questions: Aggregates) -> Truth:
    """What the rule's function says, with its questions noted; unknown is not broken."""
    given: dict[str, Any] = dict(roles(tuple(p for p in rule.parameters if p != "year"), shape, questions))
    if "year" in rule.parameters:
        given["year"] = year
    return expr.coalesce(rule.function(**given), False)


class _Lowering:
    def __init__(self, rules: Sequence[Rule], shape: RecordTables, year: AcademicYear, quoting: bool) -> None:
        self.shape, self.quoting = shape, quoting
        self.questions = Aggregates(shape)
        self.truths = {r.code: condition_of(r, shape, year, self.questions) for r in rules}
        self.judged: dict[str, list[str]] = defaultdict(list)
        for rule in rules:
            self.judged[shape.table(rule.judged).name].append(rule.code)
        self.answers: dict[int, _Answers] = {}
        self.named: dict[str, str] = {}
        """The kept table with the rows that records name, by what rules call the reference table."""

    def steps(self) -> Iterator[Step]:
        self._note_columns()
        yield from self._prepare()
        groups = self._groups()
        for kept, rows, names in named_rows((self.questions.list[g[0]] for g in groups), self.shape, self._prepared):
            yield Step(kept, rows)
            self.named.update(dict.fromkeys(names, kept))
        for group in groups:
            yield self._answer(group)
        for table, codes in self.judged.items():
            yield from self._judge(table, codes)

    # Which columns are read -----------------------------------------------------------------------------------------

    def _note_columns(self) -> None:
        """For each table: its own columns that anything reads, and its parents' columns that are read beside it."""
        self.own: dict[str, set[str]] = defaultdict(set)
        self.above: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for table, codes in self.judged.items():
            self._note_keys(table)
            for code in codes:
                self._note(expr.fields(self.truths[code]), (table,))
        linked: set[tuple[str, str]] = set()
        through: set[tuple[str, str, str]] = set()
        for question in self.questions.list:
            tables = [question.anchor]
            if question.child not in self.shape.references:
                tables.append(question.child.removesuffix(OTHER))
            for table in tables:
                self._note_keys(table)
            self._note(expr.fields(question.asked), tables)
            for column, _ in question.link:
                owner, _, field = column.rpartition("__")
                self.own[owner or question.anchor].add(field)
                if owner:
                    through.add((question.anchor, owner, field))
            if question.child not in self.shape.references:
                self.own[question.child.removesuffix(OTHER)].update(c for _, c in question.link)
            linked.update(
                (question.anchor, a)
                for a, _ in question.link
                if a not in self.shape.tables[question.anchor].keys and "__" not in a
            )
        for name, columns in self.own.items():
            shape = self.shape.tables[name]
            self.above[name].update((o, c) for o, c in linked if shape.is_below(self.shape.tables[o]))
            self.above[name].update((o, c) for a, o, c in through if name == a or shape.is_below(self.shape.tables[a]))
            for column in list(columns):
                if column in shape.derived:
                    columns.update(shape.derived[column].reads)
            columns.update(shape.keys)
            if "line" in shape.schema.names:
                columns.add("line")

    def _note_keys(self, table: str) -> None:
        self.own[table].update(self.shape.tables[table].keys)
        self.own[FILE].update(self.shape.tables[FILE].keys)

    def _note(self, read: Iterable[tuple[str, str]], beside: Sequence[str]) -> None:
        for owner, column in read:
            name = owner.removesuffix(OTHER)
            if "@" in owner or name in self.shape.references:
                continue
            self.own[name].add(column)
            for table in beside:
                if name != table and self.shape.tables[table].is_below(self.shape.tables[name]):
                    self.above[table].add((name, column))

    # 1. Prepared tables ---------------------------------------------------------------------------------------------

    def _prepare(self) -> Iterator[Step]:
        for name in sorted(self.own, key=lambda n: (len(self.shape.tables[n].keys), n)):
            table = self.shape.tables[name]
            raw = expr.table(FILES if name == FILE else name, table.schema)
            wanted = [c for c in table.schema.names if c in self.own[name]]
            rows = raw.select(**{c: clean(raw[c], c in table.folded) for c in wanted})
            derived = {c: d.build(rows) for c, d in table.derived.items() if c in self.own[name]}
            if derived:
                rows = rows.mutate(**derived)
            for parent in self.shape.parents(name):
                needed = sorted(c for p, c in self.above[name] if p == parent.name)
                if needed or parent.name == FILE:
                    rows = self._beside(rows, parent.name, needed)
            yield Step(PREPARED + name, rows)

    def _beside(self, rows: Table, parent: str, columns: Sequence[str]) -> Table:
        keys = self.shape.tables[parent].keys
        above = self._prepared(parent)
        above = above.select(**{f"key__{k}": above[k] for k in keys}, **{f"{parent}__{c}": above[c] for c in columns})
        # Records of other files are left out here; a record without its parent is kept, whatever made it so.
        join = rows.inner_join if parent == FILE else rows.left_join
        joined = join(above, [(k, f"key__{k}") for k in keys])
        return joined.select(*rows.columns, *(f"{parent}__{c}" for c in columns))

    def _prepared(self, name: str) -> Table:
        table = self.shape.tables[name]
        types = {c.name: c.type for c in table.columns if c.name in self.own[name]}
        for parent, column in sorted(self.above[name]):
            types[f"{parent}__{column}"] = self.shape.tables[parent].columns.field(column).type
        return expr.table(PREPARED + name, pa.schema(list(types.items())))

    # 2. and 3. Named rows and answers -------------------------------------------------------------------------------

    def _groups(self) -> list[list[int]]:
        """Questions that one statement can answer together, those that others build on first."""
        depths: dict[int, int] = {}
        groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for number, question in enumerate(self.questions.list):
            read = expr.fields(question.asked)
            below = [int(o.split("@")[0]) for o, _ in read if "@" in o]
            depths[number] = 1 + max((depths[b] for b in below), default=0)
            key = (depths[number], question.anchor, question.child, question.link, self._needs_anchor(question))
            groups[key].append(number)
        return [groups[k] for k in sorted(groups, key=lambda k: (k[0], str(k)))]

    def _needs_anchor(self, question: Aggregate) -> bool:
        """Does the question look at the record it is asked of, or only at the many?"""
        for owner, _ in expr.fields(question.asked):
            name = owner.split("@")[-1]
            if name != question.child and not self._is_above_child(name, question):
                return True
        return False

    def _is_above_child(self, name: str, question: Aggregate) -> bool:
        child = question.child.removesuffix(OTHER)
        return child not in self.shape.references and self.shape.tables[child].is_below(self.shape.tables[name])

    def _answer(self, numbers: list[int]) -> Step:
        questions = {n: self.questions.list[n] for n in numbers}
        sample = questions[numbers[0]]
        read = set().union(*(expr.fields(q.asked) for q in questions.values()))
        child = self._child(sample, read)
        rows = child.rename({f"c__{c}": c for c in child.columns})
        keys = {a: f"c__{c}" for a, c in sample.link}
        if self._needs_anchor(sample):
            anchor = self._with_answers(sample.anchor, self._standing(read, {sample.anchor}, sample))
            beside = anchor.rename({f"a__{c}": c for c in anchor.columns})
            rows = beside.inner_join(rows, [(f"a__{a}", f"c__{c}") for a, c in sample.link])
            keys = {k: f"a__{k}" for k in self.shape.tables[sample.anchor].keys}
        elif sample.child in self.shape.references and sample.child not in self.named:
            # A list of millions of postcodes answers for the few thousand that a return holds.
            held = self._prepared(sample.anchor)
            asked = held.select(**{f"a__{a}": held[a] for a, _ in sample.link}).distinct()
            rows = rows.semi_join(asked, [(f"c__{c}", f"a__{a}") for a, c in sample.link])

        def place(owner: str, column: str, _: Any) -> Value:
            name = owner.split("@")[-1]
            side = "c__" if name == sample.child or self._is_above_child(name, sample) else "a__"
            if "@" in owner:
                number = int(owner.split("@")[0])
                return self._read(rows, side, number)
            own = name == sample.child or (side == "a__" and name == sample.anchor)
            return rows[f"{side}{column}" if own else f"{side}{name}__{column}"]

        values = {n: expr.rebase(q.asked, place) for n, q in questions.items()}
        yes = [n for n, q in questions.items() if q.kind == "any"]
        columns: dict[str, Value] = {}
        where: dict[int, tuple[str, int | None]] = {}
        first = numbers[0]
        for start in range(0, len(yes), BITS):
            name = f"mask{first}_{start // BITS}"
            columns[name] = mask([values[n] for n in yes[start : start + BITS]])
            where.update({n: (name, bit) for bit, n in enumerate(yes[start : start + BITS])})
        for n, question in questions.items():
            if question.kind != "any":
                columns[f"value{n}"] = values[n].cast("int64") if question.kind in ADDED_UP else values[n]
                where[n] = (f"value{n}", None)
        flat = rows.select(**{k: rows[c] for k, c in keys.items()}, **columns)
        totals = {
            c: expr.bits_of_any(flat[c]) if c.startswith("mask") else _TOTAL[questions[int(c[5:])].kind](flat[c])
            for c in columns
        }
        grouped = flat.group_by(list(keys)).aggregate(**totals)
        name = f"answers__{first}"
        schema = grouped.schema()
        table = _Answers(name, sample.anchor, tuple((k, k) for k in keys), {c: str(schema[c]) for c in schema}, where)
        self.answers.update(dict.fromkeys(numbers, table))
        return Step(name, grouped)

    def _child(self, question: Aggregate, read: set[tuple[str, str]]) -> Table:
        """The many records, with what is asked about them; those of a reference table are read as they lie."""
        name = question.child.removesuffix(OTHER)
        if name in self.shape.references:
            return self._listed(name)
        owners = {question.child} | {p.name for p in self.shape.parents(name)}
        return self._with_answers(name, self._standing(read, owners, question))

    def _listed(self, reference: str) -> Table:
        held = self.shape.references[reference]
        return expr.table(self.named[reference], held.schema) if reference in self.named else cleaned_reference(held)

    def _standing(self, read: Iterable[tuple[str, str]], owners: set[str], question: Aggregate) -> set[int]:
        """The answers that must stand beside records in the roles `owners`."""
        return {int(o.split("@")[0]) for o, _ in read if "@" in o and o.split("@")[1] in owners}

    def _with_answers(self, name: str, numbers: set[int]) -> Table:
        """A prepared table, with the columns of the answers given."""
        rows = self._prepared(name)
        for table in {self.answers[n].name: self.answers[n] for n in sorted(numbers)}.values():
            kept = expr.named(table.name, table.columns)
            values = [c for c in table.columns if c not in dict(table.keys).values()]
            right = kept.select(**{f"key__{c}": kept[c] for _, c in table.keys}, **{c: kept[c] for c in values})
            anchor_columns = {k: self._key_of(name, table.anchor, k) for k, _ in table.keys}
            joined = rows.left_join(right, [(anchor_columns[a], f"key__{c}") for a, c in table.keys])
            rows = joined.select(
                *rows.columns,
                **{c: expr.coalesce(joined[c], 0) if self._is_number(table, c) else joined[c] for c in values},
            )
        return rows

    def _key_of(self, name: str, anchor: str, key: str) -> str:
        own = name == anchor or "__" in key or key in self.shape.tables[anchor].keys
        return key if own else f"{anchor}__{key}"

    def _is_number(self, table: _Answers, column: str) -> bool:
        if column.startswith("mask"):
            return True
        number = int(column.removeprefix("value"))
        return self.questions.list[number].kind in ADDED_UP

    def _read(self, rows: Table, side: str, number: int) -> Value:
        column, bit = self.answers[number].place[number]
        value = rows[f"{side}{column}"]
        return value if bit is None else (value & (1 << bit)) != 0

    # 4. and 5. Wide tables and passes -------------------------------------------------------------------------------

    def _judge(self, name: str, codes: list[str]) -> Iterator[Step]:
        table = self.shape.tables[name]
        read = set().union(*(expr.fields(self.truths[c]) for c in codes))
        rows = self._with_answers(name, {int(o.split("@")[0]) for o, _ in read if "@" in o})
        yield Step(WIDE + name, rows)
        wide = expr.named(WIDE + name, {c: str(t) for c, t in rows.schema().items()})

        def place(owner: str, column: str, _: Any) -> Value:
            if "@" in owner:
                return self._read(wide, "", int(owner.split("@")[0]))
            return wide[column if owner == name else f"{owner}__{column}"]

        for start in range(0, len(codes), BITS):
            chosen = codes[start : start + BITS]
            broken = mask([expr.rebase(self.truths[c], place) for c in chosen])
            keys = [*table.keys, *(["line"] if "line" in table.schema.names else [])]
            judged = wide.select(*keys, broken=broken)
            name_of_mask = f"{MASK}{name}_{start}"
            yield Step(name_of_mask, judged, over=WIDE + name)
            held = expr.named(name_of_mask, {c: str(t) for c, t in judged.schema().items()})
            broken_rows = held.filter(held.broken != 0)
            at_fault = {c: s for c in chosen if (s := asked_of_each(self.truths[c], self.questions))}
            told = json.dumps(at_fault) if self.quoting else ""
            yield Step(f"pass__{name}_{start}", broken_rows, WIDE + name, tuple(chosen), name, at_fault=told)
            if self.quoting:
                for bit, code in enumerate(chosen):
                    broken_by_rule = held.filter((held.broken & (1 << bit)) != 0)
                    yield from self._quote(code, name, wide, broken_by_rule)

    def _quote(self, code: str, name: str, wide: Table, broken: Table) -> Iterator[Step]:
        """What each reference table that the rule looks its record up in holds for those that break the rule."""
        keys = self.shape.tables[name].keys
        for to in looked_up(self.truths[code], name, self.questions, self.shape):
            asked = [self._key_of(name, to.anchor, a) for a, _ in to.link]
            records = wide.select(*dict.fromkeys((*keys, *asked)))
            some = records.semi_join(
                broken.select(**{f"b__{k}": broken[k] for k in keys}), [(k, f"b__{k}") for k in keys]
            )
            rows = quoted(some, keys, asked, self._listed(to.reference), to)
            title = f"held__{code}__{to.reference}"
            yield Step(title, rows, WIDE + name, (code,), name, to.reference, to.columns)


def mask(truths: Sequence[Truth]) -> Value:
    """Truths, none of them unknown, as the bits of one whole number."""
    none = expr.literal(0, type="int64")
    bits = [t.ifelse(expr.literal(1 << bit, type="int64"), none) for bit, t in enumerate(truths)]
    return reduce(lambda total, bit: total + bit, bits)


_TOTAL: dict[str, Any] = {
    "count": lambda column: column.sum(),
    "total": lambda column: column.sum(),
    "min": lambda column: column.min(),
    "max": lambda column: column.max(),
    "set": lambda column: column.collect(distinct=True).sort().join("\n"),
}
