"""Step-up: whoever releases, signs or changes what people may do has shown their second factor a short while ago.

A session lasts for hours, on a desk that others pass. So such a form is taken at once from who showed it within the
last minutes, and else answered with a page that asks for it. That page carries what was sent, so nothing has to be
written again, and sends it to the same address with the code. Files cannot be carried: it says so, and leads back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponseRedirect

from alder import wall_clock
from alder.governance import Denied, Role
from alder.web.accounts import failed_attempts, passkeys
from alder.web.accounts.models import AccountHappened, record_account_event
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import PROVED, for_people
from alder.web.accounts.sign_in_views import WRONG_CODE, wait_in_words
from alder.web.frame import asset_url
from alder.web.http import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view
CODE = "prove-code"
"""The field with the code. No other form has a field of that name."""
_FILES = "prove-had-files"
_OURS = ("csrfmiddlewaretoken", CODE, _FILES, passkeys.FIELD)


def step_up(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of `for_people` that does what a form asks only for who showed their second factor a short while ago.

    Reading its page takes none. Where only some forms of a view take one, it calls `proof_owed` itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest, person: Person, /, *given: Any, **named: Any) -> HttpResponseBase:
        if owed := proof_owed(request, person):
            return owed
        return view(request, person, *given, **named)

    guarded.steps_up = True  # type: ignore[attr-defined]
    return guarded


def for_admins(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for admins, who have shown their second factor a short while ago where they change something."""

    @wraps(view)
    def entered(request: HttpRequest, person: Person, /, **named: Any) -> HttpResponseBase:
        if Role.ADMIN not in person.roles:
            raise Denied("Only an admin can look after people.")
        return step_up(view)(request, person, **named)

    guarded = answers("GET", "POST")(for_people(entered))
    guarded.steps_up = True  # type: ignore[attr-defined]
    return guarded


def proof_owed(request: HttpRequest, person: Person) -> HttpResponseBase | None:
    """The page that asks for the second factor, where what was sent is not to be done without; None where it is."""
    if request.method != "POST" or is_proved(request):
        return None
    if CODE not in request.POST:
        return _asked(request, person)
    right, wait = passkeys.proof(request, person, CODE, failed_attempts.of_code_again(person))
    if not right:
        wrong = passkeys.NOT_TAKEN if request.POST.get(passkeys.FIELD) else WRONG_CODE
        return _asked(request, person, wait_in_words(wait) if wait else wrong, status=429 if wait else 200)
    note_proof(request, person)
    if _FILES in request.POST:
        return HttpResponseRedirect(request.get_full_path())
    return None


def is_proved(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this session, and not longer ago than the site allows."""
    since: str = request.session.get(PROVED, "")
    allowed = timedelta(minutes=settings.ALDER_STEP_UP_MINUTES)
    return bool(since) and wall_clock.now() - datetime.fromisoformat(since) < allowed


def note_proof(request: HttpRequest, person: Person) -> None:
    """It was shown now. The session goes on under a new id, as after signing in."""
    request.session[PROVED] = wall_clock.now().isoformat()
    request.session.cycle_key()
    record_account_event(person, AccountHappened.SECOND_FACTOR_SHOWN)


def _asked(request: HttpRequest, person: Person, wrong: str = "", status: int = 200) -> HttpResponseBase:
    match = request.resolver_match
    back = request.path if match and "GET" in getattr(match.func, "methods", ("GET",)) else ""
    return page_for(
        request,
        person,
        "alder.web.accounts:templates/step_up.html.j2",
        status=status,
        address=request.get_full_path(),
        sent=[(name, value) for name, values in request.POST.lists() if name not in _OURS for value in values],
        had_files=bool(request.FILES) or _FILES in request.POST,
        files_field=_FILES,
        back=back,
        minutes=settings.ALDER_STEP_UP_MINUTES,
        to_show=passkeys.to_show(request, person),
        script=asset_url("passkeys.js"),
        errors={CODE: wrong} if wrong else {},
    )
