"""What releases, signs or changes roles is done only by who showed their second factor a short while ago."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from tests.support.cast import PASSWORD, Someone, somebody
from tests.support.site import Site

ASKS = "Show again that it is you"
STEPS_UP = {
    "new-codes",
    "tokens",
    "person-tokens",
    "passkeys",
    "connect-provider",
    "people",
    "person",
    "organisations",
    "organisation",
    "teams",
    "team",
    "desk-approve",
    "desk-time",
    "desk-withdraw",
    "output-release",
    "output-recall",
}
"""Addresses that release, sign or change what people may do. One that no longer takes the second factor fails."""


def text_of(reply: Any) -> str:
    return str(reply.content.decode())


def sent_on(page: str) -> dict[str, list[str]]:
    """What the page would send on, by the name of the field."""
    form = page[page.index('<form class="alder-measure"') :]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form):
        found.setdefault(unescape(name), []).append(unescape(value))
    for name, value in re.findall(r'<textarea hidden name="([^"]+)">\n(.*?)</textarea>', form, re.DOTALL):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def test_the_addresses_that_take_the_second_factor_again(site: Site) -> None:
    from django.urls import get_resolver

    every = [one for group in get_resolver().url_patterns for one in getattr(group, "url_patterns", ())]
    ours = {one.name for one in every if getattr(one.callback, "steps_up", False)}
    assert ours >= STEPS_UP


def test_roles_are_changed_at_once_by_who_has_just_signed_in(ada: Someone) -> None:
    pia = somebody("Pia").person
    ada.do(f"/people/{pia.pk}", do="roles", role=["approver"])
    assert {str(role) for role in pia.roles} == {"approver"}


def test_roles_are_not_changed_in_a_session_that_was_left_alone_until_a_code_is_typed(ada: Someone) -> None:
    quin = somebody("Quin").person
    address, given = f"/people/{quin.pk}", {"do": "roles", "role": ["publisher", "approver"]}
    page = text_of(ada.waits().client.post(address, given))
    assert ASKS in page
    assert quin.roles == frozenset()
    kept = sent_on(page)
    kept.pop("csrfmiddlewaretoken")
    assert kept == {"do": ["roles"], "role": ["publisher", "approver"]}
    assert f'href="{address}">Go back without doing it' in page

    page = text_of(ada.client.post(address, {**kept, "prove-code": "000000"}))
    assert "That code is not right" in page
    assert "<title>Error: " in page
    assert sent_on(page)["role"] == ["publisher", "approver"], "a wrong code loses nothing either"
    assert quin.roles == frozenset()

    before = ada.client.cookies["alder-session"].value
    assert ada.client.post(address, {**kept, "prove-code": ada.code()}).status_code == 302
    assert {str(role) for role in quin.roles} == {"publisher", "approver"}
    assert ada.client.cookies["alder-session"].value != before, "the session goes on under a new id"
    assert "Second factor shown again" in ada.see("/account")
    ada.do(address, do="roles")
    assert quin.roles == frozenset(), "and for some minutes no further code is asked for"


@pytest.mark.parametrize(("do", "still"), [("reset", True), ("disable", True), ("roles", True)])
def test_nobody_is_reset_or_shut_out_without_it(ada: Someone, people: dict[str, Someone], do: str, still: bool) -> None:
    omar = Someone(people["omar"].person).sign_in()
    assert ASKS in text_of(ada.waits().client.post(f"/people/{omar.person.pk}", {"do": do, "role": "publisher"}))
    assert (omar.client.get("/account").status_code == 200) is still


def test_texts_of_several_lines_and_signs_of_html_are_kept(ada: Someone) -> None:
    hostile = '"><script>alert(1)</script>'
    page = text_of(ada.waits().client.post("/people", {"name": hostile, "email": "one\ntwo\n"}))
    assert "<script>" not in page
    kept = sent_on(page)
    assert kept["name"] == [hostile]
    assert kept["email"] == ["one\ntwo\n"]


def test_files_cannot_wait_and_the_page_says_so(ada: Someone) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = {"name": "Rae", "email": "rae@mereshire.example"}
    page = text_of(ada.waits().client.post("/people", {**given, "file": SimpleUploadedFile("a.csv", b"a,b")}))
    assert "The files that you chose cannot wait here." in page
    kept = sent_on(page)
    reply = ada.client.post("/people", {**kept, "prove-code": ada.code()})
    assert reply.status_code == 302
    assert reply["Location"] == "/people"
    assert "rae@mereshire.example" not in ada.see("/people?q=rae"), "half of a form is not sent on"


def test_it_lasts_for_the_minutes_of_the_setting(ada: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings
    from django.utils import timezone

    def minutes_ago(minutes: float) -> None:
        session = ada.client.session
        session["proved"] = (timezone.now() - timedelta(minutes=minutes)).isoformat()
        session.save()

    minutes_ago(9.5)
    assert ASKS not in text_of(ada.client.post("/people", {}))
    minutes_ago(10.5)
    assert ASKS in text_of(ada.client.post("/people", {}))
    monkeypatch.setattr(settings, "ALDER_STEP_UP_MINUTES", 0)
    minutes_ago(0)
    assert ASKS in text_of(ada.client.post("/people", {})), "0 asks each time"
    assert ASKS not in text_of(ada.client.post("/people", {"prove-code": ada.code()}))


def test_a_password_alone_proves_nothing(people: dict[str, Someone]) -> None:
    """Who changes their password types the old one, no code: that is not the second factor."""
    sol = somebody("Sol", "admin").sign_in()
    sol.waits().do("/account/password", old=PASSWORD, new=f"{PASSWORD} 2", again=f"{PASSWORD} 2")
    assert ASKS in text_of(sol.client.post("/people", {}))


def test_wrong_codes_are_counted_as_at_signing_in(ada: Someone) -> None:
    from alder.web.accounts.models import WrongTries

    WrongTries.objects.all().delete()
    ada.waits()
    for _ in range(5):
        assert ada.client.post("/people", {"prove-code": "000000"}).status_code == 200
    reply = ada.client.post("/people", {"prove-code": ada.code()})
    assert reply.status_code == 429
    assert "There were too many wrong tries. Wait 30 seconds" in text_of(reply)
    WrongTries.objects.all().delete()
