"""The measure `key_stage_4_destination_rate`."""

from alder.measures import school_leaver_destinations as leavers
from alder.measures.measure import Measure, Unit, measures
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

key_stage_4_destination_rate = measures.add(
    Measure(
        "key_stage_4_destination_rate",
        title="Sustained destination after key stage 4",
        unit=Unit.LEARNERS,
        counts=(leavers.COUNTED, leavers.SUSTAINED),
        rates=(
            Indicator(
                "key_stage_4_destination_rate",
                "Sustained destination after key stage 4",
                "%",
                of=("sustained", "students"),
                decimals=1,
            ),
        ),
        rows=leavers.rows("ks4"),
        population="Pupils at the end of key stage 4 in the year.",
        numerator="Those in sustained education, apprenticeship or employment.",
        denominator="All who left, found anywhere or not.",
        parameters=leavers.PARAMETERS,
        methodology=leavers.paragraphs("The cohort is every pupil who ended key stage 4 in the year asked for."),
        version="1",
        evidence=Evidence.B,
        source=leavers.SOURCE,
        reads_as="Of pupils who ended key stage 4, the share who stayed in education, an apprenticeship or work.",
        caution="Activity that is not captured is in the cohort, so a place with many who work abroad looks low.",
        reads=leavers.READS,
        scopes=(),
        caveats=leavers.CAVEATS,
        edge_cases=leavers.EDGE_CASES,
        extract=leavers.EXTRACT,
        match=leavers.MATCH,
    )
)
