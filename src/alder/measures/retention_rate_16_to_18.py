"""The measure `retention_rate_16_to_18`."""

from alder.measures import study_programme
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS
from alder.measures.steps_of_study import OF_RETENTION
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

retention_rate_16_to_18 = measures.add(
    Measure(
        "retention_rate_16_to_18",
        title="Retention of 16 to 18 students",
        unit=Unit.LEARNERS,
        counts=(study_programme.STUDENTS, Indicator("retained", "Retained", "students")),
        rates=(
            Indicator(
                "retention_rate_16_to_18",
                "Retention of 16 to 18 students",
                "%",
                of=("retained", "students"),
                decimals=1,
            ),
        ),
        rows=study_programme.ended,
        matters="due",
        only=study_programme.is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim, whose study ends in the "
        "year.",
        numerator="Students who completed their core aim.",
        denominator="Students with a core aim.",
        exclusions=study_programme.EXCLUSIONS,
        parameters=(study_programme.END_OF_STUDY, CHARACTERISTICS),
        methodology=(
            "A student is retained who completed the core aim, achieved or not. Study ends in the year of the later of "
            "the planned and the actual end of the core aim.\n\n"
            "This is accountability. The retention factor of funding is of every year, and counts students who stayed "
            "within it: see funding_retention_rate_16_to_19. The official measure has a cohort for each kind of core "
            "aim (A level, academic, applied general, tech level, technical certificate); here all are together."
            f"\n\n{study_programme.HISTORY}"
        ),
        version="3",
        evidence=Evidence.B,
        source=study_programme.SOURCE,
        reads_as="Of 16 to 18 students whose study ended in the year, the share who completed their core aim.",
        caution="A student who leaves for an apprenticeship or work counts as not retained.",
        reads=study_programme.READS_ENDS,
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        caveats=("Q-CAUS",),
        edge_cases=(
            "Schools make no such return, so they are not in it; nor are independent and special schools in the "
            "official measure.",
            "A student with two core aims whose study ends in the year is retained when one is completed.",
        ),
        history=True,
        steps=OF_RETENTION,
    )
)
