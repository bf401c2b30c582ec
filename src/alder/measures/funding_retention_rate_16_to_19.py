"""The measure `funding_retention_rate_16_to_19`."""

from alder.measures import study_programme
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS
from alder.measures.steps_of_study import OF_FUNDING
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

funding_retention_rate_16_to_19 = measures.add(
    Measure(
        "funding_retention_rate_16_to_19",
        title="16 to 19 students who keep a year's whole funding",
        unit=Unit.LEARNERS,
        counts=(
            Indicator("starts", "Starts", "students"),
            Indicator("whole", "Whole factor", "students"),
        ),
        rates=(
            Indicator(
                "funding_retention_rate_16_to_19", "Keep the whole factor", "%", of=("whole", "starts"), decimals=1
            ),
        ),
        rows=study_programme.funded,
        matters="core",
        only=study_programme.is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim, in a funding year.",
        numerator="Students whose retention factor is 1: continuing, completed, on a planned break, moved on for a "
        "reason that keeps the factor, or in the first of two years up to the marker.",
        denominator="Students who are a start of the year, whose factor is 1 or a half.",
        exclusions=(
            "Students planned for fewer than 14 days of the year and fewer than 450 hours, who are never a start.",
            "Students who left within the qualifying period: 42 days of 450 hours or 168 planned days, else 14.",
        ),
        parameters=(study_programme.MARKER, CHARACTERISTICS),
        methodology=(
            "The factor is that of a core aim by the rules of 2020/21. The mean factor of the starts is a half and "
            "half of the rate.\n\n"
            "It serves money in one year. It is not the retention of 16 to 18 accountability, which asks whether study "
            "was completed: see retention_rate_16_to_18."
        ),
        version="1",
        evidence=Evidence.B,
        source="Compiled funding rules 2020/21 (V); the day of the marker is a reading.",
        reads_as="Of 16 to 19 students who started in a funding year, the share who keep the whole of its funding.",
        caution="The rules change from year to year; those of 2020/21 are applied to every year.",
        reads=(*study_programme.READS_ENDS, "WithdrawReason", "PlanLearnHours", "PlanEEPHours"),
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        columns=("PlanLearnHours", "PlanEEPHours"),
        edge_cases=(
            "T Levels and traineeships, whose factor also looks at where the student went, have no core aim and are "
            "not counted.",
            "A student who left in the second of two years has a half.",
        ),
        steps=OF_FUNDING,
    )
)
