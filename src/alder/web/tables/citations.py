"""The citation of a table as a file for a program that keeps references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from alder.web.tables import chosen
from alder.web.tables.downloads import as_download
from alder.web.tables.patience import in_time

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.show.citation import Citation

_TYPES = {"bib": "application/x-bibtex; charset=utf-8", "ris": "application/x-research-info-systems; charset=utf-8"}


@in_time
def of_table(request: HttpRequest, data_set: UUID, kind: str) -> HttpResponseBase:
    """The citation of the table of an address. It names the version, whichever the address asks for."""
    so_far = chosen.chosen(request, data_set)
    if isinstance(so_far, HttpResponseRedirect):
        return so_far
    found = chosen.figures(so_far, most_rows=1_000)
    cited = chosen.facts(request, so_far, chosen.layout(so_far, found)).cited(found)
    return as_file(cited, kind, f"alder-{str(data_set)[:8]}")


def as_file(cited: Citation, kind: str, name: str) -> HttpResponseBase:
    """A citation as BibTeX or RIS, accessed today."""
    if kind not in _TYPES:
        raise Http404
    today = timezone.localdate()
    text = cited.bibtex(name, today) if kind == "bib" else cited.ris(today)
    return as_download(HttpResponse(text, content_type=_TYPES[kind]), name, kind)
