"""What a table costs: named in pounds, agreed to, asked about, declined or left alone; and the clock meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.table_requests.test_asking_and_answering import row_of
from tests.support.cast import Someone, somebody
from tests.support.commands import refused
from tests.support.site import Site, site_in

Travel = Callable[[datetime], None]
MONDAY = datetime(2027, 3, 1, 10, tzinfo=UTC)
"""In 2027 Good Friday is 26 March and Easter Monday the 29th, and 3 May is a bank holiday."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without learner records, where fees are asked."""
    from django.test import override_settings

    with (
        site_in(tmp_path_factory.mktemp("costs") / "store") as site,
        override_settings(
            ALDER_REQUEST_FEES="£120 a day",
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ),
    ):
        yield site


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Sets the clock of requests. That of sessions goes on as it is, so that everybody stays signed in."""

    def travel(now: datetime) -> None:
        there = SimpleNamespace(now=lambda: now, today=now.date)
        for module in ("process", "clock"):
            monkeypatch.setattr(f"alder.web.table_requests.{module}.wall_clock", there)

    return travel


@pytest.fixture
def desk(site: Site, ben: Someone, idris: Someone, at: Travel) -> str:
    """A request of Ben that Idris took up on a Monday; its address at the desk."""
    at(MONDAY)
    words = {"title": "By funding", "words": "How many by funding?"}
    desk = str(ben.client.post("/requests/ask/words", words)["Location"]).replace("/yours/", "/desk/")
    assert idris.client.post(f"{desk}/take").status_code == 302
    return desk


QUOTE = {"cost": "£1,120.50", "reason": "Two days to prepare the records."}


def own(desk: str) -> str:
    return desk.replace("/desk/", "/yours/")


def quoted(idris: Someone, desk: str, **said: str) -> None:
    assert idris.client.post(f"{desk}/quote", {**QUOTE, **said}).status_code == 302


def test_the_clock_stands_still_until_they_agree_and_goes_on_with_the_days_that_were_left(
    ben: Someone, idris: Someone, desk: str, at: Travel
) -> None:
    assert row_of(own(desk)).due == date(2027, 3, 31), "20 working days, two of them bank holidays later"
    at(MONDAY + timedelta(days=7))  # five working days are gone
    quoted(idris, desk)
    assert row_of(own(desk)).due is None
    page = ben.see(own(desk))
    assert "<b>It is your turn.</b> The table costs <b>£1120.50</b>" in page
    assert "If we hear nothing by Friday 7 May 2027" in page
    shown = ben.see(f"{own(desk)}/agree")
    assert "Two days to prepare the records." in shown
    at(MONDAY + timedelta(days=43))  # Tuesday, 13 April: five weeks of their turn
    agreed = re.findall(r'name="cost" value="([^"]+)"', shown)[0]
    assert ben.client.post(f"{own(desk)}/agree", {"cost": agreed}).status_code == 302
    row = row_of(own(desk))
    assert (row.state, row.due) == ("taken", date(2027, 5, 5)), "15 are left, and one of them is a bank holiday later"
    at(MONDAY + timedelta(days=45))
    from alder.web.table_requests.process import replayed

    assert replayed(row).service_days(MONDAY + timedelta(days=45)) == 7


def test_a_box_that_is_blank_or_no_cost_is_said_beside_it(idris: Someone, desk: str) -> None:
    for given in ("", "much", "0", "-5", "12.5", "1e3", "£", "9999999", "１２０"):
        reply = idris.client.post(f"{desk}/quote", {"cost": given, "reason": " "})
        page = reply.content.decode()
        assert "<title>Error: " in page
        assert '<a href="#cost">Enter the cost in pounds' in page
        assert '<a href="#reason">Say what the cost is for' in page
    assert row_of(own(desk)).state == "taken"


def test_whoever_declines_has_nothing_to_pay_and_the_request_is_closed(ben: Someone, idris: Someone, desk: str) -> None:
    quoted(idris, desk)
    assert "nothing is to be paid" in ben.see(f"{own(desk)}/decline")
    assert ben.client.post(f"{own(desk)}/decline", {"reason": "We have no money for it."}).status_code == 302
    assert "You declined the cost of £1120.50. Nothing is to be paid." in ben.see(own(desk))
    page = idris.see(desk)
    assert "Cost declined" in page
    assert "We have no money for it." in page
    from alder.web.accounts.models import Notification

    assert Notification.objects.filter(person=idris.person, address=desk).exists(), "whoever worked on it is told"
    assert ben.client.post(f"{own(desk)}/agree", {"cost": "1120.50"}).status_code == 403


def test_whoever_asks_about_a_cost_agrees_to_nothing_and_the_next_one_is_agreed_to(
    ben: Someone, idris: Someone, desk: str
) -> None:
    quoted(idris, desk)
    assert "You agree to nothing by asking" in ben.see(f"{own(desk)}/reply")
    ben.client.post(f"{own(desk)}/reply", {"reason": "Without the ages?"})
    assert "Without the ages?" in idris.see(desk)
    assert "has not agreed to the cost" in idris.see(desk)
    assert idris.client.get(f"{desk}/try").status_code == 403
    quoted(idris, desk, cost="80")
    late = ben.client.post(f"{own(desk)}/agree", {"cost": "1120.50"})
    assert "Another cost was named meanwhile: £80.00" in late.content.decode(), "what is agreed to is what was seen"
    assert row_of(own(desk)).state == "quoted"
    ben.client.post(f"{own(desk)}/agree", {"cost": "80.00"})
    assert idris.client.get(f"{desk}/try").status_code == 200


def test_a_cost_that_nobody_answers_lapses_after_its_days_and_says_so(
    ben: Someone, idris: Someone, desk: str, at: Travel
) -> None:
    from alder.web.table_requests import clock

    quoted(idris, desk)
    at(MONDAY + timedelta(days=59, hours=23))
    clock.lapse()
    assert row_of(own(desk)).state == "quoted"
    at(MONDAY + timedelta(days=60, minutes=1))
    clock.lapse()
    assert row_of(own(desk)).state == "withdrawn"
    assert "heard nothing for 60 days. Nothing is to be paid." in ben.see(own(desk))
    assert "Closed: nobody replied" in idris.see(desk)
    assert ben.client.get(f"{own(desk)}/agree").status_code == 403


def test_by_command_too_a_cost_is_named_and_agreed_to(site: Site, ben: Someone, idris: Someone, desk: str) -> None:
    number = str(row_of(own(desk)).pk)
    who, asker = ("--by-person", idris.person.email), ("--by-person", ben.person.email)
    assert "is no cost" in refused(
        "requests", "quote", number, "--cost", "much", "--reason", "x", *who, "--store", site.store
    )
    assert f"{number} is quoted" in site.run("requests", "quote", number, "--cost", "80", "--reason", "A day.", *who)
    assert "Only its asker can agree" in refused("requests", "agree", number, *who, "--store", site.store)
    assert f"{number} is taken" in site.run("requests", "agree", number, *asker)
    assert f"{number} is questioned" in site.run("requests", "question", number, "--reason", "Of which years?", *who)
    assert f"{number} is taken" in site.run("requests", "reply", number, "--reason", "2020/21.", *asker)
    assert "£80.00. A day." in site.run("requests", "show", number)


def test_where_no_fees_are_asked_no_cost_is_named(idris: Someone, desk: str) -> None:
    from django.test import override_settings

    with override_settings(ALDER_REQUEST_FEES=""):
        assert "Name the cost" not in idris.see(desk)
        reply = idris.client.post(f"{desk}/quote", QUOTE)
        assert reply.status_code == 403
        assert "No fees are asked for tables here." in reply.content.decode()


@pytest.mark.parametrize("page", ["agree", "decline"])
def test_nobody_else_sees_what_a_table_costs(ben: Someone, amara: Any, idris: Someone, desk: str, page: str) -> None:
    """T03."""
    quoted(idris, desk)
    assert ben.client.get(f"{own(desk)}/{page}").status_code == 200
    assert amara.client.get(f"{own(desk)}/{page}").status_code == 404
    assert idris.client.get(f"{own(desk)}/{page}").status_code == 404


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    roles = {"Amara": (), "Ben": (), "Idris": ("statistician",)}
    return {name.casefold(): somebody(name, *held).sign_in() for name, held in roles.items()}
