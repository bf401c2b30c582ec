"""Opening the notebooks of a project, and answering their gateway whether somebody still has access.

The page gives a ticket to whoever has access now; a form takes it to the gateway, which is another host and never sees
a cookie of ours. What the gateway asks is sealed under the key that it shares with the site, and so is the answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt

from alder import wall_clock
from alder.governance.access import Connection
from alder.web.accounts.models import Person, Session
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import IDLE, LONGEST, PROVED, SessionStore, mark_of
from alder.web.http import answers, private, sends_form_to
from alder.web.projects.access import SessionFacts, why_none
from alder.web.projects.models import ProjectRecord
from alder.web.projects.permissions import ProjectDoor, ProjectVisit, for_project
from alder.web.trail.events import record_denial, record_read
from alder.workspaces.notebook_tickets import GOOD_FOR, NotGenuine, Seal, answer_question, make_ticket, read_seal

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.workspaces.notebook_tickets import AccessQuestion

_PAGE = "alder.web.notebooks:templates/notebooks.html.j2"
_FROM = "notebooks_from"
"""From where a session opened notebooks: its later questions come from the gateway and cannot tell."""


@for_project(ProjectDoor.USE)
def open_notebooks(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """The page with the button, which is good once and for a minute."""
    seal = _seal()
    place = settings.ALDER_NOTEBOOKS.replace("{project}", visit.project.name)
    request.session[_FROM] = str(visit.session.connection)
    about = {"person": str(visit.person.pk), "project": visit.project.name}
    ticket = make_ticket(seal, **about, session=_mark(str(request.session.session_key)), at=wall_clock.now())
    record_read(visit.person, visit.project.thing, "a ticket for notebooks")
    seconds = int(GOOD_FOR.total_seconds())
    shown = {"project": visit.project, "visit": visit, "place": place, "ticket": ticket, "seconds": seconds}
    return sends_form_to(page_for(request, visit.person, _PAGE, at="projects", **shown), place)


@csrf_exempt  # what it is asked is sealed, and it acts for nobody
@answers("POST")
def access(request: HttpRequest) -> HttpResponseBase:
    """Every reason why somebody who has notebooks open has no access any more."""
    try:
        text = answer_question(_seal(), request.body.decode("ascii"), at=wall_clock.now(), why_not=_why_not)
    except (NotGenuine, UnicodeDecodeError):
        return private(HttpResponseForbidden("This is no question of the gateway of notebooks.\n", "text/plain"))
    return private(HttpResponse(text, "text/plain"))


def _seal() -> Seal:
    if not settings.ALDER_NOTEBOOKS or not settings.ALDER_NOTEBOOKS_KEY:
        raise Http404
    return read_seal(Path(settings.ALDER_NOTEBOOKS_KEY))


def _mark(session_key: str) -> str:
    return mark_of(session_key, "alder.notebooks")


def _why_not(question: AccessQuestion) -> tuple[str, ...]:
    project = ProjectRecord.objects.filter(name=question.project).first()
    try:
        person = Person.objects.filter(pk=question.person, is_active=True).first()
    except ValidationError:  # no number of a person
        person = None
    if person is None or project is None:
        return ("There is no such person or project.",)
    session = _session(person, question)
    reasons = why_none(person, project, session) if session else ("You are not signed in at the site any more.",)
    if reasons:
        record_denial(person, project.thing, "work in notebooks", " ".join(reasons))
    return reasons


def _session(person: Person, question: AccessQuestion) -> SessionFacts | None:
    """What is known of the session that opened them, if it is still one; who works there uses it."""
    now = wall_clock.now()
    rows = Session.objects.filter(person=person, used__gt=now - IDLE, started__gt=now - LONGEST)
    row = next((one for one in rows if _mark(one.session_key) == question.session), None)
    if row is None:
        return None
    if question.used:
        Session.objects.filter(pk=row.pk).update(used=now)
    said = SessionStore().decode(row.session_data)
    return SessionFacts(Connection(said.get(_FROM, Connection.OTHER)), bool(said.get(PROVED)))
