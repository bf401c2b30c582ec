"""The measure `fe_and_skills_participation`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS, COVERAGE, EARLY_LEAVERS, GOVERNMENT_FUNDED
from alder.measures.steps_of_learning import OF_FUNDED_PARTICIPATION
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

fe_and_skills_participation = measures.add(
    Measure(
        "fe_and_skills_participation",
        title="Participation in FE and skills",
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Participation", "learners"),),
        rates=(),
        rows=learning.funded_participation,
        matters="taking_part",
        population="Learners aged 19 and over at 31 August in government-funded further education, and apprentices of "
        "all ages, at every provider whose return for the year is held.",
        numerator="Of these, or of the part that coverage names, learners with at least one such aim "
        "in learning on some day of the year.",
        denominator="None: a count.",
        exclusions=(
            "Learning without public funding, and learners under 19 outside apprenticeships.",
            "Aims that the learner left inside the qualifying period without achieving.",
        ),
        parameters=(COVERAGE, GOVERNMENT_FUNDED, EARLY_LEAVERS, CHARACTERISTICS),
        methodology=(
            "Counted as learners participating, of fewer people: of the further education and skills publication the "
            "headline, or with the parameter coverage the adults alone (adult) or the apprentices of all ages alone "
            "(apprenticeships). An adult apprentice belongs to both.\n\n"
            "An aim is government-funded by its funding model, or by an advanced learner loan. Age is taken at 31 "
            "August, at the start of the year, and who has no date of birth is no adult."
        ),
        version="1",
        evidence=Evidence.B,
        source="Headlines, footnotes and methodology of further education and skills statistics for who is counted; "
        "which funding models are government-funded, that an aim must be in learning on a day of the year, and the "
        "treatment of early leavers, are readings.",
        reads_as="Learners in further education and skills, as the published statistics count them, who were learning "
        "on at least one day of the year.",
        caution="Counts people who took part, however briefly. The published counts leave offender learning out "
        "since 2019/20; here it counts where returns hold it.",
        reads=(
            "ULN",
            "DateOfBirth",
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
            "LearnDelFAMType",
            "LearnDelFAMCode",
        ),
        columns=("ADL",),
        derives=("age_at_31_august",),
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        edge_cases=(
            "An aim of funding model 99 counts where an advanced learner loan pays for it.",
            "An apprentice under 19 counts for the apprenticeship, and not for other aims.",
        ),
        steps=OF_FUNDED_PARTICIPATION,
    )
)
