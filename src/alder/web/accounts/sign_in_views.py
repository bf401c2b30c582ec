"""Signing in: the password, then the code; at the first time a password of one's own and the second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from alder.errors import UsageError
from alder.look.words import counted
from alder.web.accounts import failed_attempts, passkeys, second_factor, services
from alder.web.accounts.models import AccountHappened, Person, record_account_event
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import (
    await_code,
    begin_session,
    end_session,
    onward_url,
    owes_password,
    person_who_owes_code,
    signed_in_person,
)
from alder.web.frame import asset_url
from alder.web.http import answers, private

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_HERE = "alder.web.accounts:templates/"
_UNLIKE = "The e-mail address or the password is not right. Check both, and try again."


@csrf_protect
@answers("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The password. Whether an address is known is never told, nor to be found out from the time it takes."""
    onward = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "GET":
        if known := signed_in_person(request):
            return private(HttpResponseRedirect(onward_url(known, onward)))
        return _asked(request, onward)
    email = request.POST.get("email", "").strip().casefold()[:254]
    password = request.POST.get("password", "")[:1000]
    if errors := _blank(email, password):
        return _asked(request, onward, email, errors)
    tried = failed_attempts.of_password(request, email)
    if wait := failed_attempts.wait_of(*tried).total_seconds():
        return _asked(request, onward, email, {"password": wait_in_words(wait)}, status=429)
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, Person):
        whose = Person.objects.filter(email=email).first()
        record_account_event(whose, AccountHappened.WRONG_PASSWORD)
        if failed_attempts.count_failure(*tried):
            record_account_event(whose, AccountHappened.MUST_WAIT, "passwords")
        return _asked(request, onward, email, {"password": _UNLIKE})
    # Others at the address stay counted: whoever has one account could else try those of all.
    failed_attempts.forget_failures(("account", email), *(one for one in tried if one[0] != "address"))
    await_code(request, person)
    request.session["next"] = onward
    return private(HttpResponseRedirect(reverse(_next_step(person))))


@csrf_protect
@answers("GET", "POST")
def own_password(request: HttpRequest) -> HttpResponseBase:
    """A password that was drawn by somebody else is changed before anything else."""
    person = person_who_owes_code(request)
    if person is None or person.chose_password:
        return _from_the_start()
    errors = {}
    if request.method == "POST":
        errors = new_password(person, request)
        if not errors:
            onward = request.session.get("next", "")
            await_code(request, person)
            request.session["next"] = onward
            return private(HttpResponseRedirect(reverse(_next_step(person))))
    return private(page_for(request, None, f"{_HERE}new_password.html.j2", errors=errors, email=person.email))


def new_password(person: Person, request: HttpRequest) -> dict[str, str]:
    """Take the new password of the form, typed twice; what is wrong with it, by field."""
    first, again = (request.POST.get(name, "")[:1000] for name in ("new", "again"))
    if not first:
        return {"new": "Enter a new password"}
    if first != again:
        return {"again": "The two passwords differ. Type the same one twice."}
    if person.check_password(first):
        return {"new": "That is the password you have. Choose another one."}
    try:
        services.change_password(person, first)
    except UsageError as error:
        return {"new": error.where}
    return {}


@csrf_protect
@answers("GET", "POST")
def code(request: HttpRequest) -> HttpResponseBase:
    """The code of the app, one on paper, or a passkey."""
    person = person_who_owes_code(request)
    if person is None or owes_password(request, person) or not second_factor.has_one(person):
        return _from_the_start()
    if request.method == "GET":
        return _code_page(request, person)
    right, wait = passkeys.proof(request, person, "code", failed_attempts.of_code(request, person))
    if right:
        onward = onward_url(person, request.session.get("next", ""))
        begin_session(request, person)
        return failed_attempts.remember_browser(private(HttpResponseRedirect(onward)), request, person.email)
    says = passkeys.NOT_TAKEN if request.POST.get(passkeys.FIELD) else WRONG_CODE
    status, says = (429, wait_in_words(wait)) if wait else (200, says)
    return _code_page(request, person, {"code": says}, status)


def _code_page(
    request: HttpRequest, person: Person, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponseBase:
    to_show = passkeys.to_show(request, person)
    shown = {"errors": errors or {}, "to_show": to_show, "script": asset_url("passkeys.js")}
    return private(page_for(request, None, f"{_HERE}code.html.j2", status=status, **shown))


WRONG_CODE = "That code is not right, or was used already. Wait for the next one and type it in."


@csrf_protect
@answers("GET", "POST")
def set_up(request: HttpRequest) -> HttpResponseBase:
    """The second factor is set up; the codes on paper are shown this once, and the person is in."""
    person = person_who_owes_code(request)
    if person is None or owes_password(request, person) or second_factor.has_one(person):
        return _from_the_start()
    errors = {}
    if request.method == "POST":
        tried = failed_attempts.of_code(request, person)
        if wait := failed_attempts.wait_of(tried).total_seconds():
            errors = {"code": wait_in_words(wait)}
        elif second_factor.set_up(person, "".join(request.POST.get("code", "").split())):
            codes = second_factor.draw_recovery_codes(person)
            onward = onward_url(person, request.session.get("next", ""))
            begin_session(request, person)
            reply = private(page_for(request, person, f"{_HERE}on_paper.html.j2", codes=codes, onward=onward))
            return failed_attempts.remember_browser(reply, request, person.email)
        else:
            failed_attempts.count_failure(tried)
            errors = {"code": WRONG_CODE}
    secret = second_factor.secret_of(second_factor.to_set_up(person))
    return private(page_for(request, None, f"{_HERE}set_up.html.j2", secret=secret, errors=errors, email=person.email))


@answers("GET")
def picture(request: HttpRequest) -> HttpResponseBase:
    """The secret that is being set up, for an app to read."""
    person = person_who_owes_code(request)
    if person is None or owes_password(request, person) or second_factor.has_one(person):
        return private(HttpResponse(status=404))
    svg = second_factor.picture_of(second_factor.to_set_up(person))
    return private(HttpResponse(svg, content_type="image/svg+xml"))


@csrf_protect
@answers("POST")
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Nothing of the session stays, here or in the browser."""
    end_session(request)
    reply = HttpResponseRedirect(reverse("sign-in"))
    reply["Clear-Site-Data"] = '"cache", "storage"'
    return private(reply)


def _asked(
    request: HttpRequest, onward: str, email: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponseBase:
    shown = {"errors": errors or {}, "email": email, "onward": onward, "providers": settings.ALDER_OPENID.values()}
    return private(page_for(request, None, f"{_HERE}sign_in.html.j2", status=status, **shown))


def _blank(email: str, password: str) -> dict[str, str]:
    errors = {} if email else {"email": "Enter your e-mail address"}
    return errors if password else errors | {"password": "Enter your password"}


def _next_step(person: Person) -> str:
    if not person.chose_password:
        return "sign-in-password"
    return "sign-in-code" if second_factor.has_one(person) else "sign-in-set-up"


def _from_the_start() -> HttpResponseBase:
    return private(HttpResponseRedirect(reverse("sign-in")))


def wait_in_words(seconds: float) -> str:
    """What whoever has tried too often is told."""
    minutes, rest = divmod(int(seconds) + 1, 60)
    long = counted(minutes + 1, "minute") if minutes else counted(rest, "second")
    return f"There were too many wrong tries. Wait {long}, then try again."
