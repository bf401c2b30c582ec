"""A filter of a question: read once, and then written, told in words, and laid over the rows that a measure counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.measures.where.names import REFUSED, names
from alder.measures.where.parse import parse
from alder.measures.where.tree import named_in
from alder.model.expr import ifelse, null

if TYPE_CHECKING:
    from alder.measures.measure import Scope
    from alder.measures.where.named import Named
    from alder.measures.where.tree import Tree
    from alder.model.expr import Table, Value


@dataclass(frozen=True)
class Where:
    """Which of the rows that a measure counts are counted. How each is judged does not change: see `condition`."""

    tree: Tree

    @classmethod
    def read(cls, text: str, measure: str) -> Where:
        """Read a filter of a measure; what is wrong with it is said, with its place."""
        return cls(parse(text, names(measure), REFUSED))

    @property
    def text(self) -> str:
        """The filter in its usual form; reading it gives the same filter."""
        return self.tree.text()

    @property
    def words(self) -> str:
        """The filter in words, for titles and notes."""
        return self.tree.words()

    @property
    def named(self) -> tuple[Named, ...]:
        """What it asks about, each once, in the order of the text."""
        return tuple({n.name: n for n in named_in(self.tree)}.values())

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

    def rows(self, rows: Table, *, year: int, scope: Scope | None, **settings: Any) -> Table:
        """The rows that fit. They were judged among all rows: a transfer to an aim that does not fit is a transfer."""

        def column(of: Named) -> Value:
            value = of.column(rows, year=year, scope=scope, **settings)
            return value if of.unknown is None else ifelse(value == of.unknown, null("string"), value)

        return rows.filter(self.tree.condition(column).fill_null(False))

    def __str__(self) -> str:
        return self.text
