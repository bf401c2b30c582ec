"""The measure `graduate_employment_or_study_rate`."""

from alder.measures import graduates
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

graduate_employment_or_study_rate = measures.add(
    Measure(
        "graduate_employment_or_study_rate",
        title="Graduates in sustained employment or study",
        unit=Unit.LEARNERS,
        counts=(graduates.COUNTED, Indicator("active", "In work or study", "graduates")),
        rates=(
            Indicator(
                "graduate_employment_or_study_rate",
                "Share in work or study",
                "%",
                of=("active", "graduates"),
                decimals=1,
            ),
        ),
        rows=graduates.rows("active", "sustained_employment_or_study"),
        population=graduates.POPULATION,
        numerator="Those in sustained employment, in further study, or in both.",
        denominator="All graduates of the year, found in the tax year or not.",
        parameters=(graduates.YEARS_AFTER,),
        methodology=graduates.paragraphs("The rate counts work, further study, and both."),
        version="1",
        evidence=Evidence.V,
        source=graduates.SOURCE,
        reads_as="Of graduates, the share who were in work or further study in the tax year.",
        caution="It says nothing of the kind of work: any paid day in five months counts.",
        reads=graduates.READS,
        scopes=(),
        caveats=("Q-LEO", "Q-CAUS"),
        edge_cases=graduates.EDGE_CASES,
        extract=graduates.EXTRACT,
        match=graduates.MATCH,
    )
)
