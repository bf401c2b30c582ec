"""The measure `retention_curve`."""

from alder.measures import from_the_start
from alder.measures.measure import DAYS_TOLD, Measure, Scope, Unit, measures
from alder.measures.parameters import RESTARTS_OF_COHORT, TRANSFER_DAYS
from alder.measures.steps_from_the_start import OF_CURVE
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

retention_curve = measures.add(
    Measure(
        "retention_curve",
        title="Retention from the start",
        unit=Unit.PROGRAMMES,
        counts=(from_the_start.FOLLOWED, from_the_start.RETAINED, from_the_start.NOT_FOLLOWED),
        rates=(
            Indicator(
                "retention_from_start",
                "Share retained",
                "%",
                of=("retained", "followed"),
                decimals=1,
            ),
        ),
        judge=from_the_start.started,
        rows=from_the_start.curve,
        of_judged=from_the_start.READ_BY_CURVE,
        along=from_the_start.along,
        follows=from_the_start.years_followed,
        side_tables=(DAYS_TOLD,),
        steps=OF_CURVE,
        traced=from_the_start.traced,
        population="Apprenticeship programmes, and aims in education and training, begun in the year. Shown apart.",
        numerator="Starters who on that day after the start were still in learning, or had completed.",
        denominator="Starters whom the returns read follow to that day.",
        exclusions=(
            "Restarts after a break: the learning is the same as before it. (The measure starts counts some of them.)",
            "Transfers to another aim of the same kind at the provider (reason 40), begun 0 to 120 days after the end.",
        ),
        parameters=(
            from_the_start.DAYS,
            from_the_start.PLANNED_BREAKS,
            from_the_start.TRANSFERRED,
            RESTARTS_OF_COHORT,
            TRANSFER_DAYS,
        ),
        methodology=(
            "The cohort is everybody who began in the year. The first day of learning is day 0; someone whose learning "
            "ended on day 29 is not there on day 30. Completed is completed on any day, achieved or not. Nobody "
            "is left out for leaving early: that is what the curve shows, and what rates of leavers do not.\n\n"
            "A starter is followed to a day when the provider's last return that is read tells of it: R01 tells of "
            "August, R12 of July, and R13 and R14 of the year to its end. Later years' returns are read where they are "
            "held, unless the table is asked for as of one return. Who began too late to be followed to a day is not "
            "in the figure of that day, whether they have left or not, and is counted as not followed so far.\n\n"
            "An aim that was going on in one year's return and is missing from the next left on the last day that the "
            "former tells of. A planned break counts as learning, unless it was neither resumed nor returned again."
        ),
        version="2",
        evidence=Evidence.A,
        source="Alder's own: no official statistic counts retention from the start. What leaving is follows the "
        "guidance on achievement rates.",
        reads_as="Of those who began in the year, the share who were still in learning or had completed after so many "
        "days.",
        caution="The last days rest on fewer starters, and on those who began early in the year.",
        reads=(
            "ULN",
            "UKPRN",
            "LearnRefNumber",
            "LearnAimRef",
            "AimType",
            "ProgType",
            "FworkCode",
            "StdCode",
            "FundModel",
            "LearnStartDate",
            "LearnActEndDate",
            "CompStatus",
            "WithdrawReason",
            "LearnDelFAMType",
            "LearnDelFAMCode",
        ),
        apart=True,
        age_bands=dict.fromkeys(Scope, "age_band_at_start"),
        caveats=("Q-CAUS",),
        edge_cases=(
            "On day 0 everybody is there, so the figure is 100% by definition.",
            "A standard whose training has ended and that waits for its assessment has stayed.",
            "A withdrawal without an end date counts as left on the first day.",
            "Whoever left for another provider has left: no return says that learning goes on elsewhere.",
            "Withdrawals are often returned late, so a return made during the year shows more retained than its "
            "successors will.",
        ),
    )
)
