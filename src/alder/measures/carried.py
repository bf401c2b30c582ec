"""The quality that a result carries: grades by cell, and cautions of its source, its fields and its counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures.several_years import UNKNOWN, touching
from alder.model.definition import Evidence, Strength
from alder.model.quality import FieldQuality, Quality
from alder.model.source import Collected
from alder.quality import assess, grade_of
from alder.sources import catalogue
from alder.sources.extracts.estimates import caution

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.counting import Counted
    from alder.measures.loaded import Loaded
    from alder.measures.measure import Measure
    from alder.measures.query import Query
    from alder.measures.returns import Choice

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
    defined = definition_of(measure, query)
    reads: dict[str, list[str | FieldQuality]] = {}
    for split in splits:
        reads.setdefault(split.id, []).extend(split.reads)
        if split.strength:
            reads[split.id].append(FieldQuality.of_definition(split.strength.name, split.strength.evidence))
    return assess(
        [*graded(measure), *([] if measure.extract else filtered)],
        touching=touching(query),
        years=(min(first, query.year), query.year),
        shown=(query.year, query.year),
        cautions=cautions,
        coverage=choice.coverage,
        splits={} if measure.extract else reads,
        strengths=(defined, *(s.strength for s in splits if s.strength and s.strength.evidence is not Evidence.V)),
    )


def graded(measure: Measure) -> list[str | FieldQuality]:
    """What the grade of a measure's figures rests on: the fields, or the source, that can move them, and what defines
    them.
    """
    fields: list[str | FieldQuality] = [measure.extract.quality] if measure.extract else list(measure.moved_by)
    return [*fields, FieldQuality.of_definition(measure.name, measure.evidence)]


def quality_of(measure: Measure) -> Quality:
    """The quality of a measure by itself, whatever it is split by."""
    return Quality.of(f if isinstance(f, FieldQuality) else grade_of(f) for f in graded(measure))


def definition_of(measure: Measure, query: Query) -> Strength:
    """How strong the definition of a measure is, as a question sets it, for the kinds of learning that it asks for."""
    return Strength.of(
        measure.name,
        measure.evidence,
        measure.source,
        measure.parameters,
        query.settings,
        version=measure.version,
        gaps=tuple(
            f"{scope.label}: {measure.gaps[scope]}" if scope else measure.gaps[scope]
            for scope in query.scopes
            if scope in measure.gaps
        ),
    )


def of_source(measure: Measure) -> list[str]:
    """The cautions of what a measure counts: answers to a survey, projections, records that were linked by person."""
    found = [LINKED] if measure.years_after else []
    if measure.extract:
        source = catalogue.source(measure.extract.source)
        found += [c.code for c in caution(source)]
        found += [LINKED] if source.collected is Collected.LINKED or measure.extract.linked else []
    return found
