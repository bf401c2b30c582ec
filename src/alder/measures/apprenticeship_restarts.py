"""The measure `apprenticeship_restarts`."""

from alder.measures import learning
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.steps_of_learning import OF_RESTARTS
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

apprenticeship_restarts = measures.add(
    Measure(
        "apprenticeship_restarts",
        title="Restarts of apprenticeships",
        unit=Unit.PROGRAMMES,
        counts=(
            Indicator("restarts", "Restarts", "restarts"),
            Indicator("unplaced", "Of them without a known spell before", "restarts"),
        ),
        rates=(
            Indicator(
                "unplaced_share", "Share without a known spell before", "%", of=("unplaced", "restarts"), decimals=1
            ),
        ),
        rows=learning.restarts,
        population="Apprenticeship programmes that began again in the year, marked as a restart.",
        numerator="Restarts of which neither an earlier spell of the same person, programme type and standard or "
        "framework nor an original start date (OrigLearnStartDate) is in the returns of the year.",
        denominator="Restarts from 1 August to 31 July, whether they count as starts or not.",
        methodology=(
            "Beside the measure starts: whether a restart is a start follows from the year in which learning broke "
            "off, and of these restarts nobody can tell it."
        ),
        version="1",
        evidence=Evidence.A,
        source="Alder's own: no official statistic says how many restarts have no known spell before.",
        reads_as="Of apprenticeships that began again in the year, the share of which no return says when they broke "
        "off.",
        caution="Only restarts that are marked as such are seen.",
        reads=(
            "ULN",
            "LearnStartDate",
            "OrigLearnStartDate",
            "LearnActEndDate",
            "AimType",
            "ProgType",
            "FworkCode",
            "StdCode",
            "LearnDelFAMType",
            "LearnDelFAMCode",
        ),
        columns=("OrigLearnStartDate",),
        scopes=(Scope.APPRENTICESHIPS,),
        age_bands={Scope.APPRENTICESHIPS: "age_band_at_start"},
        edge_cases=("A spell before that was at a provider whose return is not held is not known.",),
        steps=OF_RESTARTS,
    )
)
