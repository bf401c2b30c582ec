"""The same process from the command line: whoever holds the store answers, and nobody a request of their own."""

from __future__ import annotations

import json
import re

import pytest
from tests.integration.table_requests.test_asking_and_answering import row_of, work
from tests.support.cast import Someone
from tests.support.commands import refused
from tests.support.site import Site

from alder.governance.table_request import RequestRole, RequestState

QUESTION = ("--measure", "starts", "--by", "funding_model", "--year", "2020/21")


def asked_in_words(ben: Someone, title: str) -> int:
    address = str(ben.client.post("/requests/ask/words", {"title": title, "words": "How many?"})["Location"])
    work()
    return int(row_of(address).pk)


def test_a_request_is_taken_refused_and_answered_by_command(site: Site, ben: Someone) -> None:
    number = asked_in_words(ben, "By command")
    assert f"{number}  asked" in site.run("requests", "list")
    site.run("requests", "take", str(number))
    assert "nearest table that can be had" in refused(
        "requests", "refuse", number, "--reason", "No.", "--store", site.store
    )
    site.run("requests", "refuse", str(number), "--reason", "Too small.", *QUESTION)
    assert "The nearest table that can be had: <b>Starts by funding" in ben.see(f"/requests/yours/{_key(number)}")
    other = asked_in_words(ben, "Once more")
    site.run("requests", "take", str(other))
    assert "Say which table answers it" in refused("requests", "answer", other, "--store", site.store)
    said = site.run("requests", "answer", str(other), *QUESTION, "--say", "As you asked.")
    assert re.search(r"Answered with table \d+ of the ledger", said)
    shown = json.loads(site.run("requests", "show", str(other), "--format", "json"))
    assert shown["state"] == "answered"
    assert shown["history"][0]["what"] == "Answered"
    assert "As you asked." in site.send("GET", f"/requests/{other}").content.decode()
    assert "nothing has changed" in refused("requests", "rerun", other, "--store", site.store)
    assert "answered again" not in site.run("requests", "show", str(other))


def test_a_number_of_a_learner_is_not_taken_by_command_and_not_repeated(site: Site, ben: Someone) -> None:
    said = refused("requests", "ask", "--title", "Grades", "--words", "Of 1000000019", "--store", site.store)
    number = asked_in_words(ben, "Grades of whom")
    site.run("requests", "take", str(number))
    said += refused("requests", "answer", number, *QUESTION, "--say", "With 1000000019.", "--store", site.store)
    said += refused("requests", "refuse", number, "--reason", "1000000019?", *QUESTION, "--store", site.store)
    assert said.casefold().count("take out the number of a learner") == 3
    assert "1000000019" not in said
    assert "1000000019" not in site.run("requests", "show", str(number))


def _key(number: int) -> str:
    from alder.web.table_requests.models import RequestRecord

    return str(RequestRecord.objects.get(pk=number).key)


def test_who_asks_by_command_sees_numbers_and_a_person_answers_at_once_nobody_without_a_name(site: Site) -> None:
    said = site.run("requests", "ask", *QUESTION, "--yes")
    assert re.search(r"Hidden: \d+ of 27 figures|Hidden: \d+ of \d+ figures", said)
    number = int(re.findall(r"Asked as request (\d+)", said)[0])
    work()
    shown = json.loads(site.run("requests", "show", str(number), "--format", "json"))
    assert shown["state"] == "asked"
    assert "An answer at once needs an account with a name" in json.dumps(shown["history"])
    assert "another person answers it" in refused("requests", "take", number, "--store", site.store)


@pytest.mark.parametrize("state", list(RequestState))
def test_by_command_as_on_the_site_the_table_decides(site: Site, ben: Someone, idris: Someone, state: str) -> None:
    """T02: each command in each state, as Ben who asked it, as Idris, and as whoever runs it."""
    from tests.integration.table_requests.test_who_may_do_what_with_a_request import put

    from alder.errors import AlderError
    from alder.governance.table_request import RequestAction
    from alder.web.table_requests.models import RequestRecord
    from alder.web.table_requests.permissions import all_that_can_be_said
    from alder.web.table_requests.process import RequestActor, why_none

    number = asked_in_words(ben, f"In state {state}")
    row = RequestRecord.objects.get(pk=number)
    put(row, RequestState(state))
    commands = {
        RequestAction.TAKE: ("take", str(number)),
        RequestAction.COUNT: ("answer", str(number), *QUESTION),
        RequestAction.REFUSE: ("refuse", str(number), "--reason", "x", "--no-nearest"),
        RequestAction.RERUN: ("rerun", str(number)),
        RequestAction.PUT_BACK: ("put-back", str(number)),
        RequestAction.QUESTION: ("question", str(number), "--reason", "x"),
        RequestAction.REPLY: ("reply", str(number), "--reason", "x"),
        RequestAction.QUOTE: ("quote", str(number), "--cost", "120", "--reason", "x"),
        RequestAction.AGREE: ("agree", str(number)),
        RequestAction.DECLINE: ("decline", str(number)),
        RequestAction.WITHDRAW: ("withdraw", str(number)),
    }
    people = {"ben": RequestActor.of(ben.person), "idris": RequestActor.of(idris.person)}
    people["me"] = RequestActor("command x", frozenset({RequestRole.STATISTICIAN}))
    denied = 0
    for name, actor in people.items():
        who = () if name == "me" else ("--by-person", f"{name}@mereshire.example")
        for action, command in commands.items():
            if not why_none(row, actor, all_that_can_be_said())[action.name]:
                continue
            denied += 1
            with pytest.raises(AlderError):
                site.run("requests", *command, *who)
            assert RequestRecord.objects.get(pk=number).state == state
    assert denied >= 8
