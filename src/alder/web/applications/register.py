"""The public register of agreements: a page, JSON and CSV, nothing personal without consent, and a search.

It says of each agreement that was ever in force what is done with whose data, for whom, by which law and until when.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from alder.governance.agreement import AgreementAction, AgreementState
from alder.governance.amendment import AmendmentState
from alder.show.tidy_csv import no_formula
from alder.sources import catalogue
from alder.web.applications.agreements import LIVING, agreement_of
from alder.web.applications.amendment_changes import told_of_amendment
from alder.web.applications.models import AgreementParty, AgreementRecord, AmendmentRecord
from alder.web.applications.permissions import HERE
from alder.web.applications.public_entries import approved_answers, told_of
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
    "amendments",
    "page",
)
_COLUMNS_OF_ENTRIES = (
    "pk",
    "application__title",
    "told",
    "application__route",
    "application__approved",
    "start",
    "end",
    "state",
    "lead__name",
    "names_are_public",
)


def found_in(words: str) -> QuerySet[AgreementRecord]:
    """Every agreement that was ever in force, the newest first; with words, those whose title has them all."""
    found = AgreementRecord.objects.filter(state__in=LIVING).exclude(in_force=None).order_by("-in_force", "-pk")
    for word in words.split()[:6]:
        found = found.filter(application__title__icontains=word)
    return found


def entries(found: QuerySet[AgreementRecord]) -> list[dict[str, Any]]:
    """What everybody may read of agreements, in their order: of each the few columns that it takes, since a file has
    thousands of them.
    """
    rows = list(found.values_list(*_COLUMNS_OF_ENTRIES, named=True))
    organisations: dict[int, list[str]] = {}
    parties = AgreementParty.objects.filter(agreement__in=[one.pk for one in rows])
    for number, name in parties.values_list("agreement_id", "organisation__name"):
        organisations.setdefault(number, []).append(name)
    amendments: dict[int, list[dict[str, str]]] = {}
    varied = AmendmentRecord.objects.filter(agreement__in=[one.pk for one in rows], state=AmendmentState.IN_FORCE)
    for number, told in varied.order_by("moved", "pk").values_list("agreement_id", "told"):
        amendments.setdefault(number, []).append(told)
    return [
        {
            "number": one.pk,
            "title": one.application__title,
            **one.told,
            "organisations": organisations.get(one.pk, []),
            "sources": [catalogue.source(id).title for id in one.told["sources"]],
            "route": one.application__route,
            "approved": one.application__approved.date().isoformat() if one.application__approved else None,
            "start": one.start.isoformat() if one.start else None,
            "end": one.end.isoformat() if one.end else None,
            "status": str(AgreementState(one.state)),
            "lead": one.lead__name if one.names_are_public else None,
            "amendments": amendments.get(one.pk, []),
            "page": reverse("register-entry", args=[one.pk]),
        }
        for one in rows
    ]


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
    found_here = entries(paged.items)  # type: ignore[arg-type]  # a part of a QuerySet is one
    shown = [(said, date.fromisoformat(said["end"]) if said["end"] else None) for said in found_here]
    return page(request, f"{HERE}register.html.j2", at="get-access", paged=paged, entries=shown, words=words)


def register_entry(request: HttpRequest, number: int) -> HttpResponseBase:
    """One agreement."""
    found = found_in("").filter(pk=number)
    record = found.select_related("application").first() if number < 2**31 else None
    if record is None:
        raise Http404
    said = entries(found)[0]
    changed = [(date.fromisoformat(one["on"]), one["says"]) for one in said["amendments"]]
    crumbs = [Crumb("Register of agreements", reverse("register"))]
    return page(
        request,
        f"{HERE}register_entry.html.j2",
        at="get-access",
        crumbs=crumbs,
        entry=said,
        record=record,
        changed=changed,
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
        "results": entries(found[(number - 1) * _A_PAGE : number * _A_PAGE]),
    }
    reply = HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json")
    reply["Access-Control-Allow-Origin"] = "*"
    return reply


def as_csv(request: HttpRequest) -> HttpResponseBase:
    """All of them as one file. What a spreadsheet would take for a formula stays a text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for said in entries(found_in("")):
        writer.writerow([_cell(said[name]) for name in COLUMNS])
    reply = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="register-of-agreements.csv"'
    reply["Access-Control-Allow-Origin"] = "*"
    return reply


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(f"{one['on']}: {one['says']}" if isinstance(one, dict) else one for one in value)
    return no_formula(value) if isinstance(value, str) else "" if value is None else value


def differing() -> list[int]:
    """The agreements of which the register tells something else than their answers, state and dates by their events:
    none, unless somebody changed the database.
    """
    wrong = []
    for record in AgreementRecord.objects.select_related("application").order_by("pk").iterator(chunk_size=500):
        thing = agreement_of(record)
        began = next((event.at for event in thing.events if event.to_state in LIVING), None)
        told = told_of(approved_answers(record), began) if began is not None else {}
        kept = (record.told, record.in_force, record.state, record.start, record.end)
        varied = {
            str(event.said["amendment"]): event for event in thing.events if event.action == AgreementAction.VARY.name
        }
        amended = {str(one.pk): one for one in record.amendments.filter(state=AmendmentState.IN_FORCE)}
        is_told = varied.keys() == amended.keys() and all(
            one.told == told_of_amendment(one, varied[id].at, varied[id].said.get("end")) for id, one in amended.items()
        )
        if not is_told or kept != (told, began, thing.state, thing.start, thing.end):
            wrong.append(record.pk)
    return wrong
