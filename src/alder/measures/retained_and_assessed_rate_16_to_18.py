"""The measure `retained_and_assessed_rate_16_to_18`."""

from alder.measures import study_programme
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS
from alder.measures.steps_of_study import OF_ASSESSED
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

retained_and_assessed_rate_16_to_18 = measures.add(
    Measure(
        "retained_and_assessed_rate_16_to_18",
        title="16 to 18 students retained and assessed",
        unit=Unit.LEARNERS,
        counts=(study_programme.STUDENTS, Indicator("assessed", "Retained and assessed", "students")),
        rates=(
            Indicator(
                "retained_and_assessed_rate_16_to_18",
                "16 to 18 students retained and assessed",
                "%",
                of=("assessed", "students"),
                decimals=1,
            ),
        ),
        rows=study_programme.ended,
        matters="due",
        only=study_programme.is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim, whose study ends in the "
        "year.",
        numerator="Students who completed their core aim and were assessed in it.",
        denominator="Students with a core aim.",
        exclusions=study_programme.EXCLUSIONS,
        parameters=(study_programme.END_OF_STUDY, study_programme.ASSESSED, CHARACTERISTICS),
        methodology=(
            "A student is retained who completed the core aim, and was assessed when its outcome is known: achieved, "
            "partly achieved or not achieved. It supports the retention rate, and never lies above it."
            f"\n\n{study_programme.HISTORY}"
        ),
        version="3",
        evidence=Evidence.B,
        source=study_programme.SOURCE,
        reads_as="Of 16 to 18 students whose study ended in the year, the share who stayed to their assessment.",
        caution="An outcome that was returned late looks like an assessment that was missed.",
        reads=(*study_programme.READS_ENDS, "Outcome"),
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        caveats=("Q-CAUS",),
        edge_cases=("Not achieved is assessed; not yet known is not.",),
        history=True,
        steps=OF_ASSESSED,
    )
)
