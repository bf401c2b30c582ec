"""The measure `leavers`."""

from alder.measures import rates
from alder.measures.measure import Measure, Unit, measures
from alder.measures.outcomes import READ_BY_CLASSIFIED, classified, judged
from alder.measures.steps_of_rates import OF_LEAVERS
from alder.model.definition import Evidence

leavers = measures.add(
    Measure(
        "leavers",
        title="Leavers",
        unit=Unit.AIMS,
        counts=(rates.LEAVERS,),
        rates=(),
        judge=judged,
        rows=classified,
        of_judged=READ_BY_CLASSIFIED,
        matters="ends_in_year",
        population=rates.POPULATION,
        numerator="Aims that ended in the year: completed, withdrawn, or treated as withdrawn.",
        denominator="None: a count.",
        exclusions=rates.EXCLUSIONS,
        parameters=tuple(p for p in rates.COUNTING if p.name != "achieving_outcomes"),
        methodology=rates.paragraphs("Leavers are the aims on which achievement and retention rates are worked out."),
        version="2",
        evidence=Evidence.S,
        source=rates.SOURCE,
        gaps=rates.GAPS,
        reads_as="Aims that ended in the year, or should have.",
        caution="Counts aims, not people: a learner with three aims can leave three times.",
        reads=rates.READS,
        apart=True,
        age_bands=rates.AGE_BANDS,
        caveats=("Q-HYBRID", "Q-QAR"),
        history=True,
        edge_cases=rates.EDGE_CASES,
        steps=OF_LEAVERS,
    )
)
