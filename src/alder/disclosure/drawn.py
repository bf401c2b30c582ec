"""Tables of delivered extracts with the people behind their counts, for the ledger.

The people of a delivery have keys of that delivery, or of a project, and none that lasts: another delivery may call the
same person otherwise, and nobody can tell. So a person has a key of one *drawing*: what was drawn, for which year, from
which deliveries, with which settings of the drawing. Tables of one drawing are judged together as any others are.
Tables of another drawing of the same source are about people whom nobody can compare, which is said each time.

A table over several years is the table of each year under the other, and each year has its drawing: as with returns a
record is a person in a year. So it is judged beside tables of any of its years that are drawn alike. Who is in two of
its years is told by no key, and by no table either: nothing is added over years.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.errors import present
from alder.measures import measures
from alder.measures.calculation.extract_table import opened
from alder.measures.calculation.record_keys import RecordSecret, person_keys, secret_of
from alder.measures.calculation.result import providers_in, splits_of, to_counts
from alder.measures.calculation.returns import ReferenceUse
from alder.measures.calculation.several_years import OfYear, over_years
from alder.measures.calculation.shared_counting import YearQuery, count_queries
from alder.measures.calculation.tabulation import behind, tabulate
from alder.measures.cohorts.cohort_table import cohort_table_of
from alder.model.contributions import PERSON, RECORD
from alder.model.period import parse_years
from alder.model.statistic import TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.disclosure.ledger import Ledger
    from alder.disclosure.ledger.release import Facts
    from alder.measures import Query
    from alder.measures.calculation.returns import ExtractSource
    from alder.model.period import AcademicYear
    from alder.model.statistic import Counts

DRAWING, OF = "drawing", "drawn_from"
"""What the ledger keeps with the question: which drawing the people are of, and which table is drawn. Of several years
the drawing is that of each, under its name."""


@dataclass(frozen=True)
class Drawn:
    """Counts with their records, and which drawing they are of."""

    counts: Counts
    table: str
    drawings: dict[str, str]
    """The drawing of each year, under its name."""

    @property
    def said(self) -> dict[str, Any]:
        """For the question, as the ledger keeps it."""
        several = TIME in {f.id for f in self.counts.filters}
        return {OF: self.table, DRAWING: self.drawings if several else next(iter(self.drawings.values()))}

    def apart(self, ledger: Ledger) -> list[Facts]:
        """The releases of the same extract with people who cannot be compared with these.

        Those of no drawing that these are of as well; and those that have one of these years from another drawing.
        """
        same = [f for f in ledger.releases() if f.binds and f.query.get(OF) == self.table]
        return [f for f in same if not self._are_compared(_drawings(f))]

    def _are_compared(self, others: dict[str, str]) -> bool:
        years = self.drawings.keys() & others.keys()
        return bool(years) and all(self.drawings[y] == others[y] for y in years)


def _drawings(facts: Facts) -> dict[str, str]:
    """The drawing of each year of a release."""
    said = facts.query[DRAWING]
    return said if isinstance(said, dict) else {str(facts.query["years"]): said}


def of_the_other(facts: Facts, releases: Iterable[Facts]) -> list[Facts]:
    """The releases of a year of this one that were counted from the other of two, returns and their research copy: the
    same learners have other names there, so nobody can compare them.
    """
    years = _years_of_returns(facts)
    others = [f for f in releases if f.binds and _is_copied(f) != _is_copied(facts)]
    return [f for f in others if years & _years_of_returns(f)]


def said_of_the_other(facts: Facts, others: Sequence[Facts]) -> str:
    """The same in words."""
    kind = "returns" if _is_copied(facts) else "the research copy"
    return (
        f"Not compared with {', '.join(f.id for f in others)}: counted from {kind} of the same years. The same "
        "learners have other names there, so nobody knows who is in both. Judge yourself what they tell beside this "
        "one."
    )


def _is_copied(facts: Facts) -> bool:
    return bool(facts.query.get("research_copy"))


def _years_of_returns(facts: Facts) -> set[AcademicYear]:
    """The years of a table of returns or of their copy; none of a table of anything else. One that was protected from
    Python may have its period in place of the years of its question.
    """
    name = str(facts.query.get("measure"))
    if name not in measures or measures[name].extract is not None:
        return set()
    in_words = str(facts.query.get("period", "")).replace(" to ", "..").replace(" and ", ",")
    years = str(facts.query.get("years", in_words))
    return set(parse_years(years)) if years else set()


def drawn(source: Any, query: Query) -> Drawn:
    """Work a question to a store out with the records behind it, of several years year by year."""
    extract = present(measures[query.measure].extract, f"{query.measure} is asked of deliveries, and counts returns")
    drawings: dict[str, str] = {}

    def of_year(source: Any, query: Query, *, keep_empty: bool) -> OfYear:
        with opened(source, query) as (engine, loaded):
            drawing = drawings[query.year.label] = _drawing(query, loaded)
            secret = hmac.digest(secret_of(source), f"drawing\0{drawing}".encode(), "sha256")
            providers = providers_in(engine, loaded)
            splits = splits_of(engine, query, providers, ReferenceUse())
            [counted_year] = count_queries(engine, [YearQuery(query, splits, secret=RecordSecret(secret))])
            counts = to_counts(engine, query, loaded, providers, keep_empty=keep_empty, counted_year=counted_year)
        if counts.contributions is not None:
            keys = person_keys(secret, counts.contributions[PERSON])
            counts = replace(counts, contributions=counts.contributions.append_column(RECORD, pa.array(keys)))
        return OfYear(counts, loaded)

    several = len(query.years) > 1
    counts = over_years(source, query, of_year) if several else of_year(source, query, keep_empty=False).counts
    return Drawn(counts.of_a_store(behind(source, query)), extract.name, drawings)


def with_people(source: Any, query: Query) -> Counts:
    """The counts of a question with the people behind them, of returns or of deliveries."""
    if measures[query.measure].extract is not None:
        return drawn(source, query).counts
    return tabulate(source, query, records=True)


def _drawing(query: Query, loaded: ExtractSource) -> str:
    """The same for tables whose people have the same numbers: drawn in one way from the same deliveries."""
    drawing = present(cohort_table_of(query.measure), f"nothing says what {query.measure} is drawn from")
    settings = query.settings
    own: Sequence[str] = sorted(p.name for p in drawing.parameters)
    said = [drawing.name, str(query.year), *loaded.delivered, *(f"{name}={settings[name]!r}" for name in own)]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]
