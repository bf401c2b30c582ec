"""Asking for a table: choosing or saying it, seeing what would be hidden, asking; and one's own requests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.errors import AlderError, WrongEntry
from alder.governance.table_request import SERVICE_OWNED, SILENT_DAYS, RequestAction, RequestState
from alder.look.words import sentence
from alder.measures import measures
from alder.measures.cohorts import deliveries
from alder.publishing.releases import VersionState
from alder.web.accounts.notices import mark_read
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import for_people
from alder.web.forms import line, text
from alder.web.frame import query as address_query
from alder.web.http import answers
from alder.web.publications.ledger import ledger_of_store
from alder.web.publications.models import DataSet
from alder.web.result_lists import Paged
from alder.web.table_requests.answering import try_request
from alder.web.table_requests.asking import look, look_at_named, take_near
from alder.web.table_requests.history import history_of
from alder.web.table_requests.models import AnswerState, Preview, PreviewState, RequestRecord
from alder.web.table_requests.permissions import SEE, all_that_can_be_said, for_own
from alder.web.table_requests.process import (
    MOST_WORDS,
    RequestActor,
    act,
    answers_budget,
    ask,
    asked_already,
    organisation_of,
    previews_budget,
    silent_until,
    why_none,
    wrong_with,
)
from alder.web.table_requests.queries import (
    MOST_BREAKDOWNS,
    MOST_YEARS,
    breakdown_choices,
    category_choices,
    chosen_query,
    held_years,
    in_words,
    query_of,
    rows_of,
    scope_choices,
    source_choices,
)
from alder.web.trail.events import record_denial
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

HERE = "alder.web.table_requests:templates/"
AT = "your-requests"
MOST_NARROWINGS = 3

_NOBODYS = UUID(int=0)


def number_in(text: str) -> UUID:
    """The number that a text is; of any other text one that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return _NOBODYS


