"""The language of rules: records, their columns, and what can be asked about the records that belong to them.

A rule names records by its parameters. Of the judged record and of those above it (its learner, its file) it reads
columns: `aim.LearnStartDate`, `learner.DateOfBirth`. Of records that belong to it, or beside it, there may be many, so
it asks: `fam.any(fam.LearnDelFAMType == "RES")`, `fam.count(...)`, `fam.latest("LearnDelFAMDateFrom").any(...)`.

Every question about many records is an *aggregate*: one column, worked out for all rules together in one pass over the
children (see `compiler`). So a rule never says how it is executed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from alder.model import expr
from alder.rules.record_tables import ReferenceTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.model.expr import Truth, Value
    from alder.rules.record_tables import RecordTable, RecordTables

ADDED_UP = ("count", "total")
"""Kinds of questions whose answer is a sum: 0, not missing, where there are no records."""

_BESIDE = "~"


@dataclass(frozen=True)
class RecordRole:
    """A table as a rule looks at it: its records, or those beside the judged one, as the other aims of the learner.

    Ibis knows columns and their owners by texts alone, so a role and what is `Computed` are written as one, here and
    nowhere else.
    """

    table: str
    beside: bool = False

    def __str__(self) -> str:
        return self.table + _BESIDE if self.beside else self.table

    @classmethod
    def parse(cls, owner: str) -> Self:
        return cls(owner.removesuffix(_BESIDE), owner.endswith(_BESIDE))


@dataclass(frozen=True)
class Computed:
    """The owner of a column that stands for an aggregate, by its number, asked of the records in a role."""

    number: int
    role: RecordRole

    def __str__(self) -> str:
        return f"{self.number}@{self.role}"


@dataclass(frozen=True)
class Above:
    """A column of a table above, as it stands beside the own columns of a record: `learner__ULN`."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}__{self.column}"

    @classmethod
    def parse(cls, column: str) -> Self | None:
        """None for a column of the record itself."""
        table, found, name = column.rpartition("__")
        return cls(table, name) if found else None


def owner_of(text: str) -> RecordRole | Computed:
    """What a column in an expression belongs to."""
    number, found, role = text.partition("@")
    return Computed(int(number), RecordRole.parse(role)) if found else RecordRole.parse(text)


def computed_in(read: Iterable[tuple[str, str]], *roles: str) -> set[int]:
    """The numbers of the aggregates among columns that are read: of all, or of those asked of some roles."""
    owners = (owner_of(owner) for owner, _ in read)
    return {o.number for o in owners if isinstance(o, Computed) and (not roles or str(o.role) in roles)}


@dataclass(frozen=True)
class Aggregate:
    """One thing asked about many records: `kind` over the `value` of the rows of `child` linked to `anchor`."""

    anchor: str
    child: RecordRole
    link: tuple[tuple[str, str], ...]
    kind: str
    value: Value


@dataclass
class Aggregates:
    """All aggregates that a set of rules asks for, each once, whoever asks for it."""

    shape: RecordTables
    list: list[Aggregate] = field(default_factory=list)
    _numbers: dict[tuple[object, ...], int] = field(default_factory=dict)

    def asked_in(self, truth: Value) -> Iterator[Aggregate]:
        """The aggregates that a condition rests on, each once, and those that these rest on."""
        seen: set[int] = set()
        waiting = [truth]
        while waiting:
            numbers = computed_in(expr.fields(waiting.pop())) - seen
            seen |= numbers
            for aggregate in (self.list[n] for n in sorted(numbers)):
                waiting.append(aggregate.value)
                yield aggregate

    def add(self, anchor: RecordRole, aggregate: Aggregate) -> Value:
        """A placeholder for the aggregate, which the compiler replaces by a column."""
        plain = replace(aggregate, value=_as_anchor(aggregate.value, anchor))
        key = (plain.anchor, plain.child, plain.link, plain.kind, plain.value.op())
        number = self._numbers.setdefault(key, len(self.list))
        if number == len(self.list):
            self.list.append(plain)
        return placeholder(number, anchor, self.list[number])


def placeholder(number: int, role: RecordRole, aggregate: Aggregate) -> Value:
    """An aggregate, asked of the records in `role`, before it is known."""
    if aggregate.kind == "any":
        kind: Any = "boolean"
    elif aggregate.kind in ADDED_UP:
        kind = "int64"
    elif aggregate.kind == "set":
        kind = "string"
    else:
        kind = aggregate.value.type()
    return expr.column(str(Computed(number, role)), "answer", kind)


