"""The measure `learners_participating`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS, EARLY_LEAVERS
from alder.measures.steps_of_learning import OF_PARTICIPATION
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

learners_participating = measures.add(
    Measure(
        "learners_participating",
        title="Learners participating",
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Learners", "learners"),),
        rates=(),
        rows=learning.participation,
        matters="taking_part",
        population="Everybody at every provider whose return for the year is held: of all ages, funded or not.",
        numerator="Learners with at least one aim in learning on some day of the year.",
        denominator="None: a count.",
        exclusions=("Aims that the learner left inside the qualifying period without achieving.",),
        parameters=(EARLY_LEAVERS, CHARACTERISTICS),
        methodology=(
            "A learner takes part who has an aim that started by 31 July and had not ended before 1 August. Each "
            "learner is counted once in the total and once in every row in which one of their aims falls, so rows of "
            "levels, provision or providers add to more than the total.\n\n"
            "A learner is known by the ULN. A temporary ULN (9999999999) cannot tell people apart; the provider's own "
            "learner reference then stands in, and the same person at two providers is counted twice.\n\n"
            "Age is taken at 31 August, at the start of the year. A learner with records at two providers is described "
            "by the record whose aim started last."
        ),
        version="1",
        evidence=Evidence.B,
        source="Footnotes of further education and skills statistics; that an aim must be in learning on a day of the "
        "year, and the treatment of early leavers, are readings.",
        reads_as="Learners who were learning on at least one day of the year.",
        caution="Counts everybody, 16 to 19 and learning without public funding included, so it is not the published "
        "count (fe_and_skills_participation). Nor does it say how much anybody learned.",
        reads=(
            "ULN",
            "UKPRN",
            "LearnRefNumber",
            "LearnStartDate",
            "LearnPlanEndDate",
            "LearnActEndDate",
            "AchDate",
            "CompStatus",
            "Outcome",
            "FundModel",
            "ProgType",
            "AimType",
        ),
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        notes=(
            "Everybody in the returns is counted, of all ages and whether the learning is funded or not. The published "
            "counts are of adults (19+) in government-funded FE and skills and of all age apprenticeships: see "
            "fe_and_skills_participation.",
        ),
        edge_cases=(
            "An aim that ends on 31 July does not count in the next year; one that ends on 1 August does.",
            "Figures of returns made during the year cover different months: compare with the same return only.",
        ),
        steps=OF_PARTICIPATION,
    )
)
