"""The desk of those who answer requests: what waits, one request with all that is known of it, what is done to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.disclosure import POLICIES
from alder.errors import AlderError
from alder.governance import Denied, Role
from alder.governance.table_request import OPEN, SERVICE_OWNED, RequestAction, RequestState
from alder.look.words import sentence
from alder.measures import Query
from alder.measures.query import query_object
from alder.web.accounts.notices import mark_read
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.rights import REQUESTS
from alder.web.accounts.sessions import for_roles
from alder.web.accounts.step_up import step_up
from alder.web.forms import day_typed, line, text
from alder.web.frame import query as address_query
from alder.web.result_lists import Paged
from alder.web.table_requests.answerers import answered_by, answers_all, answers_query, answers_some
from alder.web.table_requests.answering import count_answer, have_counted, have_counted_again, keep_words
from alder.web.table_requests.asking import try_answer
from alder.web.table_requests.history import history_of
from alder.web.table_requests.models import PlannedTable, Preview, PreviewState, RequestRecord
from alder.web.table_requests.own_views import HERE, number_in
from alder.web.table_requests.permissions import SEE, all_that_can_be_said, for_staff
from alder.web.table_requests.process import (
    RequestActor,
    act,
    cost_in,
    open_requests,
    silent_until,
    times,
    why_none,
    wrong_with,
)
from alder.web.table_requests.queries import differences, in_words, query_of, rows_of, stored_in_words
from alder.web.table_requests.tables_by_hand import begin_by_hand, under_way
from alder.web.trail.events import record
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

AT = "requests-desk"
_VIEWS = {"": "All that wait", "mine": "Yours", "new": "Nobody's yet", "asker": "Waiting for whoever asked"}


@for_roles(Role.STATISTICIAN, anywhere=True)
def queue(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What waits for them, the oldest promise first; and how long answers took."""
    if not answers_some(person):
        raise Denied("This page is for people who answer requests for tables.")
    theirs = answered_by(person)
    which = request.GET.get("show", "")
    which = which if which in _VIEWS else ""
    found = open_requests().filter(theirs)
    if which == "mine":
        found = found.filter(taken_by=person)
    elif which == "new":
        found = found.filter(state=RequestState.ASKED)
    elif which == "asker":
        found = found.exclude(state__in=SERVICE_OWNED)
    paged: Paged[RequestRecord] = Paged(
        found.select_related("asker", "taken_by"),
        request.GET.get("page"),
        lambda number: reverse("requests-desk") + address_query(("show", which), ("page", number)),
        total=found.count(),
    )
    today = wall_clock.today()
    late = RequestRecord.objects.filter(theirs, state__in=OPEN, due__lt=today).count()
    views = [(key, words, reverse("requests-desk") + address_query(("show", key))) for key, words in _VIEWS.items()]
    return page_for(
        request,
        person,
        f"{HERE}queue.html.j2",
        at=AT,
        paged=paged,
        which=which,
        views=views,
        times=times(),
        today=today,
        late=late,
        may_plan=answers_all(person),
        promise=settings.ALDER_REQUEST_DAYS,
    )


