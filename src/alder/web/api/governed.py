"""The door of the API for what people take through a process: requests for tables, outputs under review, incidents.

A program comes with an access token of a person, in the header `Authorization`, and is that person: it may do what they
may do now, as far as the token was made for it. Cookies open nothing here, so no page of another site can act through a
browser. What asks for a second factor, or for the eyes of whoever decides, is refused with the page on which it is
done. Views call what pages call; nothing is decided here.

What changes something may bear a key of the caller's own (`Idempotency-Key`): sent again, it is answered as it was. And
what changes a thing that is there names the version that was seen (`If-Match`), so that nobody writes over what they
have not seen.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError, transaction
from django.http import Http404, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac

from alder.errors import AlderError, WrongEntry
from alder.governance import Denied
from alder.look.words import sentence
from alder.publishing.api_query import Refused
from alder.publishing.api_query.body import read
from alder.publishing.shapes import paging
from alder.web.accounts import failed_attempts, tokens
from alder.web.accounts.models import AnsweredCall, Person, record_denied
from alder.web.accounts.tokens import TokenProcess, TokenUse
from alder.web.error_replies import NO_DATABASE, as_json, problem, unavailable
from alder.web.forms import plain_text
from alder.web.http import READING, answers, private
from alder.web.rate_limits import wait_for_api, wait_for_token
from alder.web.trail.circumstances import signed_in_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import AccessToken

_log = logging.getLogger("alder.api")
_NOT_DONE = "This may not be done."
_UNKNOWN = (
    "The token is not known, or it has ended or was revoked. Make one on the page of your account, and send it in the "
    "header Authorization, as: Bearer TOKEN."
)
_NONE = (
    "Send an access token in the header Authorization, as: Bearer TOKEN. You make one on the page of your account. "
    "Being signed in in a browser opens nothing here."
)
MOST_TEXT = 4_000
"""Letters of a text that a call may have, unless it says otherwise: those of the forms of pages."""
_DEEPEST = 12
"""How deep what is sent may be nested. A cover sheet, the deepest there is, has four levels."""


@dataclass(frozen=True)
class WrongField:
    """One field of what was sent, and what is wrong with it."""

    path: str
    message: str

    def to_json(self) -> dict[str, Any]:
        return {"message": self.message, "code": "InvalidValue", "path": self.path}


class Stopped(Exception):
    """The call ends here, with a status and a sentence."""

    def __init__(self, status: int, detail: str = "", *, errors: Sequence[WrongField] = (), title: str = "") -> None:
        super().__init__(status)
        self.status, self.detail, self.errors, self.title = status, detail, errors, title


def on_its_page(why: str, address: str) -> Stopped:
    """It is done on a page and nowhere else."""
    return Stopped(403, f"{why} Do it on its page: {address}", title=_NOT_DONE)


def governed(
    process: TokenProcess, *methods: str
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """An endpoint for programs that act as people. What is not GET takes a token that may act."""

    def decorated(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answered(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            allowed = (*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS")
            if request.method == "OPTIONS":
                reply: HttpResponseBase = HttpResponse(status=204)
                reply["Allow"] = ", ".join(allowed)
            elif request.method not in allowed:
                reply = problem(405)
                reply["Allow"] = ", ".join(allowed)
            elif wait := wait_for_api(request):
                reply = problem(429)
                reply["Retry-After"] = str(math.ceil(wait))
            else:
                reply = _answer(view, request, process, arguments)
            patch_vary_headers(reply, ("Authorization",))
            return private(reply)

        answered.csrf_exempt = True  # type: ignore[attr-defined]
        answered.token_for = process  # type: ignore[attr-defined]
        answered.takes = methods  # type: ignore[attr-defined]
        return answers()(answered)

    return decorated


def _answer(
    view: Callable[..., HttpResponseBase], request: HttpRequest, process: TokenProcess, arguments: dict[str, Any]
) -> HttpResponseBase:
    try:
        token = _token_in(request)
        if wait := wait_for_token(str(token.pk)):
            return _later(wait)
        person = token.person
        signed_in_as(person, str(token.pk))
        tokens.note_use(token)
        try:
            use = TokenUse.READ if request.method in READING else TokenUse.ACT
            if not tokens.may(token, process, use):
                verb = "read" if use is TokenUse.READ else "act on"
                raise Denied(f"This token was not made to {verb} {process}. Make one that is, on your account's page.")
            return view(request, person, **arguments)
        except Denied as denied:
            _note_denied(request, person, arguments, denied)
            return problem(403, title=_NOT_DONE, detail=denied.what)
    except Stopped as stopped:
        return _stopped(stopped)
    except Refused as refused:
        return problem(400, refused.problems)
    except Http404:
        return problem(404)
    except WrongEntry as error:
        said = ". ".join(filter(None, (sentence(error.what), error.where, error.next)))
        return problem(400, [WrongField(error.field, said)])
    except AlderError as error:
        return problem(400, detail=". ".join(filter(None, (sentence(error.what), error.next))))
    except RequestDataTooBig:
        return problem(413)
    except SuspiciousOperation:
        return problem(400)
    except OperationalError:
        _log.exception("fault")
        return unavailable(NO_DATABASE)
    except Exception:
        _log.exception("fault")
        return problem(500)


def _stopped(stopped: Stopped) -> HttpResponse:
    reply = problem(stopped.status, stopped.errors, title=stopped.title, detail=stopped.detail)
    if stopped.status == 401:
        reply["WWW-Authenticate"] = 'Bearer realm="Alder"'
    return reply


def _later(seconds: float) -> HttpResponse:
    reply = problem(429)
    reply["Retry-After"] = str(math.ceil(seconds))
    return reply


def _token_in(request: HttpRequest) -> AccessToken:
    """The token that the request shows, if it works. Which of the ways in which one does not work is not told."""
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not shown.strip():
        raise Stopped(401, _NONE)
    token = tokens.token_of(shown.strip())
    if token is not None and tokens.works(token):
        return token
    tried = failed_attempts.of_token(request, token)
    if failed_attempts.wait_of(tried).total_seconds() <= 0:  # else it was noted often enough
        failed_attempts.count_failure(tried)
        tokens.note_refusal(token)
    raise Stopped(401, _UNKNOWN)


def _note_denied(request: HttpRequest, person: Person, arguments: Mapping[str, Any], denied: Denied) -> None:
    match = request.resolver_match
    where = match.route if match else ""
    thing = " ".join(("api", where, *(str(value) for value in arguments.values())))
    record_denied(person, f"API {where}"[:300], thing, str(request.method), denied.what)


# What is sent


class Sent:
    """The fields of a call, read strictly: one that is not known is an error, and all errors are told at once."""

    def __init__(self, request: HttpRequest, *known: str) -> None:
        self.errors: list[WrongField] = []
        self._fields: dict[str, Any] = {}
        if not (body := request.body).strip():
            return
        if request.content_type != "application/json":
            raise Stopped(415, "Send the fields as JSON, with the header Content-Type: application/json.")
        found = read(body)
        if not isinstance(found, dict):
            raise Stopped(400, errors=[WrongField("", "Send an object with the fields of the call.")])
        for name in found:
            if name not in known:
                self.wrong(name, f"There is no such field. There are: {', '.join(known) or 'none'}.")
        if _depth(found) > _DEEPEST:
            self.wrong("", "It is nested too deep.")
        self._fields = {name: found[name] for name in known if name in found}

    def wrong(self, path: str, message: str) -> None:
        self.errors.append(WrongField(str(path)[:100], message))

    def settled(self) -> None:
        """Reading ends: refuse the call if anything is wrong with it."""
        if self.errors:
            raise Stopped(400, errors=self.errors[:100])

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str, missing: str = "", most: int = MOST_TEXT) -> str:
        """A text of several lines; what is said where it has to be there and is not."""
        given = self._fields.get(name, "")
        if not isinstance(given, str):
            self.wrong(name, "Write it as a text.")
            return ""
        words = plain_text(given)
        if len(words) > most:
            self.wrong(name, f"That is {len(words):,} letters long. There is room for {most:,}.")
        elif missing and not words:
            self.wrong(name, missing)
        return words

    def line(self, name: str, missing: str = "", most: int = MOST_TEXT) -> str:
        return " ".join(self.text(name, missing, most).split())

    def truth(self, name: str, otherwise: bool) -> bool:
        given = self._fields.get(name, otherwise)
        if not isinstance(given, bool):
            self.wrong(name, "Write true or false.")
            return otherwise
        return given

    def number(self, name: str, values: Sequence[int]) -> int | None:
        """One of these numbers; none where it is not there."""
        given = self._fields.get(name)
        if given is None or (given in values and isinstance(given, int) and not isinstance(given, bool)):
            return given
        self.wrong(name, f"Write one of: {', '.join(map(str, values))}.")
        return None

    def texts(self, name: str, most: int = 100) -> list[str]:
        """A list of texts. One text stands for a list of it."""
        given = self._fields.get(name, [])
        listed = [given] if isinstance(given, str) else given
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed) or len(listed) > most:
            self.wrong(name, f"Write a list of at most {most} texts.")
            return []
        return [line for one in listed if (line := " ".join(plain_text(one).split()))]

    def objects(self, name: str, *fields: str, most: int = 100) -> list[dict[str, str]]:
        """A list of objects with exactly these fields, each a text."""
        given = self._fields.get(name, [])
        fine = isinstance(given, list) and len(given) <= most
        if not fine or not all(isinstance(one, dict) and set(one) == set(fields) for one in given):
            self.wrong(name, f"Write a list of at most {most} objects with {' and '.join(fields)}.")
            return []
        if not all(isinstance(value, str) for one in given for value in one.values()):
            self.wrong(name, "Write texts.")
            return []
        return [{key: " ".join(plain_text(value).split()) for key, value in one.items()} for one in given]

    def mapping(self, name: str, most: int = 500) -> dict[str, Any]:
        """An object whose fields are names of its own."""
        given = self._fields.get(name, {})
        if not isinstance(given, dict) or len(given) > most:
            self.wrong(name, f"Write an object of at most {most} fields.")
            return {}
        return given

    def value(self, name: str) -> Any:
        """As it was sent."""
        return self._fields.get(name)


def _depth(value: Any) -> int:
    deepest, stack = 0, [(value, 1)]
    while stack:
        one, depth = stack.pop()
        deepest = max(deepest, depth)
        inner: Iterable[Any] = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        stack += [(part, depth + 1) for part in inner]
    return deepest


@dataclass(frozen=True)
class SentTexts:
    """Texts by name, for what reads the forms of pages."""

    POST: Mapping[str, str]


def parameters(request: HttpRequest, *known: str) -> dict[str, str]:
    """The parameters of the address. One that is not known, or that comes twice, is an error."""
    wrong = [WrongField(name, "There is no such parameter.") for name in request.GET if name not in known]
    wrong += [WrongField(name, "Say it once.") for name in known if len(request.GET.getlist(name)) > 1]
    if wrong:
        raise Stopped(400, errors=wrong[:100])
    return {name: request.GET[name] for name in known if name in request.GET}


LARGEST_PAGE = 100
_PAGE = 20


def page_of(
    asked: Mapping[str, str], found: QuerySet[Any], shown: Callable[[Any], dict[str, Any]], total: int | None = None
) -> HttpResponse:
    """One page of a list: the rows of the database are read for this page alone."""
    page, size = _whole(asked, "page", 1, 10**6), _whole(asked, "pageSize", _PAGE, LARGEST_PAGE)
    total = found.count() if total is None else total
    rows = found[(page - 1) * size : page * size]
    return as_json({"paging": paging(page, size, total), "results": [shown(row) for row in rows]})


def _whole(asked: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    said = asked.get(name, str(otherwise))
    if not (said.isascii() and said.isdigit() and len(said) < 9 and 1 <= int(said) <= most):
        raise Stopped(400, errors=[WrongField(name, f"Write a whole number from 1 to {most:,}.")])
    return int(said)


def chosen(asked: Mapping[str, str], name: str, values: Iterable[str]) -> str:
    """One of these values, or none."""
    said, known = asked.get(name, ""), list(values)
    if said and said not in known:
        raise Stopped(400, errors=[WrongField(name, f"Write one of: {', '.join(known)}.")])
    return said


# Doing something


_VERSION = re.compile(r'"([0-9a-f]{12})"')


def version_mark(thing: str, version: int) -> str:
    """A version as callers see it. It tells whether something changed, and not how often: how many looked at a thing
    meanwhile is not everybody's to know."""
    return salted_hmac("alder.version", f"{thing} {version}", algorithm="sha256").hexdigest()[:12]


