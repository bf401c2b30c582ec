"""The measure `timely_achievement_rate`."""

from alder.measures import rates
from alder.measures.measure import Measure, Unit, measures
from alder.measures.outcomes import READ_BY_TIMELY, judged, timely
from alder.measures.parameters import TIMELY_DAYS
from alder.measures.steps_of_rates import OF_TIMELY
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

timely_achievement_rate = measures.add(
    Measure(
        "timely_achievement_rate",
        title="Timely achievement rate",
        unit=Unit.AIMS,
        counts=(
            Indicator("timely_cohort", "Aims planned to end", "aims"),
            Indicator("timely_achievers", "Achieved in time", "aims"),
        ),
        rates=(
            Indicator(
                "timely_achievement_rate",
                "Timely achievement rate",
                "%",
                of=("timely_achievers", "timely_cohort"),
                decimals=1,
            ),
        ),
        judge=judged,
        rows=timely,
        of_judged=READ_BY_TIMELY,
        matters="due",
        population="Apprenticeship frameworks, and aims in education and training, planned to end in the year. "
        "Standards have no timely rate.",
        numerator="Aims achieved that ended no more than 90 days after their planned end.",
        denominator="Aims whose planned end falls in the year, ended or not.",
        exclusions=rates.EXCLUSIONS,
        parameters=(*rates.COUNTING, TIMELY_DAYS, *rates.ROUNDING),
        methodology=rates.paragraphs(
            "The timely achievement rate places an aim in the year of its planned end, whatever became of it later."
        ),
        version="2",
        evidence=Evidence.S,
        source=rates.SOURCE,
        gaps=rates.GAPS,
        reads_as="Of aims planned to end in the year, the share that were achieved within 90 days of the plan.",
        caution="Aims that were planned too short look late, and those planned too long look timely.",
        reads=rates.READS,
        apart=True,
        age_bands=rates.AGE_BANDS,
        caveats=("Q-QAR", "Q-CAUS"),
        history=True,
        edge_cases=("An aim that goes on past its planned end is in the cohort, and not achieved in time.",),
        steps=OF_TIMELY,
    )
)
