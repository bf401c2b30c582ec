"""What researchers bring into a project, and who lets it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.governance import Denied
from alder.governance.ingress import INGRESS, IngressAction
from alder.look.words import in_sentence, sentence
from alder.web.accounts.person_page import beside_fields
from alder.web.forms import TOO_LARGE, form_revision, line, text, too_long
from alder.web.frame import query
from alder.web.projects import brought
from alder.web.projects.permissions import ProjectDoor, ProjectVisit, for_project, project_page
from alder.web.result_lists import Paged
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.projects.models import IngressRecord

_A = IngressAction
WORDS = {"purpose": "What it is for", "source": "Where it is from", "licence": "Under which licence you may use it"}
LONGEST = {"purpose": 300, "source": 300, "licence": 200}


@for_project(ProjectDoor.SEE)
def listed(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """All that was ever brought into the project."""
    found = visit.project.brought.select_related("researcher").prefetch_related("files")

    def address(n: int) -> str:
        return request.path + query(("page", n))

    paged: Paged[IngressRecord] = Paged(found, request.GET.get("page"), address, total=found.count())  # type: ignore[arg-type]
    return project_page(request, visit, "ingress", paged=paged)


@for_project(ProjectDoor.USE, methods=("GET", "POST"))
def bring(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """Files are sent, with what they are for."""
    given, errors = _sent(request)
    if request.method == "POST" and not errors:
        with beside_fields(errors):
            said = {**given, "personal": given["personal"] == "yes"}
            made = brought.bring(visit.person, visit.project, visit.session, request.FILES.getlist("files"), said)
            return HttpResponseRedirect(reverse("project-ingress-one", args=[visit.project.key, made.key]))
    return _bring_page(request, visit, None, given, errors)


@for_project(ProjectDoor.USE, methods=("GET", "POST"))
def bring_again(request: HttpRequest, visit: ProjectVisit, ingress: Any) -> HttpResponseBase:
    """Other files are sent in the place of those that were returned."""
    row = _found(visit, ingress)
    if not brought.is_turn_of(visit.person, row, _A.BRING_AGAIN):
        raise Denied("Only what was returned is brought again, by whoever brought it.")
    given, errors = _sent(request)
    if request.method == "POST" and not errors:
        with beside_fields(errors):
            said = {**given, "personal": given["personal"] == "yes"}
            files, seen = request.FILES.getlist("files"), form_revision(request)
            brought.bring_again(visit.person, row, visit.session, files, said, seen)
            return HttpResponseRedirect(reverse("project-ingress-one", args=[visit.project.key, row.key]))
    if request.method == "GET":
        given = {name: getattr(row, name) for name in WORDS}
        given |= {"brings": row.kind, "personal": "yes" if row.personal else "no"}
    return _bring_page(request, visit, row, given, errors)


def _sent(request: HttpRequest) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form says, and what is missing of it once it was sent."""
    given: dict[str, Any] = {name: line(request, name) for name in WORDS}
    given |= {"brings": line(request, "brings"), "personal": line(request, "personal")}
    if request.method != "POST":
        return given, {}
    if request.META.get(TOO_LARGE):
        return given, {"files": f"The files are larger than {settings.ALDER_UPLOAD_MB} MB together"}
    errors = {name: f"Say {in_sentence(words)}" for name, words in WORDS.items() if not given[name]}
    errors |= too_long({name: given[name] for name in WORDS}, LONGEST)
    if given["brings"] not in ("code", "data"):
        errors["brings"] = "Say whether it is code or data"
    if given["personal"] not in ("yes", "no"):
        errors["personal"] = "Say whether it is about people"
    return given, errors


def _bring_page(
    request: HttpRequest, visit: ProjectVisit, row: IngressRecord | None, given: dict[str, Any], errors: dict[str, str]
) -> HttpResponseBase:
    return project_page(
        request,
        visit,
        "bring",
        row=row,
        given=given,
        words=WORDS,
        kinds=[("code", "Code", "Plain text, which is let in at once if nothing is found"), ("data", "Data", "")],
        own_data=visit.project.own_data,
        most=settings.ALDER_UPLOAD_MB,
        errors=errors,
    )


def _found(visit: ProjectVisit, ingress: Any) -> IngressRecord:
    row = visit.project.brought.select_related("researcher", "project").filter(key=ingress).first()
    if row is None:
        raise Http404
    return row


@for_project(ProjectDoor.SEE)
def one(request: HttpRequest, visit: ProjectVisit, ingress: Any) -> HttpResponseBase:
    """What was brought, what looked at it, and what can be done now."""
    return _page(request, visit, _found(visit, ingress), {})


def _page(
    request: HttpRequest, visit: ProjectVisit, row: IngressRecord, errors: dict[str, str], **given: str
) -> HttpResponseBase:
    said = {"agreed_as": "said", "reason": "said"}
    may = {action.name for action in DECIDES.values() if not brought.why_not(visit.person, row, action, **said)}
    may |= {one.name for one in (_A.WITHDRAW, _A.BRING_AGAIN) if brought.is_turn_of(visit.person, row, one)}
    return project_page(
        request,
        visit,
        "ingress_one",
        row=row,
        files=list(row.files.all()),
        says=INGRESS.says[brought.ingress_of(row).state],
        may=may,
        own_data=[("", "Choose"), *((one, one) for one in visit.project.own_data)],
        given={"agreed_as": "", "reason": "", **given},
        is_working=is_any_alive(),
        errors=errors,
    )


DECIDES = {"let-in": _A.LET_IN, "return": _A.RETURN, "refuse": _A.REFUSE}


def _deciding(name: str) -> Any:
    action = DECIDES[name]

    @for_project(ProjectDoor.LOOK_AFTER, methods=("POST",))
    def decided(request: HttpRequest, visit: ProjectVisit, ingress: Any) -> HttpResponseBase:
        """Let it in, return it, or refuse it."""
        row = _found(visit, ingress)
        reason, agreed_as = text(request, "reason")[:2_000], line(request, "agreed_as")
        errors: dict[str, str] = {}
        if agreed_as and agreed_as not in visit.project.own_data:
            errors["agreed_as"] = "Choose one of the data that the application speaks of"
        said = {"reason": reason, "agreed_as": agreed_as}
        why = brought.why_not(visit.person, row, action, **said)
        if why and not brought.why_not(visit.person, row, action, reason="said", agreed_as="said"):
            errors["agreed_as" if action is _A.LET_IN and not agreed_as and row.kind == "data" else "reason"] = (
                sentence(why)
            )
        if errors:
            return _page(request, visit, row, errors, **said)
        brought.act(visit.person, row, action, said, seen=form_revision(request))
        return HttpResponseRedirect(reverse("project-ingress-one", args=[visit.project.key, row.key]))

    return decided


DECIDING = {name: _deciding(name) for name in DECIDES}


@for_project(ProjectDoor.USE, methods=("POST",))
def withdraw(request: HttpRequest, visit: ProjectVisit, ingress: Any) -> HttpResponseBase:
    """Whoever brought it takes it back."""
    row = _found(visit, ingress)
    brought.withdraw(visit.person, row, form_revision(request))
    return HttpResponseRedirect(reverse("project-ingress", args=[visit.project.key]))
