"""What was answered, for everybody: the list, one request with its tables, and their files. No page names who asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from alder.governance.table_request import RequestState
from alder.measures import measures
from alder.show.tidy_csv import no_formula
from alder.web.frame import Crumb, page
from alder.web.frame import query as address_query
from alder.web.result_lists import Paged
from alder.web.table_requests import news, tables_by_hand
from alder.web.table_requests.answering import FIGURES
from alder.web.table_requests.models import AnswerState, RequestRecord, TableAnswer
from alder.web.table_requests.own_views import HERE
from alder.web.table_requests.process import times
from alder.web.table_requests.queries import differences, rows_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

TYPES = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOTHING = "default-src 'none'"
_A_PAGE = 100
"""So many requests a page of JSON has."""


def _answered(words: str = "", measure: str = "") -> QuerySet[RequestRecord]:
    found = RequestRecord.objects.filter(state=RequestState.ANSWERED).order_by("-answered", "-id")
    if measure:
        counting = TableAnswer.objects.filter(measure=measure, state=AnswerState.READY)
        found = found.filter(pk__in=counting.values("request"))
    for word in words.split()[:6]:
        found = found.filter(title__icontains=word)
    return found


def requests(request: HttpRequest) -> HttpResponseBase:
    """The requests that were answered, the newest first."""
    words, measure = request.GET.get("q", "").strip()[:100], request.GET.get("measure", "")
    measure = measure if measure in measures else ""
    found = _answered(words, measure)
    paged: Paged[RequestRecord] = Paged(
        found,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("requests") + address_query(("q", words), ("measure", measure), ("page", number)),
        total=found.count(),
    )
    subject = news.of_measure(measure) if measure else news.every_request()
    shown: dict[str, Any] = {"paged": paged, "words": words, "times": times(), "subject": subject, "measure": measure}
    shown["measures"] = [("", "Anything"), *_counted_so_far()]
    return page(request, f"{HERE}requests.html.j2", at="create-a-table", **shown)


def _counted_so_far() -> list[tuple[str, str]]:
    """What answers count, by title: no subject is offered under which there is nothing. The index has all that this
    asks, so no row of ten thousand is read.
    """
    had = TableAnswer.objects.filter(ready__isnull=False).exclude(measure="")
    names = [name for name in had.order_by().values_list("measure", flat=True).distinct() if name in measures]
    return sorted(((name, measures[name].title) for name in names), key=lambda one: one[1].casefold())


def _of(row: RequestRecord) -> dict[str, Any]:
    """A request as programs read it: nothing of who asked."""
    return {
        "number": row.pk,
        "title": row.title,
        "asked": row.asked.date().isoformat(),
        "answered": row.answered.date().isoformat() if row.answered else None,
        "workingDays": row.days,
        "words": row.words if row.words_are_public else None,
        "query": row.query,
        "page": reverse("request", args=[row.pk]),
    }


def as_json(request: HttpRequest) -> HttpResponseBase:
    """The same for programs, a hundred at a time, with the tables and their files."""
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    found = _answered()
    rows = list(found.prefetch_related("answers")[(number - 1) * _A_PAGE : number * _A_PAGE])
    total = found.count()
    results = [
        {**_of(row), "tables": [_table(row, one) for one in row.answers.all() if one.state == AnswerState.READY]}
        for row in rows
    ]
    pages = max(1, -(-total // _A_PAGE))
    said = {"paging": {"page": number, "pageSize": _A_PAGE, "totalResults": total, "totalPages": pages}}
    reply = HttpResponse(json.dumps({**said, "results": results}, ensure_ascii=False), content_type="application/json")
    reply["Access-Control-Allow-Origin"] = "*"
    return reply


def _table(row: RequestRecord, one: TableAnswer) -> dict[str, Any]:
    return {
        "title": one.title,
        "page": reverse("request-answer", args=[row.pk, one.n]),
        "made": one.ready.date().isoformat() if one.ready else None,
        "madeByHand": one.is_by_hand,
        "query": one.query or None,
        "policy": one.facts.get("policy"),
        "quality": one.facts.get("grade"),
        "files": [
            {
                "title": file["title"],
                "href": reverse("request-file", args=[row.pk, one.n, file["name"]]),
                "bytes": file["bytes"],
                "sha256": file["sha256"],
            }
            for file in one.files
        ],
    }


_COLUMNS = ("number", "title", "asked", "answered", "workingDays", "page")


def as_csv(request: HttpRequest) -> HttpResponseBase:
    """All of them as one file for spreadsheets. What a spreadsheet would take for a formula stays a text."""
    reply = HttpResponse(_all_as_csv(), content_type=TYPES["csv"])
    reply["Content-Disposition"] = "attachment; filename=requests-answered.csv"
    reply["Access-Control-Allow-Origin"] = "*"
    return reply


_made: tuple[object, bytes] = (None, b"")
"""The file as it was made last, and what it was made of: programs ask for it again and again, and ten thousand rows
take a third of a second of a busy server.
"""


def _all_as_csv() -> bytes:
    global _made
    found = _answered()
    newest = found.values_list("answered", "pk").first()
    state = (settings.ALDER_PUBLISHED, settings.DATABASES["default"]["NAME"], found.count(), newest)
    was, body = _made
    if was != state:
        body = _written(found).encode()
        _made = (state, body)
    return body


def _written(found: QuerySet[RequestRecord]) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    above = reverse("requests")  # each row's own address would be half of the work
    fields = ("pk", "title", "asked", "answered", "days")
    for pk, title, asked, answered, days in found.values_list(*fields).iterator(chunk_size=2_000):
        when = answered.date().isoformat() if answered else ""
        writer.writerow((pk, no_formula(title), asked.date().isoformat(), when, days, f"{above}/{pk}"))
    return out.getvalue()


def request_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One request that was answered, with its newest table. One that was not is not there.

    Of a table that was recalled is said that it was, at every address that it had.
    """
    return _page_of(request, _one(number), None)


