"""A filter as a tree: what it asks, written out as text, in words, and as an expression.

A missing value fits no comparison, and no denial of one either: an aim of which it is not known whether it fits is not
counted. `is known` and `is not known` ask for that itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from alder.look.words import listed
from alder.measures.condition.vocabulary import Type
from alder.model.expr import date, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from alder.measures.condition.vocabulary import ConditionName, Given, RecordKind
    from alder.model.expr import Table, Truth, Value

    Column = Callable[["ConditionName | HavingCondition"], Value]

KEYWORDS = frozenset({"and", "or", "not", "in", "between", "is", "known", "with"})

BARE_VALUE = re.compile(r"-?\w[\w+./%:-]*")
"""What stands in a condition without quotes around it."""

_IN_WORDS = {"=": "is", "!=": "is not", "<": "is under", "<=": "is at most", ">": "is over", ">=": "is at least"}
_DATE_WORDS = {"<": "is before", "<=": "is by", ">": "is after", ">=": "is from"}


@dataclass(frozen=True)
class ComparisonCondition:
    """`level = 3`, `planned_days >= 365`."""

    of: ConditionName
    sign: str
    value: Given

    def text(self) -> str:
        return f"{self.of.name} {self.sign} {_one(self.of, self.value)}"

    def words(self) -> str:
        said = _DATE_WORDS if self.of.type is Type.DATE and self.sign in _DATE_WORDS else _IN_WORDS
        return f"{_title(self.of)} {said[self.sign]} {self.of.label(self.value)}"

    def condition(self, column: Column) -> Truth:
        value, other = column(self.of), _literal(self.of, self.value)
        made: Truth = {
            "=": value.__eq__,
            "!=": value.__ne__,
            "<": value.__lt__,
            "<=": value.__le__,
            ">": value.__gt__,
            ">=": value.__ge__,
        }[self.sign](other)
        return made


@dataclass(frozen=True)
class OneOfCondition:
    """`FundModel in (35, 36)`; `denied` for `not in`."""

    of: ConditionName
    values: tuple[Given, ...]
    denied: bool = False

    def text(self) -> str:
        return f"{self.of.name} {'not ' * self.denied}in ({', '.join(_one(self.of, v) for v in self.values)})"

    def words(self) -> str:
        said = [self.of.label(v) for v in self.values]
        return f"{_title(self.of)} is {'not ' * self.denied}{listed(said, 'or')}"

    def condition(self, column: Column) -> Truth:
        found = column(self.of).isin([_literal(self.of, v) for v in self.values])
        return ~found if self.denied else found


@dataclass(frozen=True)
class BetweenCondition:
    """`age_at_start between 16 and 18`, both included."""

    of: ConditionName
    low: Given
    high: Given
    denied: bool = False

    def text(self) -> str:
        first, last = (_one(self.of, v) for v in (self.low, self.high))
        return f"{self.of.name} {'not ' * self.denied}between {first} and {last}"

    def words(self) -> str:
        return (
            f"{_title(self.of)} is {'not ' * self.denied}from {self.of.shown(self.low)} to {self.of.label(self.high)}"
        )

    def condition(self, column: Column) -> Truth:
        found = column(self.of).between(_literal(self.of, self.low), _literal(self.of, self.high))
        return ~found if self.denied else found


@dataclass(frozen=True)
class KnownCondition:
    """`level is known`; `denied` for `is not known`."""

    of: ConditionName
    denied: bool = False

    def text(self) -> str:
        return f"{self.of.name} is {'not ' * self.denied}known"

    def words(self) -> str:
        return f"{_title(self.of)} is {'not ' * self.denied}known"

    def condition(self, column: Column) -> Truth:
        return column(self.of).isnull() if self.denied else column(self.of).notnull()


@dataclass(frozen=True)
class NotCondition:
    """`not (...)`."""

    part: Tree

    def text(self) -> str:
        return f"not {_inside(self.part, (AllConditions, AnyCondition))}"

    def words(self) -> str:
        if isinstance(self.part, HavingCondition):
            return f"no{self.part.words().removeprefix('a')}"
        return f"it is not so that {_inside(self.part, (AllConditions, AnyCondition), words=True)}"

    def condition(self, column: Column) -> Truth:
        return ~self.part.condition(column)


@dataclass(frozen=True)
class AllConditions:
    """Several parts joined by `and`."""

    parts: tuple[Tree, ...]

    def text(self) -> str:
        return " and ".join(_inside(p, (AnyCondition,)) for p in self.parts)

    def words(self) -> str:
        return " and ".join(_inside(p, (AnyCondition,), words=True) for p in self.parts)

    def condition(self, column: Column) -> Truth:
        first, *more = (p.condition(column) for p in self.parts)
        for one in more:
            first = first & one
        return first


@dataclass(frozen=True)
class AnyCondition:
    """Several parts joined by `or`."""

    parts: tuple[Tree, ...]

    def text(self) -> str:
        return " or ".join(_inside(p, ()) for p in self.parts)

    def words(self) -> str:
        return " or ".join(_inside(p, (), words=True) for p in self.parts)

    def condition(self, column: Column) -> Truth:
        first, *more = (p.condition(column) for p in self.parts)
        for one in more:
            first = first | one
        return first


@dataclass(frozen=True)
class HavingCondition:
    """`LearnerFAM.LSR = 36`, or of one record `LearningDeliveryFAM with (LDM = 034 and ...)`: there is one like this.

    It is never missing: an aim or learner without such a record does not fit.
    """

    record: RecordKind
    part: Tree

    def text(self) -> str:
        inside = self.part.text()
        silent = (
            isinstance(self.part, KnownCondition) and self.part.denied
        )  # after a point it would mean that no record says it
        if isinstance(self.part, Test) and not silent:
            return f"{self.record.name}.{inside}"
        return f"{self.record.name} with ({inside})"

    def words(self) -> str:
        return f"a record {self.record.name} says that {_inside(self.part, (AllConditions, AnyCondition), words=True)}"

    def condition(self, column: Column) -> Truth:
        """The column that says so, which is made before the aims are counted: see `owners`."""
        made: Truth = column(self)
        return made

    def owners(self, tables: Mapping[str, Table]) -> Table:
        """The keys of those that have such a record."""

        def condition(records: Table) -> Truth:
            return self.part.condition(lambda of: of.column(records))  # type: ignore[union-attr]

        return self.record.owners(tables, condition)


Test = ComparisonCondition | OneOfCondition | BetweenCondition | KnownCondition
Tree = Test | NotCondition | AllConditions | AnyCondition | HavingCondition


def joined(kind: type[AllConditions | AnyCondition], parts: list[Tree]) -> Tree:
    """Parts joined by one word; what is joined by the same word inside them joins the rest."""
    flat = [q for p in parts for q in (p.parts if isinstance(p, kind) else (p,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def named_in(tree: Tree) -> Iterator[ConditionName]:
    """What a filter names, as often as it does."""
    if isinstance(tree, NotCondition):
        yield from named_in(tree.part)
    elif isinstance(tree, AllConditions | AnyCondition):
        for part in tree.parts:
            yield from named_in(part)
    elif isinstance(tree, HavingCondition):
        yield from named_in(tree.part)
    else:
        yield tree.of


def records_in(tree: Tree) -> Iterator[HavingCondition]:
    """What a filter asks of records of which there may be several, as often as it does."""
    if isinstance(tree, HavingCondition):
        yield tree
    for part in (
        tree.parts
        if isinstance(tree, AllConditions | AnyCondition)
        else [tree.part]
        if isinstance(tree, NotCondition)
        else []
    ):
        yield from records_in(part)


def _inside(part: Tree, apart: tuple[type[Any], ...], *, words: bool = False) -> str:
    said = part.words() if words else part.text()
    return f"({said})" if isinstance(part, apart) else said


def _one(of: ConditionName, value: Given) -> str:
    return written(of.shown(value))


def _title(of: ConditionName) -> str:
    """What is asked about, inside a sentence: a variable by its title, a field by its name in the specification."""
    title = of.title
    return title if title == of.name else title[:1].lower() + title[1:]


def _literal(of: ConditionName, value: Given) -> Any:
    """The value as the column holds it."""
    if of.type is Type.DATE:
        return date(value.year, value.month, value.day)  # type: ignore[union-attr]
    if of.type is Type.CODE and of.numbers:
        return int(str(value))
    if isinstance(value, Decimal):
        return literal(int(value)) if value == value.to_integral_value() else literal(float(value))
    return value


def written(value: str) -> str:
    """A value as a filter writes it: bare where it may stand bare, else in quotes."""
    if BARE_VALUE.fullmatch(value) and value.casefold() not in KEYWORDS:
        return value
    return "'" + value.replace("'", "''") + "'"
