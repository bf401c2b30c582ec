"""The steps by which an aim is judged for recorded destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.destination import DESTINATIONS, POSITIVE
from alder.look.words import listed
from alder.measures.learning import within
from alder.measures.measure import Criterion, QueryYear
from alder.measures.step import coded, on
from alder.measures.steps_of_learning import OF_LEARNERS_ACHIEVING
from alder.model.definition import Evidence
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from alder.measures.step import Row

_RECORD, _SCOPE, _ = OF_LEARNERS_ACHIEVING


def _left_says(row: Row, asked: QueryYear) -> str:
    models = asked.settings["funding_models"]
    if row["FundModel"] not in models:
        asked_of = listed([str(m) for m in models], "or") or "none"
        return f"no: funding model {row['FundModel']}, and destinations are asked of {asked_of}"
    if row["CompStatus"] not in (2, 3):
        return f"no: {coded(codes.comp_status, row['CompStatus'])}"
    if not row["ended_in_year"]:
        return f"no: ended {on(row['LearnActEndDate'])}, which is not in {asked.label}"
    return f"yes: ended {on(row['LearnActEndDate'])}"


def _still_says(row: Row, asked: QueryYear) -> str:
    if row["leavers"]:
        kept = asked.settings["still_learning"] == "counted"
        return "a leaver, whatever else goes on" if kept else "a leaver: no other aim goes on"
    return "not a leaver: another aim of the learner goes on"


def _destination_says(row: Row, asked: QueryYear) -> str:
    group = row["destination"]
    label = next(c.label for c in DESTINATIONS if c.code == group)
    if group == "unknown":
        return "not known: no outcome is recorded, or one that says so"
    which = asked.settings["which_outcome"]
    kind = "study or paid work" if group in POSITIVE else "neither study nor paid work"
    return f"{label[:1].lower()}{label[1:]}, of several the one that began {which}: {kind}"


OF_DESTINATIONS = (
    _RECORD,
    _SCOPE,
    Criterion(
        "left in the year",
        "Completed or withdrawn with an end in the year, in a funding model of which destinations had to be returned.",
        "Specification pages for 2020/21 to 2022/23; who has left is Alder's own",
        Evidence.A,
        _left_says,
        lambda aims, asked: {"ended_in_year": within(aims.LearnActEndDate, asked.year)},
        lambda row: not row["ended"],
    ),
    Criterion(
        "still learning",
        "Whoever goes on with another aim has not left.",
        "Providers return a destination once a learner has left learning",
        Evidence.A,
        _still_says,
        ends=lambda row: not row["leavers"],
    ),
    Criterion(
        "destination",
        "The recorded outcome that counts, in groups; education and paid work are positive.",
        "ILR code lists of destinations (V); which of several counts is Alder's own",
        Evidence.A,
        _destination_says,
    ),
)
