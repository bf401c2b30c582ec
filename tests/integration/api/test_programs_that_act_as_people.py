"""The door for programs: what opens it, what does not, and what never comes out of it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.support.cast import Someone, somebody
from tests.support.programs import Program, program, said, token_of
from tests.support.site import Site, site_of_people

ADDRESSES = ("requests", "outputs", "incidents")
NOBODYS = "0a1b2c3d-0000-4000-8000-0000000000bb"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("programs") / "store") as site:
        yield site


@pytest.fixture(autouse=True)
def _no_wrong_tries(site: Site) -> None:
    from alder.web.accounts.models import WrongTries

    WrongTries.objects.all().delete()


_names = (f"Tess{n}" for n in range(10_000))


@pytest.fixture
def tess(site: Site) -> Someone:
    """Somebody new for each test, who may read each list: incidents are for those who deal with them."""
    return somebody(next(_names), "incident officer")


def happened(what: str) -> Any:
    from alder.web.trail.models import TrailEvent

    return TrailEvent.objects.filter(action=what).order_by("seq")


# What opens it


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer alder_",
        "Bearer nonsense",
        "Basic YTpi",
        "Token TOKEN",
        "TOKEN",
        "Bearer TOKENx",
        "Bearer TOKEN TOKEN",
        "Bearer alder_' or '1'='1",
        "Bearer alder_" + "A" * 43,
        "Bearer alder_" + "\u00e9" * 43,
        "Bearer " + "x" * 5000,
    ],
)
def test_nothing_but_a_token_that_works_opens_it(tess: Someone, address: str, shown: str) -> None:
    key = token_of(tess)
    reply = Program("").send("GET", address, Authorization=shown.replace("TOKEN", key))
    assert reply["WWW-Authenticate"] == 'Bearer realm="Alder"'
    refused = said(reply, 401)
    assert set(refused) == {"type", "title", "status", "detail"}
    assert key not in reply.content.decode()
    assert program(tess).get(address)["results"] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_session_of_a_browser_opens_nothing_and_no_form_of_another_site_acts(site: Site, address: str) -> None:
    """T11: there is no cookie that a page of another site could bring along."""
    ada = somebody(next(_names), "admin").sign_in()
    for method in ("GET", "POST"):
        reply = ada.client.generic(
            method, f"/v1/{address}", b"{}", content_type="application/json", headers={"Origin": "https://evil.example"}
        )
        assert reply.status_code == 401
        assert "Access-Control-Allow-Origin" not in reply
        assert not reply.cookies
    refused = reply.json()["detail"]
    assert "Being signed in in a browser opens nothing here." in refused


def test_a_browser_of_another_site_is_told_nothing(tess: Someone) -> None:
    reply = program(tess).send("GET", "requests", Origin="https://evil.example")
    assert reply.status_code == 200
    assert "Access-Control-Allow-Origin" not in reply
    assert reply["Cache-Control"] == "no-store"
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"
    asked = Program("").send("OPTIONS", "requests", Origin="https://evil.example")
    assert (asked.status_code, asked["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    assert not [name for name in asked.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("how", ["access_token", "token", "Authorization", "api_key"])
def test_a_token_in_an_address_opens_nothing(tess: Someone, how: str) -> None:
    key = token_of(tess)
    assert Program("").send("GET", f"requests?{how}={key}").status_code == 401
    assert program(tess).send("GET", f"requests?{how}={key}").status_code == 400, "and beside one that does it is wrong"


# Until when


def ended(token: Any, how: str) -> None:
    from django.utils import timezone

    from alder.web.accounts import services, tokens

    match how:
        case "revoked":
            tokens.revoke(token)
        case "its day":
            token.ends = timezone.now() - timedelta(seconds=1)
            token.save()
        case "disabled":
            services.disable(token.person)
        case "reset":
            services.reset(token.person)
        case "password":
            services.change_password(token.person, "a new horse battery staple")


@pytest.mark.parametrize("how", ["revoked", "its day", "disabled", "reset", "password"])
def test_a_token_that_ended_opens_nothing_at_once_and_says_the_same_as_one_that_never_was(
    tess: Someone, how: str
) -> None:
    """T07, T08: replay of an old token."""
    tests = program(tess)
    assert tests.get("requests")
    ended(tess.person.tokens.get(), how)
    reply, never = tests.send("GET", "requests"), Program("alder_" + "B" * 43).send("GET", "requests")
    assert (reply.status_code, reply.content) == (never.status_code, never.content)
    assert reply.status_code == 401
    event = happened("Access token refused").filter(thing=f"person {tess.person.pk}").latest("seq")
    assert (event.actor, event.role) == ("", "visitor"), "whose token it is did not do it"


def test_a_role_that_was_taken_away_is_gone_from_the_token_at_once(site: Site) -> None:
    """T07: a token has no rights of its own."""
    from alder.governance import Role
    from alder.web.accounts import services

    idris = somebody(next(_names), "statistician")
    tests = program(idris)
    assert tests.get("requests?of=desk")["paging"]["page"] == 1
    services.set_roles(idris.person, [Role.PUBLISHER])
    assert tests.get("requests?of=desk", 403)["detail"].startswith("The desk is for people who are")
    assert tests.get("requests")["results"] == []


# For what


@pytest.mark.parametrize(
    ("scope", "may"),
    [
        ({"requests": "read"}, {("GET", "requests")}),
        ({"requests": "act"}, {("GET", "requests"), ("POST", "requests")}),
        ({"outputs": "read"}, {("GET", "outputs")}),
        ({"incidents": "act"}, {("GET", "incidents"), ("POST", "incidents")}),
        ({"outputs": "act", "requests": "read"}, {("GET", "outputs"), ("POST", "outputs"), ("GET", "requests")}),
    ],
)
def test_a_token_does_what_it_was_made_for_and_nothing_else(
    tess: Someone, scope: dict[str, str], may: set[tuple[str, str]]
) -> None:
    from alder.web.trail.events import DENIED

    tests = program(tess, **scope)
    for method in ("GET", "POST", "HEAD"):
        for address in ADDRESSES:
            reply = tests.send(method, address, {} if method == "POST" else None)
            is_in = ("GET" if method == "HEAD" else method, address) in may
            assert (reply.status_code != 403) is is_in, (method, address, reply.content)
    denied = happened(DENIED).filter(actor=str(tess.person.pk))
    assert denied.count() == 3 * len(ADDRESSES) - len(may) - sum(method == "GET" for method, _ in may)
    assert all("was not made to" in event.said["reason"] for event in denied)


def test_every_endpoint_for_people_names_its_process_and_every_other_takes_no_token(site: Site) -> None:
    """T02: an endpoint for people that forgets its door fails."""
    from alder.web.api.urls import urlpatterns

    of = {}
    for one in urlpatterns[:-1]:
        head = str(one.pattern).partition("/")[0]
        of[str(one.pattern)] = (head, getattr(one.callback, "token_for", None))
    assert len([1 for head, _ in of.values() if head in ADDRESSES]) == 27
    doors = {**{head: head for head in ADDRESSES}, "visas": "accreditation"}
    for route, (head, process) in of.items():
        assert process == doors.get(head), route


# What never comes out


def test_no_token_is_in_a_log_an_event_or_an_error(
    tess: Someone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """T28: also where the software fails while a token is at hand."""
    from django.core import serializers

    from alder.web.accounts.models import AccountEvent, AnsweredCall
    from alder.web.api import request_views
    from alder.web.request_log import JsonLines
    from alder.web.trail.models import TrailEvent

    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        tests = program(tess)
        secret = tests.token.removeprefix("alder_")
        tests.post("requests", {"title": "One", "words": "How many?"}, status=201, key="k")
        tests.send("GET", f"requests/{NOBODYS}")
        Program(tests.token + "x").send("GET", "requests")
        tests.send("GET", f"requests?token={tests.token}")

        def broken(*_: Any, **__: Any) -> None:
            raise RuntimeError(f"with {tests.token}")

        monkeypatch.setattr(request_views, "page_of", broken)
        fault = tests.send("GET", "requests")
    finally:
        root.removeHandler(handler)
    assert fault.status_code == 500
    assert set(fault.json()) == {"type", "title", "status"}
    assert "RuntimeError" in out.getvalue(), "it is told by its kind"
    assert secret not in out.getvalue()
    rows = [*TrailEvent.objects.all(), *AccountEvent.objects.all(), *AnsweredCall.objects.all()]
    assert secret not in serializers.serialize("json", rows)
    assert secret not in str(fault.content)


def test_the_trail_says_who_did_what_by_which_token_and_when_one_was_used_first(tess: Someone) -> None:
    tests = program(tess)
    tests.get("requests")
    tests.get("outputs")
    token = tess.person.tokens.get()
    assert token.used is not None
    first = happened("Access token used for the first time").filter(thing=f"person {tess.person.pk}")
    assert first.count() == 1
    assert (first[0].actor, first[0].said["token"]) == (str(tess.person.pk), str(token.pk))
    made = tests.post("requests", {"title": "One", "words": "How many?"}, status=201)
    event = happened("ASK").filter(thing=f"request {made['number']}").latest("seq")
    assert (event.actor, event.role) == (str(tess.person.pk), "asker")
    assert event.said["token"] == str(token.pk)
    assert "session" not in event.said


# How much


def test_a_token_asks_so_often_and_then_waits(tess: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "ALDER_TOKEN_REQUESTS_A_MINUTE", 1.0)
    tests, other = program(tess), program(somebody(next(_names)))
    first, second = (tests.send("GET", "requests") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert 0 < int(second["Retry-After"]) <= 60
    assert other.send("GET", "requests").status_code == 200, "and keeps nobody else waiting"


def test_whoever_guesses_fills_neither_trail_nor_keeps_others_out(tess: Someone) -> None:
    """T09: a hundred guesses."""
    tests = program(tess)
    before = happened("Access token refused").count()
    for n in range(100):
        assert Program("alder_" + f"{n:043d}").send("GET", "requests").status_code == 401
    assert happened("Access token refused").count() - before <= 6
    assert tests.get("requests")["results"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"words":' + b'{"a":' * 20 + b"1" + b"}" * 20 + b"}", 400),
        (b'{"words": "' + b"x" * (1 << 20) + b'"}', 413),
        (json.dumps({"words": "x" * 4001, "title": "T"}).encode(), 400),
        (json.dumps({"words": {"a": 1}, "title": ["T"]}).encode(), 400),
        (json.dumps({f"x{n}": 1 for n in range(20_000)}).encode(), 400),
        (b'{"title": "T", "words": NaN}', 400),
        (json.dumps({"title": "T" * 201, "words": "w"}).encode(), 400),
    ],
)
def test_bodies_that_are_odd_deep_or_large_are_refused_quickly(tess: Someone, body: bytes, status: int) -> None:
    """T24."""
    import time

    tests = program(tess)
    start = time.process_time()
    refused = said(tests.send("POST", "requests", body), status)
    assert time.process_time() - start < 2
    assert len(refused.get("errors", [])) <= 101
    assert tests.get("requests")["paging"]["totalResults"] == 0


def test_what_is_not_json_is_said(tess: Someone) -> None:
    tests = program(tess)
    reply = tests.client.post(
        "/v1/requests", {"title": "T", "words": "w"}, headers={"Authorization": f"Bearer {tests.token}"}
    )
    assert reply.status_code == 415
    assert "Content-Type: application/json" in reply.json()["detail"]


def test_names_with_line_ends_and_signs_for_terminals_are_one_line_in_the_trail(tess: Someone) -> None:
    """T27."""
    from alder.web.accounts import tokens
    from alder.web.accounts.tokens import TokenProcess, TokenUse

    tokens.make(tess.person, "One\nTwo  Three", {TokenProcess.REQUESTS: TokenUse.READ}, 1)
    assert tess.person.tokens.get().name == "One Two Three"
    from alder.errors import WrongEntry

    with pytest.raises(WrongEntry):
        tokens.make(tess.person, "\x1b[2J", {TokenProcess.REQUESTS: TokenUse.READ}, 1)
