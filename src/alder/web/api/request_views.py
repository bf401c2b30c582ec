"""Requests for tables, for programs that act as people: looked at before asking, asked, seen, moved, and their tables.

Whoever asked sees what the page of their request shows them; statisticians see what their desk shows. What moves a
request is a line of the table of its process, and so is what each call says of what can be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from alder.governance import Denied
from alder.governance.table_request import (
    MOVES,
    RequestAction,
    RequestRole,
    RequestState,
)
from alder.measures import measures
from alder.web.accounts.tokens import TokenProcess
from alder.web.api.actions import Need, action_named, needs_json
from alder.web.api.governed import (
    Sent,
    check_version,
    chosen,
    governed,
    on_its_page,
    once,
    page_of,
    parameters,
    version_mark,
    version_seen,
    versioned,
)
from alder.web.error_replies import as_json
from alder.web.table_requests import public_views
from alder.web.table_requests.answerers import answered_by, answers_some
from alder.web.table_requests.answering import try_request
from alder.web.table_requests.asking import look, take_near, try_answer
from alder.web.table_requests.desk_views import near_of, query_to_try
from alder.web.table_requests.history import history_of
from alder.web.table_requests.models import AnswerKind, AnswerState, Preview, PreviewState, RequestRecord
from alder.web.table_requests.own_views import MOST_NARROWINGS, number_in, own_preview, query_chosen
from alder.web.table_requests.permissions import OF_BOTH, OF_STAFF, SEE, all_that_can_be_said, is_asker
from alder.web.table_requests.process import MOST_WORDS, RequestActor, act, ask, check, cost_in, open_requests, why_none
from alder.web.table_requests.queries import (
    MOST_BREAKDOWNS,
    breakdown_choices,
    category_choices,
    held_years,
    in_words,
    measure_choices,
    query_of,
    scope_choices,
    stored_in_words,
)
from alder.web.trail.events import count_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

REQUESTS = TokenProcess.REQUESTS


@governed(REQUESTS, "GET", "POST")
def requests(request: HttpRequest, person: Person) -> HttpResponseBase:
    """One's own, or the desk's; and a new one."""
    if request.method == "POST":
        return once(request, person, lambda: _ask(request, person))
    asked = parameters(request, "of", "state", "page", "pageSize")
    of = chosen(asked, "of", ("yours", "desk"))
    state = chosen(asked, "state", RequestState)
    if of == "desk":
        if not answers_some(person):
            raise Denied(f"The desk is for people who are {RequestRole.STATISTICIAN}.")
        found = RequestRecord.objects.filter(state=state).order_by("-id") if state else open_requests()
        found = found.filter(answered_by(person)).select_related("asker", "taken_by")
    else:
        found = RequestRecord.objects.filter(asker=person).order_by("-id")
        found = found.filter(state=state) if state else found
    return page_of(asked, found, lambda row: _listed(request, row, person))


def _listed(request: HttpRequest, row: RequestRecord, person: Person) -> dict[str, Any]:
    is_own = is_asker(person, row)
    page = reverse("your-request" if is_own else "requests-desk-one", args=[row.key])
    return {
        "id": str(row.key),
        "number": row.pk,
        "title": row.title,
        "state": row.state,
        "isYours": is_own,
        "asked": row.asked.isoformat(),
        "changed": row.changed.isoformat(),
        "due": row.due.isoformat() if row.due else None,
        "answered": row.answered.isoformat() if row.answered else None,
        "page": request.build_absolute_uri(page),
    }


def _ask(request: HttpRequest, person: Person) -> HttpResponse:
    """By a preview that was looked at, or in words."""
    sent = Sent(request, "preview", "title", "words", "wordsArePublic")
    is_public = sent.truth("wordsArePublic", True)
    words = sent.text("words", most=MOST_WORDS)
    if "preview" in sent:
        preview = own_preview(person, number_in(sent.line("preview")))
        if "title" in sent:
            sent.wrong("title", "A table that was looked at has its title from what it counts.")
        if preview.state != PreviewState.DONE:
            sent.wrong("preview", "Wait until you can see what would be hidden.")
        sent.settled()
        row = ask(
            RequestActor.of(person),
            query=preview.query,
            title=in_words(query_of(preview.query)),
            policy=preview.policy,
            words=words,
            words_are_public=is_public,
            shown=True,
        )
    else:
        title = sent.line("title", "Give a title, such as Starts of adults by college.", most=200)
        if not words:
            sent.wrong("words", "Say what is to be counted, of whom, split by what and for which years.")
        sent.settled()
        row = ask(RequestActor.of(person), query=None, title=title, words=words, words_are_public=is_public)
    transaction.on_commit(lambda: try_request.enqueue(row.pk))
    return versioned(_whole(request, row, person), status=201)


# Before asking


@governed(REQUESTS, "GET")
def options(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What can be chosen: measures; of one of them what it is split by and narrowed to, and the years that are held."""
    asked = parameters(request, "measure")
    measure = chosen(asked, "measure", (one.name for one in measures))
    found: dict[str, Any] = {"years": list(held_years(measure)), "policy": settings.ALDER_TABLE_POLICY}
    if not measure:
        return as_json({**found, "measures": [{"id": name, "title": title} for name, title in measure_choices()]})
    categories = [
        {"title": title, "options": [{"id": id, "title": words} for id, words in options]}
        for title, options in category_choices(measure)
    ]
    shown = {
        "measure": measure,
        "title": measures[measure].title,
        "by": [{"id": name, "title": title} for name, title in breakdown_choices(measure)],
        "only": categories,
        "scopes": [{"id": name, "title": title} for name, title in scope_choices(measure)],
        "mostBreakdowns": MOST_BREAKDOWNS,
        "mostNarrowings": MOST_NARROWINGS,
    }
    return as_json({**found, **shown})


