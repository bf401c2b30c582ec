"""What the site says when it does not understand, when there is no such page, and when the fault is ours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.db import OperationalError

from alder.web.log import request_id
from alder.web.pages.rendering import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_HERE = "alder.web.pages:templates/"
_RETRY_SECONDS = 120


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no form of ours sends."""
    return page(request, f"{_HERE}not_understood.html.j2", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something that whoever asks may not do or see."""
    return page(request, f"{_HERE}not_allowed.html.j2", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, f"{_HERE}not_found.html.j2", status=404)


def our_fault(request: HttpRequest) -> HttpResponse:
    """An error in the software; or, where the database cannot be asked, that the site is not to be had for now."""
    if isinstance(sys.exc_info()[1], OperationalError):
        reply = page(request, f"{_HERE}unavailable.html.j2", status=503)
        reply["Retry-After"] = str(_RETRY_SECONDS)
        return reply
    return page(request, f"{_HERE}our_fault.html.j2", status=500, id=request_id())


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Whoever asks has asked for more pages than one address may."""
    reply = page(request, f"{_HERE}too_many.html.j2", status=429)
    reply["Retry-After"] = str(seconds)
    return reply
