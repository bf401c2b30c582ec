"""The measure `achievements`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import ACHIEVED_ON
from alder.measures.steps_of_learning import OF_ACHIEVEMENTS
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

achievements = measures.add(
    Measure(
        "achievements",
        title="Apprenticeship achievements",
        unit=Unit.PROGRAMMES,
        counts=(Indicator("achievements", "Achievements", "programmes"),),
        rates=(),
        rows=learning.programme_achievements,
        matters="achievements",
        population="Apprenticeship programmes.",
        numerator="Programmes achieved in the year; two of one learner count two.",
        denominator="None: a count.",
        parameters=(ACHIEVED_ON,),
        methodology=(
            "A standard is achieved on its achievement date, a framework on the day on which it ends. Age is taken on "
            "the day of the start, not of the achievement."
        ),
        version="1",
        evidence=Evidence.V,
        source="Footnotes of apprenticeship statistics; the date is from secondary sources.",
        reads_as="Apprenticeships achieved in the year, whenever they started.",
        caution="A count of one year's achievements divided by one year's starts is not an achievement rate.",
        reads=("LearnStartDate", "LearnActEndDate", "AchDate", "CompStatus", "Outcome", "ProgType", "AimType"),
        scopes=(Scope.APPRENTICESHIPS,),
        apart=True,
        age_bands={Scope.APPRENTICESHIPS: "age_band_at_start"},
        edge_cases=("A standard without an achievement date is taken to be achieved when its training ended.",),
        steps=OF_ACHIEVEMENTS,
    )
)
