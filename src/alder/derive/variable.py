"""What a derived variable is, and the list of them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.derive.aims import FIELDS, SCHEMA
from alder.model.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.model.definition import Evidence, Parameter
    from alder.model.expr import Table, Value
    from alder.model.geographic_levels import Level
    from alder.model.statistic import Category


NEVER_UNKNOWN = frozenset(
    ("UKPRN", "LearnAimRef", "AimType", "LearnStartDate", "CompStatus", "ProgType", "StdCode", "FworkCode", "PwayCode")
)
"""Fields of which a gap puts nobody among those without a known value.

The first five no return may lack. The others are left out where learning is no apprenticeship, or none of their kind.
"""


@dataclass(frozen=True)
class Variable:
    """A column that Alder works out from collected fields, with its unit, its definition and what that rests on.

    `function` takes a table of aims (see `derive.aims`) and gives the column; the names of its keyword arguments say
    what else it needs: `year` (the starting year of an academic year), `day` (a column of dates) or its own
    `parameters`. `categories` are in their natural order; `unknown` is the code of the one that stands for no known
    value. `person` says that it describes the learner, not the aim. `caveats` are codes of `quality.CAVEATS`. `in_use`
    gives the first and the last year (starting years, None is open) of categories whose codes were not always in use:
    in other years they are shown only where something falls in them. `broader` names the variables whose categories
    its own are parts of, the nearest first. Where the code of a category tells in which of the nearest it lies,
    `within` gives the code of that. `level` is the geographic level of one whose categories are places. Of its `real`
    and its `made_up` places, by their codes, those are shown where nobody is in them of which the tables are in which
    places are looked up.
    """

    name: str
    title: str
    unit: str
    reads: tuple[str, ...]
    source: str
    evidence: Evidence
    function: Callable[..., Value] = field(repr=False)
    parameters: tuple[Parameter, ...] = ()
    categories: tuple[Category, ...] = ()
    unknown: str | None = None
    person: bool = False
    caveats: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    helped_by: tuple[str, ...] = ()
    is_open: bool = False
    labels: str = ""
    without: str = ""
    in_use: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    real: tuple[str, ...] = ()
    made_up: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    within: Callable[[str], str] | None = field(default=None, repr=False)
    level: Level | None = None

    def out_of_use(self, year: int, *, made_up: bool) -> tuple[str, ...]:
        """The codes of categories that were not in use in an academic year (its starting year), or are no such place.

        `made_up` says that the tables are in which places are looked up.
        """
        spans = self.in_use.items()
        other_years = (code for code, (first, last) in spans if (first or year) > year or (last or year) < year)
        return (*other_years, *(self.real if made_up else self.made_up))

    def __call__(self, aims: Table, **known: Any) -> Value:
        """The column over `aims`. Of what is `known` it takes what it needs."""
        needed = list(inspect.signature(self.function).parameters)[1:]
        defaults = {p.name: p.default for p in self.parameters}
        return self.function(aims, **{n: known[n] if n in known else defaults[n] for n in needed})

    @property
    def definition(self) -> str:
        """The definition in words: the function's own docstring."""
        return inspect.cleandoc(self.function.__doc__ or "")

    @property
    def of_aims(self) -> frozenset[str]:
        """The columns of the table of aims that it reads, where they are there."""
        usual = (c for c in SCHEMA.names if {c, *FIELDS.get(c, ())} & {*self.reads})
        return frozenset([*usual, *self.columns, *self.helped_by, *([self.labels] if self.labels else [])])

    @property
    def is_grouping(self) -> bool:
        """Whether figures can be split by it."""
        return bool(self.categories) or self.is_open

    @property
    def is_closed(self) -> bool:
        """Whether it has one of its categories everywhere, and no others."""
        return bool(self.categories) and not self.is_open

    @property
    def needs_more(self) -> bool:
        """Whether it needs columns that the table of aims has only for a query that asks for them."""
        return bool(self.columns)


def column_if(aims: Table, name: str, type: str) -> Value:
    """A column that the table may lack, as where the reference table behind it is not held: missing throughout then."""
    from alder.model.expr import null

    column: Value = aims[name] if name in aims.columns else null(type)
    return column


class Variables(Registry[Variable]):
    """The derived variables, by name."""

    def __init__(self) -> None:
        super().__init__("variable", "variables")

    def declare(self, **declared: Any) -> Callable[[Callable[..., Value]], Variable]:
        """Declare the function below as a variable of its own name."""

        def made(function: Callable[..., Value]) -> Variable:
            return self.add(Variable(name=declared.pop("name", function.__name__), function=function, **declared))

        return made

    @property
    def groupings(self) -> Mapping[str, Variable]:
        return {v.name: v for v in self if v.is_grouping}

    @property
    def fields_with_unknown(self) -> frozenset[str]:
        """The collected fields behind groupings that have a category for those without a known value."""
        return frozenset(f for v in self if v.unknown is not None for f in v.reads) - NEVER_UNKNOWN


variables = Variables()
