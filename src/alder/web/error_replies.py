"""What the site says when it does not understand, when there is no such page, and when the fault is ours.

To people that is a page. Addresses of the API say the same as a problem in JSON (RFC 9457), also where a request does
not come as far as an endpoint.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from alder.web.frame import page
from alder.web.request_log import request_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

JSON, PROBLEM = "application/json", "application/problem+json"
JSON_TEXT = f"{JSON}; charset=utf-8"
"""As answers say it. JSON is always UTF-8; yet clients in R print that they have to guess where it is not said."""

_KINDS = {
    400: ("The request cannot be answered as it is.", "15.5.1"),
    401: ("This takes an access token.", "15.5.2"),
    403: ("This is not public.", "15.5.4"),
    404: ("There is nothing here.", "15.5.5"),
    405: ("This cannot be done here.", "15.5.6"),
    409: ("Something stands in the way of this now.", "15.5.10"),
    412: ("It has changed since you looked at it.", "15.5.13"),
    415: ("What was sent is of another kind than is taken here.", "15.5.16"),
    422: ("This key was used for another call.", "15.5.21"),
    428: ("Say which version you have seen.", "https://www.rfc-editor.org/rfc/rfc6585#section-3"),
    429: (
        "Too many requests came from here. Wait as long as Retry-After says.",
        "https://www.rfc-editor.org/rfc/rfc6585#section-4",
    ),
    413: ("The request is too large.", "15.5.14"),
    431: ("The headers of the request are too large.", "https://www.rfc-editor.org/rfc/rfc6585#section-5"),
    416: ("The file has no such part.", "15.5.17"),
    500: ("Something went wrong on our side.", "15.6.1"),
    501: ("The request is sent in a way that is not known here.", "15.6.2"),
    503: ("This cannot be answered now. Come back when Retry-After says.", "15.6.4"),
}
"""For each status its title, and what defines it: a section of RFC 9110, or another page."""
NO_DATABASE = 120
"""Seconds after which to come back where the database cannot be asked."""


def _error_page(request: HttpRequest, status: int, seconds: int = 0) -> HttpResponseBase:
    """What people are told; after so many seconds it may be worth while to come back."""
    reply = page(request, "alder.web:templates/error.html.j2", status=status, why=status, id=request_id())
    if seconds:
        reply["Retry-After"] = str(seconds)
    return reply


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """A request that no form of ours sends."""
    return fault(request, 400) or _error_page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Something that whoever asks may not do or see."""
    return fault(request, 403) or _error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    return fault(request, 404) or _error_page(request, 404)


def our_fault(request: HttpRequest) -> HttpResponseBase:
    """An error in the software; or, where the database cannot be asked, that the site is not to be had for now."""
    if isinstance(sys.exc_info()[1], OperationalError):
        if answer := fault(request, 503, NO_DATABASE):
            return answer
        return _error_page(request, 503, NO_DATABASE)
    return fault(request, 500) or _error_page(request, 500)


def too_many(request: HttpRequest, seconds: int) -> HttpResponseBase:
    """Whoever asks has asked for more pages than one address may."""
    return _error_page(request, 429, seconds)


def as_json(value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False, separators=(",", ":")), JSON_TEXT, status)


class ReplyFault(Protocol):
    """One thing that is wrong with a request."""

    def to_json(self) -> dict[str, Any]: ...


def problem(status: int, problems: Sequence[ReplyFault] = (), *, title: str = "", detail: str = "") -> HttpResponse:
    """The answer of the API to what it refuses: of which kind it is, why, and each thing that is wrong."""
    usual, section = _KINDS[status]
    title = title or usual
    link = section if section.startswith("https:") else f"https://www.rfc-editor.org/rfc/rfc9110#section-{section}"
    shown: dict[str, Any] = {"type": link, "title": title, "status": status}
    if detail:
        shown["detail"] = detail
    if problems:
        shown["errors"] = [one.to_json() for one in problems]
    reply = as_json(shown, status)
    reply["Content-Type"] = f"{PROBLEM}; charset=utf-8"
    return reply


def unavailable(seconds: int) -> HttpResponse:
    """The answer of the API to whoever has to come back after so many seconds."""
    reply = problem(503)
    reply["Retry-After"] = str(seconds)
    return reply


def for_every_site(reply: HttpResponseBase) -> HttpResponseBase:
    """The reply with what a browser must be told so that pages of other sites may read it."""
    reply["Access-Control-Allow-Origin"] = "*"
    reply["Access-Control-Expose-Headers"] = "ETag, Content-Disposition, X-Request-Id, Retry-After"
    patch_vary_headers(reply, ("Accept", "Preview-Token"))
    return reply


def is_of_api(request: HttpRequest) -> bool:
    """Whether the address is one of the API, whatever is wrong with the request."""
    path = request.path_info.lstrip("/")
    return any(path.startswith(f"{prefix.strip('/')}/") for prefix in settings.ALDER_API_PREFIXES)


def fault(request: HttpRequest, status: int, seconds: int = 0) -> HttpResponseBase | None:
    """For an address of the API the problem of a request that did not come as far as its endpoint; else nothing."""
    if not is_of_api(request):
        return None
    return for_every_site(unavailable(seconds) if seconds else problem(status))
