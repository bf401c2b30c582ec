"""The measure `graduate_employment_rate`."""

from alder.measures import graduates
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

graduate_employment_rate = measures.add(
    Measure(
        "graduate_employment_rate",
        title="Graduates in sustained employment",
        unit=Unit.LEARNERS,
        counts=(graduates.COUNTED, Indicator("employed", "In work", "graduates")),
        rates=(
            Indicator(
                "graduate_employment_rate",
                "Share in work",
                "%",
                of=("employed", "graduates"),
                decimals=1,
            ),
        ),
        rows=graduates.rows("employed", "sustained_employment"),
        population=graduates.POPULATION,
        numerator="Those in sustained employment, with further study or without.",
        denominator="All graduates of the year, found in the tax year or not.",
        parameters=(graduates.YEARS_AFTER,),
        methodology=graduates.paragraphs("The rate counts work with or without further study."),
        version="1",
        evidence=Evidence.V,
        source=graduates.SOURCE,
        reads_as="Of graduates, the share who were in work in the tax year, studying as well or not.",
        caution="It says nothing of the kind of work: any paid day in five months counts.",
        reads=graduates.READS,
        scopes=(),
        caveats=("Q-LEO", "Q-CAUS"),
        edge_cases=graduates.EDGE_CASES,
        extract=graduates.EXTRACT,
        match=graduates.MATCH,
    )
)
