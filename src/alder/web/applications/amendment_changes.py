"""What an amendment changes, in words: of the terms that hold, since it was returned, and for the public register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import ndiff
from typing import TYPE_CHECKING, Any

from alder.applications.form import form
from alder.governance.amendment import AmendmentKind
from alder.look.words import counted, day, listed
from alder.sources import catalogue
from alder.wall_clock import LONDON
from alder.web.applications import extract_plans

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.web.applications.models import AmendmentRecord, AmendmentVersion

_K = AmendmentKind


def places() -> Mapping[str, str]:
    """Where people work with data, as the form of an application asks it."""
    return next(one.choices for one in form().questions if one.id == "J1")


@dataclass(frozen=True)
class ChangedPart:
    """One thing that a lead says of a change, and what they said of it the time before."""

    label: str
    before: str
    now: str


def parts_of(words: str, details: Mapping[str, Any]) -> dict[str, str]:
    """What is asked, without the plan: each entry under what it is called."""
    months = details.get("months")
    where = [places()[one] for one in details.get("places", ())]
    found = {
        "Who": str(details.get("name", "")),
        "Months more": str(months) if months else "",
        "Sources whose data change": listed([catalogue.source(one).title for one in details.get("sources", ())]),
        "Where people work": "\n".join(where),
        "Who works from home": listed([str(one) for one in details.get("home_names", ())]),
        "Tables and models that come to the plan": "\n".join(details.get("planned", ())),
        "What the register tells": str(details.get("public", "")),
        "What is to change, and why": words,
    }
    return {label: said for label, said in found.items() if said}


def since(before: AmendmentVersion, record: AmendmentRecord) -> list[ChangedPart]:
    """What a lead said otherwise than before, the plan excepted."""
    was, now = parts_of(before.words, before.details), parts_of(record.words, record.details)
    labels = [*now, *(label for label in was if label not in now)]
    return [
        ChangedPart(label, was.get(label, "Nothing"), now.get(label, "Nothing"))
        for label in labels
        if was.get(label) != now.get(label)
    ]


def plan_lines(before: str, now: str) -> list[tuple[str, str]]:
    """The lines of a plan that are added or taken out, in their order."""
    marks = {"+ ": "Added", "- ": "Taken out"}
    compared = ndiff(before.splitlines(), now.splitlines())
    return [(marks[line[:2]], line[2:]) for line in compared if line[:2] in marks and line[2:].strip()]


def plan_of_last_time(record: AmendmentRecord, before: AmendmentVersion | None) -> list[tuple[str, str]]:
    """What of the plan is otherwise than a lead sent it before."""
    if before is None or "plan" not in record.details:
        return []
    return plan_lines(str(before.details.get("plan", "")), str(record.details["plan"]))


def plan_in_force(record: AmendmentRecord) -> list[tuple[str, str]]:
    """What of the plan is otherwise than it was in force when this was asked."""
    if "plan" not in record.details:
        return []
    before = record.details.get("plan_before", record.agreement.plan)  # it was not kept in the first version
    return plan_lines(str(before), str(record.details["plan"]))


def sources_touched(before: str, now: str) -> list[str]:
    """The sources of which the later plan says something else: their owners look at it. Raises where one is none."""
    was, becomes = extract_plans.parts_by_source(before), extract_plans.parts_by_source(now)
    return sorted(source for source in {*was, *becomes} if was.get(source) != becomes.get(source))


def told_of_amendment(record: AmendmentRecord, at: datetime, end: str | None) -> dict[str, str]:
    """What everybody may read of an amendment, from the moment at which it came into force. It names nobody."""
    on = at.astimezone(LONDON).date()
    return {"on": on.isoformat(), "kind": record.kind, "says": _public_words(record, end)}


def _public_words(record: AmendmentRecord, end: str | None) -> str:
    """In the first version neither places nor a sentence for the public were asked."""
    said = record.details
    own = str(said.get("public", ""))
    match AmendmentKind(record.kind):
        case _K.PERSON_ADDED | _K.PERSON_REMOVED:
            return "Who works with the data changed."
        case _K.EXTENSION:
            until = f", until {day(date.fromisoformat(end))}" if end else ""
            return f"It lasts {counted(int(said['months']), 'month')} longer{until}."
        case _K.DATA:
            titles = listed([catalogue.source(one).title for one in said["sources"]])
            return f"What is held of {titles} changed. {own}".strip()
        case _K.PLACE:
            where = "; ".join(places()[one] for one in said.get("places", ()))
            return f"Where people work changed{f': {where}' if where else ''}. {own}".strip()
    return own or "Its aims changed."
