"""What every endpoint does: reads its parameters strictly, answers in JSON, and tells problems in one shape."""

from __future__ import annotations

import json
import logging
import math
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from alder.publishing.query import Problem, Refused
from alder.web.api.rate import seconds_to_wait
from alder.web.files import RETRY, Busy, NoRoom
from alder.web.methods import answers
from alder.web.publications.look_up import NotForYou, NotThere

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_log = logging.getLogger("alder.api")

_KINDS = {
    400: ("The request cannot be answered as it is.", "15.5.1"),
    403: ("This is not public.", "15.5.4"),
    404: ("There is nothing here.", "15.5.5"),
    405: ("This cannot be done here.", "15.5.6"),
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


JSON, PROBLEM = "application/json", "application/problem+json"
JSON_TEXT = f"{JSON}; charset=utf-8"
"""As answers say it. JSON is always UTF-8; yet clients in R print that they have to guess where it is not said."""


NO_DATABASE = 120
"""Seconds after which to come back where the database cannot be asked."""


def as_json(value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False, separators=(",", ":")), JSON_TEXT, status)


def problem(status: int, problems: list[Problem] | None = None) -> HttpResponse:
    title, section = _KINDS[status]
    link = section if section.startswith("https:") else f"https://www.rfc-editor.org/rfc/rfc9110#section-{section}"
    shown: dict[str, Any] = {"type": link, "title": title, "status": status}
    if problems:
        shown["errors"] = [one.to_json() for one in problems]
    reply = as_json(shown, status)
    reply["Content-Type"] = f"{PROBLEM}; charset=utf-8"
    return reply


def _later(seconds: int) -> HttpResponse:
    reply = problem(503)
    reply["Retry-After"] = str(seconds)
    return reply


def _for_every_site(reply: HttpResponseBase) -> HttpResponseBase:
    """The reply with what a browser must be told so that pages of other sites may read it."""
    reply["Access-Control-Allow-Origin"] = "*"
    reply["Access-Control-Expose-Headers"] = "ETag, Content-Disposition, X-Request-Id, Retry-After"
    patch_vary_headers(reply, ("Accept", "Preview-Token"))
    return reply


def fault(request: HttpRequest, status: int, seconds: int = 0) -> HttpResponseBase | None:
    """For an address of the API the problem of a request that did not come as far as its endpoint; else nothing."""
    if not is_of_api(request):
        return None
    return _for_every_site(_later(seconds) if seconds else problem(status))


def is_of_api(request: HttpRequest) -> bool:
    """Whether the address is one of the API, whatever is wrong with the request."""
    path = request.path_info.lstrip("/")
    return any(path.startswith(f"{prefix.strip('/')}/") for prefix in settings.ALDER_API_PREFIXES)


def pairs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The parameters of the address, in order and with blank ones."""
    return parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)


def token_of(request: HttpRequest) -> UUID | None:
    """The token for a draft, if one is shown. One that is not an id opens nothing."""
    shown = request.headers.get("Preview-Token")
    if shown is None:
        return None
    try:
        return UUID(shown)
    except ValueError:
        raise NotForYou from None


def endpoint(*methods: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """An endpoint for these methods, open to pages of every site, whose refusals become problems."""

    def decorated(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answered(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                reply: HttpResponseBase = HttpResponse(status=204)
                reply["Access-Control-Allow-Methods"] = ", ".join((*methods, "OPTIONS"))
                reply["Access-Control-Allow-Headers"] = "Content-Type, Preview-Token"
                reply["Access-Control-Max-Age"] = "86400"
            elif wait := seconds_to_wait(request):
                reply = problem(429)
                reply["Retry-After"] = str(math.ceil(wait))
            elif request.method in methods or (request.method == "HEAD" and "GET" in methods):
                reply = _answer(view, request, arguments)
            else:
                reply = problem(405)
                reply["Allow"] = ", ".join((*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"))
            return _for_every_site(reply)

        answered.csrf_exempt = True  # type: ignore[attr-defined]
        return answers()(answered)

    return decorated


def _answer(view: Callable[..., HttpResponseBase], request: HttpRequest, arguments: dict[str, Any]) -> HttpResponseBase:
    try:
        return view(request, **arguments)
    except Refused as refused:
        return problem(400, refused.problems)
    except NotThere:
        return problem(404)
    except NotForYou:
        return problem(403)
    except RequestDataTooBig:
        return problem(413)
    except (Busy, NoRoom):
        return _later(RETRY)
    except OperationalError:
        _log.exception("fault")
        return _later(NO_DATABASE)
    except SuspiciousOperation:
        return problem(400)
    except TimeoutError:
        return HttpResponse(status=504)  # without content, as the service that the API is modelled on answers it
    except Exception:
        _log.exception("fault")
        return problem(500)
