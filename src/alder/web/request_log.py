"""A line for each request and each fault as JSON: what was asked for by pattern, how it ended, and where it failed.

Never a value: no path, no parameter, and of an exception its kind and place without the words that it carries.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from uuid import uuid4

from django.core.signals import got_request_exception

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("alder.request")
_faults = logging.getLogger("alder.fault")
_OURS = f"{Path(__file__).parents[2]}/"
_MOST = 8
"""How many places of a fault are told, the innermost last."""


@dataclass
class _Serving:
    """The request that this thread is at: what is logged meanwhile is told with its id and route."""

    id: str
    request: HttpRequest | None
    route: str = ""

    def done(self) -> None:
        """Its route stays known while its answer is sent; what it held is let go."""
        self.route, self.request = self.where, None

    @property
    def where(self) -> str:
        match = self.request.resolver_match if self.request else None
        return match.route if match else self.route


_serving: ContextVar[_Serving | None] = ContextVar("serving", default=None)


def request_id() -> str:
    """The id of the request that is being answered, by which a person who reports a fault can name it."""
    serving = _serving.get()
    return serving.id if serving else ""


class RequestLog:
    """Logs a request and gives it an id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        serving = _Serving(uuid4().hex, request)
        _serving.set(serving)
        response = self._get_response(request)
        serving.done()
        response["X-Request-Id"] = serving.id
        _log.info(
            "request",
            extra={
                "request": serving.id,
                "method": request.method,
                "route": serving.route,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - start) * 1000, 1),
            },
        )
        return response


def _note(**_: object) -> None:
    """A page failed. Whoever asked for it is told so; this is for who looks after the site."""
    _faults.error("fault", exc_info=sys.exc_info())


got_request_exception.connect(_note, dispatch_uid="alder.fault")


class StandardError(logging.StreamHandler):  # type: ignore[type-arg]  # it is generic to type checkers alone
    """Writes to the standard error of the process as it is when something is said, and not as it was at the start.

    Whoever runs a command within their own process may have put something in its place meanwhile, and closed it since.
    """

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _: object) -> None:
        """It is always that of the process."""


_OWN = ("request", "method", "route", "status", "milliseconds")


class JsonLines(logging.Formatter):
    """A record of the log as one line of JSON. A fault is told by its kind and place, without the values in it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if not record.exc_info else "fault",
        }
        if serving := _serving.get():
            line |= {"request": serving.id, "route": serving.where}
        line |= {
            name: getattr(record, name) for name in _OWN if isinstance(getattr(record, name, None), str | int | float)
        }
        if record.exc_info and record.exc_info[1]:
            fault, *causes = _chain(record.exc_info[1])
            places = list(_places(record.exc_info[2]))
            line["fault"] = type(fault).__name__
            line["place"] = next((place for place, is_ours in reversed(places) if is_ours), "")
            line["at"] = [place for place, _ in places[-_MOST:]]
            if causes:
                line["because"] = [type(cause).__name__ for cause in causes]
        return json.dumps(line, ensure_ascii=False)


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """The fault, and what it came of."""
    found: BaseException | None = fault
    seen: set[int] = set()
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _places(traceback: TracebackType | None) -> Iterator[tuple[str, bool]]:
    """Each file with its line, the outermost first; and whether it is one of Alder."""
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        is_ours = file.startswith(f"{_OURS}alder/")
        name = file.removeprefix(_OURS) if is_ours else "/".join(file.split("/")[-2:])
        yield f"{name}:{traceback.tb_lineno}", is_ours
        traceback = traceback.tb_next
