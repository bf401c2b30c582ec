"""The measure `starts`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import RESTARTS, SHORT_STARTS, TRANSFER_DAYS, TRANSFERS, UNPLACED_RESTARTS
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
            "Restarts of an apprenticeship in the academic year in which it broke off, and in 2020/21 all restarts.",
            "Restarts in education and training.",
            "Starts that the learner left inside the qualifying period without achieving.",
        ),
        parameters=(RESTARTS, UNPLACED_RESTARTS, SHORT_STARTS, TRANSFERS, TRANSFER_DAYS),
        methodology=(
            "Apprenticeship starts are programme aims (aim type 1) of an apprenticeship programme type; starts in "
            "education and training are aims. A transfer to a new standard counts anew.\n\n"
            "Who returns to an apprenticeship in another academic year than the one in which it broke off starts anew, "
            "as the department counts it; 2020/21 alone counts every return as going on. When it broke off is the "
            "last end of an earlier spell of the same person, programme type and standard or framework, at any "
            "provider, in the returns of the year. Where none is held, the original start date (OrigLearnStartDate) "
            "decides: of another year, the return is a start. Where neither is held, the parameter unplaced_restarts "
            "decides, and the measure apprenticeship_restarts says how many these are. Who comes from a provider that "
            "merged (reason 47) goes on.\n\n"
            "Age is taken on the day of the start."
        ),
        version="2",
        evidence=Evidence.B,
        source="Footnotes of apprenticeship statistics, and the methodology of further education and skills statistics "
        "for restarts of apprenticeships; that short starts are left out is a reading.",
        reads_as="Apprenticeships and aims begun in the year.",
        caution="Counts beginnings, not people: a learner who starts twice counts twice.",
        # WithdrawReason tells of mergers alone here, which no member of staff chooses: it says nothing of the quality.
        reads=(
            "LearnStartDate",
            "OrigLearnStartDate",
            "LearnPlanEndDate",
            "LearnActEndDate",
            "AchDate",
            "CompStatus",
            "Outcome",
            "FundModel",
            "WithdrawReason",
            "ProgType",
            "FworkCode",
            "StdCode",
            "AimType",
            "LearnDelFAMType",
            "LearnDelFAMCode",
        ),
        apart=True,
        age_bands=dict.fromkeys(Scope, "age_band_at_start"),
        columns=("OrigLearnStartDate",),
        notes=(
            "Restarts of apprenticeships of which neither an earlier spell nor an original start date is held count "
            "as starts unless unplaced_restarts says otherwise. How many there are: see apprenticeship_restarts.",
        ),
        edge_cases=(
            "A restart that is not marked as one is counted as a start.",
            "An apprenticeship that broke off and began again within one academic year is one start.",
            "A restart whose earlier spell still goes on, in the same returns, is no start.",
        ),
        steps=OF_STARTS,
    )
)
