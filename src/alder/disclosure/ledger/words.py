"""What an asker is told of a table that may not be released beside earlier ones: which these are, and nothing else.

The words hold no count, no cell and no number of cells, and are the same whichever small group the tables would give
away: see docs/explanation/ledger.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import NotProtected
from alder.look.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.disclosure.ledger.release import Facts


SAME = (
    "Tables of the same people are compared whatever they count and of whichever year: learners, aims, programmes. "
    "Whoever has them is taken to know how many of these everybody outside a group has."
)
"""Which earlier tables a table is compared with, wherever that is said."""

NAMED = 3
"""So many earlier tables are named where it is not worked out which of them forbid another."""

MORE = (
    "More is hidden than this table needs by itself, so that no small group follows from it and other tables of the "
    "same people."
)


EVERYBODY = ", or that everybody of a group has a value that says something of a person"


class BesideEarlier(NotProtected):
    """A table that may be safe by itself, and is not beside what was released before, or what may be asked next.

    `table` is what is refused, `is_refused` what is said of it, and `releases` the numbers of what forbids it.
    """

    def __init__(
        self, is_refused: str, *, releases: tuple[str, ...], where: str, next: str, table: str = "this table"
    ) -> None:
        super().__init__(f"{table} {is_refused}", where=where, next=next)
        self.table = table
        self.is_refused = is_refused
        self.releases = releases

    def of(self, table: Facts) -> BesideEarlier:
        """The same of a table that the ledger holds, by its number."""
        named = f"table {table.id} of the ledger"
        return BesideEarlier(self.is_refused, releases=self.releases, where=self.where, next=self.next, table=named)


def refusal(earlier: Sequence[Facts], *, of_everybody: bool = False, of_people: bool = False) -> BesideEarlier:
    """That a table may not stand beside these. `of_everybody` says that there are groups in which everybody has a
    telling value, `of_people` that tables of several units or years were compared.
    """
    if not earlier:
        return BesideEarlier(
            "cannot be released: by itself it would tell of a small group of people",
            releases=(),
            where="Two of its totals differ by few people, or it has no total that could stay when parts are hidden.",
            next="Ask for fewer breakdowns, for broader categories, or for one count at a time.",
        )
    several = len(earlier) > 1
    everybody, people = EVERYBODY if of_everybody else "", f" {SAME}" if of_people else ""
    return BesideEarlier(
        f"cannot be released beside {'earlier releases' if several else 'an earlier release'}",
        releases=tuple(f.id for f in earlier),
        where="\n  ".join(f.name for f in earlier),
        next=f"With {'these' if several else 'it'}, a small group of people could be worked out{everybody}.{people} "
        "Ask for fewer breakdowns, for broader categories, or for the same people as before.",
    )


NOT_KNOWN = "Earlier tables of other units or years that do not say whose records they are were not compared."
"""Said with a table beside which such are out. A file that leaves does not number them."""


def not_known(tables: Sequence[Facts]) -> str:
    """The same for whoever asks: which these are, and what would have them compared."""
    named = ", ".join(f.id for f in tables[:NAMED]) + (" and others" if len(tables) > NAMED else "")
    return (
        f"{NOT_KNOWN} An earlier Alder kept them: {named}. Ask for them once more, and every later table is judged "
        "beside them."
    )


def not_here(elsewhere: Sequence[Mapping[str, str]]) -> str:
    """What is said with a table where others were let out of another store, and nobody here has their records."""
    of, several = listed([*dict.fromkeys(one["of"] for one in elsewhere)]), len(elsewhere) > 1
    return (
        f"{counted(len(elsewhere), 'table')} of {of} {'are' if several else 'is'} out, and the records behind "
        f"{'them are' if several else 'it are'} not in this store. So a new table cannot be judged beside "
        f"{'them' if several else 'it'} here: whoever lets one out judges whether both together give anybody away."
    )


def needs_more(table: Facts, earlier: Sequence[Facts]) -> BesideEarlier:
    """What is said of a finished table that would have to hide more beside earlier ones."""
    return BesideEarlier(
        "cannot be let out as it is: beside earlier ones it would have to hide more",
        releases=tuple(f.id for f in earlier),
        where="\n  ".join([table.name, *(f"Beside {f.name}" for f in earlier[:NAMED])]),
        next="It was made to stay inside, or before another was let out. Make it again: what else has to be hidden is "
        "then hidden, or the answer names a table that can be let out.",
    )
