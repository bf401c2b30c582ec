"""The page that says why something may not be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.accounts.frame import page_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from alder.governance import Denied
    from alder.web.accounts.models import Person


def refused(request: HttpRequest, person: Person, denied: Denied) -> HttpResponse:
    return page_for(request, person, "alder.web.accounts:templates/denied.html.j2", status=403, denied=denied)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that another site sent, or that was left open for too long."""
    return page_for(request, None, "alder.web.accounts:templates/expired.html.j2", status=403)
