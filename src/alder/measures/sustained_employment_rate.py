"""The measure `sustained_employment_rate`."""

from alder.measures import further_education_outcomes as outcomes
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

sustained_employment_rate = measures.add(
    Measure(
        "sustained_employment_rate",
        title="Sustained employment rate",
        unit=Unit.RECORDS,
        counts=(outcomes.COUNTED, Indicator("employed", "Employed", "learners")),
        rates=(
            Indicator(
                "sustained_employment_rate", "Sustained employment rate", "%", of=("employed", "learners"), decimals=1
            ),
        ),
        rows=outcomes.rows("employed", outcomes.IN_EMPLOYMENT),
        population=outcomes.POPULATION,
        numerator="Those in sustained employment, whether or not they learned as well.",
        denominator="Learners who achieved and were found in the linked data.",
        exclusions=outcomes.EXCLUSIONS,
        parameters=outcomes.PARAMETERS,
        methodology=outcomes.paragraphs(
            "The rate is the share of achievers who went on to work and stayed. It is also what Alder gives for "
            "progression to employment."
        ),
        version="1",
        evidence=Evidence.B,
        source=outcomes.SOURCE,
        reads_as="Of learners who achieved, the share who were in work from October to March.",
        caution="Any work counts, however few its hours, and work that was held before the course as well.",
        reads=outcomes.READS,
        scopes=(),
        caveats=outcomes.CAVEATS,
        edge_cases=outcomes.EDGE_CASES,
        extract=outcomes.EXTRACT,
        match=outcomes.MATCH,
    )
)
