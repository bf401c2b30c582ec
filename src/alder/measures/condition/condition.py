"""A condition of a query: read once, and then written, said in words, and laid over the rows that a measure counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.measures.condition.parser import Language, parse
from alder.measures.condition.tree import HavingCondition, named_in, records_in
from alder.measures.condition.vocabulary import (
    elsewhere,
    is_collected,
    names_for,
    names_of_record,
    records,
    refused,
)
from alder.measures.measure import measures
from alder.model.expr import ifelse, null

if TYPE_CHECKING:
    from alder.measures.condition.tree import Tree
    from alder.measures.condition.vocabulary import ConditionName
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Value
    from alder.model.layout import SourceEntity
    from alder.model.period import AcademicYear

AIM_HAS, LEARNER_HAS = "aim_has_", "learner_has_"
"""How the columns of the table of aims begin that say whether there is a record of the kind that a filter asks for."""


@dataclass(frozen=True)
class Condition:
    """Which of the rows that a measure counts are counted. How each is judged does not change: see `condition`."""

    tree: Tree

    @classmethod
    def read(cls, text: str, measure: str) -> Condition:
        """Read a filter of a measure; what is wrong with it is said, with its place."""
        known = names_for(measure)
        if measures[measure].extract is not None:
            return cls(parse(text, Language(known)))
        return cls(parse(text, Language(known, refused(), records(), elsewhere())))

    @classmethod
    def of_records(cls, text: str, record: SourceEntity) -> Condition:
        """Read a condition on delivered records of a kind, which asks about their own fields."""
        return cls(parse(text, Language(names_of_record(record))))

    @property
    def text(self) -> str:
        """The filter in its usual form; reading it gives the same filter."""
        return self.tree.text()

    @property
    def words(self) -> str:
        """The filter in words, for titles and notes."""
        return self.tree.words()

    @property
    def named(self) -> tuple[ConditionName, ...]:
        """What it asks about, each once, in the order of the text."""
        return tuple(dict.fromkeys(named_in(self.tree)))

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns that the table of aims has only for who asks, of fields that it reads by themselves."""
        return tuple(dict.fromkeys(c for n in self.named for c in n.needs))

    @property
    def records(self) -> dict[str, HavingCondition]:
        """What it asks of records of which there may be several, under the name of the column that answers it."""
        asked = dict.fromkeys(records_in(self.tree))
        return {f"{LEARNER_HAS if h.record.person else AIM_HAS}{n}": h for n, h in enumerate(asked, 1)}

    @property
    def reads(self) -> tuple[str, ...]:
        """The collected fields behind it."""
        return tuple(dict.fromkeys(f for n in self.named for f in n.reads))

    @property
    def caveats(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for n in self.named for c in n.caveats))

    @property
    def about_people(self) -> bool:
        """Whether it asks about the learner, who is then described by one record alone."""
        return any(n.person for n in self.named)

    def uncollected(self, year: AcademicYear) -> tuple[str, ...]:
        """The fields it names that returns of a year do not have, as far as the schemas at hand tell.

        A variable knows by itself which field of which year to look at.
        """
        asked = dict.fromkeys(f for n in self.named if n.name not in variables for f in n.reads)
        return tuple(f for f in asked if not is_collected(f, year))

    def rows(self, rows: Table, *, year: int, scope: Scope | None, **settings: Any) -> Table:
        """The rows that fit. They were judged among all rows: a transfer to an aim that does not fit is a transfer."""
        asked = {having: name for name, having in self.records.items()}

        def column(of: ConditionName | HavingCondition) -> Value:
            if isinstance(of, HavingCondition):
                found: Value = rows[asked[of]]
                return found
            value = of.column(rows, year=year, scope=scope, **settings)
            return value if of.unknown is None else ifelse(value == of.unknown, null("string"), value)

        return rows.filter(self.tree.condition(column).fill_null(False))

    def __str__(self) -> str:
        return self.text
