"""The public register of agreements: a page, JSON and CSV, nothing personal without consent, and a search.

It says of each agreement that was ever in force what is done with whose data, for whom, by which law and until when.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.urls import reverse

from alder.applications import requested_fields
from alder.applications.answers import sources_of
from alder.applications.form import form
from alder.governance.agreement import AgreementState
from alder.show.tidy_csv import no_formula
from alder.sources import catalogue
from alder.web.applications.agreements import LIVING
from alder.web.applications.entries import in_words
from alder.web.applications.models import AgreementRecord, ApplicationRecord
from alder.web.applications.permissions import HERE
from alder.web.applications.sections import today
from alder.web.frame import Crumb, page
from alder.web.frame import query as address_query
from alder.web.result_lists import Paged

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_A_PAGE = 100
"""So many agreements a page of JSON has."""
COLUMNS = (
    "number",
    "title",
    "summary",
    "benefit",
    "organisations",
    "commercial",
    "gateway",
    "sources",
    "years",
    "fields",
    "special_category",
    "linked",
    "place",
    "route",
    "approved",
    "start",
    "end",
    "status",
    "lead",
    "page",
)


def found_in(words: str) -> QuerySet[AgreementRecord]:
    """Every agreement that was ever in force, the newest first; with words, those whose title has them all."""
    found = AgreementRecord.objects.filter(state__in=LIVING).exclude(in_force=None).order_by("-in_force", "-pk")
    for word in words.split()[:6]:
        found = found.filter(application__title__icontains=word)
    return found.select_related("application", "lead").prefetch_related("parties__organisation", "application__rounds")


def entry(record: AgreementRecord) -> dict[str, Any]:
    """What everybody may read of an agreement."""
    rounds = record.application.rounds.all()
    answers = max(rounds, key=lambda one: one.round).answers
    rows = [row for row in answers.get("G4") or [] if isinstance(row, dict)]
    return {
        "number": record.pk,
        "title": record.application.title,
        "summary": str(answers.get("D2", "")),
        "benefit": str(answers.get("E1", "")),
        "organisations": [one.organisation.name for one in record.parties.all()],
        "commercial": answers.get("C5") is True,
        "gateway": _words("F4", answers),
        "sources": [catalogue.source(id).title for id in sources_of(answers)],
        "years": [f"{row.get('first')} to {row.get('last')}" for row in answers.get("G2") or []],
        "fields": len(rows),
        "special_category": requested_fields.has_special_category(rows),
        "linked": answers.get("G6") is True,
        "place": _words("J1", answers),
        "route": record.application.route,
        "approved": record.application.approved.date().isoformat() if record.application.approved else None,
        "start": record.start.isoformat() if record.start else None,
        "end": record.end.isoformat() if record.end else None,
        "status": str(AgreementState(record.state)),
        "lead": record.lead.name if record.names_are_public else None,
        "page": reverse("register-entry", args=[record.pk]),
    }


def _words(id: str, answers: dict[str, Any]) -> str:
    question = form().question(id)
    return in_words(question, answers.get(id), today()).replace("\n", "; ") if question else ""


def register(request: HttpRequest) -> HttpResponseBase:
    """The list for everybody."""
    words = request.GET.get("q", "").strip()[:100]
    found = found_in(words)
    paged: Paged[AgreementRecord] = Paged(
        found,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("register") + address_query(("q", words), ("page", number)),
        total=found.count(),
    )
    shown = [entry(one) for one in paged.items]
    return page(request, f"{HERE}register.html.j2", at="get-access", paged=paged, entries=shown, words=words)


def register_entry(request: HttpRequest, number: int) -> HttpResponseBase:
    """One agreement."""
    record = found_in("").filter(pk=number).first() if number < 2**31 else None
    if record is None:
        raise Http404
    crumbs = [Crumb("Register of agreements", reverse("register"))]
    return page(
        request, f"{HERE}register_entry.html.j2", at="get-access", crumbs=crumbs, entry=entry(record), record=record
    )


def as_json(request: HttpRequest) -> HttpResponseBase:
    """The same for programs, a hundred at a time."""
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    found = found_in(request.GET.get("q", "").strip()[:100])
    total = found.count()
    said = {
        "paging": {
            "page": number,
            "pageSize": _A_PAGE,
            "totalResults": total,
            "totalPages": max(1, -(-total // _A_PAGE)),
        },
        "results": [entry(one) for one in found[(number - 1) * _A_PAGE : number * _A_PAGE]],
    }
    reply = HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json")
    reply["Access-Control-Allow-Origin"] = "*"
    return reply


def as_csv(request: HttpRequest) -> HttpResponseBase:
    """All of them as one file. What a spreadsheet would take for a formula stays a text."""
    reply = HttpResponse(_all_as_csv(), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="register-of-agreements.csv"'
    reply["Access-Control-Allow-Origin"] = "*"
    return reply


_made: tuple[object, bytes] = (None, b"")
"""The file as it was made last, and what it was made of: each row reads a whole application, and programs ask for the
file again and again.
"""


def _all_as_csv() -> bytes:
    global _made
    found = found_in("")
    sums = found.order_by().aggregate(n=Count("pk"), acts=Sum("revision"))
    named = list(found.filter(names_are_public=True).values_list("pk", flat=True))
    titles = ApplicationRecord.objects.filter(agreement__in_force__isnull=False).aggregate(acts=Sum("revision"))
    state = (settings.ALDER_PUBLISHED, settings.DATABASES["default"]["NAME"], sums, titles, named)
    was, body = _made
    if was != state:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for record in found.iterator(chunk_size=500):
            said = entry(record)
            writer.writerow([_cell(said[name]) for name in COLUMNS])
        body = out.getvalue().encode()
        _made = (state, body)
    return body


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(value)
    return no_formula(value) if isinstance(value, str) else "" if value is None else value