@for_staff(SEE, methods=("GET",))
def one(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """A request with all that is known of it, and what can be done."""
    mark_read(person, address=request.path)
    return desk_page(request, person, row, "desk_one", errors={})


@for_staff(RequestAction.HAND_IN)
def by_hand(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """A table that no query says is made by hand: an output is begun, and the desk takes it from there."""
    if (made := under_way(row)) is not None and made.output is not None:
        return HttpResponseRedirect(reverse("output", args=[made.output.key]))
    words = text(request, "reason")
    errors: dict[str, str] = {}
    if request.method == "POST":
        if wrong := wrong_with(words):
            errors["reason"] = wrong
        else:
            wrong_words: dict[str, str] = {}
            with beside_fields(wrong_words):
                hides = request.POST.get("hide_words") == "yes"
                output = begin_by_hand(row, person, said=words, hides_words=hides)
                return HttpResponseRedirect(reverse("output", args=[output.key]))
            errors["reason"] = " ".join(wrong_words.values())
    return desk_page(request, person, row, "by_hand", errors=errors, reason=words)


def desk_page(
    request: HttpRequest, person: Person, row: RequestRecord, template: str, *, errors: dict[str, str], **shown: Any
) -> HttpResponse:
    why = why_none(row, RequestActor.of(person), all_that_can_be_said())
    trials = list(row.trials.select_related("person").order_by("-when")[:5])
    return page_for(
        request,
        person,
        f"{HERE}{template}.html.j2",
        at=AT,
        row=row,
        rows=rows_of(row.query) if row.query else [],
        why=why,
        may={name: not said for name, said in why.items()},
        made=list(row.answers.select_related("by", "output")),
        by_hand=under_way(row),
        trials=[(trial, stored_in_words(trial.query)) for trial in trials],
        waits=any(trial.state == PreviewState.WAITING for trial in trials) or row.state == RequestState.COUNTED,
        is_working=is_any_alive(),
        is_ours=row.state in SERVICE_OWNED,
        silent_until=silent_until(row),
        history=history_of(row, for_asker=False),
        differences=differences,
        in_title=stored_in_words,
        errors=errors,
        **shown,
    )


def _to(row: RequestRecord, part: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("requests-desk-one", args=[row.key]) + part)


@for_staff(RequestAction.TAKE, methods=("POST",))
def take(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """A statistician takes a request up, or takes it over."""
    return _to(act(row, RequestActor.of(person), RequestAction.TAKE))


@for_staff(RequestAction.PUT_BACK, methods=("POST",))
def put_back(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """Somebody else is to work on it."""
    return _to(act(row, RequestActor.of(person), RequestAction.PUT_BACK))


def _said(request: HttpRequest, missing: str) -> tuple[str, dict[str, str]]:
    """What was written for whoever asked, and what is wrong with it."""
    words = text(request, "reason")
    if request.method != "POST":
        return words, {}
    wrong = wrong_with(words) if words else missing
    return words, {"reason": wrong} if wrong else {}


@for_staff(RequestAction.QUESTION)
def question(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """Something is unclear, so that its asker has the turn."""
    words, errors = _said(request, "Enter your question")
    if request.method == "POST" and not errors:
        return _to(act(row, RequestActor.of(person), RequestAction.QUESTION, reason=words))
    return desk_page(request, person, row, "question", errors=errors, reason=words)


@for_staff(RequestAction.QUOTE)
def quote(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """What it costs, where fees are asked."""
    words, errors = _said(request, "Say what the cost is for")
    given, fees = line(request, "cost"), settings.ALDER_REQUEST_FEES
    if request.method == "POST":
        cost = cost_in(given)
        if not cost:
            errors = {"cost": "Enter the cost in pounds, such as 120 or 120.50", **errors}
        if not errors:
            said = {"reason": words, "cost": cost, "fees": bool(fees)}
            return _to(act(row, RequestActor.of(person), RequestAction.QUOTE, **said))
    return desk_page(request, person, row, "quote", errors=errors, reason=words, cost=given, fees=fees)


_ASKED = ("measure", "by", "where", "years", "scope", "as_of", "research_copy", "set", "policy")


@for_staff(RequestAction.COUNT)
def try_one(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """A query is tried: what it would hide, whether it may be out, and what it would be in the way of."""
    given = {name: request.POST.get(name, "").strip() for name in _ASKED}
    errors: dict[str, str] = {}
    if request.method == "GET":
        given = as_fields(row.query or {}) | {"policy": row.policy}
        if (near := request.GET.get("near")) and (found := near_of(row, near)) is not None:
            given = as_fields(found) | {"policy": row.policy}
    else:
        query = query_to_try(person, given, errors)
        if query is not None:
            try_answer(person, row, query, given["policy"])
            return _to(row, "#trials")
    return desk_page(
        request, person, row, "try", errors=errors, given=given, policies=[(n, p.label) for n, p in POLICIES.items()]
    )


def as_fields(query: Mapping[str, Any]) -> dict[str, str]:
    """A query as the fields of the form have it, in the words of `alder table`."""
    found = {name: str(query.get(name, "")) for name in ("measure", "where", "years", "scope", "as_of")}
    found["by"] = ",".join(query.get("by", ()))
    found["research_copy"] = "yes" if query.get("research_copy") else ""
    found["set"] = "; ".join(
        f"{n}={','.join(map(str, v)) if isinstance(v, list) else v}" for n, v in query.get("set", {}).items()
    )
    return found


def query_to_try(person: Person, given: Mapping[str, str], errors: dict[str, str]) -> Query | None:
    """The query in the fields, if somebody may answer with it."""
    query = _read(given, errors)
    if query is not None and not answers_query(person, query_object(query)):
        errors["measure"] = "You answer requests about other sources than the one that it counts from"
        return None
    return query


def _read(given: Mapping[str, str], errors: dict[str, str]) -> Query | None:
    """The query in the fields; what is wrong with it is said beside the field that it is about, as far as that is
    known.
    """
    if given["policy"] not in POLICIES:
        errors["policy"] = "Choose a policy from the list"
    needed = {"measure": "Enter a measure", "years": "Enter a year, such as 2020/21"}
    errors |= {name: missing for name, missing in needed.items() if not given[name]}
    if errors:
        return None
    set_here = dict(part.split("=", 1) for part in (p.strip() for p in given["set"].split(";")) if "=" in part)
    try:
        return Query.ask(
            given["measure"],
            by=given["by"],
            years=given["years"],
            where=given["where"],
            scope=given["scope"] or None,
            return_number=given["as_of"] or None,
            parameters={name.strip(): value.strip() for name, value in set_here.items()},
            research_copy=True if given.get("research_copy") == "yes" else None,
        )
    except AlderError as error:
        about = {"filter": "where", "characteristic": "by", "research copy": "research_copy"}
        errors[next((field for word, field in about.items() if word in error.what), "measure")] = sentence(error.what)
        return None


def _trial(row: RequestRecord, id: str) -> Preview | None:
    """A trial of this request that is done, and could answer it."""
    found = row.trials.filter(pk=number_in(id), state=PreviewState.DONE).first()
    return found if found is not None and not found.found.get("refused") else None


def near_of(row: RequestRecord, which: str) -> dict[str, Any] | None:
    """One of the tables that were found near to a trial: its number and the trial's."""
    id, _, n = which.partition(":")
    trial = row.trials.filter(pk=number_in(id), state=PreviewState.DONE).first()
    near = trial.found.get("nearest", []) if trial is not None else []
    return near[int(n)]["query"] if n.isascii() and n.isdigit() and int(n) < len(near) else None


@for_staff(RequestAction.COUNT)
@step_up
def answer(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """The table that was tried answers the request, with what is said to whoever asked."""
    trial = _trial(row, request.POST.get("trial") or request.GET.get("trial", ""))
    if trial is None:
        return _to(row, "#trials")
    words = text(request, "reason")
    errors: dict[str, str] = {}
    if request.method == "POST":
        if wrong := wrong_with(words):
            errors["reason"] = wrong
        else:
            if request.POST.get("hide_words") == "yes":
                row = keep_words(row)
            begun = have_counted(row, RequestActor.of(person), trial.query, trial.policy, words)
            count_answer.enqueue(begun.pk)
            return _to(row)
    changed = differences(row.query, trial.query) if row.query else []
    return desk_page(
        request,
        person,
        row,
        "answer",
        errors=errors,
        trial=trial,
        trial_title=stored_in_words(trial.query),
        reason=words,
        changed=changed,
    )


@for_staff(RequestAction.REFUSE)
def refuse(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """It cannot be had: why, and the nearest table that can, or that there is none."""
    words, errors = _said(request, "Say why: whoever asked will read it")
    options = [
        (f"{trial.pk}:{n}", near["title"], f"It would hide {near.get('share', '')} of its figures.")
        for trial in row.trials.filter(state=PreviewState.DONE).order_by("-when")[:3]
        for n, near in enumerate(trial.found.get("nearest", []))
    ]
    chosen = request.POST.get("nearest", "")
    if request.method == "POST":
        found = near_of(row, chosen)
        if found is None and chosen != "none":
            errors["nearest"] = "Choose the nearest table that can be had, or say that there is none"
        if not errors:
            nearest = {"query": found, "title": in_words(query_of(found))} if found else {}
            return _to(act(row, RequestActor.of(person), RequestAction.REFUSE, reason=words, nearest=nearest))
    return desk_page(request, person, row, "refuse", errors=errors, reason=words, options=options, chosen=chosen)


@for_staff(RequestAction.RERUN)
@step_up
def rerun(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """The same question on the returns that are held now."""
    words = text(request, "reason")
    errors: dict[str, str] = {}
    if request.method == "POST":
        if wrong := wrong_with(words):
            errors["reason"] = wrong
        else:
            begun = have_counted_again(row, RequestActor.of(person), words)
            count_answer.enqueue(begun.pk)
            return _to(row)
    return desk_page(request, person, row, "rerun", errors=errors, reason=words)


# What is planned


@for_roles(Role.STATISTICIAN, scope=REQUESTS, methods=("GET", "POST"))
def plan(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The tables that are to be published, in whose way no answer may stand."""
    from django.db import transaction

    given = {name: request.POST.get(name, "").strip() for name in (*_ASKED, "title", "expected")}
    given["policy"] = given["policy"] or settings.ALDER_TABLE_POLICY
    errors: dict[str, str] = {}
    if request.method == "POST" and (gone := request.POST.get("remove", "")):
        planned = PlannedTable.objects.filter(pk=gone).first() if gone.isascii() and gone.isdigit() else None
        if planned is None:
            raise Http404
        with transaction.atomic():
            said = {"title": planned.title, "query": planned.query}
            record(str(person.pk), "statistician", f"planned table {planned.pk}", "REMOVE", said=said)
            planned.delete()
        return HttpResponseRedirect(reverse("requests-plan"))
    if request.method == "POST":
        day = _day(given["expected"], errors)
        if not given["title"]:
            errors["title"] = "Enter what it is called, such as Starts by level, 2020/21"
        elif len(given["title"]) > 300:
            errors["title"] = "A title has at most 300 letters"
        query = _read(given, errors) if not errors else None
        if query is not None:
            with transaction.atomic():
                made = PlannedTable.objects.create(
                    title=given["title"],
                    query=query_object(query),
                    policy=given["policy"],
                    expected=day,
                    by_actor=str(person.pk),
                )
                said = {"title": made.title, "query": made.query}
                record(str(person.pk), "statistician", f"planned table {made.pk}", "PLAN", said=said)
            return HttpResponseRedirect(reverse("requests-plan"))
    return page_for(
        request,
        person,
        f"{HERE}plan.html.j2",
        at=AT,
        planned=[(one, stored_in_words(one.query)) for one in PlannedTable.objects.all()],
        given=given,
        errors=errors,
        policies=[(n, p.label) for n, p in POLICIES.items()],
    )


def _day(text: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(day_typed(text))
    except ValueError:
        errors["expected"] = "Write the day in numbers, for example 26 3 2027, or leave it blank"
        return None
