"""The measure `achievement_rate`."""

from alder.measures import rates
from alder.measures.measure import Measure, Unit, measures
from alder.measures.outcomes import READ_BY_CLASSIFIED, classified, judged
from alder.measures.steps_of_rates import OF_LEAVERS
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

achievement_rate = measures.add(
    Measure(
        "achievement_rate",
        title="Achievement rate",
        unit=Unit.AIMS,
        counts=(rates.LEAVERS, rates.ACHIEVERS),
        rates=(Indicator("achievement_rate", "Achievement rate", "%", of=("achievers", "leavers"), decimals=1),),
        judge=judged,
        rows=classified,
        of_judged=READ_BY_CLASSIFIED,
        matters="ends_in_year",
        population=rates.POPULATION,
        numerator="Achievers: aims completed and achieved.",
        denominator="Leavers: aims that ended in the year.",
        exclusions=rates.EXCLUSIONS,
        parameters=(*rates.COUNTING, *rates.ROUNDING),
        methodology=rates.paragraphs("The achievement rate is achievers divided by leavers."),
        version="2",
        evidence=Evidence.S,
        source=rates.SOURCE,
        gaps=rates.GAPS,
        reads_as="Of aims due to end in the year, the share that were achieved.",
        caution="Compares cohorts, not causes: providers recruit different learners.",
        reads=rates.READS,
        apart=True,
        age_bands=rates.AGE_BANDS,
        caveats=rates.CAVEATS,
        history=True,
        edge_cases=rates.EDGE_CASES,
        steps=OF_LEAVERS,
    )
)
