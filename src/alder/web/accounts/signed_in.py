"""Who is signed in: a session with both factors, in use, not too old, of a person who may still come in."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user, login, logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.csrf import csrf_protect

from alder.governance import Denied
from alder.web.accounts.denied import refused
from alder.web.accounts.events import AccountHappened, note
from alder.web.accounts.models import Person, Session
from alder.web.accounts.session_store import BROWSER, STARTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
HALF_WAY = timedelta(minutes=10)
"""How long someone may take between the password and the code."""
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_HALF, _SINCE = "half", "half_since"
_A_WHILE = timedelta(seconds=60)


def half_in(request: HttpRequest, person: Person) -> None:
    """The password was right; the code is still to come."""
    request.session.flush()
    request.session[_HALF], request.session[_SINCE] = str(person.pk), timezone.now().isoformat()


def who_is_half_in(request: HttpRequest) -> Person | None:
    """Whose password was right, a short while ago, in this session."""
    id, since = request.session.get(_HALF), request.session.get(_SINCE, "")
    if not id or timezone.now() - datetime.fromisoformat(since) > HALF_WAY:
        return None
    return Person.objects.filter(pk=id, is_active=True).first()


def let_in(request: HttpRequest, person: Person) -> None:
    """Both factors were right: a session under a new id begins."""
    request.session.flush()
    login(request, person, backend=_BACKEND)
    now = timezone.now()
    request.session[STARTED] = now.isoformat()
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:200]
    request.session.set_expiry(now + LONGEST)
    note(person, AccountHappened.SIGNED_IN)


def let_out(request: HttpRequest) -> None:
    if person := who(request):
        note(person, AccountHappened.SIGNED_OUT)
    logout(request)


def who(request: HttpRequest) -> Person | None:
    """The person who is signed in. A session that was left alone for too long, or is too old, is ended."""
    found = get_user(request)
    if not isinstance(found, Person):
        return None
    now = timezone.now()
    row = Session.objects.filter(session_key=request.session.session_key, person=found).first()
    if row is None or now - row.used > IDLE or now - row.started > LONGEST:
        logout(request)
        return None
    if now - row.used > _A_WHILE:
        Session.objects.filter(pk=row.pk).update(used=now)
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
            note(person, AccountHappened.DENIED, (match.view_name or "") if match else "")
            return refused(request, person, denied)

    @wraps(view)
    def guarded(request: HttpRequest, /, *given: Any, **named: Any) -> HttpResponseBase:
        person = who(request)
        if person is None:
            back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
            return private(HttpResponseRedirect(f"{reverse('sign-in')}{back}"))
        return private(known(request, person, *given, **named))

    guarded.for_people = True  # type: ignore[attr-defined]
    return guarded


def private(reply: HttpResponseBase) -> HttpResponseBase:
    """No browser and no proxy keeps it, and where it leads to is not told who sent the reader."""
    reply["Cache-Control"] = "no-store"
    reply["Referrer-Policy"] = "same-origin"
    reply["X-Robots-Tag"] = "noindex"
    return reply


def where_to(request: HttpRequest, asked: str) -> str:
    """The page of ours that somebody was on the way to, else the desk."""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(("/desk", "/account"))
    return asked if ours else reverse("desk")
