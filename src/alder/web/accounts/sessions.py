"""Sessions: who is signed in, how a session begins and ends, and where it is kept.

Somebody is signed in by a session with both factors, in use, not too old, of a person who may still come in. Sessions
are kept in our own table, each with its person and browser, so that people can see and end them. What a browser calls
itself is said in words, by which people know again where they are signed in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth import SESSION_KEY, get_user, login, logout
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.csrf import csrf_protect

from alder import wall_clock
from alder.governance import EVERYTHING, Denied, Role, RoleScope
from alder.web.accounts.models import AccountHappened, Person, Session, record_account_event, record_denied
from alder.web.accounts.notices import mark_read
from alder.web.accounts.person_page import denied_page
from alder.web.accounts.rights import has_anywhere, roles_for
from alder.web.http import answers, private
from alder.web.trail.circumstances import signed_in_as

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
HALF_WAY = timedelta(minutes=10)
"""How long someone may take between the password and the code."""
_BACKEND = "django.contrib.auth.backends.ModelBackend"
STARTED, BROWSER, PROVED = "started", "browser", "proved"
"""What a session says of itself: since when, with which browser, and when the second factor was shown last."""
_HALF, _SINCE, _VIA = "half", "half_since", "half_via"
_A_WHILE = timedelta(seconds=60)


def await_code(request: HttpRequest, person: Person, via: str = "") -> None:
    """The first factor was right: the password, or `via` the provider of that name; the code is still to come."""
    request.session.flush()
    request.session[_HALF], request.session[_SINCE] = str(person.pk), wall_clock.now().isoformat()
    request.session[_VIA] = via


def person_who_owes_code(request: HttpRequest) -> Person | None:
    """Whose password was right, a short while ago, in this session."""
    id, since = request.session.get(_HALF), request.session.get(_SINCE, "")
    if not id or wall_clock.now() - datetime.fromisoformat(since) > HALF_WAY:
        return None
    return Person.objects.filter(pk=id, is_active=True).first()


def owes_password(request: HttpRequest, person: Person) -> bool:
    """Whether the one who owes a code has to choose a password first: who came with a provider used none."""
    return not person.chose_password and not request.session.get(_VIA)


def begin_session(request: HttpRequest, person: Person, proved: str | None = None) -> None:
    """Both factors were right: a session under a new id begins.

    `proved` is when the second factor was shown, where that was before now.
    """
    request.session.flush()
    login(request, person, backend=_BACKEND)
    now = wall_clock.now()
    request.session[PROVED] = now.isoformat() if proved is None else proved
    request.session[STARTED] = now.isoformat()
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:200]
    request.session.set_expiry(now + LONGEST)
    signed_in_as(person)
    record_account_event(person, AccountHappened.SIGNED_IN)


def end_session(request: HttpRequest) -> None:
    if person := signed_in_person(request):
        record_account_event(person, AccountHappened.SIGNED_OUT)
    logout(request)


def mark_of(session_key: str, whose: str) -> str:
    """What others name a session by, and cannot get in with: its key is for its browser alone."""
    return salted_hmac(whose, session_key, algorithm="sha256").hexdigest()[:32]


def signed_in_person(request: HttpRequest) -> Person | None:
    """The person who is signed in. A session that was left alone for too long, or is too old, is ended."""
    found = get_user(request)
    if not isinstance(found, Person):
        return None
    now = wall_clock.now()
    row = cast("SessionStore", request.session).row
    if row is None or row.person_id != found.pk or now - row.used > IDLE or now - row.started > LONGEST:
        logout(request)
        return None
    if now - row.used > _A_WHILE:
        Session.objects.filter(pk=row.pk).update(used=now)
    signed_in_as(found)
    return found


def for_people(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for whoever is signed in, whom the view is told. Nothing of it is kept by browsers.

    What the policy denies is answered with its reason, and noted. Nothing that a stranger sends is read.
    """

    @csrf_protect
    def known(request: HttpRequest, /, person: Person, *given: Any, **named: Any) -> HttpResponseBase:
        try:
            return view(request, person, *given, **named)
        except Denied as denied:
            match = request.resolver_match
            page = (match.view_name or "") if match else ""
            numbers = [str(value) for value in named.values() if isinstance(value, (UUID, int))]
            record_denied(person, page, " ".join(("page", page, *numbers)), str(request.method), denied.what)
            return denied_page(request, person, denied)

    @wraps(view)
    def guarded(request: HttpRequest, /, *given: Any, **named: Any) -> HttpResponseBase:
        person = signed_in_person(request)
        if person is None:
            back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
            return private(HttpResponseRedirect(f"{reverse('sign-in')}{back}"))
        reply = private(known(request, person, *given, **named))
        if request.method == "GET" and reply.status_code == 200:
            mark_read(person, address=request.path)
        return reply

    guarded.for_people = True  # type: ignore[attr-defined]
    return guarded


def onward_url(person: Person, asked: str) -> str:
    """The page for people that somebody was on the way to; else where their work begins."""
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        try:
            view = resolve(urlsplit(asked).path).func
        except (Resolver404, ValueError):
            view = None
        if getattr(view, "for_people", False) and "GET" in getattr(view, "methods", ("GET",)):
            return asked
    return reverse("desk" if has_anywhere(person, (Role.PUBLISHER, Role.APPROVER)) else "your-turn")


class SessionStore(Stored):
    """Django's sessions of the database, in our table."""

    row: Session | None = None
    """As it was read for this request; None where there was none."""

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]  # its stubs leave it out
        return self.row

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.person_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.browser = data.get(BROWSER, "")
        row.used = wall_clock.now()
        row.started = datetime.fromisoformat(data[STARTED]) if STARTED in data else row.used
        return row


def for_roles(
    *roles: Role, methods: tuple[str, ...] = ("GET",), scope: RoleScope = EVERYTHING, anywhere: bool = False
) -> Callable[[_View], _View]:
    """A page about no one thing, for people who have one of these roles for `scope`; or, `anywhere`, for anything.

    A page for the latter shows of each thing only what the reader's roles for it let them see.
    """

    def made(view: _View) -> _View:
        def entered(request: HttpRequest, person: Person, /, **named: Any) -> HttpResponseBase:
            has = has_anywhere(person, roles) if anywhere else bool(roles_for(person, scope) & set(roles))
            if not has:
                raise Denied(f"This page is for people who are {' or '.join(roles)}.")
            reply: HttpResponseBase = view(request, person, **named)
            return reply

        guarded = answers(*methods)(for_people(entered))
        guarded.asks = roles  # type: ignore[attr-defined]
        return guarded

    return made


_NAMES = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
"""The first that is there counts: most browsers name others after themselves."""
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
_LONGEST_NAME = 60


def browser_in_words(agent: str) -> str:
    """Chrome on Windows; what the browser says itself, in short, where it is none of those that are known."""
    name = next((words for mark, words in _NAMES.items() if mark in agent), "")
    system = next((words for mark, words in _SYSTEMS.items() if mark in agent), "")
    if name:
        return f"{name} on {system}" if system else name
    return agent[:_LONGEST_NAME] or "Not named"
