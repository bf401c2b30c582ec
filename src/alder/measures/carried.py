"""The quality that a result carries: grades by cell, and cautions of its source, its fields and its counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures.several_years import UNKNOWN, touching
from alder.model.source import Collected
from alder.quality import assess
from alder.sources import catalogue
from alder.sources.reading.caution import caution

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.counting import Counted
    from alder.measures.loaded import Loaded
    from alder.measures.measure import Measure
    from alder.measures.query import Query
    from alder.measures.returns import Choice
    from alder.model.quality import Quality

LINKED = "Q-LINK"
"""The caution of figures that rest on linked records."""


def carried(measure: Measure, query: Query, choice: Choice | Loaded, counted: Mapping[Any, Counted]) -> Quality:
    """What a table of one year carries. Cautions of sources are added here, so no measure can leave them out.

    None depends on a count that is not in the table: that some have no known value is said where they have a row.
    """
    splits = [s for c in counted.values() for s in c.splits]
    filtered = query.where.reads if query.where else ()
    cautions: list[str] = []
    if not choice.is_final:
        cautions.append("Q-PROV")
    if measure.history and not choice.earlier:
        cautions.append("Q-ONE")
    if choice.is_research:
        cautions.append("Q-COPY")
    cautions += of_source(measure)
    cautions += measure.caveats
    cautions += [code for s in splits for code in s.caveats]
    cautions += query.where.caveats if query.where else ()
    if any(s.unknown is not None for s in splits):
        cautions.append(UNKNOWN)
    if measure.counts_learners and any(not s.person for s in splits):
        cautions.append("Q-ONCE")
    first = choice.earlier[0] + 1 if choice.earlier else query.year
    reads: dict[str, list[str]] = {}
    for s in splits:
        reads.setdefault(s.id, []).extend(s.reads)
    return assess(
        [measure.extract.quality] if measure.extract else [*measure.reads, *filtered],
        touching=touching(query),
        years=(min(first, query.year), query.year),
        cautions=cautions,
        coverage=choice.coverage,
        splits={} if measure.extract else reads,
    )


def of_source(measure: Measure) -> list[str]:
    """The cautions of what a measure counts: answers to a survey, projections, records that were linked by person."""
    found = [LINKED] if measure.years_after else []
    if measure.extract:
        source = catalogue.source(measure.extract.source)
        found += [c.code for c in caution(source)]
        found += [LINKED] if source.collected is Collected.LINKED or measure.extract.linked else []
    return found
