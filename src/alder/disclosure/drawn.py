"""Tables of delivered extracts with the people behind their counts, for the ledger.

The people of a delivery have keys of that delivery, or of a project, and none that lasts: another delivery may call the
same person otherwise, and nobody can tell. So a person has a key of one *drawing*: what was drawn, for which year, from
which deliveries, with which settings of the drawing. Tables of one drawing are judged together as any others are.
Tables of another drawing of the same source are about people whom nobody can compare, which is said each time.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.errors import UsageError, present
from alder.measures import measures
from alder.measures.behind import person_keys
from alder.measures.counting_together import Question, count_together
from alder.measures.drawn import drawing_of
from alder.measures.keyed import secret_of
from alder.measures.opened import opened
from alder.measures.tabulate import answer, providers_in, splits_of, tabulate
from alder.measures.together import behind
from alder.measures.used import Used
from alder.model.contributions import PERSON, RECORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger import Ledger
    from alder.disclosure.ledger.release import Facts
    from alder.measures import Query
    from alder.measures.loaded import Loaded
    from alder.model.statistic import Counts

DRAWING, OF = "drawing", "drawn_from"
"""What the ledger keeps with the question: which drawing the people are of, and which table is drawn."""


@dataclass(frozen=True)
class Drawn:
    """Counts with their records, and which drawing they are of."""

    counts: Counts
    table: str
    drawing: str

    @property
    def said(self) -> dict[str, str]:
        """For the question, as the ledger keeps it."""
        return {OF: self.table, DRAWING: self.drawing}

    def apart(self, ledger: Ledger) -> list[Facts]:
        """The releases of the same extract whose people cannot be compared with these."""
        same = [f for f in ledger.releases() if f.binds and f.query.get(OF) == self.table]
        return [f for f in same if f.query[DRAWING] != self.drawing]


def drawn(source: Any, query: Query) -> Drawn:
    """Work a question to a store out with the records behind it. Raises where it is about several years."""
    measure = measures[query.measure]
    if len(query.years) > 1:
        raise UsageError("a table of delivered people is remembered for one year at a time", next="Ask for one year.")
    extract = present(measure.extract, f"{measure.name} is asked of deliveries, and counts returns")
    with opened(source, query) as (engine, loaded):
        drawing = _drawing(query, loaded)
        secret = hmac.digest(secret_of(source), f"drawing\0{drawing}".encode(), "sha256")
        providers = providers_in(engine, loaded)
        splits = splits_of(engine, query, providers, Used())
        [found] = count_together(engine, [Question(query, splits, secret=secret)])
        counts = answer(engine, query, loaded, providers, found=found)
    if counts.contributions is not None:
        keys = person_keys(secret, counts.contributions[PERSON])
        counts = replace(counts, contributions=counts.contributions.append_column(RECORD, pa.array(keys)))
    return Drawn(replace(counts, behind=behind(source, query)), extract.name, drawing)


def with_people(source: Any, query: Query) -> Counts:
    """The counts of a question with the people behind them, of returns or of deliveries."""
    if measures[query.measure].extract is not None:
        return drawn(source, query).counts
    return tabulate(source, query, records=True)


def _drawing(query: Query, loaded: Loaded) -> str:
    """The same for tables whose people have the same numbers: drawn in one way from the same deliveries."""
    drawing = present(drawing_of(query.measure), f"nothing says what {query.measure} is drawn from")
    settings = query.settings
    own: Sequence[str] = sorted(p.name for p in drawing.parameters)
    said = [drawing.name, str(query.year), *loaded.delivered, *(f"{name}={settings[name]!r}" for name in own)]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]
