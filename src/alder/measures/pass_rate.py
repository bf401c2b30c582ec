"""The measure `pass_rate`."""

from alder.measures import rates
from alder.measures.measure import Measure, Unit, measures
from alder.measures.outcomes import READ_BY_CLASSIFIED, classified, judged
from alder.measures.steps_of_rates import OF_LEAVERS
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

pass_rate = measures.add(
    Measure(
        "pass_rate",
        title="Pass rate",
        unit=Unit.AIMS,
        counts=(rates.COMPLETERS, rates.ACHIEVERS),
        rates=(Indicator("pass_rate", "Pass rate", "%", of=("achievers", "completers"), decimals=1),),
        judge=judged,
        rows=classified,
        of_judged=READ_BY_CLASSIFIED,
        matters="ends_in_year",
        population=rates.POPULATION,
        numerator="Achievers: aims completed and achieved.",
        denominator="Completers: aims that were completed in the year, achieved or not.",
        exclusions=rates.EXCLUSIONS,
        parameters=(*rates.COUNTING, *rates.ROUNDING),
        methodology=rates.paragraphs("The pass rate is achievers divided by completers."),
        version="2",
        evidence=Evidence.S,
        source=rates.SOURCE,
        gaps=rates.GAPS,
        reads_as="Of aims that were completed, the share that were achieved.",
        caution="Leaves out those who left early; read it beside the retention rate.",
        reads=rates.READS,
        unmoved_by=("WithdrawReason",),  # who completed has not withdrawn
        apart=True,
        age_bands=rates.AGE_BANDS,
        caveats=rates.CAVEATS,
        history=True,
        edge_cases=rates.EDGE_CASES,
        steps=OF_LEAVERS,
    )
)
