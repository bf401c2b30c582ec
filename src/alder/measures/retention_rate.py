"""The measure `retention_rate`."""

from alder.measures import rates
from alder.measures.measure import Measure, Unit, measures
from alder.measures.outcomes import READ_BY_CLASSIFIED, classified, judged
from alder.measures.steps_of_rates import OF_LEAVERS
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

retention_rate = measures.add(
    Measure(
        "retention_rate",
        title="Retention rate",
        unit=Unit.AIMS,
        counts=(rates.LEAVERS, rates.COMPLETERS),
        rates=(Indicator("retention_rate", "Retention rate", "%", of=("completers", "leavers"), decimals=1),),
        judge=judged,
        rows=classified,
        of_judged=READ_BY_CLASSIFIED,
        matters="ends_in_year",
        population=rates.POPULATION,
        numerator="Completers: aims that were completed, achieved or not.",
        denominator="Leavers: aims that ended in the year.",
        exclusions=rates.EXCLUSIONS,
        parameters=(*rates.COUNTING, *rates.ROUNDING),
        methodology=rates.paragraphs("The retention rate is completers divided by leavers."),
        version="2",
        evidence=Evidence.S,
        source=rates.SOURCE,
        gaps=rates.GAPS,
        reads_as="Of aims due to end in the year, the share whose learner stayed to the end.",
        caution="Says who stayed to the end of aims that ended, not who will stay of those who start.",
        reads=rates.READS,
        apart=True,
        age_bands=rates.AGE_BANDS,
        caveats=rates.CAVEATS,
        history=True,
        edge_cases=rates.EDGE_CASES,
        steps=OF_LEAVERS,
    )
)
