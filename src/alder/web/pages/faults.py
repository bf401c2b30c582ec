"""What the site says when it does not understand, when there is no such page, and when the fault is ours.

Addresses of the API answer such things in the shape of the API.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.db import OperationalError

from alder.web.api.reply import NO_DATABASE, fault
from alder.web.pages.rendering import page

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_HERE = "alder.web.pages:templates/"


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """A request that no form of ours sends."""
    return fault(request, 400) or page(request, f"{_HERE}not_understood.html.j2", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Something that whoever asks may not do or see."""
    return fault(request, 403) or page(request, f"{_HERE}not_allowed.html.j2", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    return fault(request, 404) or page(request, f"{_HERE}not_found.html.j2", status=404)


def our_fault(request: HttpRequest) -> HttpResponseBase:
    """An error in the software; or, where the database cannot be asked, that the site is not to be had for now."""
    if isinstance(sys.exc_info()[1], OperationalError):
        if told := fault(request, 503, NO_DATABASE):
            return told
        reply = page(request, f"{_HERE}unavailable.html.j2", status=503)
        reply["Retry-After"] = str(NO_DATABASE)
        return reply
    return fault(request, 500) or page(request, f"{_HERE}our_fault.html.j2", status=500)
