"""Signing in with a password and a code: what lets somebody in, what keeps somebody out, and what ends a session."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from tests.support.cast import PASSWORD, Someone, code_of, somebody
from tests.support.site import Site

UNLIKE = "The e-mail address or the password is not right"


@pytest.fixture
def leila(people: dict[str, Someone]) -> Someone:
    return Someone(people["leila"].person).sign_in_by_pages()


@pytest.fixture
def marcus(people: dict[str, Someone]) -> Someone:
    return Someone(people["marcus"].person).sign_in_by_pages()


@pytest.fixture(autouse=True)
def _no_wrong_tries(desk: Site) -> None:
    from alder.web.accounts.models import WrongTries

    WrongTries.objects.all().delete()


def _client(**given: Any) -> Any:
    from django.test import Client

    return Client(**given)


def _is_in(client: Any) -> bool:
    return bool(client.get("/account").status_code == 200)


def _events(someone: Someone) -> list[str]:
    return list(someone.person.events.values_list("what", flat=True))


def test_the_first_sign_in_brings_a_password_of_ones_own_a_second_factor_and_codes_on_paper(desk: Site) -> None:
    from alder.web.accounts import services
    from alder.web.accounts.models import App

    drawn = services.drawn_password()
    person = services.add("Nia@Mereshire.example", "Nia", services.roles_of(["publisher"]), drawn)
    client = _client()
    asked = {"email": "NIA@mereshire.example", "password": drawn, "next": "/desk/begin"}
    assert client.post("/sign-in", asked)["Location"] == "/sign-in/password"
    assert client.get("/sign-in/set-up").status_code == 302, "a password of one's own comes first"
    for new, again, says in (
        ("", "", "Enter a new password"),
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        ("nia@mereshire", "nia@mereshire", "too similar"),
        (PASSWORD, "another", "The two passwords differ"),
        (drawn, drawn, "That is the password you have"),
    ):
        assert says in client.post("/sign-in/password", {"new": new, "again": again}).content.decode()
    reply = client.post("/sign-in/password", {"new": PASSWORD, "again": PASSWORD})
    assert reply["Location"] == "/sign-in/set-up"
    picture = client.get("/sign-in/set-up/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style" not in picture.content
    assert client.get("/sign-in/set-up").content.count(b"Key</dt>") == 1
    assert "not right" in client.post("/sign-in/set-up", {"code": "000000"}).content.decode()
    assert not _is_in(client)
    device = App.objects.get(user=person)
    shown = client.post("/sign-in/set-up", {"code": code_of(device.bin_key)}).content.decode()
    codes = re.findall(r"<li><code>(\w{5}-\w{5})</code></li>", shown)
    assert len(set(codes)) == 10
    assert 'href="/desk/begin"' in shown
    assert _is_in(client)
    assert _client().get("/sign-in/set-up/picture.svg").status_code == 404
    for times, in_again in ((1, True), (2, False)):
        other = _client()
        other.post("/sign-in", {"email": person.email, "password": PASSWORD})
        other.post("/sign-in/code", {"code": codes[0].upper()})
        assert _is_in(other) is in_again, f"a code on paper is good once, and this was time {times}"


def test_nobody_gets_in_with_a_password_alone(leila: Someone) -> None:
    client = _client()
    client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    for address in ("/account", "/desk", "/desk/begin", "/people"):
        assert client.get(address)["Location"].startswith("/sign-in")
    assert client.get("/sign-in/set-up").status_code == 302, "nor is a new second factor to be had with it"


def test_unknown_and_wrong_are_answered_alike_and_cost_the_same(
    leila: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: (hashed.append(1), encode(self, *given))[1])
    answers = []
    for email in (leila.person.email, "nobody@mereshire.example"):
        hashed.clear()
        reply = _client().post("/sign-in", {"email": email, "password": "wrong and long enough"})
        text = re.sub(r'value="[^"]{20,}"', "", reply.content.decode()).replace(email, "")
        answers.append((reply.status_code, len(hashed), text))
    assert answers[0] == answers[1]
    assert UNLIKE in answers[0][2]


def test_after_five_wrong_passwords_one_has_to_wait_whoever_it_is(leila: Someone) -> None:
    from django.utils import timezone

    from alder.web.accounts.models import WrongTries

    for email in (leila.person.email, "nobody@mereshire.example"):
        client = _client()
        for _ in range(5):
            assert UNLIKE in client.post("/sign-in", {"email": email, "password": "wrong"}).content.decode()
        reply = client.post("/sign-in", {"email": email, "password": PASSWORD})
        assert reply.status_code == 429
        assert "Wait 30 seconds" in reply.content.decode()
    assert "Must wait" in _events(leila)
    WrongTries.objects.update(last=timezone.now() - timedelta(minutes=1))
    client = _client()
    assert client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})["Location"] == "/sign-in/code"


def test_nobody_is_kept_out_by_those_who_try_wrong_passwords_for_them(leila: Someone, marcus: Someone) -> None:
    """The browser that somebody signed in with before is counted by itself; others wait, from wherever they try."""
    from django.utils import timezone

    from alder.web.accounts.models import WrongTries

    email = leila.person.email
    wrong, right = {"email": email, "password": "wrong"}, {"email": email, "password": PASSWORD}
    for n in range(20):
        stranger = _client(REMOTE_ADDR=f"198.51.100.{n}")
        for _ in range(5):
            assert UNLIKE in stranger.post("/sign-in", wrong).content.decode()
        assert stranger.post("/sign-in", wrong).status_code == 429
    assert _client(REMOTE_ADDR="203.0.113.9").post("/sign-in", right).status_code == 429, "100 wrong tries in all"

    leila.client.post("/sign-out")
    assert leila.client.post("/sign-in", right)["Location"] == "/sign-in/code", "her own browser does not wait"

    leila.client.post("/sign-out")
    for _ in range(5):
        leila.client.post("/sign-in", wrong)
    assert leila.client.post("/sign-in", right).status_code == 429, "but is no way to try many"
    WrongTries.objects.update(last=timezone.now() - timedelta(minutes=16))
    marcus.client.post("/sign-out")
    for _ in range(5):
        marcus.client.post("/sign-in", wrong)
    assert marcus.client.post("/sign-in", right).status_code == 429, "nor is the browser of somebody else"
    WrongTries.objects.all().delete()


def test_a_browser_is_known_for_those_alone_who_signed_in_with_it(leila: Someone, marcus: Someone) -> None:
    from alder.web.accounts import failed_attempts

    cookie = leila.client.cookies[failed_attempts.KNOWN]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/sign-in", True, "Strict")
    assert leila.person.email not in cookie.value
    request = _request(**{failed_attempts.KNOWN: cookie.value})
    assert [kind for kind, _ in failed_attempts.of_password(request, leila.person.email)] == ["browser"]
    for other, email in (
        (request, marcus.person.email),
        (_request(**{failed_attempts.KNOWN: cookie.value + "x"}), leila.person.email),
        (_request(), leila.person.email),
    ):
        assert [kind for kind, _ in failed_attempts.of_password(other, email)] == ["account from", "account", "address"]


def _request(**cookies: str) -> Any:
    from django.test import RequestFactory

    request = RequestFactory().get("/sign-in")
    request.COOKIES.update({name.replace("_", "-"): value for name, value in cookies.items()})
    return request


def test_the_cookies_page_names_all_that_signing_in_sets(leila: Someone) -> None:
    said = leila.see("/cookies")
    assert len(leila.client.cookies) == 3
    assert [name for name in leila.client.cookies if f"<code>{name}</code>" not in said] == []


def test_an_address_cannot_try_many_accounts_nor_hide_behind_a_header(desk: Site) -> None:
    for n in range(20):
        given = {"email": f"somebody{n}@mereshire.example", "password": "wrong"}
        assert _client().post("/sign-in", given, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code == 200
    given = {"email": "another@mereshire.example", "password": "wrong"}
    assert _client().post("/sign-in", given, headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429
    assert _client(REMOTE_ADDR="198.51.100.7").post("/sign-in", given).status_code == 200


def test_a_code_is_taken_once_and_a_hundred_guesses_do_not_help(desk: Site) -> None:
    guessed = somebody("Guessed", "publisher")
    used = guessed.code()
    for in_again in (True, False):
        client = _client()
        client.post("/sign-in", {"email": guessed.person.email, "password": PASSWORD})
        client.post("/sign-in/code", {"code": used})
        assert _is_in(client) is in_again
    client.post("/sign-in", {"email": guessed.person.email, "password": PASSWORD})
    replies = [client.post("/sign-in/code", {"code": f"{n:06d}"}).status_code for n in range(100)]
    assert replies.count(429) >= 95
    assert client.post("/sign-in/code", {"code": guessed.code()}).status_code == 429
    assert {"Wrong code", "Must wait"} <= set(_events(guessed))


@pytest.mark.parametrize("odd", ["", "abcdef", "１２３４５６", "12345678901234567890", "-1", "1e5"])
def test_what_is_no_code_is_refused_like_a_wrong_one(leila: Someone, odd: str) -> None:
    client = _client()
    client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    assert "That code is not right" in client.post("/sign-in/code", {"code": odd}).content.decode()


def test_a_session_begins_under_a_new_id(leila: Someone) -> None:
    client = _client()
    client.cookies["alder-session"] = "chosen-by-somebody-else-1234567890"
    client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    half = client.cookies["alder-session"].value
    client.post("/sign-in/code", {"code": leila.code()})
    whole = client.cookies["alder-session"].value
    assert len({half, whole, "chosen-by-somebody-else-1234567890"}) == 3
    assert len(whole) == 32
    old = _client()
    old.cookies["alder-session"] = half
    assert not _is_in(old)


@pytest.mark.parametrize(
    ("field", "ago", "is_in"),
    [
        ("used", timedelta(minutes=59), True),
        ("used", timedelta(minutes=61), False),
        ("started", timedelta(hours=11, minutes=59), True),
        ("started", timedelta(hours=12, minutes=1), False),
        ("expire_date", timedelta(minutes=1), False),
    ],
)
def test_a_session_ends_when_it_is_left_alone_and_when_it_is_old(
    leila: Someone, field: str, ago: timedelta, is_in: bool
) -> None:
    from django.utils import timezone

    from alder.web.accounts.models import Session

    row = Session.objects.filter(session_key=leila.client.cookies["alder-session"].value)
    row.update(**{field: timezone.now() - ago})
    assert _is_in(leila.client) is is_in
    if field == "used" and is_in:
        assert row.get().used > timezone.now() - timedelta(minutes=1), "a click counts as use"


def test_a_password_does_not_wait_for_its_code_for_ever(leila: Someone) -> None:
    from django.utils import timezone

    client = _client()
    client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    session = client.session
    session["half_since"] = (timezone.now() - timedelta(minutes=11)).isoformat()
    session.save()
    assert client.post("/sign-in/code", {"code": leila.code()})["Location"] == "/sign-in"
    assert not _is_in(client)


def test_signing_out_ends_the_session_here_and_in_the_browser(leila: Someone) -> None:
    stolen = leila.client.cookies["alder-session"].value
    reply = leila.client.post("/sign-out")
    assert reply["Clear-Site-Data"] == '"cache", "storage"'
    other = _client()
    other.cookies["alder-session"] = stolen
    assert not _is_in(other)


@pytest.mark.parametrize("what", ["disable", "roles", "reset", "password"])
def test_what_is_taken_away_is_gone_at_the_next_click(desk: Site, what: str) -> None:
    from alder.web.accounts import services

    someone = somebody(f"Taken{what}", "publisher", "approver").sign_in_by_pages()
    elsewhere = Someone(someone.person).sign_in_by_pages()
    if what == "disable":
        desk.run("people", "disable", someone.person.email)
    elif what == "roles":
        desk.run("people", "roles", someone.person.email, "publisher")
    elif what == "reset":
        services.reset(someone.person)
    else:
        given = {"old": PASSWORD, "new": "another good long one", "again": "another good long one"}
        assert elsewhere.client.post("/account/password", given).status_code == 302
        assert _is_in(elsewhere.client)
    assert not _is_in(someone.client)


def test_people_see_where_they_are_signed_in_and_end_it_there_but_not_for_others(
    leila: Someone, marcus: Someone
) -> None:
    elsewhere = Someone(leila.person)
    elsewhere.client.defaults["HTTP_USER_AGENT"] = "An old telephone"
    elsewhere.sign_in_by_pages()
    page = leila.see("/account")
    mark = re.search(r'An old telephone.*?name="session" value="(\w+)"', page, re.DOTALL)
    assert mark
    assert elsewhere.client.cookies["alder-session"].value not in page
    marcus.client.post("/account", {"session": mark[1]})
    assert _is_in(elsewhere.client)
    leila.client.post("/account", {"session": mark[1]})
    assert not _is_in(elsewhere.client)
    assert _is_in(leila.client)


def test_new_codes_on_paper_take_a_code_and_end_the_old_ones(leila: Someone) -> None:
    leila.waits()
    wrong = leila.client.post("/account/recovery-codes", {"prove-code": "000000"}).content.decode()
    assert "That code is not right" in wrong
    codes = []
    for _ in range(2):
        shown = leila.client.post("/account/recovery-codes", {"prove-code": leila.code()}).content.decode()
        codes.append(re.findall(r"<li><code>(\w{5}-\w{5})</code></li>", shown))
    client = _client()
    client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    assert "not right" in client.post("/sign-in/code", {"code": codes[0][0]}).content.decode()
    assert client.post("/sign-in/code", {"code": codes[1][0].replace("-", " ")}).status_code == 302


def test_a_password_is_changed_with_the_old_one(leila: Someone) -> None:
    given = {"old": "not it", "new": "another good long one", "again": "another good long one"}
    assert "That is not your password now" in leila.client.post("/account/password", given).content.decode()
    assert _is_in(leila.client)


@pytest.mark.parametrize(
    ("onward", "to"),
    [
        ("/desk/begin", "/desk/begin"),
        ("https://elsewhere.example/desk", "/desk"),
        ("//elsewhere.example/desk", "/desk"),
        ("/\\elsewhere.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/sign-out", "/desk"),
    ],
)
def test_the_way_on_stays_on_the_site(leila: Someone, onward: str, to: str) -> None:
    client = _client()
    client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD, "next": onward})
    assert client.post("/sign-in/code", {"code": leila.code()})["Location"] == to


def test_cookies_are_for_the_browser_alone_and_nothing_is_kept(leila: Someone) -> None:
    cookie = leila.client.cookies["alder-session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    reply = _client().get("/sign-in")
    assert (reply.cookies["alder-form"]["httponly"], reply.cookies["alder-form"]["samesite"]) == (True, "Strict")
    for address in ("/account", "/desk", "/desk/to-check", "/sign-in"):
        reply = leila.client.get(address)
        assert reply["Cache-Control"] == "no-store"
        assert "unsafe" not in reply["Content-Security-Policy"]


def test_behind_https_cookies_are_secure(leila: Someone) -> None:
    from django.test import override_settings

    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        client = _client()
        client.get("/sign-in", secure=True)
        client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD}, secure=True)
        assert client.cookies["alder-session"]["secure"]
        assert client.cookies["alder-form"]["secure"]


def test_t11_no_form_is_taken_from_elsewhere(people: dict[str, Someone]) -> None:
    """Every address that takes a form asks for the token that only our own pages have."""
    from django.test import Client
    from django.urls import get_resolver

    someone = Someone(people["omar"].person, Client(enforce_csrf_checks=True))
    signed_in = Someone(people["omar"].person).sign_in_by_pages()
    someone.client.cookies = signed_in.client.cookies
    patterns = [p for r in get_resolver().url_patterns if _is_ours(r) for p in r.url_patterns]
    asked = 0
    for pattern in patterns:
        address = "/" + re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", str(pattern.pattern))
        address = address.replace("<int:at>", "1").replace("<slug:provider>", "somewhere")
        reply = someone.client.post(address, {"email": "x"})
        if reply.status_code == 405:
            continue
        asked += 1
        assert reply.status_code == 403, address
        assert "This form is not from here" in reply.content.decode()
    takes_forms = [pattern for pattern in patterns if "POST" in getattr(pattern.callback, "methods", ())]
    assert asked == len(takes_forms) > 40


def _is_ours(resolver: Any) -> bool:
    return getattr(getattr(resolver, "urlconf_name", None), "__name__", "") in (
        "alder.web.accounts.urls",
        "alder.web.desk.urls",
    )


def test_nothing_of_a_person_is_written_to_the_log(desk: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    someone = somebody("Markeroni", "publisher")
    code = someone.code()
    someone.client.post("/sign-in", {"email": someone.person.email, "password": "MARKER-PASSWORD"})
    someone.client.post("/sign-in", {"email": someone.person.email, "password": PASSWORD})
    someone.client.post("/sign-in/code", {"code": "987123"})
    someone.client.post("/sign-in/code", {"code": code})
    session = someone.client.cookies["alder-session"].value
    someone.see("/account")
    said = caplog.text.casefold()
    for marker in ("markeroni", "marker-password", PASSWORD, "987123", code, session):
        assert marker.casefold() not in said


def test_what_is_over_is_forgotten(leila: Someone) -> None:
    from django.utils import timezone

    from alder.web.accounts import failed_attempts
    from alder.web.accounts.models import Session, WrongTries

    _client().post("/sign-in", {"email": "nobody@mereshire.example", "password": "wrong"})
    WrongTries.objects.update(last=timezone.now() - timedelta(days=2))
    key = leila.client.cookies["alder-session"].value
    Session.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    failed_attempts.forget_old()
    assert not WrongTries.objects.exists()
    assert not Session.objects.filter(session_key=key).exists()


def test_the_foot_of_a_page_leads_in_only_those_who_are_not(desk: Site) -> None:
    assert 'href="/sign-in"' not in somebody("Ola", "publisher").sign_in_by_pages().see("/desk")
    assert 'href="/sign-in"' in _client().get("/sign-in").content.decode()


_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
AGENTS = f"""
Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/150.0 Safari/537.36 | Chrome on Windows
Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/150.0 Safari/537.36 Edg/150.0 | Edge on Windows
Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox on Linux
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19 Safari/605 | Safari on macOS
Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 CriOS/150 Mobile Safari/604 | Chrome on iPhone
Mozilla/5.0 (Linux; Android 16; K) {_WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Safari/537 | Samsung Internet on Android
curl/8.9 | curl/8.9
 | Not named
"""


@pytest.mark.parametrize(
    ("agent", "words"), [tuple(part.strip() for part in line.split("|")) for line in AGENTS.strip("\n").splitlines()]
)
def test_people_know_a_browser_by_its_name_and_the_machine_that_it_runs_on(desk: Site, agent: str, words: str) -> None:
    from alder.web.accounts.sessions import browser_in_words

    assert browser_in_words(agent) == words