@governed(REQUESTS, "POST")
def previews(request: HttpRequest, person: Person) -> HttpResponseBase:
    """See what would be counted and hidden. It counts in the budget of who asks, as on the page."""
    return once(request, person, lambda: _look(request, person))


def _look(request: HttpRequest, person: Person) -> HttpResponse:
    sent = Sent(request, "measure", "by", "only", "years", "scope", "ukprn")
    measure = sent.line("measure", "Say what is counted: options has the measures.", most=100)
    if measure and measure not in measures:
        sent.wrong("measure", "There is no such measure: options has them.")
    picked = {
        "measure": measure,
        "by": sent.texts("by", MOST_BREAKDOWNS),
        "only": sent.texts("only", MOST_NARROWINGS),
        "year": sent.texts("years"),
        "scope": sent.line("scope", most=100),
        "ukprn": sent.line("ukprn", most=20),
    }
    sent.settled()
    errors: dict[str, str] = {}
    query = query_chosen(picked, errors)
    for name, message in errors.items():
        sent.wrong("years" if name == "year" else name, message)
    sent.settled()
    return as_json(_preview(request, look(person, query, settings.ALDER_TABLE_POLICY)), 202)


@governed(REQUESTS, "GET")
def preview(request: HttpRequest, person: Person, preview: UUID) -> HttpResponseBase:
    """How far it is, and then how much would be hidden, in bands, with the nearest tables where that is much."""
    parameters(request)
    return as_json(_preview(request, own_preview(person, preview)))


@governed(REQUESTS, "POST")
def near(request: HttpRequest, person: Person, preview: UUID, n: int) -> HttpResponseBase:
    """One of the nearest tables in its place. It was judged already, so it costs nothing more."""

    def take() -> HttpResponse:
        Sent(request).settled()
        made = take_near(own_preview(person, preview), n)
        if made is None:
            raise Http404
        return as_json(_preview(request, made), 201)

    return once(request, person, take)


_BANDS = {
    "few": "Little of it would be hidden.",
    "some": "Some of it would be hidden.",
    "many": "Much of it would be hidden, or it may not be out beside other tables.",
    "untold": "It has too few figures to tell how much would be hidden.",
}


