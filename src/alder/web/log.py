"""A line for each request as JSON: what was asked for by pattern, how it ended, how long it took. Never a value."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("alder.request")


class RequestLog:
    """Logs a request and gives it an id, by which a person who reports a fault can name it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        id = uuid4().hex
        response = self._get_response(request)
        response["X-Request-Id"] = id
        match = request.resolver_match
        _log.info(
            "request",
            extra={
                "request": id,
                "method": request.method,
                "route": match.route if match else "",
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - start) * 1000, 1),
            },
        )
        return response


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
        line |= {
            name: getattr(record, name) for name in _OWN if isinstance(getattr(record, name, None), str | int | float)
        }
        if record.exc_info and record.exc_info[0]:
            line["fault"] = record.exc_info[0].__name__
            line["at"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(traceback: object) -> list[str]:
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code  # type: ignore[attr-defined]
        found.append(f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno}")  # type: ignore[attr-defined]
        traceback = traceback.tb_next  # type: ignore[attr-defined]
    return found[-8:]
