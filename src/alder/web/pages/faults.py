"""What the site says when there is no such page, and when the fault is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.pages.rendering import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_HERE = "alder.web.pages:templates/"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, f"{_HERE}not_found.html.j2", status=404)


def our_fault(request: HttpRequest) -> HttpResponse:
    return page(request, f"{_HERE}our_fault.html.j2", status=500)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no form of ours sends."""
    return page(request, f"{_HERE}not_found.html.j2", status=400)
