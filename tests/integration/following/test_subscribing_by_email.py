"""Mails without an account: asked for, confirmed, looked at and stopped, by links that nobody can guess."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.following.conftest import ABSENCE, Ask, links, page_of, the_release
from tests.support.site import Site

ADDRESS = "amara@example.org"
pytestmark = pytest.mark.usefixtures("days_ago")


@pytest.fixture
def mailed(outbox: list[Any], site: Site) -> Any:
    """Sends what is due and returns the mails of this test, the last one last."""

    def sent() -> list[Any]:
        from alder.web.following.mails import send_due

        send_due()
        return outbox

    return sent


def topic() -> str:
    return f"publication:{the_release().publication_id}"


def subscribed(ask: Ask, mailed: Any, address: str = ADDRESS, to: str = "") -> str:
    """Ask for mails and confirm it; the address of what is kept, which every mail has."""
    ask("/follow/email", to=to or topic(), address=address)
    (confirm,) = links(mailed()[-1])
    assert page_of(ask(confirm)).heading.startswith("You follow")
    ask("/follow/email", to=to or topic(), address=address)
    return links(mailed()[-1])[-1]


def test_from_the_form_to_the_confirmation(site: Site, ask: Ask, mailed: Any) -> None:
    from alder.web.following.models import Subscription

    page = page_of(site.send("GET", f"/follow/email?to={topic()}"))
    assert page.heading == "Get e-mails about statistics"
    assert "does not send e-mail yet" not in page.words
    reply = ask("/follow/email", to=topic(), address=" Amara@Example.org ")
    assert (reply.status_code, reply["Location"]) == (303, "/follow/email/asked")
    (message,) = mailed()
    assert message.to == [ADDRESS]
    assert message.subject == "Confirm that you want e-mails about releases of Absence"
    assert "List-Unsubscribe" not in message.extra_headers
    (link,) = links(message)
    assert page_of(site.send("GET", link)).heading == "Do you want these e-mails?"
    assert Subscription.objects.get().confirmed is None, "a program that looks into mails confirms nothing"
    assert page_of(ask(link)).heading == "You follow releases of Absence"
    assert Subscription.objects.get().confirmed
    assert page_of(ask(link)).heading == "You follow releases of Absence", "a second click does no harm"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"to": "releases", "address": ""}, ["Enter an e-mail address, like name@example.org"]),
        ({"to": "releases", "address": "amara at example"}, ["Enter an e-mail address, like name@example.org"]),
        (
            {"to": "releases", "address": "a@example.org\nBcc: b@example.org"},
            ["Enter an e-mail address, like name@example.org"],
        ),
        ({"to": "releases", "address": f"{'a' * 260}@example.org"}, ["Enter an e-mail address, like name@example.org"]),
        ({"to": "publication:nothing", "address": ADDRESS}, ["Choose what you want to follow"]),
        (
            {"to": "data-set:00000000-0000-4000-8000-000000000000", "address": ADDRESS},
            ["Choose what you want to follow"],
        ),
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_kept(
    ask: Ask, fields: dict[str, str], errors: list[str]
) -> None:
    from alder.web.following.models import Follower

    page = page_of(ask("/follow/email", **fields))
    assert page.errors == errors
    assert page.title.startswith("Error: ")
    assert not Follower.objects.exists()


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(ask: Ask, mailed: Any) -> None:
    subscribed(ask, mailed)
    known, unknown = (ask("/follow/email", to=topic(), address=one) for one in (ADDRESS, "ben@example.org"))
    for header in ("Location", "Content-Type"):
        assert known[header] == unknown[header]
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert sorted(known.headers) == sorted(unknown.headers)
    to_ben, to_amara = sorted(mailed()[-2:], key=lambda one: one.to, reverse=True)
    assert to_amara.subject == "You already get e-mails about releases of Absence"
    assert to_ben.subject.startswith("Confirm that")


def test_looking_at_a_link_stops_nothing_and_the_button_does(site: Site, ask: Ask, mailed: Any) -> None:
    from alder.web.following.models import Follower, Link, Mail

    yours = subscribed(ask, mailed)
    page = page_of(site.send("GET", yours))
    assert page.heading == "Your e-mails"
    assert "Releases of Absence" in page.words
    assert ADDRESS not in page.html, "a link that is passed on gives no address away"
    assert Follower.objects.exists()
    reply = site.send("HEAD", yours)
    assert reply["Cache-Control"] == "no-store"
    assert page_of(ask(yours, stop="one")).heading == "The e-mails have stopped"
    for model in (Follower, Link, Mail):
        assert not model.objects.exists(), "with the last subscription everything is forgotten"
    assert page_of(site.send("GET", yours), 404).heading == "This link no longer works"


def test_mail_programs_stop_with_one_request(site: Site, ask: Ask, mailed: Any) -> None:
    """RFC 8058: a POST from the mail provider's own server, without cookies, origin or anything but its one field."""
    from django.test import Client

    from alder.web.following.models import Subscription

    subscribed(ask, mailed)
    headers = mailed()[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    reply = Client(enforce_csrf_checks=True).post(
        address, b"List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert reply.status_code == 200
    assert not Subscription.objects.exists()
    assert Client().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200, "it may be asked twice"


def test_one_of_several_is_stopped_or_all_are(site: Site, ask: Ask, mailed: Any) -> None:
    from alder.web.following.models import Follower, MailRequest, Subscription

    first = subscribed(ask, mailed)
    MailRequest.objects.all().delete()
    second = subscribed(ask, mailed, to=f"data-set:{ABSENCE}")
    assert "Versions of the data set Absence by school" in page_of(site.send("GET", first)).words
    ask(first, stop="one")
    assert Subscription.objects.get().topic == f"data-set:{ABSENCE}"
    MailRequest.objects.all().delete()
    first = subscribed(ask, mailed, to="releases")
    ask(second, stop="all")
    assert not Follower.objects.exists()


def test_links_open_only_what_they_were_given_for(site: Site, ask: Ask, mailed: Any) -> None:
    ask("/follow/email", to=topic(), address=ADDRESS)
    confirm = links(mailed()[-1])[0]
    token = confirm.rpartition("/")[2]
    assert len(token) == 43
    for address in (f"/follow/email/yours/{token}", f"{confirm[:-1]}x", "/follow/email/confirm/" + "a" * 500):
        assert site.send("GET", address).status_code == 404
        if "yours" not in address:
            assert ask(address).status_code == 404
    ask(f"/follow/email/yours/{token}")
    assert page_of(site.send("GET", confirm)).heading == "Do you want these e-mails?", "nothing was stopped by it"


def test_tokens_are_kept_only_as_hashes(ask: Ask, mailed: Any, site: Site) -> None:
    yours = subscribed(ask, mailed)
    token = yours.rpartition("/")[2]
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            assert token not in str(cursor.fetchall()), table


def test_what_nobody_confirms_is_forgotten_after_seven_days(site: Site, ask: Ask, mailed: Any) -> None:
    from django.utils import timezone

    from alder.web.following.models import Follower, MailRequest, Subscription
    from alder.web.following.tasks import keep_house

    subscribed(ask, mailed)
    ask("/follow/email", to=topic(), address="ben@example.org")
    link = links(mailed()[-1])[0]
    late = timezone.now() - timedelta(days=7, minutes=1)
    Subscription.objects.filter(confirmed=None).update(asked=late)
    MailRequest.objects.update(when=late)
    assert page_of(ask(link), 404).heading == "This link no longer works"
    keep_house()
    assert [one.address for one in Follower.objects.all()] == [ADDRESS]
    assert not MailRequest.objects.exists()


def test_an_address_is_sent_few_mails_and_a_client_may_ask_only_so_often(ask: Ask, mailed: Any) -> None:
    for _ in range(6):
        assert ask("/follow/email", to="releases", address=ADDRESS).status_code == 303
    assert len(mailed()) == 3
    for n in range(14):
        assert ask("/follow/email", to="releases", address=f"person{n}@example.org").status_code == 303
    page = page_of(ask("/follow/email", to="releases", address="ben@example.org"), 429)
    assert page.heading == "Too many requests came from here"
    assert len(mailed()) == 3 + 14


@pytest.mark.parametrize(
    ("clients", "last"),
    [
        ([f"2001:db8:0:1::{n:x}" for n in range(1, 22)], 429),
        ([f"2001:db8:0:{n:x}::1" for n in range(1, 22)], 303),
        ([f"192.0.2.{n}" for n in range(1, 22)], 303),
        (["a socket"] * 21, 429),
    ],
)
def test_a_client_is_a_household(site: Site, mailed: Any, clients: list[str], last: int) -> None:
    from django.test import Client

    form = [{"to": "releases", "address": f"p{n}@example.org"} for n in range(len(clients))]
    replies = [Client().post("/follow/email", f, REMOTE_ADDR=c) for f, c in zip(form, clients, strict=True)]
    assert [reply.status_code for reply in replies] == [303] * 20 + [last]


def test_labels_of_one_address_are_one_address(ask: Ask, mailed: Any) -> None:
    for n in range(5):
        ask("/follow/email", to="releases", address=f"amara+{n}@example.org")
    assert len(mailed()) == 3


def test_a_client_cannot_pass_for_another_by_a_header(site: Site, mailed: Any) -> None:
    """T35: what a proxy forwards counts only where a proxy is said to stand before the site."""
    from django.test import Client

    statuses = [
        Client()
        .post(
            "/follow/email",
            {"to": "releases", "address": f"p{n}@example.org"},
            headers={"X-Forwarded-For": f"10.0.0.{n}"},
        )
        .status_code
        for n in range(21)
    ]
    assert statuses == [303] * 20 + [429]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_page_of_another_site_can_subscribe_nobody(ask: Ask, mailed: Any, headers: dict[str, str]) -> None:
    from django.test import Client

    from alder.web.following.models import Subscription

    reply = Client().post("/follow/email", {"to": "releases", "address": ADDRESS}, headers=headers)
    assert page_of(reply, 403).heading == "This came from another site"
    ask("/follow/email", to="releases", address=ADDRESS)
    assert Client().post(links(mailed()[-1])[0], headers=headers).status_code == 403
    assert Subscription.objects.get().confirmed is None


def test_a_link_that_was_sent_works_on_after_the_key_of_the_site_has_changed(
    ask: Ask, mailed: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    first = subscribed(ask, mailed)
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    ask("/follow/email", to=topic(), address=ADDRESS)
    second = links(mailed()[-1])[-1]
    assert first != second
    for address in (first, second):
        assert page_of(site.send("GET", address)).heading == "Your e-mails"


def test_other_methods_are_refused(site: Site) -> None:
    for address in ("/follow/email", "/follow/email/confirm/x", "/follow/email/yours/x"):
        assert site.send("DELETE", address).status_code == 405
    assert site.send("POST", "/follow/email/asked").status_code == 405


def test_the_form_says_when_nothing_is_sent(site: Site, ask: Ask) -> None:
    assert "This site does not send e-mail yet" in page_of(site.send("GET", "/follow/email")).words
    ask("/follow/email", to="releases", address=ADDRESS)
    assert "No mail will come." in page_of(site.send("GET", "/follow/email/asked")).words


def test_no_cookie_is_set(ask: Ask, site: Site) -> None:
    assert not ask("/follow/email", to="releases", address=ADDRESS).cookies
    assert not site.send("GET", "/follow/email").cookies


def test_addresses_and_tokens_are_in_no_log_and_no_address(
    site: Site, ask: Ask, mailed: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    yours = subscribed(ask, mailed)
    site.send("GET", yours)
    ask("/follow/email", to="releases", address="not an address of amara")
    ask(yours, stop="one")
    for record in caplog.records:
        if record.name.startswith("django.db"):  # statements, which are logged nowhere but in this test
            continue
        said = f"{record.getMessage()} {record.__dict__}"
        assert "amara" not in said.lower()
        assert yours.rpartition("/")[2] not in said
    written = "".join(capfd.readouterr())
    assert "amara" not in written
    assert yours.rpartition("/")[2] not in written
    assert all("amara" not in link for message in mailed() for link in links(message))


def test_the_page_tells_what_is_kept(site: Site) -> None:
    words = page_of(site.send("GET", "/follow/email/what-we-keep")).words
    assert "If you never open the link of the first mail, 7 days." in words
    assert "Addresses are in no log and no link" in words
