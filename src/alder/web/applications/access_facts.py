"""What other areas ask of applications: which terms somebody accepted, and what a project is that an agreement made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.applications.answers import day_of, sources_of
from alder.applications.planned_outputs import kinds_by_title
from alder.applications.terms import current_terms
from alder.governance.access import Connection
from alder.governance.amendment import AmendmentState
from alder.wall_clock import today
from alder.web.applications.amendments import places_now
from alder.web.applications.models import AgreementRecord, TermsAcceptance

if TYPE_CHECKING:
    from alder.governance.agreement import Agreement
    from alder.web.accounts.models import Person

_CONNECTIONS = {
    "workspace": Connection.SAFE_ROOM,
    "assured": Connection.ASSURED,
    "home": Connection.HOME,
}
"""The places of the form from which somebody works in the workspace. Direct supply is none."""


def terms_of(person: Person) -> tuple[str, str]:
    """The version of the terms that somebody accepted last, and the one that is current."""
    last = TermsAcceptance.objects.filter(person=person).order_by("-at", "-pk").first()
    return (last.version if last else "", current_terms(today())[0])


def project_of(number: str) -> tuple[Agreement, dict[str, Any]] | None:
    """An agreement before anything happened to it, by its number, with what its application says of the project, as
    amendments that are in force changed it.
    """
    found = AgreementRecord.objects.select_related("application__lead")
    record = found.filter(pk=int(number)).first() if number.isdecimal() else None
    if record is None:
        return None
    answers = record.application.rounds.order_by("-round")[0].answers
    sources = [*sources_of(answers)]
    places, home = places_now(record)
    planned = [str(row.get("title", "")) for row in answers.get("D4") or []]
    keep = day_of((answers.get("K1") or [{}])[0].get("until"))
    for varied in record.amendments.filter(state=AmendmentState.IN_FORCE).order_by("moved", "pk"):
        said = varied.details
        sources += [one for one in said.get("sources", ()) if one not in sources]
        planned += said.get("planned", ())
    return record.started, {
        "title": record.application.title,
        "sources": sources,
        "connections": [str(_CONNECTIONS[place]) for place in places if place in _CONNECTIONS],
        "keep_until": keep,
        "planned": planned,
        "planned_kinds": kinds_by_title(answers.get("D4") or []),
        "own_data": [str(answers["G7a"])] if answers.get("G7") is True and answers.get("G7a") else [],
        "from_home": frozenset(home),
    }


def plan_of(number: str) -> str:
    """The plan of the extract that an agreement signs, by its number, to the letter; empty where there is none."""
    return AgreementRecord.objects.values_list("plan", flat=True).get(pk=int(number))
