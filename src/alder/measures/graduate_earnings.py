"""The measure `graduate_earnings`."""

from alder.derive.graduate import SELF_EMPLOYMENT_INCOME
from alder.measures import graduates
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import POUNDS, Indicator

graduate_earnings = measures.add(
    Measure(
        "graduate_earnings",
        title="Graduates' median yearly earnings",
        unit=Unit.LEARNERS,
        counts=(graduates.COUNTED, Indicator("with_earnings", "With earnings", "graduates")),
        rates=(Indicator("earnings_share", "Share with earnings", "%", of=("with_earnings", "graduates"), decimals=1),),
        averages=(
            Indicator(
                "earnings", "Median yearly earnings", POUNDS, average="median", rests_on="with_earnings", nearest=100
            ),
        ),
        rows=graduates.earnings,
        population=graduates.POPULATION,
        numerator="Of graduates in sustained employment with pay, the pay of the one in the middle.",
        denominator="None: a median. The share beside it says for how many graduates it speaks.",
        exclusions=("Graduates not in sustained employment.", "Graduates with nothing paid, who are not counted as 0."),
        parameters=(graduates.YEARS_AFTER, SELF_EMPLOYMENT_INCOME),
        methodology=graduates.paragraphs(
            "Pay from employers is divided by days employed and multiplied by the days of the tax year. Income from "
            "self-employment is added to it as declared. The published median is rounded to 100 pounds."
        ),
        version="1",
        evidence=Evidence.S,
        source=graduates.SOURCE,
        reads_as="What graduates in work earned in the tax year, scaled to the whole of it.",
        caution="Hours are not known: pay of part-time work looks like low pay.",
        reads=graduates.READS,
        scopes=(),
        caveats=("Q-LEO", "Q-EARN", "Q-CAUS"),
        edge_cases=(
            "A graduate paid for a few days alone is scaled from these few days.",
            "An even number of graduates has the mean of the two in the middle.",
        ),
        extract=graduates.EXTRACT,
        match=graduates.MATCH,
    )
)
