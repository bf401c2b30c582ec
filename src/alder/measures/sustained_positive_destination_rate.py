"""The measure `sustained_positive_destination_rate`."""

from alder.measures import further_education_outcomes as outcomes
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

sustained_positive_destination_rate = measures.add(
    Measure(
        "sustained_positive_destination_rate",
        title="Sustained positive destination rate",
        unit=Unit.RECORDS,
        counts=(outcomes.COUNTED, Indicator("positive", "Positive", "learners")),
        rates=(
            Indicator(
                "sustained_positive_destination_rate",
                "Sustained positive destination rate",
                "%",
                of=("positive", "learners"),
                decimals=1,
            ),
        ),
        rows=outcomes.rows("positive", outcomes.POSITIVE),
        population=outcomes.POPULATION,
        numerator="Those in sustained employment, in sustained learning, or in a combination of both.",
        denominator="Learners who achieved and were found in the linked data.",
        exclusions=outcomes.EXCLUSIONS,
        parameters=outcomes.PARAMETERS,
        methodology=outcomes.paragraphs(
            "The rate is the share of achievers who went on to work or learning and stayed."
        ),
        version="1",
        evidence=Evidence.B,
        source=outcomes.SOURCE,
        reads_as="Of learners who achieved, the share who were in work or learning from October to March.",
        caution="Not found does not mean unemployed, and matching is worse for some groups than for others.",
        reads=outcomes.READS,
        scopes=(),
        caveats=outcomes.CAVEATS,
        edge_cases=outcomes.EDGE_CASES,
        extract=outcomes.EXTRACT,
        match=outcomes.MATCH,
    )
)