def _as_anchor(value: Value, role: RecordRole) -> Value:
    """What is asked of the records beside the judged one is the same as what is asked of the judged one."""
    if not role.beside:
        return value

    def plain(owner: str, column: str, type: Any) -> Value:
        found = owner_of(owner)
        if isinstance(found, Computed) and found.role == role:
            owner = str(replace(found, role=RecordRole(role.table)))
        elif found == role:
            owner = role.table
        return expr.column(owner, column, type)

    return expr.rebase(value, plain)


class Rows:
    """The records that a rule's parameter names."""

    def __init__(
        self,
        aggregates: Aggregates,
        table: RecordTable | ReferenceTable,
        role: RecordRole,
        anchor: Rows | None = None,
        only: Truth | None = None,
    ) -> None:
        self._aggregates = aggregates
        self._table = table
        self._role = role
        self._anchor = anchor
        self._only = only

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        columns = self._table.columns
        if name not in columns.names:
            raise AttributeError(f"{self._table.name} has no column {name}")
        return expr.column(str(self._role), name, columns.field(name).type)

    # What is beside or below ------------------------------------------------------------------------------------

    def of(self, anchor: Rows) -> Rows:
        """The same kind of records, but those that belong to `anchor`: `fam.of(aims)`."""
        return Rows(self._aggregates, self._table, self._role, anchor, None)

    def where(self, condition: Truth) -> Rows:
        """Only those for which `condition` is true."""
        both = condition if self._only is None else self._only & condition
        return Rows(self._aggregates, self._table, self._role, self._anchor, both)

    def latest(self, by: str) -> Rows:
        """The one with the greatest `by`; of equals the first in the file. A record without `by` is never it."""
        return self._first(by, expr.desc)

    def earliest(self, by: str) -> Rows:
        """The one with the smallest `by`; of equals the first in the file. A record without `by` is never it."""
        return self._first(by, expr.asc)

    def _first(self, by: str, order: Any) -> Rows:
        column = getattr(self, by)
        if self._role.beside:
            # Every record meets every other of its kind here: a learner with thousands of them has too many pairs to
            # put in order, but not too many to go through.
            best = self.greatest(by) if order is expr.desc else self.smallest(by)
            equals = self.where(column == best)
            own = self._table.keys[-1]
            return equals.where(getattr(self, own) == equals.smallest(own))
        rank = expr.over(
            expr.row_number(),
            [*self._partition(), self._counted(column.notnull())],
            [order(column), *self._file_order()],
        )
        return self.where(column.notnull() & (rank == 0))

    # Questions ---------------------------------------------------------------------------------------------------

    def any(self, condition: Truth | None = None) -> Truth:
        """Is there one (for which `condition` is true)?"""
        return self._ask("any", self._counted(condition))

    def none(self, condition: Truth | None = None) -> Truth:
        """Is there no such record? True where there are no records at all."""
        return ~self.any(condition)

    def all(self, condition: Truth) -> Truth:
        """Is it true for every one? True where there are no records at all; unknown counts as not true."""
        return ~self.any(~expr.coalesce(condition, False))

    def count(self, condition: Truth | None = None) -> Value:
        """How many are there (for which `condition` is true)?"""
        return self._ask("count", self._counted(condition))

    def total(self, what: str | Value) -> Value:
        """The sum of a column of whole numbers (or more); 0 where there is none."""
        return self._ask("total", expr.coalesce(self._value(what), 0))

    def smallest(self, what: str | Value) -> Value:
        """The smallest value of a column (or more); missing where there is none."""
        return self._ask("min", self._value(what))

    def greatest(self, what: str | Value) -> Value:
        """The greatest value of a column (or more); missing where there is none."""
        return self._ask("max", self._value(what))

    def together(self, *columns: str | Value) -> Value:
        """The different values of some columns, in order, as one text: equal for equal sets. Missing for none.

        A column may also be an answer about each of these records.
        """
        texts = [expr.coalesce(self._said(c).cast("string"), "") for c in columns]
        joined = texts[0]
        for text in texts[1:]:
            joined = joined + " " + text
        return self._ask(
            "set", joined if self._only is None else self._counted(None).ifelse(joined, expr.null("string"))
        )

    # Beside each other -------------------------------------------------------------------------------------------

    def copies(self, *columns: str | Value) -> Value:
        """For each of these records: how many of them, itself counted, hold the same values in `columns`.

        Missing equals missing. A column may be one of a record above.
        """
        same = [*self._partition(), self._counted(None), *(self._said(c) for c in columns)]
        return expr.over(getattr(self, self._table.keys[0]).count(), same)

    def following(self, what: str | Value, *, by: str) -> Value:
        """For each of these records: a column (or more) of the next one in the order of `by`, then of the file."""
        return self._beside(self._said(what).lead(), by)

    def previous(self, what: str | Value, *, by: str) -> Value:
        """For each of these records: a column (or more) of the one before in the order of `by`, then of the file."""
        return self._beside(self._said(what).lag(), by)

    def so_far(self, what: Value, *, by: str) -> Value:
        """For each of these records: the greatest value among it and those before, in the order of `by`."""
        return self._beside(what.max(), by)

    def _said(self, what: str | Value) -> Value:
        return getattr(self, what) if isinstance(what, str) else what

    def _beside(self, value: Value, by: str) -> Value:
        alike = [*self._partition(), self._counted(None)]
        return expr.over(value, alike, [getattr(self, by), *self._file_order()])

    # ---------------------------------------------------------------------------------------------------------------

    def _counted(self, condition: Truth | None) -> Truth:
        parts = [c for c in (self._only, condition) if c is not None]
        if not parts:
            return expr.literal(True)
        both = parts[0]
        for part in parts[1:]:
            both = both & part
        return expr.coalesce(both, False)

    def _value(self, what: str | Value) -> Value:
        value = self._said(what)
        return value if self._only is None else self._counted(None).ifelse(value, expr.null(value.type()))

    def _ask(self, kind: str, value: Value) -> Value:
        if self._anchor is None:
            raise TypeError(f"{self._role} is a single record here: use its columns, or name others beside it")
        anchor = self._anchor
        return self._aggregates.add(
            anchor._role, Aggregate(anchor._table.name, self._role, self._links(anchor), kind, value)
        )

    def _links(self, anchor: Rows) -> tuple[tuple[str, str], ...]:
        """Pairs of columns, of the anchor and of these records, that make a record belong to it."""
        if isinstance(self._table, ReferenceTable):
            return tuple(self._table.on.items())
        met = self._table.met_by.get(anchor._table.name)
        if met:
            return (("submission", "submission"), *met)
        above = anchor._table.keys
        own = self._table.keys[:-1] if self._role.beside else self._table.keys
        shared = [k for k, o in zip(above, own, strict=False) if k == o and k != "row"]
        return tuple((k, k) for k in shared)

    def _partition(self) -> list[Value]:
        """What keeps one anchor's records apart from another's."""
        if self._anchor is None:
            return [getattr(self, k) for k in self._table.keys[:-1]]
        links = self._links(self._anchor)
        own = [getattr(self, c) for _, c in links]
        linked = {a for a, _ in links}
        return own + [getattr(self._anchor, k) for k in self._anchor._table.keys if k not in linked]

    def _file_order(self) -> list[Value]:
        return [getattr(self, k) for k in self._table.keys]


def roles(parameters: tuple[str, ...], shape: RecordTables, aggregates: Aggregates) -> dict[str, Rows]:
    """What to hand to a rule for each of its tables: the first is judged, those above it are single records."""
    judged = shape.table(parameters[0])
    first = Rows(aggregates, judged, RecordRole(judged.name))
    made: dict[str, Rows] = {parameters[0]: first}
    for parameter in parameters[1:]:
        if parameter in shape.references:
            made[parameter] = Rows(aggregates, shape.references[parameter], RecordRole(parameter), first)
        elif parameter in shape.names:
            table = shape.table(parameter)
            if judged.is_below(table):
                made[parameter] = Rows(aggregates, table, RecordRole(table.name))
            elif table is judged:
                beside = Rows(aggregates, table, RecordRole(table.name, beside=True), first)
                own = table.keys[-1]
                made[parameter] = (
                    beside.where(getattr(beside, own) != getattr(first, own)) if parameter == "others" else beside
                )
            else:
                made[parameter] = Rows(aggregates, table, RecordRole(table.name), first)
    return made
