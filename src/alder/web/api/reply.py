"""What every endpoint does: reads its parameters strictly, answers in JSON, and tells problems in one shape."""

from __future__ import annotations

import json
import logging
import math
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from alder.publishing.query import Problem, Refused
from alder.web.api.rate import seconds_to_wait
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
    429: ("Too many requests came from here. Wait as long as Retry-After says.", ""),
    413: ("The request is too large.", "15.5.14"),
    500: ("Something went wrong on our side.", "15.6.1"),
}
"""For each status its title, and the section of RFC 9110 that defines it."""


_TOO_MANY = "https://www.rfc-editor.org/rfc/rfc6585#section-4"


JSON = "application/json"


def as_json(value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False, separators=(",", ":")), JSON, status)


def problem(status: int, problems: list[Problem] | None = None) -> HttpResponse:
    title, section = _KINDS[status]
    link = _TOO_MANY if status == 429 else f"https://www.rfc-editor.org/rfc/rfc9110#section-{section}"
    shown: dict[str, Any] = {"type": link, "title": title, "status": status}
    if problems:
        shown["errors"] = [one.to_json() for one in problems]
    reply = as_json(shown, status)
    reply["Content-Type"] = "application/problem+json"
    return reply


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
            reply["Access-Control-Allow-Origin"] = "*"
            reply["Access-Control-Expose-Headers"] = "ETag, Content-Disposition, X-Request-Id"
            patch_vary_headers(reply, ("Accept", "Preview-Token"))
            return reply

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
    except TimeoutError:
        return HttpResponse(status=504)
    except Exception:
        _log.exception("fault")
        return problem(500)
