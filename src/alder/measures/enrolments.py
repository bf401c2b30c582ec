"""The measure `enrolments`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.steps_of_learning import OF_ENROLMENTS
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

enrolments = measures.add(
    Measure(
        "enrolments",
        title="Enrolments",
        unit=Unit.AIMS,
        counts=(Indicator("enrolments", "Enrolments", "aims"),),
        rates=(),
        rows=learning.enrolments,
        matters="enrolments",
        population="Aims of every kind at every provider whose return is held; components of apprenticeships too.",
        numerator="Aims that started from 1 August to 31 July; two aims of one learner count two.",
        denominator="None: a count.",
        methodology=(
            "Every aim that was begun is an enrolment, restarts and short ones too. Starts leave these out, and count "
            "an apprenticeship once whatever its components."
        ),
        version="1",
        evidence=Evidence.V,
        source="Footnotes of further education and skills statistics.",
        reads_as="Aims that were begun in the year.",
        caution="Counts aims, not people: small aims weigh as much as large ones.",
        reads=("LearnStartDate", "ProgType", "FundModel"),
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        edge_cases=("An aim that was begun and left on the same day is an enrolment.",),
        steps=OF_ENROLMENTS,
    )
)
