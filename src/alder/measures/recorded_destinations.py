"""The measure `recorded_destinations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.destination import is_known, is_positive
from alder.measures import destinations_beside
from alder.measures.learning import in_scope, within
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS
from alder.measures.steps_of_destinations import OF_DESTINATIONS
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, null
from alder.model.statistic import Indicator
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.model.expr import Table

WHICH = Parameter(
    "which_outcome",
    "first",
    "Which outcome counts of a learner with several.",
    Evidence.A,
    "No rule was read.",
    choices=(("first", "the one that began first"), ("last", "the one that began last")),
)
STILL_LEARNING = Parameter(
    "still_learning",
    "left_out",
    "Whether a learner who ended one aim and goes on with another has left.",
    Evidence.A,
    "Providers return a destination once a learner has left learning.",
    choices=(("left_out", "not a leaver"), ("counted", "a leaver")),
)
ASKED_OF = Parameter(
    "funding_models",
    (25, 35, 70, 81),
    "The funding models of which destinations had to be returned.",
    Evidence.B,
    "Specification pages for 2020/21 to 2022/23; of model 36 a part only had to.",
    choices=codes.fund_model.choices(25, 35, 36, 70, 81, 99),
    several=True,
)


def rows(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Learners who left in the year, those whose destination is known, and those of them in education or work."""
    of_each = destinations_beside.of_each_learner(settings["which_outcome"])
    t = aims.left_join(of_each, "record").drop("record_right")
    models = list(settings["funding_models"]) or [-1]
    ended = within(t.LearnActEndDate, year) & t.CompStatus.isin([2, 3]) & t.FundModel.isin(models)
    t = t.mutate(
        ended=(ended & in_scope(t, scope)).fill_null(False),
        going_on=(t.CompStatus.isin([1]) & t.LearnActEndDate.isnull()).fill_null(False),
        destination=coalesce(t.destination, "unknown"),
    )
    if settings["still_learning"] == "left_out":
        busy = t.group_by("person").aggregate(busy=t.going_on.any())
        t = t.left_join(busy, "person").drop("person_right")
        t = t.mutate(leavers=t.ended & ~t.busy.fill_null(False))
    else:
        t = t.mutate(leavers=t.ended)
    known = t.leavers & is_known(t.destination)
    return t.mutate(
        known=known,
        positive=known & is_positive(t.destination),
        left_out=cases((t.ended & ~t.leavers, "still learning"), else_=null("string")),
    )


recorded_destinations = measures.add(
    Measure(
        "recorded_destinations",
        title="Recorded destinations",
        unit=Unit.LEARNERS,
        counts=(
            Indicator("leavers", "Left", "learners"),
            Indicator("known", "Known", "learners"),
            Indicator("positive", "In study or work", "learners"),
        ),
        rates=(
            Indicator("response_share", "Share known", "%", of=("known", "leavers"), decimals=1),
            Indicator("positive_share", "Share in study or work", "%", of=("positive", "known"), decimals=1),
        ),
        rows=rows,
        matters="ended",
        population="Learners who left in the year, of the funding models for which destinations had to be returned.",
        numerator="Learners whose recorded destination is education (an apprenticeship and higher education too) or "
        "paid work.",
        denominator="Learners with a known destination. The share of leavers who have one is always shown.",
        exclusions=("Learners with another aim that still goes on.",),
        parameters=(WHICH, STILL_LEARNING, ASKED_OF, CHARACTERISTICS),
        methodology=(
            "Destinations are what providers recorded in the return of the year itself, in the destination and "
            "progression records. EDU 2 is an apprenticeship, EDU 6 higher education, other EDU other education; EMP "
            "is paid work, self-employment too. Could not be reached (OTH 3) and not known (OTH 4) are unknown, as is "
            "a learner without a record.\n\n"
            "Nothing here is tested for lasting: one day of work counts. The records were removed for 2024/25 as poor."
        ),
        version="1",
        evidence=Evidence.A,
        source="ILR code lists of destinations (V); who has left and which outcome counts are Alder's own.",
        reads_as="Of learners whose destination their provider knows, the share in education or paid work.",
        caution="Providers find those who did well more easily. Read the share of known destinations first.",
        reads=(
            *("ULN", "UKPRN", "LearnRefNumber", "FundModel", "LearnActEndDate", "CompStatus"),
            *("OutType", "OutCode", "OutStartDate"),
        ),
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        caveats=("Q-DEST", "Q-CAUS"),
        edge_cases=(
            "A destination that is first returned in the year after is not seen.",
            "With nobody's destination known, the share is missing, not 0.",
        ),
        side_tables=(destinations_beside.RECORDED,),
        steps=OF_DESTINATIONS,
    )
)
