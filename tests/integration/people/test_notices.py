"""Notices say that something waits, on the site and by e-mail; never what (T31)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support.cast import PASSWORD, Someone
from tests.support.site import Site


@pytest.fixture(autouse=True)
def _none_before(site: Site) -> None:
    from alder.web.accounts.models import Notification

    Notification.objects.all().delete()


def tell(*people: Someone, about: str = "request 12", address: str = "/account/password") -> int:
    from django.db import transaction

    from alder.web.accounts.notices import notify

    with transaction.atomic():
        return notify([one.person for one in people], about, address)


def work() -> None:
    from alder.web.work.worker import work_once

    work_once()


def test_a_notice_is_on_the_site_and_in_a_mail_until_its_page_is_opened(leila: Someone, outbox: list[Any]) -> None:
    assert tell(leila) == 1
    work()
    (mail,) = outbox
    assert mail.to == ["leila@mereshire.example"]
    assert mail.subject == "Alder: request 12"
    assert "https://alder.example/account/password" in mail.body
    assert "Notices (1)" in leila.see("/account")
    shown = leila.see("/account/notices")
    assert '<a class="govuk-link" href="/account/password">Request 12</a>' in shown
    assert "1 notice is unread" in shown
    assert "Notices (" not in leila.see("/account/password"), "who is at the page has read it"
    assert "Nothing is unread" in leila.see("/account/notices")
    work()
    assert len(outbox) == 1


def test_notices_are_marked_as_read_one_by_one_or_all_at_once(leila: Someone, marcus: Someone) -> None:
    for number in (1, 2, 3):
        tell(leila, marcus, about=f"request {number}", address=f"/requests/{number}")
    shown = leila.see("/account/notices")
    first = re.findall(r'name="notice" value="([0-9a-f-]{36})"', shown)
    assert len(first) == 3
    leila.client.post("/account/notices", {"notice": first[0]})
    assert "2 notices are unread" in leila.see("/account/notices")
    marcus.client.post("/account/notices", {"notice": first[1]})
    marcus.client.post("/account/notices", {"notice": "nonsense"})
    assert "2 notices are unread" in leila.see("/account/notices"), "nobody reads those of others"
    leila.client.post("/account/notices", {"all": "yes"})
    assert "Nothing is unread" in leila.see("/account/notices")
    assert "3 notices are unread" in marcus.see("/account/notices")


def test_unread_ones_come_first_and_the_list_has_pages(leila: Someone) -> None:
    for number in range(1, 26):
        tell(leila, about=f"request {number}", address=f"/requests/{number}")
        if number == 25:
            from alder.web.accounts.notices import mark_read

            mark_read(leila.person, address="/requests/25")
    assert "Page 1 of 2" in leila.see("/account/notices")
    assert "Request 25" not in leila.see("/account/notices")
    assert "Request 25" in leila.see("/account/notices?page=2")


@pytest.mark.parametrize(
    ("about", "address"),
    [
        ("Bursaries of 14 learners at Aldby", "/requests/12"),
        ("request 12: bursaries", "/requests/12"),
        ("request by Leila", "/requests/12"),
        ("request 12\nSubject: figures", "/requests/12"),
        ("the achievement rate in aldby fell by 12", "/requests/12"),
        ("request 12", "/requests/12?place=Aldby"),
        ("request 12", "https://evil.example/"),
        ("request 12", "//evil.example/"),
        ("request 12", "javascript:alert(1)"),
    ],
)
def test_t31_a_notice_that_could_say_more_than_which_thing_is_refused(leila: Someone, about: str, address: str) -> None:
    from alder.web.accounts.models import Notification
    from alder.web.accounts.notices import SaysTooMuch

    with pytest.raises(SaysTooMuch):
        tell(leila, about=about, address=address)
    assert not Notification.objects.exists()


def test_t31_a_mail_holds_the_thing_and_a_link_and_no_word_more_than_any_other(
    leila: Someone, marcus: Someone, outbox: list[Any]
) -> None:
    tell(leila, about="request 12", address="/requests/12")
    tell(marcus, about="output group 7", address="/outputs/7")
    work()
    said = [
        "\n".join([mail.subject, mail.body, mail.alternatives[0][0]])
        .replace("request 12", "THING")
        .replace("output group 7", "THING")
        .replace("/requests/12", "/PATH")
        .replace("/outputs/7", "/PATH")
        for mail in outbox
    ]
    assert len(said) == 2
    assert said[0] == said[1]
    assert "Leila" not in said[0]


def test_a_notice_is_made_in_the_transaction_of_what_it_tells(leila: Someone) -> None:
    from django.db import transaction

    from alder.errors import StoreError
    from alder.web.accounts.models import Notification
    from alder.web.accounts.notices import notify

    with pytest.raises(StoreError, match="there is none"):
        notify([leila.person], "request 12", "/requests/12")
    with transaction.atomic():
        notify([leila.person], "request 12", "/requests/12")
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


def test_the_same_thing_is_told_once_until_its_mail_is_out_and_nobody_is_told_who_may_not_sign_in(
    leila: Someone, people: dict[str, Someone], outbox: list[Any]
) -> None:
    from alder.web.accounts.models import Person

    assert tell(leila) == 1
    assert tell(leila) == 0
    assert tell(leila, about="request 13", address="/requests/13") == 1
    work()
    assert len(outbox) == 2
    assert tell(leila) == 1, "it happened again after the mail"
    pat = people["pat"].person
    tell(people["pat"])
    Person.objects.filter(pk=pat.pk).update(is_active=False)
    work()
    assert {mail.to[0] for mail in outbox} == {"leila@mereshire.example"}
    pat.refresh_from_db()
    assert tell(people["pat"]) == 0
    Person.objects.filter(pk=pat.pk).update(is_active=True)


def test_what_was_read_on_the_site_before_the_mail_went_out_sends_none(leila: Someone, outbox: list[Any]) -> None:
    tell(leila)
    leila.see("/account/password")
    work()
    assert outbox == []


def test_without_an_address_of_the_site_the_mail_says_where_to_look(
    leila: Someone, outbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "ALDER_ADDRESS", "")
    tell(leila, address="/requests/12")
    work()
    assert "Sign in to the site and open /requests/12" in outbox[0].body


def test_a_notice_leads_through_signing_in_to_its_page_and_never_elsewhere(people: dict[str, Someone]) -> None:
    leila = Someone(people["leila"].person)
    for asked, gets in (
        ("/account/notices", "/account/notices"),
        ("/people", "/people"),
        ("//evil.example/account", "/desk"),
        ("https://evil.example/account", "/desk"),
        ("/sign-out", "/desk"),
        ("/nowhere", "/desk"),
    ):
        leila.client.post("/sign-out")
        leila.client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD, "next": asked})
        assert leila.client.post("/sign-in/code", {"code": leila.code()})["Location"] == gets
