"""The measure `fe_and_skills_achievements`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import ACHIEVED_ON, CHARACTERISTICS, COVERAGE, GOVERNMENT_FUNDED
from alder.measures.steps_of_learning import OF_FUNDED_ACHIEVING
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

fe_and_skills_achievements = measures.add(
    Measure(
        "fe_and_skills_achievements",
        title="Achievements in FE and skills",
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Achievements", "learners"),),
        rates=(),
        rows=learning.funded_achievements,
        matters="learners",
        population="Learners aged 19 and over at 31 August in government-funded further education, and apprentices of "
        "all ages, at every provider whose return for the year is held.",
        numerator="Of these, or of the part that coverage names, learners with at least one such aim "
        "achieved in the year.",
        denominator="None: a count.",
        exclusions=("Learning without public funding, and learners under 19 outside apprenticeships.",),
        parameters=(COVERAGE, GOVERNMENT_FUNDED, ACHIEVED_ON, CHARACTERISTICS),
        methodology=(
            "Counted as learners achieving, of the people whom fe_and_skills_participation counts: the headline of the "
            "further education and skills publication, or with the parameter coverage the adults or the apprentices "
            "alone."
        ),
        version="1",
        evidence=Evidence.B,
        source="Headlines, footnotes and methodology of further education and skills statistics; which funding models "
        "are government-funded is a reading, and the date of standards is secondary.",
        reads_as="Learners in further education and skills, as the published statistics count them, who achieved at "
        "least one aim in the year.",
        caution="A learner with many small aims and one with a single large aim count the same.",
        reads=(
            "ULN",
            "DateOfBirth",
            "UKPRN",
            "LearnRefNumber",
            "LearnActEndDate",
            "AchDate",
            "CompStatus",
            "Outcome",
            "FundModel",
            "ProgType",
            "LearnDelFAMType",
            "LearnDelFAMCode",
        ),
        columns=("ADL",),
        derives=("age_at_31_august",),
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        steps=OF_FUNDED_ACHIEVING,
    )
)
