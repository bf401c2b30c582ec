"""The measure `continuing`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS
from alder.measures.steps_of_learning import OF_CONTINUING
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

continuing = measures.add(
    Measure(
        "continuing",
        title="Learners continuing",
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Learners", "learners"),),
        rates=(),
        rows=learning.continuing,
        matters="learners",
        population="Learners at every provider whose return for the year is held.",
        numerator="Learners with at least one aim, begun by 31 July, that goes on: continuing, and without an end "
        "date.",
        denominator="None: a count.",
        parameters=(CHARACTERISTICS,),
        methodology=(
            "An aim goes on whose completion status is continuing (1) and that has no end date. A standard whose "
            "training has ended and that waits for its assessment has one, so it does not."
        ),
        version="1",
        evidence=Evidence.V,
        source="ILR validation service 2020/21.",
        reads_as="Learners who were still learning when the return was made.",
        caution="In a return made during the year, learners whom nobody has yet withdrawn are among them.",
        reads=("ULN", "UKPRN", "LearnRefNumber", "LearnStartDate", "LearnActEndDate", "CompStatus"),
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        edge_cases=("A planned break is not continuing.",),
        steps=OF_CONTINUING,
    )
)