@answers("GET", "POST")
@for_people
def choose(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The table is chosen: its measure first, then its breakdowns, whom it is narrowed to, and its years."""
    given = request.POST if request.method == "POST" else request.GET
    if request.method == "GET" and (like := request.GET.get("like", "")) and not request.GET.get("measure"):
        if begun := _like(like):
            return HttpResponseRedirect(f"{reverse('request-ask')}{begun}")
        return HttpResponseRedirect(reverse("request-words") + address_query(("like", like)))
    measure = given.get("measure", "")
    chosen: dict[str, Any] = {
        "measure": measure,
        "by": [one for one in given.getlist("by") if one][:MOST_BREAKDOWNS],
        "only": [one for one in given.getlist("only") if one][:MOST_NARROWINGS],
        "year": [one for one in given.getlist("year") if one],
        "scope": given.get("scope", ""),
        "ukprn": given.get("ukprn", "").strip(),
    }
    errors: dict[str, str] = {}
    if measure and measure not in measures:
        errors["measure"], chosen["measure"] = "Choose a measure from the list", ""
    elif not measure and (request.method == "POST" or "measure" in request.GET):
        errors["measure"] = "Choose what is counted"
    elif request.method == "POST":
        with beside_fields(errors):
            query = query_chosen(chosen, errors)
            if query is not None:
                made = look(person, query, settings.ALDER_TABLE_POLICY)
                return HttpResponseRedirect(reverse("request-preview", args=[made.pk]))
    return _choosing(request, person, chosen, errors)


def query_chosen(chosen: dict[str, Any], errors: dict[str, str]) -> Any:
    """The query that was chosen; None where something is wrong with it, which is said beside its field."""
    if not chosen["year"]:
        errors["year"] = "Choose at least one year"
    elif len(chosen["year"]) > MOST_YEARS:
        errors["year"] = f"Choose at most {MOST_YEARS} years"
    if chosen["ukprn"] and not (chosen["ukprn"].isascii() and chosen["ukprn"].isdigit() and len(chosen["ukprn"]) == 8):
        errors["ukprn"] = "A UKPRN has eight digits, such as 10000001"
    if errors:
        return None
    try:
        return chosen_query(
            chosen["measure"], chosen["by"], chosen["only"], chosen["year"], chosen["scope"], chosen["ukprn"]
        )
    except WrongEntry:
        raise
    except AlderError as error:
        errors["by"] = sentence(error.what)
        return None


def _choosing(request: HttpRequest, person: Person, chosen: dict[str, Any], errors: dict[str, str]) -> HttpResponse:
    measure = chosen["measure"]
    years = held_years(measure)
    return page_for(
        request,
        person,
        f"{HERE}ask.html.j2",
        at=AT,
        chosen=chosen,
        errors=errors,
        years=years,
        any_held=any(held_years(one.name) for one in measures),
        sources=[] if measure else source_choices(),
        extract=measures[measure].extract if measure else None,
        definition=measures[measure] if measure else None,
        breakdowns=breakdown_choices(measure) if measure else [],
        categories=category_choices(measure) if measure else [],
        scopes=scope_choices(measure) if measure else [],
        most_breakdowns=MOST_BREAKDOWNS,
        most_narrowings=MOST_NARROWINGS,
        budget=previews_budget(person),
        fees=settings.ALDER_REQUEST_FEES,
    )


def _like(data_set: str) -> str:
    """What a published table of ours counts, to begin with; nothing of a file from elsewhere."""
    found = _data_set(data_set)
    live = found.versions.filter(state=VersionState.PUBLISHED) if found is not None else None
    version = live.order_by("-published").first() if live is not None else None
    if version is None or not version.tables:
        return ""
    ledger = ledger_of_store("the site")
    if ledger.store.facts(version.tables[0]) is None:
        return ""
    kept = ledger.facts(version.tables[0]).query
    try:
        query = query_of({key: value for key, value in kept.items() if key in _OF_QUERY})
    except AlderError:
        return ""
    pairs = [("measure", query.measure), *(("by", name) for name in query.by)]
    pairs += [("year", year.label) for year in query.years]
    return address_query(*pairs)


_OF_QUERY = {"alder_query", "measure", "by", "years", "where", "scope", "as_of", "set", "research_copy"}


def _data_set(id: str) -> DataSet | None:
    """One that everybody can read."""
    return DataSet.objects.filter(pk=number_in(id), versions__state=VersionState.PUBLISHED).first()


@answers("GET", "POST")
@for_people
def in_own_words(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The table is asked for in words, which a statistician turns into a query."""
    errors: dict[str, str] = {}
    words, title = text(request, "words"), line(request, "title")
    is_public = request.POST.get("words_are_public", "yes" if request.method == "GET" else "") == "yes"
    if request.method == "GET" and (found := _data_set(request.GET.get("like", ""))) is not None:
        words = f"Like “{found.title}” (data set {found.pk}), but "
    if request.method == "POST":
        if not title:
            errors["title"] = "Enter a title, such as Starts of adults by college"
        elif len(title) > 200:
            errors["title"] = "A title has at most 200 letters"
        if not words:
            errors["words"] = "Say what is to be counted, of whom, split by what and for which years"
        elif wrong := wrong_with(words):
            errors["words"] = wrong
        if "title" not in errors and (wrong := wrong_with(title)):
            errors["title"] = wrong
        if not errors:
            with transaction.atomic():
                row = asked_already(person, query=None, title=title, words=words)
                if row is None:
                    row = ask(RequestActor.of(person), query=None, title=title, words=words, words_are_public=is_public)
                    transaction.on_commit(partial(try_request.enqueue, row.pk))
            return HttpResponseRedirect(reverse("your-request", args=[row.key]))
    return page_for(
        request,
        person,
        f"{HERE}words.html.j2",
        at=AT,
        given={"words": words, "title": title, "words_are_public": is_public},
        errors=errors,
        fees=settings.ALDER_REQUEST_FEES,
        most=MOST_WORDS,
    )


def own_preview(person: Person, id: UUID) -> Preview:
    """What somebody was shown; what was shown to others is not there."""
    found = Preview.objects.filter(pk=id, request=None).first()
    if found is None or found.person_id != person.pk:
        record_denial(person, f"preview {id}", "see a preview", "There is no such preview for them.")
        raise Http404
    return found


@answers("GET", "POST")
@for_people
def preview(request: HttpRequest, person: Person, preview: UUID) -> HttpResponseBase:
    """What would be counted, how good it is and how much would be hidden; and the button that asks for it."""
    found = own_preview(person, preview)
    words = text(request, "words")
    is_public = request.POST.get("words_are_public", "yes" if request.method == "GET" else "") == "yes"
    errors: dict[str, str] = {}
    if request.method == "POST":
        if found.state != PreviewState.DONE:
            errors["ask"] = "Wait until you can see what would be hidden"
        if wrong := wrong_with(words):
            errors["words"] = wrong
        if not errors:
            title = in_words(query_of(found.query))
            with transaction.atomic():
                row = asked_already(person, query=found.query, title=title)
                if row is None:
                    row = ask(
                        RequestActor.of(person),
                        query=found.query,
                        title=title,
                        policy=found.policy,
                        words=words,
                        words_are_public=is_public,
                        shown=True,
                    )
                    transaction.on_commit(partial(try_request.enqueue, row.pk))
            return HttpResponseRedirect(reverse("your-request", args=[row.key]))
    query = query_of(found.query)
    return page_for(
        request,
        person,
        f"{HERE}preview.html.j2",
        at=AT,
        preview=found,
        title=in_words(query),
        rows=rows_of(found.query),
        about=found.found.get("about"),
        deliveries_in_words=deliveries.said,
        again=_again(found),
        is_working=is_any_alive(),
        errors=errors,
        given={"words": words, "words_are_public": is_public},
        at_once=answers_budget(person, organisation_of(person)),
        days=settings.ALDER_REQUEST_DAYS,
        fees=settings.ALDER_REQUEST_FEES,
    )


def _again(preview: Preview) -> str:
    """The page on which the same was chosen, to choose otherwise."""
    query = query_of(preview.query)
    pairs = [("measure", query.measure), *(("by", name) for name in query.by)]
    pairs += [("year", year.label) for year in query.years]
    return f"{reverse('request-ask')}{address_query(*pairs)}"


@answers("POST")
@for_people
def near(request: HttpRequest, person: Person, preview: UUID, n: int) -> HttpResponseBase:
    """One of the nearest tables that were suggested is looked at in the place of the one that was chosen."""
    made = take_near(own_preview(person, preview), n)
    if made is None:
        raise Http404
    return HttpResponseRedirect(reverse("request-preview", args=[made.pk]))


@answers("GET")
@for_people
def your_requests(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All that somebody asked for, the newest first."""
    own = RequestRecord.objects.filter(asker=person).order_by("-id")
    paged: Paged[RequestRecord] = Paged(
        own,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("your-requests") + address_query(("page", number)),
        total=own.count(),
    )
    return page_for(request, person, f"{HERE}yours.html.j2", at=AT, paged=paged)


@for_own(SEE, methods=("GET",))
def your_request(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """One's own request: whose turn it is, what was asked and answered, what happened."""
    mark_read(person, address=request.path)
    return own_page(request, person, row, "yours_one", errors={})


def own_page(
    request: HttpRequest, person: Person, row: RequestRecord, template: str, *, errors: dict[str, str], **shown: Any
) -> HttpResponse:
    why = why_none(row, RequestActor.of(person), all_that_can_be_said())
    history = history_of(row, for_asker=True)
    made = list(row.answers.exclude(state=AnswerState.FAILED))
    return page_for(
        request,
        person,
        f"{HERE}{template}.html.j2",
        at=AT,
        row=row,
        rows=rows_of(row.query) if row.query else [],
        may={name: not said for name, said in why.items()},
        made=made,
        is_ours=row.state in SERVICE_OWNED,
        waits=row.state in (RequestState.ASKED, RequestState.TRIED) and not row.needs_person,
        is_working=is_any_alive(),
        history=history,
        silent_until=silent_until(row),
        silent_days=SILENT_DAYS,
        closed_by=history[0].action if row.state == RequestState.WITHDRAWN and history else "",
        errors=errors,
        **shown,
    )


def _to(row: RequestRecord) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("your-request", args=[row.key]))


@for_own(SEE, methods=("POST",))
def nearest(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """The nearest table that a refusal named is looked at, and asked for from there. It costs nothing: it was ours."""
    if not row.nearest or row.state != RequestState.REFUSED:
        raise Http404
    made = look_at_named(person, row.nearest["query"], row.policy)
    return HttpResponseRedirect(reverse("request-preview", args=[made.pk]))


@for_own(RequestAction.REPLY)
def reply(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """The answer to a question of a statistician."""
    errors: dict[str, str] = {}
    words = text(request, "reason")
    if request.method == "POST":
        if not words:
            errors["reason"] = "Enter your reply"
        elif wrong := wrong_with(words):
            errors["reason"] = wrong
        else:
            return _to(act(row, RequestActor.of(person), RequestAction.REPLY, reason=words))
    return own_page(request, person, row, "reply", errors=errors, reason=words)


@for_own(RequestAction.AGREE)
def agree(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """Whoever asked sees what it costs and what for, and agrees. The cost that they saw is the one they agree to."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.POST.get("cost") == row.cost:
            return _to(act(row, RequestActor.of(person), RequestAction.AGREE, cost=row.cost))
        errors["agree"] = f"Another cost was named meanwhile: £{row.cost}. Read what it is for, then agree or decline"
    return own_page(request, person, row, "agree", errors=errors)


@for_own(RequestAction.DECLINE)
def decline(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """Whoever asked does not want it at this cost, and the request is closed."""
    errors: dict[str, str] = {}
    words = text(request, "reason")
    if request.method == "POST":
        if wrong := wrong_with(words):
            errors["reason"] = wrong
        else:
            return _to(act(row, RequestActor.of(person), RequestAction.DECLINE, reason=words))
    return own_page(request, person, row, "decline", errors=errors, reason=words)


@for_own(RequestAction.WITHDRAW)
def withdraw(request: HttpRequest, person: Person, row: RequestRecord) -> HttpResponseBase:
    """Whoever asked does not want it any more."""
    if request.method == "POST":
        act(row, RequestActor.of(person), RequestAction.WITHDRAW)
        return _to(row)
    return own_page(request, person, row, "withdraw", errors={})