def answer_page(request: HttpRequest, number: int, n: int) -> HttpResponseBase:
    """One of its tables for good: what is cited stays where it was, also once a newer one answers."""
    return _page_of(request, _one(number), n)


def _page_of(request: HttpRequest, row: RequestRecord, n: int | None) -> HttpResponse:
    made = list(row.answers.filter(state__in=(AnswerState.READY, AnswerState.RECALLED)).order_by("-n"))
    tables = [one for one in made if one.state == AnswerState.READY] if row.is_answered else []
    shown = next((one for one in tables if n is None or one.n == n), None)
    if shown is None:
        recalled = next((one for one in made if one.recalled and (n is None or one.n == n)), None)
        return _withdrawn(request, row, recalled)
    crumbs = [Crumb("Tables made on request", reverse("requests"))]
    if n is not None:
        crumbs.append(Crumb(f"Request {row.pk}", reverse("request", args=[row.pk])))
    return page(
        request,
        f"{HERE}table_by_hand.html.j2" if shown.is_by_hand else f"{HERE}request.html.j2",
        at="create-a-table",
        crumbs=crumbs,
        row=row,
        rows=rows_of(row.query) if row.query else [],
        shown=shown,
        newer=tables[0] if shown is not tables[0] else None,
        others=[one for one in tables if one is not shown],
        withdrawn=[one for one in made if one.recalled],
        figures="" if shown.is_by_hand else _figures(shown),
        revision=shown.facts.get("revision"),
        cite=_cite(request, row, shown),
        subject=news.of_request(row),
        changed=differences(row.query, shown.query) if row.query and shown.query else [],
    )


def _withdrawn(request: HttpRequest, row: RequestRecord, answer: TableAnswer | None) -> HttpResponse:
    """That a table was recalled, and nothing of what it held; there is no such page where none was."""
    if answer is None:
        raise Http404
    crumbs = [Crumb("Tables made on request", reverse("requests"))]
    shown: dict[str, Any] = {"row": row, "answer": answer, "subject": news.of_request(row)}
    return page(request, f"{HERE}withdrawn.html.j2", at="create-a-table", crumbs=crumbs, status=410, **shown)


def _cite(request: HttpRequest, row: RequestRecord, answer: TableAnswer) -> str:
    """How to cite a table: by the address of this answer, which another does not take over."""
    made = timezone.localtime(answer.ready or answer.begun)
    where = request.build_absolute_uri(reverse("request-answer", args=[row.pk, answer.n]))
    made_up = f" {answer.facts['made_up']}." if answer.facts.get("made_up") else ""
    return f"{answer.title or row.title}. Table made on request {row.pk}, {made:%-d %B %Y}.{made_up} {where}"


def _one(number: int) -> RequestRecord:
    row = news.public_request(number)
    if row is None:
        raise Http404
    return row


def _figures(answer: TableAnswer) -> Markup:
    """The figures as they were written with the files: a part of a page that Alder made, with every value escaped."""
    try:
        return Markup((answer.folder / FIGURES).read_text(encoding="utf-8"))  # written by `sheet.fragment`
    except FileNotFoundError:
        return Markup("")


def file(request: HttpRequest, number: int, n: int, name: str) -> HttpResponseBase:
    """A file of a table that answered a request. Only names that were written are known."""
    row = _one(number)
    answer = row.answers.filter(n=n).select_related("output").first() if n < 2**15 else None
    if answer is not None and answer.recalled:
        return _withdrawn(request, row, answer)
    if answer is not None and (answer.state != AnswerState.READY or not row.is_answered):
        answer = None
    found = next((one for one in answer.files if one["name"] == name), None) if answer is not None else None
    if answer is None or found is None:
        raise Http404
    if answer.is_by_hand:
        by_hand = tables_by_hand.handed_over(answer, found)
        by_hand["Access-Control-Allow-Origin"] = "*"
        return by_hand
    kind = name.rpartition(".")[2]
    reply = FileResponse((answer.folder / name).open("rb"), content_type=TYPES[kind])
    reply["Access-Control-Allow-Origin"] = "*"
    if kind == "html":
        # Its styles stand in it and are known by their hash; it runs nothing, in an origin of its own.
        reply["Content-Security-Policy"] = f"{found.get('policy', _NOTHING)}; sandbox"
    else:
        reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
