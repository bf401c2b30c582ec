"""The measure `sustained_learning_rate`."""

from alder.measures import further_education_outcomes as outcomes
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

sustained_learning_rate = measures.add(
    Measure(
        "sustained_learning_rate",
        title="Sustained learning rate",
        unit=Unit.RECORDS,
        counts=(outcomes.COUNTED, Indicator("in_learning", "In learning", "learners")),
        rates=(
            Indicator(
                "sustained_learning_rate", "Sustained learning rate", "%", of=("in_learning", "learners"), decimals=1
            ),
        ),
        rows=outcomes.rows("in_learning", outcomes.IN_LEARNING),
        population=outcomes.POPULATION,
        numerator="Those in sustained learning, whether or not they worked as well.",
        denominator="Learners who achieved and were found in the linked data.",
        exclusions=outcomes.EXCLUSIONS,
        parameters=outcomes.PARAMETERS,
        methodology=outcomes.paragraphs(
            "The rate is the share of achievers who went on to learn and stayed, at any level."
        ),
        version="1",
        evidence=Evidence.B,
        source=outcomes.SOURCE,
        reads_as="Of learners who achieved, the share who were in learning from October to March.",
        caution="Learning at the same level counts like learning at a higher one.",
        reads=outcomes.READS,
        scopes=(),
        caveats=outcomes.CAVEATS,
        edge_cases=outcomes.EDGE_CASES,
        extract=outcomes.EXTRACT,
        match=outcomes.MATCH,
    )
)
