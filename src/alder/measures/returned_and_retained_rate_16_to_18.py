"""The measure `returned_and_retained_rate_16_to_18`."""

from alder.measures import study_programme
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS
from alder.measures.steps_of_study import OF_RETURNED
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

returned_and_retained_rate_16_to_18 = measures.add(
    Measure(
        "returned_and_retained_rate_16_to_18",
        title="16 to 18 students at level 3 returned and retained for a second year",
        unit=Unit.LEARNERS,
        counts=(study_programme.STUDENTS, Indicator("returned", "Returned and retained", "students")),
        rates=(
            Indicator(
                "returned_and_retained_rate_16_to_18",
                "Level 3 students returned and retained for a second year",
                "%",
                of=("returned", "students"),
                decimals=1,
            ),
        ),
        rows=study_programme.returned,
        matters="due",
        only=study_programme.is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim at level 3, whose study "
        "ends in the year.",
        numerator="Students who completed their core aim in the second year at the provider, or later.",
        denominator="Students with a core aim at level 3.",
        exclusions=(*study_programme.EXCLUSIONS, "Students of whose core aim no level is known."),
        parameters=(study_programme.END_OF_STUDY, CHARACTERISTICS),
        methodology=(
            "A student is returned and retained who came back to the same provider for a second year and completed the "
            "core aim in it. It supports the retention rate, and never lies above it for the same students: it differs "
            "by those who complete their core aim within one year.\n\n"
            "The first year is that of the first aim of a study programme at the provider; the core aim must be "
            "completed in a later academic year. The level is that of the list of aims (LARS).\n\n"
            f"{study_programme.HISTORY}"
        ),
        version="2",
        evidence=Evidence.B,
        source="Introduction to retention measures in the published A level and other 16 to 18 results: what is "
        "counted (V); what the second year is in a return, and when study ends, are readings.",
        reads_as="Of level 3 students whose study ended in the year, the share who came back for a second year and "
        "completed it.",
        caution="A student who completed a programme of one year, as planned, counts as not returned.",
        reads=study_programme.READS_ENDS,
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        caveats=("Q-CAUS",),
        history=True,
        derives=("level",),
        edge_cases=(
            "A student who completes a core aim in one year and comes back for another counts as not returned in the "
            "first year: the return of that year does not show the next.",
            "Schools say that the core aim must be at least as large as one A level. No published text with that rule "
            "was seen, and it is not applied.",
            "Schools make no such return, so they are not in it; nor are independent and special schools in the "
            "official measure.",
        ),
        steps=OF_RETURNED,
    )
)
