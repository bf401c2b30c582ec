"""Destinations that providers recorded in their returns: one for each learner's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.errors import NoFigures
from alder.look.words import listed
from alder.measures.aims import AT_31_AUGUST, RECORD, coded, on, within
from alder.measures.definitions.learning_in_year import ANY_SCOPE
from alder.measures.measure import (
    LEARNER_RECORDS,
    Criterion,
    CriterionContext,
    Measure,
    SideTable,
    Theme,
    Unit,
    measures,
    share,
)
from alder.measures.parameters import CHARACTERISTICS
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, date, row_number
from alder.model.statistic import Category, Indicator
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.aims import Row
    from alder.model.expr import Table, Text, Truth, Whole
    from alder.model.period import AcademicYear

DESTINATIONS = (
    Category("apprenticeship", "Apprenticeship"),
    Category("higher education", "Higher education"),
    Category("education", "Other education"),
    Category("employment", "Employment"),
    Category("voluntary work", "Voluntary work"),
    Category("gap year", "Gap year before higher education"),
    Category("not in paid work", "Not in paid work"),
    Category("social destination", "Independent living, home or long-term care (high needs)"),
    Category("other", "Other"),
    Category("unknown", "Unknown", ("Not known",)),
)

POSITIVE = ("apprenticeship", "higher education", "education", "employment")
"""The groups that are education or paid work."""

LAST_YEAR = 2023
"""The starting year of the last academic year whose returns hold the records: they were removed for 2024/25."""

_RECORDS, _OUTCOMES = "learner_destination_and_progression", "dp_outcome"
_EARLY = (1900, 1, 1)
"""Outcomes without a date count as begun before all others."""


def outcome_group(kind: Text, code: Whole) -> Text:
    """The group of an outcome's type (OutType) and code (OutCode).

    Could not be reached and not known (OTH 3 and 4), the code for not reported that closed in 2015 (OTH 2), and no
    outcome at all are not known.
    """
    return cases(
        ((kind == "EDU") & (code == 2), "apprenticeship"),
        ((kind == "EDU") & (code == 6), "higher education"),
        (kind == "EDU", "education"),
        (kind == "EMP", "employment"),
        (kind == "VOL", "voluntary work"),
        (kind == "GAP", "gap year"),
        (kind == "NPE", "not in paid work"),
        (kind == "SDE", "social destination"),
        ((kind == "OTH") & (code == 1), "other"),
        else_="unknown",
    )


def is_known(group: Text) -> Truth:
    return group != "unknown"


def is_positive(group: Text) -> Truth:
    """Whether the group is education or paid work."""
    return group.isin(list(POSITIVE))


def _check(year: AcademicYear) -> None:
    """Refuse a year whose returns hold no such records."""
    if year.start > LAST_YEAR:
        raise NoFigures(
            f"returns of {year} hold no destinations: the records were removed for 2024/25",
            next="Linked outcomes take their place:  alder explain sustained_positive_destination_rate",
        )


def _recorded(tables: Mapping[str, Table], year: int) -> Table:
    """The recorded outcomes, each learner's numbered from the first begun and from the last."""
    own = tables[_RECORDS].select("submission", "destination", "LearnRefNumber")
    own = own.join(tables[LEARNER_RECORDS], ["submission", "LearnRefNumber"])
    each = own.join(tables[_OUTCOMES], ["submission", "destination"])
    begun = coalesce(each.OutStartDate, date(*_EARLY))
    first = row_number().over(group_by=each.record, order_by=[begun, each.OutType, each.OutCode])
    last = row_number().over(group_by=each.record, order_by=[begun.desc(), each.OutType, each.OutCode])
    return each.select("record", place=first, last_place=last, group=outcome_group(each.OutType, each.OutCode))


RECORDED = SideTable(
    "destinations_recorded",
    pa.schema([("record", pa.int64()), ("place", pa.int64()), ("last_place", pa.int64()), ("group", pa.string())]),
    _recorded,
    reads=(_RECORDS, _OUTCOMES),
    check=_check,
)


def of_each_learner(which: str) -> Table:
    """The one outcome of each learner's record that counts."""
    table = RECORDED.table()
    place = table.place if which == "first" else table.last_place
    return table.filter(place == 0).select("record", destination="group")


