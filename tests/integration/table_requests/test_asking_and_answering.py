"""From the wish for a table to the table: shown before, asked, answered at once or by a person."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest
from tests.integration.table_requests.conftest import FINE, SMALL
from tests.support.cast import Someone
from tests.support.site import Site, body_of


def work() -> None:
    from alder.web.work.worker import work_once

    work_once()


def looked(someone: Someone, chosen: dict[str, Any]) -> str:
    """The address of the page that shows what a table would hide, once that is worked out."""
    reply = someone.client.post("/requests/ask", chosen)
    assert reply.status_code == 302, reply.content.decode()
    work()
    return str(reply["Location"])


def asked(someone: Someone, chosen: dict[str, Any], **said: str) -> str:
    """The address of a request that was asked after a look."""
    reply = someone.client.post(looked(someone, chosen), said)
    assert reply.status_code == 302, reply.content.decode()
    return str(reply["Location"])


def row_of(address: str) -> Any:
    from alder.web.table_requests.models import RequestRecord

    return RequestRecord.objects.get(key=address.rstrip("/").split("/")[3])


def test_a_table_is_seen_before_it_is_asked_for_and_answered_at_once(site: Site, amara: Someone) -> None:
    shutil.rmtree(site.store / "ledger", ignore_errors=True)  # what other tests let out would be judged beside it
    shown = looked(amara, FINE)
    page = amara.see(shown)
    assert "Little or nothing would be hidden" in page
    assert " of 2 providers" in page
    assert "Quality" in page
    address = amara.client.post(shown, {"words": "For our report", "words_are_public": "yes"})["Location"]
    assert "It is being counted" in amara.see(address)
    work()
    assert "It is answered." in amara.see(address)
    row = row_of(address)
    (answer,) = row.answers.all()
    public = site.send("GET", f"/requests/{row.pk}").content.decode()
    assert "Starts by" in public
    assert "For our report" in public
    assert "Amara" not in public
    for file in answer.files:
        reply = site.send("GET", f"/requests/{row.pk}/{answer.n}/{file['name']}")
        assert len(body_of(reply)) == file["bytes"]
    assert {file["name"].rpartition(".")[2] for file in answer.files} == {
        "csv",
        "html",
        "ods",
        "parquet",
        "txt",
        "xlsx",
    }
    from alder.web.publications.ledger import ledger_of_store

    facts = ledger_of_store("a test").facts(answer.table)
    assert facts.binds
    assert facts.query["measure"] == "starts"


def test_what_hides_much_comes_with_the_nearest_table_that_hides_less(site: Site, amara: Someone) -> None:
    shown = looked(amara, SMALL)
    page = amara.see(shown)
    assert "Much of it would be hidden" in page
    assert "Enrolments by ethnic group and sex, 2020/21" in page
    near = str(amara.client.post(f"{shown}/nearest/0")["Location"])
    assert "Enrolments by ethnic group and sex, 2020/21" in amara.see(near)
    assert "Some of it would be hidden" in amara.see(near)
    assert amara.client.post(f"{shown}/nearest/7").status_code == 404


def test_a_request_is_refused_with_its_nearest_table_asked_again_and_answered(
    site: Site, ben: Someone, idris: Someone
) -> None:
    """The story of the second door, by a person: in words, asked back, refused, asked again, answered."""
    shutil.rmtree(site.store / "ledger", ignore_errors=True)  # what other tests let out would be judged beside it
    words = {"title": "Groups of learners", "words": "How many of each ethnic group, age and sex enrolled in 2020/21?"}
    address = str(ben.client.post("/requests/ask/words", words)["Location"])
    work()
    assert "A statistician takes it up" in ben.see(address)
    desk = address.replace("/yours/", "/desk/")
    assert "Groups of learners" in idris.see("/requests/desk")
    idris.client.post(f"{desk}/take")
    idris.client.post(f"{desk}/question", {"reason": "Both colleges together?"})
    assert "Both colleges together?" in ben.see(address)
    assert "Enter your reply" in ben.client.post(f"{address}/reply", {"reason": " "}).content.decode()
    ben.client.post(f"{address}/reply", {"reason": "Yes, together."})
    query = {"measure": "enrolments", "by": "ethnicity,age_band,sex", "years": "2020/21", "policy": "srs-output"}
    idris.client.post(f"{desk}/try", query)
    work()
    page = idris.see(desk)
    assert re.search(r"hides <b>\d+</b> of 105 figures", page)
    assert "stands in the way of no planned publication" in page
    (near,) = re.findall(r'value="([0-9a-f-]+:0)"', idris.see(f"{desk}/refuse"))
    said = {"reason": "Half of it would be hidden.", "nearest": near}
    assert "Say why" in idris.client.post(f"{desk}/refuse", {**said, "reason": ""}).content.decode()
    assert "say that there is none" in idris.client.post(f"{desk}/refuse", {"reason": "x"}).content.decode()
    assert idris.client.post(f"{desk}/refuse", said).status_code == 302
    page = ben.see(address)
    assert "Half of it would be hidden." in page
    assert "The nearest table that can be had: <b>Enrolments by" in page
    shown = str(ben.client.post(f"{address}/nearest")["Location"])
    work()
    again = str(ben.client.post(shown, {})["Location"])
    work()
    assert "It is answered." in ben.see(again)
    row = row_of(again)
    assert row.answers.get().kind == "at once"


def test_a_person_answers_with_another_table_than_was_asked(site: Site, ben: Someone, idris: Someone) -> None:
    from django.test import override_settings

    with override_settings(ALDER_ANSWERS_AT_ONCE=0):
        address = asked(ben, {**FINE, "by": ["funding_model", "provider"]})
        work()
    assert "You have had your answers at once" in ben.see(address)
    desk = address.replace("/yours/", "/desk/")
    idris.client.post(f"{desk}/take")
    query = {"measure": "starts", "by": "funding_model", "years": "2020/21", "policy": "srs-output"}
    idris.client.post(f"{desk}/try", query)
    work()
    (trial,) = re.findall(rf"{desk}/answer\?trial=([0-9a-f-]+)", idris.see(desk))
    page = idris.see(f"{desk}/answer?trial={trial}")
    assert "It differs from what was asked" in page
    sent = idris.client.post(f"{desk}/answer", {"trial": trial, "reason": "By funding alone."})
    assert sent.status_code == 302
    assert "Its answer is being counted" in idris.see(desk) or "Begun" in idris.see(desk)
    work()
    row = row_of(address)
    assert row.state == "answered"
    public = site.send("GET", f"/requests/{row.pk}").content.decode()
    assert "By funding alone." in public
    assert "asked Funding model and Provider, answered Funding model" in public
    assert f"/requests/{row.pk}" in site.send("GET", "/requests").content.decode()
    assert row.pk in [one["number"] for one in site.get("/requests.json")["results"]]
    assert str(row.pk) in body_of(site.send("GET", "/requests.csv")).decode()


def test_words_that_name_somebody_are_not_shown_with_the_answer(site: Site, ben: Someone, idris: Someone) -> None:
    """A name no program knows: whoever answers keeps it, and the table's title takes the place of the asker's."""
    given = {"title": "How Jo Bloggs did", "words": "What did Jo Bloggs start?", "words_are_public": "yes"}
    address = str(ben.client.post("/requests/ask/words", given)["Location"])
    work()
    desk = address.replace("/yours/", "/desk/")
    idris.client.post(f"{desk}/take")
    idris.client.post(
        f"{desk}/try", {"measure": "starts", "by": "age_band", "years": "2020/21", "policy": "srs-output"}
    )
    work()
    (trial,) = re.findall(rf"{desk}/answer\?trial=([0-9a-f-]+)", idris.see(desk))
    assert "Do not show the asker’s words and title" in idris.see(f"{desk}/answer?trial={trial}")
    idris.client.post(f"{desk}/answer", {"trial": trial, "reason": "A table of many.", "hide_words": "yes"})
    work()
    row = row_of(address)
    assert row.state == "answered"
    public = [f"/requests/{row.pk}", "/requests", "/requests.json", "/requests.csv", "/follow/requests.atom"]
    for page in public:
        assert b"Bloggs" not in body_of(site.send("GET", page)), page
    assert "Bloggs" in ben.see(address), "whoever wrote it reads it"


def test_a_table_that_was_asked_for_is_not_asked_for_again_by_going_back(site: Site, amara: Someone) -> None:
    shown = looked(amara, {**FINE, "by": ["level"]})
    first, again = (str(amara.client.post(shown, {})["Location"]) for _ in range(2))
    assert first == again
    work()
    assert str(amara.client.post(shown, {})["Location"]) == first, "nor once it is answered"


def test_the_same_question_is_answered_again_once_newer_returns_are_held(
    site: Site, amara: Someone, sofia: Someone
) -> None:
    address = asked(amara, {**FINE, "by": ["funding_model", "age_band"]})
    work()
    row = row_of(address)
    assert row.state == "answered"
    desk = address.replace("/yours/", "/desk/")
    sofia.client.post(f"{desk}/rerun", {"reason": "Once more."})
    work()
    page = sofia.see(desk)
    assert "nothing has changed in what is counted" in page
    assert [a.state for a in row.answers.all()] == ["ready", "failed"]
    assert row_of(address).state == "answered"


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({}, "Choose what is counted"),
        ({"measure": "nothing"}, "Choose a measure from the list"),
        ({"measure": "starts"}, "Choose at least one year"),
        ({"measure": "starts", "year": "2020/21", "ukprn": "1 or 1=1"}, "A UKPRN has eight digits"),
        ({"measure": "starts", "year": "2020/21", "by": "ULN"}, "There is no characteristic called ULN"),
        ({"measure": "starts", "year": "2020/21", "only": "sex=F') or ('1'='1"}, "no category of this table"),
        ({"measure": "starts", "year": "2020/21'; drop table x"}, "year"),
    ],
)
def test_what_is_not_to_be_chosen_is_refused_beside_its_field(
    site: Site, amara: Someone, chosen: dict[str, str], says: str
) -> None:
    """T22: what a form sends is a name of a declared list, or it is refused; nothing of it becomes part of a filter."""
    reply = amara.client.post("/requests/ask", chosen)
    assert reply.status_code == 200
    page = reply.content.decode()
    assert says in page
    assert "There is a problem" in page
    for field in re.findall(r'error-summary__list">.*?href="#(\w+)"', page):
        assert f'id="{field}"' in page
