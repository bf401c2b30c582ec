"""What everybody may read: what accreditation takes, and who is accredited, of those who want to be named."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from alder.accreditation.bank import TOPICS
from alder.accreditation.course import modules
from alder.accreditation.declaration import current_declaration
from alder.governance.accreditation import (
    EXPERIENCE_YEARS,
    IDENTITY_LEVELS,
    LIVE,
    REFEREES,
    AccreditationGrade,
)
from alder.governance.accreditation_policy import accreditation_policy
from alder.show.tidy_csv import no_formula
from alder.wall_clock import today
from alder.web.accreditation.accredited_people import OTHERS
from alder.web.accreditation.models import AccreditationRecord
from alder.web.accreditation.permissions import HERE
from alder.web.accreditation.prose import as_page_part
from alder.web.frame import Crumb, page, query
from alder.web.result_lists import Paged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def process(request: HttpRequest) -> HttpResponseBase:
    """What accreditation takes, what it gives and how it ends. Visas name this page as what a status means."""
    rules = accreditation_policy(today())
    version, words = current_declaration(today())
    return page(
        request,
        f"{HERE}process.html.j2",
        at="get-access",
        crumbs=[Crumb("Get access", reverse("get-access"))],
        rules=rules,
        owners=sorted(rules.owners.items(), key=lambda one: (one[0] == OTHERS, one[0])),
        modules=modules(),
        topics=TOPICS,
        levels=IDENTITY_LEVELS,
        years=EXPERIENCE_YEARS,
        referees=REFEREES,
        version=version,
        declaration=as_page_part(words),
    )


def accredited() -> QuerySet[AccreditationRecord]:
    """Those that hold today. A provisional one holds while its supervisor has a full one at the same organisation."""
    day = today()
    held = Q(state__in=LIVE, since__lte=day, until__gte=day)
    at_work = Q(person__is_active=True, person__organisation__name=F("organisation"))
    full = Q(grade=AccreditationGrade.FULL)
    supervising = AccreditationRecord.objects.filter(
        held, at_work, full, person=OuterRef("supervisor"), organisation=OuterRef("organisation")
    )
    return AccreditationRecord.objects.filter(held, at_work).filter(full | Exists(supervising))


def named() -> QuerySet[AccreditationRecord]:
    """Of these, those who want to stand in the register by name."""
    return accredited().filter(is_named=True).select_related("person").order_by("person__name", "pk")


def register(request: HttpRequest) -> HttpResponseBase:
    """By name who wants that, and of all others how many there are."""
    rows = named()
    listed: Paged[AccreditationRecord] = Paged(
        rows,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("accreditation-register") + query(("page", number)),
        total=rows.count(),
    )
    crumbs = [Crumb("Get access", reverse("get-access")), Crumb("Accreditation", reverse("accreditation"))]
    return page(
        request,
        f"{HERE}register.html.j2",
        at="get-access",
        crumbs=crumbs,
        listed=listed,
        unnamed=accredited().count() - listed.total,
        today=today(),
    )


_COLUMNS = ("name", "organisation", "grade", "since", "until")


def _rows() -> Iterator[tuple[str, ...]]:
    for name, *about in named().values_list("person__name", "organisation", "grade", "since", "until"):
        yield name, *map(str, about)


def as_json(request: HttpRequest) -> HttpResponseBase:
    """The register for programs."""
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in _rows()]
    shown = {"date": today().isoformat(), "accredited": accredited().count(), "named": rows}
    return _open(JsonResponse(shown))


def as_csv(request: HttpRequest) -> HttpResponseBase:
    """The register as a file. A name that a spreadsheet would take for a formula is none there."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(tuple(no_formula(text) for text in row) for row in _rows())
    reply = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="accredited-researchers.csv"'
    return _open(reply)


def _open(reply: HttpResponse) -> HttpResponse:
    reply["Access-Control-Allow-Origin"] = "*"
    return reply