def _left_tests(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    models = list(context.settings["funding_models"]) or [-1]
    return {
        "ended_in_year": within(aims.LearnActEndDate, context.year),
        "has_left": aims.CompStatus.isin([2, 3]),
        "asked_of": aims.FundModel.isin(models),
    }


def _left_says(row: Row, context: CriterionContext) -> str:
    models = context.settings["funding_models"]
    if row["FundModel"] not in models:
        asked_of = listed([str(m) for m in models], "or") or "none"
        return f"no: funding model {row['FundModel']}, and destinations are asked of {asked_of}"
    if row["CompStatus"] not in (2, 3):
        return f"no: {coded(codes.comp_status, row['CompStatus'])}"
    if not row["ended_in_year"]:
        return f"no: ended {on(row['LearnActEndDate'])}, which is not in {context.label}"
    return f"yes: ended {on(row['LearnActEndDate'])}"


def _with_going_on(aims: Table, context: CriterionContext) -> Table:
    """The aims with whether another aim of the learner goes on."""
    on = aims.CompStatus.isin([1]) & aims.LearnActEndDate.isnull()
    busy = aims.group_by("person").aggregate(busy=on.fill_null(False).any())
    return aims.left_join(busy, "person").drop("person_right")


def _still_says(row: Row, context: CriterionContext) -> str:
    if not row["left_out"]:
        kept = context.settings["still_learning"] == "counted"
        return "a leaver, whatever else goes on" if kept else "a leaver: no other aim goes on"
    return "not a leaver: another aim of the learner goes on"


def _with_destination(aims: Table, context: CriterionContext) -> Table:
    t = aims.left_join(of_each_learner(context.settings["which_outcome"]), "record").drop("record_right")
    return t.mutate(destination=coalesce(t.destination, "unknown"))


def _destination_counts(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    known = is_known(aims.destination)
    return {"known": known, "positive": known & is_positive(aims.destination)}


def _destination_says(row: Row, context: CriterionContext) -> str:
    group = row["destination"]
    label = next(c.label for c in DESTINATIONS if c.code == group)
    if group == "unknown":
        return "not known: no outcome is recorded, or one that says so"
    which = context.settings["which_outcome"]
    kind = "study or paid work" if group in POSITIVE else "neither study nor paid work"
    return f"{label[:1].lower()}{label[1:]}, of several the one that began {which}: {kind}"


OF_DESTINATIONS = (
    RECORD,
    ANY_SCOPE,
    Criterion(
        "left in the year",
        "Completed or withdrawn with an end in the year, in a funding model of which destinations had to be returned.",
        "Specification pages for 2020/21 to 2022/23; who has left is Alder's own",
        Evidence.A,
        _left_says,
        tests=_left_tests,
    ),
    Criterion(
        "still learning",
        "Whoever goes on with another aim has not left.",
        "Providers return a destination once a learner has left learning",
        Evidence.A,
        _still_says,
        derive=_with_going_on,
        reasons=lambda aims, context: (
            {"still learning": aims.busy} if context.settings["still_learning"] == "left_out" else {}
        ),
        ends=lambda row: row["left_out"] is not None,
    ),
    Criterion(
        "destination",
        "The recorded outcome that counts, in groups; education and paid work are positive.",
        "ILR code lists of destinations (V); which of several counts is Alder's own",
        Evidence.A,
        _destination_says,
        derive=_with_destination,
        counts=_destination_counts,
    ),
)


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


recorded_destinations = measures.add(
    Measure(
        "recorded_destinations",
        title="Recorded destinations",
        theme=Theme.DESTINATIONS,
        unit=Unit.LEARNERS,
        counts=(
            Indicator("leavers", "Left", "learners"),
            Indicator("known", "Known", "learners"),
            Indicator("positive", "In study or work", "learners"),
        ),
        rates=(
            share("response_share", "Share known", of=("known", "leavers")),
            share("positive_share", "Share in study or work", of=("positive", "known")),
        ),
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
        age_bands=AT_31_AUGUST,
        caveats=("Q-DEST", "Q-CAUS"),
        edge_cases=(
            "A destination that is first returned in the year after is not seen.",
            "With nobody's destination known, the share is missing, not 0.",
        ),
        side_tables=(RECORDED,),
        criteria=OF_DESTINATIONS,
    )
)
