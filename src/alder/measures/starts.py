"""The measure `starts`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import RESTARTS, SHORT_STARTS, TRANSFER_DAYS, TRANSFERS
from alder.measures.steps_of_learning import OF_STARTS
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

starts = measures.add(
    Measure(
        "starts",
        title="Starts",
        unit=Unit.PROGRAMMES,
        counts=(Indicator("starts", "Starts", "starts"),),
        rates=(),
        rows=learning.starts,
        matters="begun",
        population="Apprenticeship programmes, and aims in education and training, begun in the year. Shown apart.",
        numerator="Programmes or aims that started from 1 August to 31 July; two starts of one learner count two.",
        denominator="None: a count.",
        exclusions=(
            "Restarts after a break.",
            "Starts that the learner left inside the qualifying period without achieving.",
        ),
        parameters=(RESTARTS, SHORT_STARTS, TRANSFERS, TRANSFER_DAYS),
        methodology=(
            "Apprenticeship starts are programme aims (aim type 1) of an apprenticeship programme type; starts in "
            "education and training are aims. A transfer to a new standard counts anew.\n\n"
            "Age is taken on the day of the start."
        ),
        version="1",
        evidence=Evidence.B,
        source="Footnotes of apprenticeship statistics; that restarts and short starts are left out is a reading.",
        reads_as="Apprenticeships and aims begun in the year.",
        caution="Counts beginnings, not people: a learner who starts twice counts twice.",
        reads=(
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
        apart=True,
        age_bands=dict.fromkeys(Scope, "age_band_at_start"),
        edge_cases=("A restart that is not marked as one is counted as a start.",),
        steps=OF_STARTS,
    )
)
