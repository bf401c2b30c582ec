"""The measure `destination_rate_after_16_to_18`."""

from alder.measures import school_leaver_destinations as leavers
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

destination_rate_after_16_to_18 = measures.add(
    Measure(
        "destination_rate_after_16_to_18",
        title="Sustained destination after 16 to 18 study",
        unit=Unit.LEARNERS,
        counts=(leavers.COUNTED, leavers.SUSTAINED),
        rates=(
            Indicator(
                "destination_rate_after_16_to_18",
                "Sustained destination after 16 to 18 study",
                "%",
                of=("sustained", "students"),
                decimals=1,
            ),
        ),
        rows=leavers.rows("16-18"),
        population="Students who left 16 to 18 study in the year.",
        numerator="Those in sustained education, apprenticeship or employment.",
        denominator="All who left, found anywhere or not.",
        parameters=leavers.PARAMETERS,
        methodology=leavers.paragraphs("The cohort is every student who left 16 to 18 study in the year asked for."),
        version="1",
        evidence=Evidence.B,
        source=leavers.SOURCE,
        reads_as="Of students who left 16 to 18 study, the share who stayed in education, an apprenticeship or work.",
        caution="Activity that is not captured is in the cohort, so a place with many who work abroad looks low.",
        reads=leavers.READS,
        scopes=(),
        caveats=leavers.CAVEATS,
        edge_cases=leavers.EDGE_CASES,
        extract=leavers.EXTRACT,
        match=leavers.MATCH,
    )
)