def _preview(request: HttpRequest, found: Preview) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": str(found.pk),
        "state": found.state,
        "step": found.step,
        "title": stored_in_words(found.query),
        "query": found.query,
        "page": request.build_absolute_uri(reverse("request-preview", args=[found.pk])),
    }
    if found.state == PreviewState.FAILED:
        shown["why"] = ". ".join(filter(None, (found.found.get("why"), found.found.get("next"))))
    if found.state == PreviewState.DONE:
        band = str(found.found["band"])
        shown["about"] = found.found.get("about", {})
        shown["hidden"] = {"band": band, "says": _BANDS[band]}
        shown["nearest"] = [
            {"n": n, "title": one["title"], "words": one["words"], "band": one["band"]}
            for n, one in enumerate(found.found.get("nearest", []))
        ]
    return shown


# One request


@governed(REQUESTS, "GET")
def one(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    """A request with its tables and its history, as its asker or its statisticians may see it."""
    parameters(request)
    return versioned(_whole(request, _found(person, key), person))


_MOST_TRIALS = 3
"""Trials whose nearest tables a refusal can name, as on its page: the last ones."""


def _found(person: Person, key: UUID) -> RequestRecord:
    found: RequestRecord = OF_BOTH.look_up(person, key, SEE)[0]
    return found


def version_of(row: RequestRecord) -> str:
    """Another one with each event."""
    return version_mark(f"request {row.pk}", count_of(f"request {row.pk}"))


def _whole(request: HttpRequest, row: RequestRecord, person: Person) -> dict[str, Any]:
    is_own = is_asker(person, row)
    answers = row.answers.all()
    if is_own:  # what is said with a table made by hand is said once that is released
        answers = answers.exclude(state=AnswerState.FAILED).exclude(kind=AnswerKind.BY_HAND, state=AnswerState.BEGUN)
    shown = {
        **_listed(request, row, person),
        "version": version_of(row),
        "query": row.query,
        "policy": row.policy,
        "words": row.words,
        "wordsArePublic": row.words_are_public,
        "needsPerson": row.needs_person,
        "step": row.step,
        "said": row.reason,
        "nearest": row.nearest or None,
        "answers": [_table(request, row, one) for one in answers],
        "history": [
            {"at": one.when.isoformat(), "what": one.what, "who": one.who, "said": one.said}
            for one in history_of(row, for_asker=is_own)
        ],
        "actions": [action for action in _actions(request, row, person) if action["may"]],
    }
    if not is_own:
        shown["asker"] = row.asker.name if row.asker else row.asked_by
        shown["takenBy"] = row.taken_by.name if row.taken_by else row.taken_actor
        done = row.trials.filter(state=PreviewState.DONE).order_by("-when")[:_MOST_TRIALS]
        shown["trials"] = [_trial(one) for one in done]
    return shown


def _table(request: HttpRequest, row: RequestRecord, one: Any) -> dict[str, Any]:
    return {
        "n": one.n,
        "kind": one.kind,
        "state": one.state,
        "title": one.title,
        "said": one.said,
        "made": one.ready.isoformat() if one.ready else None,
        "query": one.query or None,
        "output": one.output_id,
        "about": one.facts,
        "files": [
            {
                "name": file["name"],
                "title": file["title"],
                "bytes": file["bytes"],
                "sha256": file["sha256"],
                "address": request.build_absolute_uri(f"{_base(request)}/{row.key}/answers/{one.n}/{file['name']}"),
            }
            for file in one.files
        ],
    }


def _base(request: HttpRequest) -> str:
    """Where requests are under the prefix by which they were asked for."""
    path = request.path
    return path[: path.index("/requests") + len("/requests")]


@governed(REQUESTS, "GET")
def answer_file(request: HttpRequest, person: Person, key: UUID, n: int, name: str) -> HttpResponseBase:
    """A file of a table that answered it: CSV, Parquet, a workbook. It is the one that everybody can have."""
    parameters(request)
    reply = public_views.file(request, _found(person, key).pk, n, name)
    del reply["Access-Control-Allow-Origin"]
    return reply


# Tables that could answer it


@governed(REQUESTS, "POST")
def trials(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    """A statistician tries a table: what it would hide, whether it may be out, and what it would be in the way of."""
    row = _at_desk(person, key)
    check(row, RequestActor.of(person), RequestAction.COUNT, **all_that_can_be_said())
    return once(request, person, lambda: _try(request, person, row))


def _at_desk(person: Person, key: UUID) -> RequestRecord:
    found: RequestRecord = OF_STAFF.look_up(person, key, SEE)[0]
    return found


_OF_PAGE = {"as_of": "asOf", "research_copy": "researchCopy"}
"""Fields whose names on the page are not those of a call."""


def _try(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponse:
    sent = Sent(request, "measure", "by", "where", "years", "scope", "asOf", "researchCopy", "set", "policy")
    given = {name: sent.line(name) for name in ("measure", "where", "scope", "policy")}
    given |= {"by": ",".join(sent.texts("by")), "years": ",".join(sent.texts("years")), "as_of": sent.line("asOf")}
    given["research_copy"] = "yes" if sent.truth("researchCopy", False) else ""
    given["policy"] = given["policy"] or row.policy
    given["set"] = "; ".join(f"{name}={value}" for name, value in sent.mapping("set").items())
    sent.settled()
    errors: dict[str, str] = {}
    query = query_to_try(person, given, errors)
    for name, message in errors.items():
        sent.wrong(_OF_PAGE.get(name, name), message)
    sent.settled()
    if query is None:
        raise Http404
    return as_json(_trial(try_answer(person, row, query, given["policy"])), 202)


@governed(REQUESTS, "GET")
def trial(request: HttpRequest, person: Person, key: UUID, trial: UUID) -> HttpResponseBase:
    """How far it is, and then what was found, in numbers."""
    parameters(request)
    found = _at_desk(person, key).trials.filter(pk=trial).first()
    if found is None:
        raise Http404
    return as_json(_trial(found))


def _trial(one: Preview) -> dict[str, Any]:
    shown = {
        "id": str(one.pk),
        "state": one.state,
        "step": one.step,
        "title": stored_in_words(one.query),
        "query": one.query,
        "policy": one.policy,
        "found": one.found,
    }
    if one.state == PreviewState.FAILED:
        shown |= {"why": ". ".join(filter(None, (one.found.get("why"), one.found.get("next")))), "found": {}}
    return shown


# What can be done


@dataclass(frozen=True)
class RequestDoing:
    """How a person does an action by a call: what has to be said, and what then happens."""

    needs: tuple[Need, ...] = ()
    page: str = ""
    """The name of the page on which alone it is done."""
    why: str = ""
    """Why it is not done here."""


_WORDS = Need("reason", "text", "In words that whoever reads it understands", most=MOST_WORDS)
_SECOND_FACTOR = "Making a table asks for your second factor. A token cannot show one."
_COST = Need("cost", "text", "In pounds, such as 120 or 120.50", most=20)
_NEAREST = Need(
    "nearest",
    "text",
    "The nearest table that can be had, as TRIAL:NUMBER of a trial of this request; or none",
)
DOING: dict[RequestAction, RequestDoing] = {
    RequestAction.ASK: RequestDoing(why="A request is asked once, when it is made."),
    RequestAction.TAKE: RequestDoing(),
    RequestAction.PUT_BACK: RequestDoing(),
    RequestAction.QUESTION: RequestDoing((_WORDS,)),
    RequestAction.REPLY: RequestDoing((_WORDS,)),
    RequestAction.QUOTE: RequestDoing((_COST, _WORDS)),
    RequestAction.AGREE: RequestDoing(),
    RequestAction.DECLINE: RequestDoing(),
    RequestAction.COUNT: RequestDoing(page="requests-desk-try", why=_SECOND_FACTOR),
    RequestAction.ANSWER: RequestDoing(why="The site answers it once its table is counted."),
    RequestAction.HAND_IN: RequestDoing(
        page="requests-desk-by-hand", why="A table by hand is begun on the page of its request, as an output."
    ),
    RequestAction.REFUSE: RequestDoing((_WORDS, _NEAREST)),
    RequestAction.RERUN: RequestDoing(page="requests-desk-rerun", why=_SECOND_FACTOR),
    RequestAction.WITHDRAW: RequestDoing(),
}
"""Every action of the process that people do. One that is not here, or here and not there, fails a test."""
PEOPLES = tuple(
    action
    for action in RequestAction
    if any(move.action is action and move.roles != {RequestRole.SYSTEM} for move in MOVES)
)


@governed(REQUESTS, "GET")
def actions(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    """Everything that people do to a request: whether this person may now, why not, and what it needs."""
    parameters(request)
    row = _found(person, key)
    return versioned({"version": version_of(row), "actions": _actions(request, row, person)})


def _actions(request: HttpRequest, row: RequestRecord, person: Person) -> list[dict[str, Any]]:
    """As the table of the process has them, for this person and the request as it is."""
    why = why_none(row, RequestActor.of(person), all_that_can_be_said())
    found = []
    for action in PEOPLES:
        doing = DOING[action]
        lines = [move for move in MOVES if move.action is action]
        shown = needs_json(action, lines, doing.needs)
        why_not = why[action.name] or ("" if doing.page else doing.why)
        shown |= {"may": not why_not, "whyNot": why_not}
        if doing.page:
            shown["onlyOnPage"] = request.build_absolute_uri(reverse(doing.page, args=[row.key]))
        found.append(shown)
    return found


@governed(REQUESTS, "POST")
def take_action(request: HttpRequest, person: Person, key: UUID, action: str) -> HttpResponseBase:
    """Do one of them."""
    row = _found(person, key)
    found = action_named(RequestAction, action)
    check(row, RequestActor.of(person), found, **all_that_can_be_said())
    doing = DOING[found]
    if doing.page:
        where = request.build_absolute_uri(reverse(doing.page, args=[row.key]))
        raise on_its_page(doing.why, where)
    if doing.why:
        raise Denied(doing.why)
    version_seen(request)

    def do() -> HttpResponse:
        said = _SAYS.get(found, _nothing)(request, row)
        with transaction.atomic():
            locked = RequestRecord.objects.select_for_update().get(pk=row.pk)
            check_version(request, version_of(locked))
            after = act(locked, RequestActor.of(person), found, **said)
        return versioned(_whole(request, after, person))

    return once(request, person, do)


def _nothing(request: HttpRequest, row: RequestRecord) -> dict[str, Any]:
    Sent(request).settled()
    return {}


def _reason(request: HttpRequest, row: RequestRecord) -> dict[str, Any]:
    sent = Sent(request, "reason")
    reason = sent.text("reason", "Say it in words.", MOST_WORDS)
    sent.settled()
    return {"reason": reason}


def _cost(request: HttpRequest, row: RequestRecord) -> dict[str, Any]:
    sent = Sent(request, "cost", "reason")
    cost = cost_in(sent.line("cost", most=20))
    reason = sent.text("reason", "Say what the cost is for.", MOST_WORDS)
    if not cost:
        sent.wrong("cost", "Enter the cost in pounds, such as 120 or 120.50.")
    sent.settled()
    return {"reason": reason, "cost": cost, "fees": bool(settings.ALDER_REQUEST_FEES)}


def _refusal(request: HttpRequest, row: RequestRecord) -> dict[str, Any]:
    sent = Sent(request, "reason", "nearest")
    reason = sent.text("reason", "Say why: whoever asked will read it.", MOST_WORDS)
    which = sent.line("nearest", "Name the nearest table that can be had, or say none.", 200)
    found = near_of(row, which) if which and which != "none" else None
    if which and which != "none" and found is None:
        sent.wrong("nearest", "There is no such table among the trials of this request. Name one, or say none.")
    sent.settled()
    return {"reason": reason, "nearest": {"query": found, "title": in_words(query_of(found))} if found else {}}


_SAYS: dict[RequestAction, Callable[[HttpRequest, RequestRecord], dict[str, Any]]] = {
    RequestAction.QUESTION: _reason,
    RequestAction.REPLY: _reason,
    RequestAction.QUOTE: _cost,
    RequestAction.REFUSE: _refusal,
}
