"""What every endpoint does: reads its parameters strictly, answers in JSON, and tells problems in one shape."""

from __future__ import annotations

import logging
import math
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse

from alder.publishing.api_query import Refused
from alder.publishing.api_query.problems import Problems
from alder.publishing.api_query.url_parameters import Parameters
from alder.web.error_replies import (
    NO_DATABASE,
    for_every_site,
    problem,
    unavailable,
)
from alder.web.files import RETRY, Busy, NoRoom
from alder.web.http import answers
from alder.web.publications.look_up import NotForYou, NotThere
from alder.web.rate_limits import wait_for_api

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_log = logging.getLogger("alder.api")


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
            elif wait := wait_for_api(request):
                reply = problem(429)
                reply["Retry-After"] = str(math.ceil(wait))
            elif request.method in methods or (request.method == "HEAD" and "GET" in methods):
                reply = _answer(view, request, arguments)
            else:
                reply = problem(405)
                reply["Allow"] = ", ".join((*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"))
            return for_every_site(reply)

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
        return unavailable(RETRY)
    except OperationalError:
        _log.exception("fault")
        return unavailable(NO_DATABASE)
    except SuspiciousOperation:
        return problem(400)
    except TimeoutError:
        return HttpResponse(status=504)  # without content, as the service that the API is modelled on answers it
    except Exception:
        _log.exception("fault")
        return problem(500)


VERSION = "dataSetVersion"
SHORTEST_SEARCH = 3


class ApiParameters(Parameters):
    """Parameters of one request. Reading ends with `settled`, which refuses the request if anything is wrong."""

    def __init__(self, request: HttpRequest, *known: str, lists: tuple[str, ...] = ()) -> None:
        self.problems = Problems()
        super().__init__(pairs_of(request), (*known, *lists), lists, self.problems)

    def page(self, size: int, largest: int) -> tuple[int, int]:
        """The page and its size, where `size` is what a page has unless more is asked for."""
        page, of = self.whole("page", 1), self.whole("pageSize", size)
        self.problems.check_page(page, "page")
        self.problems.check_page_size(of, "pageSize", largest)
        return page, of

    def search(self) -> str:
        text = (self.one("search") or "").strip()
        if text and len(text) < SHORTEST_SEARCH:
            detail = {"value": text, "minLength": SHORTEST_SEARCH, "totalLength": len(text)}
            self.problems.add("MinimumLength", "search", **detail)
        return text

    def settled(self) -> None:
        self.problems.refuse_if_any()