def version_seen(request: HttpRequest) -> str:
    """The version that whoever calls has looked at."""
    found = _VERSION.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise Stopped(
            428,
            'Send the version that you have seen in the header If-Match, as it stands in "version", between quotes: '
            "so that you change nothing that you have not seen.",
        )
    return found[1]


def check_version(request: HttpRequest, version: str) -> None:
    """Refuse what was decided on an earlier version. Called with the row locked."""
    if version_seen(request) != version:
        raise changed_meanwhile()


def changed_meanwhile() -> Stopped:
    return Stopped(412, "Somebody changed it since you looked at it. Nothing was done. Read it once more.")


def versioned(shown: dict[str, Any], status: int = 200) -> HttpResponse:
    """An answer with a thing, and its version also as a header."""
    reply = as_json(shown, status)
    reply["ETag"] = f'"{shown["version"]}"'
    return reply


_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def once(request: HttpRequest, person: Person, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what changes something. The same call with the same key, sent again within a day, gets the same answer.

    The key, what it stands for and what was done are written in one transaction: all of it is there, or nothing. A
    refusal is not remembered, since it did nothing.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return do()
    if not _KEY.fullmatch(key):
        raise Stopped(400, "An Idempotency-Key has 1 to 200 letters, digits or signs, without blanks.")
    digest = _digest(request)
    if said := _said_before(person, key, digest):
        return said
    try:
        with transaction.atomic():
            kept = AnsweredCall.objects.create(person=person, key=key, digest=digest)
            reply = do()
            kept.status, kept.said = reply.status_code, reply.content.decode()
            kept.save(update_fields=["status", "said"])
    except IntegrityError:
        if said := _said_before(person, key, digest):
            return said
        raise
    return reply


def _said_before(person: Person, key: str, digest: str) -> HttpResponse | None:
    kept = AnsweredCall.objects.filter(person=person, key=key).first()
    if kept is None:
        return None
    if kept.digest != digest:
        raise Stopped(422, "Draw a new Idempotency-Key for each thing that you want done.")
    reply = as_json(json.loads(kept.said), kept.status)
    reply["Idempotency-Replayed"] = "true"
    return reply


def _digest(request: HttpRequest) -> str:
    """Of the whole call: where, and what was sent."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\0".encode())
    if request.content_type == "multipart/form-data":
        fields = sorted((name, value) for name, values in request.POST.lists() for value in values)
        found.update(json.dumps(fields).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                found.update(f"\0{name}\0{file.name}\0".encode())
                for part in file.chunks():
                    found.update(part)
                file.seek(0)
    else:
        found.update(request.body)
    return found.hexdigest()
