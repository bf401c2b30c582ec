"""The measure `learner_achievements`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import ACHIEVED_ON, CHARACTERISTICS
from alder.measures.steps_of_learning import OF_LEARNERS_ACHIEVING
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

learner_achievements = measures.add(
    Measure(
        "learner_achievements",
        title="Learners achieving",
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Learners", "learners"),),
        rates=(),
        rows=learning.learner_achievements,
        matters="learners",
        population="Everybody at every provider whose return for the year is held: of all ages, funded or not.",
        numerator="Learners with at least one aim achieved in the year.",
        denominator="None: a count.",
        parameters=(ACHIEVED_ON, CHARACTERISTICS),
        methodology=(
            "A learner is counted once in the total and once in every row in which one of their achieved aims falls. "
            "A standard is achieved on its achievement date, anything else on the day on which it ends. Learners are "
            "told apart, and described, as for learners participating; age is taken at 31 August."
        ),
        version="1",
        evidence=Evidence.V,
        source="Footnotes of further education and skills statistics; the date of standards is secondary.",
        reads_as="Learners who achieved at least one aim in the year.",
        caution="A learner with many small aims and one with a single large aim count the same.",
        reads=(
            "ULN",
            "UKPRN",
            "LearnRefNumber",
            "LearnActEndDate",
            "AchDate",
            "CompStatus",
            "Outcome",
            "FundModel",
            "ProgType",
        ),
        notes=(
            "Everybody in the returns is counted, of all ages and whether the learning is funded or not. The published "
            "counts are of adults (19+) in government-funded FE and skills and of all age apprenticeships: see "
            "fe_and_skills_achievements.",
        ),
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        steps=OF_LEARNERS_ACHIEVING,
    )
)
