"""What is told before asking is coarse, counted and recorded; what is planned is not harmed; what dies is completed."""

from __future__ import annotations

import json
import re
import shutil
from typing import Any

import pytest
from tests.integration.table_requests.conftest import FINE, SMALL
from tests.integration.table_requests.test_asking_and_answering import asked, looked, row_of, work
from tests.support.cast import Someone, somebody
from tests.support.site import Site, body_of

from alder.errors import NotProtected

HARMFUL = {"measure": "enrolments", "by": ["lldd", "ethnicity"], "year": ["2020/21"]}
"""Once it is out, enrolments by ethnic group alone have to hide figures that they need not hide by themselves."""
PLANNED = {"alder_query": 1, "measure": "enrolments", "by": ["ethnicity"], "years": "2020/21"}


def preview_of(address: str) -> Any:
    from alder.web.table_requests.models import Preview

    return Preview.objects.get(pk=address.rsplit("/", 1)[1])


def test_an_asker_is_told_a_band_and_no_number(site: Site, amara: Someone) -> None:
    """Neither the page nor what is kept of it has the number of hidden figures, of this table or of one near to it."""
    shown = looked(amara, SMALL)
    found = preview_of(shown).found
    assert found["band"] == "many"
    assert set(found) == {"about", "band", "nearest"}
    assert all(set(near) == {"query", "words", "title", "band"} for near in found["nearest"])
    words = re.sub(r"<[^>]+>", " ", amara.see(shown))
    assert "nearest tables that hide less" in words
    assert not re.search(r"\d+ (of \d+ )?figures|\d+ ?%", words)


@pytest.mark.parametrize("only", [[], ["sex=F"], ["sex=F", "ethnicity=Mixed"]])
def test_of_a_table_of_few_figures_nothing_is_told(site: Site, amara: Someone, only: list[str]) -> None:
    """A table of one cell that hides it says how few are in it; so all such tables read the same."""
    shown = looked(amara, {"measure": "learners_participating", "year": ["2020/21"], "only": only})
    found = preview_of(shown).found
    assert (found["band"], found["nearest"]) == ("untold", [])
    assert "too small to say" in amara.see(shown)


def test_a_refusal_reads_like_a_table_that_hides_much(site: Site) -> None:
    """No search by halves for what is out: of two tables that both hide much the asker cannot tell which is refused."""
    from alder.web.table_requests.judgement import Band, Judged

    hides = Judged(figures=105, share=0.6, mark=b"one")
    refused = Judged(figures=105, share=1.0, mark=b"", refused=NotProtected("beside table 0003"))
    assert hides.band is refused.band is Band.MANY
    assert Judged(figures=9, share=1.0, mark=b"", refused=NotProtected("x")).band is Band.UNTOLD


def test_the_border_of_a_band_is_blurred_alike_for_the_same_table(site: Site) -> None:
    """So one cell more or less does not show, and asking in other words does not average the blur away."""
    from alder.web.table_requests.judgement import BLUR, SOME_FROM, Band, Judged

    at_border = [Judged(30, SOME_FROM, bytes([n])).band for n in range(60)]
    assert {Band.FEW, Band.SOME} == set(at_border)
    assert at_border == [Judged(30, SOME_FROM, bytes([n])).band for n in range(60)]
    assert {Judged(30, SOME_FROM - BLUR - 0.001, bytes([n])).band for n in range(60)} == {Band.FEW}


def test_the_same_table_in_other_words_has_the_same_band(site: Site) -> None:
    from alder.measures import Query
    from alder.web.publications.ledger import ledger_of_store
    from alder.web.table_requests.judgement import counted, judged

    ledger = ledger_of_store("a test")
    marks = set()
    for where in (
        "sex = F and ethnicity = White",
        "ethnicity = White and sex = F",
        "not (sex != F or ethnicity != White)",
    ):
        counts, _ = counted(Query.ask("enrolments", by="age_band,provider", years="2020/21", where=where))
        marks.add(judged(counts, "srs-output", ledger, lambda _: None).mark)
    assert len(marks) == 1


def test_each_look_is_recorded_and_counts_in_a_budget(site: Site) -> None:
    from django.test import override_settings

    from alder.web.table_requests.models import Preview
    from alder.web.trail.models import TrailEvent

    carol = somebody("Carol").sign_in()
    with override_settings(ALDER_TABLE_PREVIEWS=2):
        for _ in range(2):
            shown = looked(carol, FINE)
        event = TrailEvent.objects.get(thing=f"preview {shown.rsplit('/', 1)[1]}")
        assert event.actor == str(carol.person.pk)
        assert event.said["query"]["by"] == FINE["by"]
        assert event.said["told"]["band"] == "few"
        reply = carol.client.post("/requests/ask", FINE)
        assert "You have looked at as many" in reply.content.decode()
        assert Preview.objects.filter(person=carol.person).count() == 2
        second = somebody("Carol+2").sign_in()
        reply = second.client.post("/requests/ask", FINE)
        assert "You have looked at as many" in reply.content.decode(), "another account of hers is she"
    with override_settings(ALDER_TABLE_PREVIEWS_ORGANISATION=2):
        other = somebody("Dan").sign_in()
        assert other.client.post("/requests/ask", FINE).status_code == 200, "they are at the same organisation"


def test_the_filter_of_a_page_is_made_of_declared_words(site: Site, amara: Someone) -> None:
    """T22 and T24: whatever is sent in the place of a choice is refused at once, however long it is."""
    for only in ("sex=F' or '1'='1", "sex", "=", "ULN=9999999999", "sex=" + "(" * 100_000, "x" * 1_000_000):
        reply = amara.client.post("/requests/ask", {**FINE, "only": [only]})
        assert reply.status_code in (200, 400)
        assert b"<script" not in reply.content


def test_no_answer_at_once_stands_in_the_way_of_what_is_planned(
    site: Site, amara: Someone, ben: Someone, idris: Someone
) -> None:
    """The statistician who tries the same table sees which publication, and by how much."""
    shutil.rmtree(site.store / "ledger", ignore_errors=True)  # what other tests let out would be judged beside it
    fields = {"measure": "enrolments", "by": "ethnicity", "years": "2020/21", "policy": "srs-output"}
    assert "Enter what it is called" in idris.client.post("/requests/desk/plan", fields).content.decode()
    idris.client.post("/requests/desk/plan", {**fields, "title": "Ethnic groups of learners", "expected": "26 3 2027"})
    assert "Ethnic groups of learners" in idris.see("/requests/desk/plan")
    address = asked(amara, HARMFUL)
    work()
    page = amara.see(address)
    assert "A statistician takes it up" in page
    assert "has to be weighed beside tables that are out or planned" in page
    assert "Ethnic groups of learners" not in page, "which publication is planned is not the asker's to know"
    row = row_of(address)
    assert row.state == "asked"
    assert row.answers.count() == 0
    desk = address.replace("/yours/", "/desk/")
    idris.client.post(f"{desk}/take")
    idris.client.post(f"{desk}/try", {**fields, "by": "lldd,ethnicity"})
    work()
    assert re.search(r"Ethnic groups of learners: it would hide [\d.]+% of its figures", idris.see(desk))
    from alder.web.table_requests.models import PlannedTable

    planned = PlannedTable.objects.get()
    idris.client.post("/requests/desk/plan", {"remove": str(planned.pk)})
    of_another = asked(ben, HARMFUL)
    work()
    assert row_of(of_another).state == "answered", "nothing is in the way any more"


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_done(
    site: Site, amara: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger has the table and the request has not: the next worker completes it, with the same entry."""
    from alder.web.publications.ledger import ledger_of_store
    from alder.web.table_requests import answering

    class Killed(BaseException):
        pass

    def dies(*_: Any) -> None:
        raise Killed

    address = asked(amara, {**FINE, "by": ["funding_model", "lldd"]})
    row = row_of(address)
    before = len(ledger_of_store("a test").releases())
    with monkeypatch.context() as patch:
        patch.setattr(answering, "_write", dies)
        with pytest.raises(Killed):
            answering.try_request.call(row.pk)
    assert len(ledger_of_store("a test").releases()) == before + 1
    assert (row_of(address).state, row.answers.get().state) == ("tried at once", "begun")
    answering.try_request.call(row.pk)
    answering.try_request.call(row.pk)
    answer = row.answers.get()
    assert (row_of(address).state, answer.state) == ("answered", "ready")
    assert len(ledger_of_store("a test").releases()) == before + 1
    assert ledger_of_store("a test").facts(answer.table).binds
    assert sorted(p.name for p in answer.folder.parent.iterdir()) == ["1"]


def test_words_of_askers_are_text_wherever_they_stand(site: Site, amara: Someone, idris: Someone) -> None:
    """T12 and T16: in pages they run nothing, in files for spreadsheets they calculate nothing."""
    hostile = "=HYPERLINK(1)<script>alert(1)</script>"
    amara.client.post("/requests/ask/words", {"title": hostile, "words": hostile, "words_are_public": "yes"})
    from alder.web.table_requests.models import RequestRecord

    row = RequestRecord.objects.get(title=hostile)
    desk = f"/requests/desk/{row.key}"
    idris.client.post(f"{desk}/take")
    query = {"measure": "starts", "by": "funding_model", "years": "2020/21", "policy": "srs-output"}
    idris.client.post(f"{desk}/try", query)
    work()
    (trial,) = re.findall(r"answer\?trial=([0-9a-f-]+)", idris.see(desk))
    idris.client.post(f"{desk}/answer", {"trial": trial, "reason": hostile})
    work()
    for page in (f"/requests/{row.pk}", "/requests"):
        assert "<script>alert" not in site.send("GET", page).content.decode()
    for someone, page in ((amara, f"/requests/yours/{row.key}"), (idris, desk), (idris, "/requests/desk")):
        assert "<script>alert" not in someone.see(page)
    lines = body_of(site.send("GET", "/requests.csv")).decode().splitlines()
    assert any("'=HYPERLINK(1)" in line for line in lines)
    assert not any(line.startswith("=") or ",=" in line or ',"=' in line for line in lines)


def test_notices_name_a_request_and_nothing_of_it(site: Site, amara: Someone, idris: Someone) -> None:
    """T31."""
    from alder.web.accounts.models import Notification

    amara.client.post("/requests/ask/words", {"title": "Secret colleges", "words": "Northfield alone"})
    work()
    told = Notification.objects.filter(person__in=[amara.person, idris.person])
    assert told.exists()
    for notice in told:
        assert re.fullmatch(r"request \d+", notice.about)
        assert not re.search("Secret|Northfield", json.dumps([notice.about, notice.address]))


def test_requests_that_lie_still_lapse_and_old_ones_are_brought_to_mind_once(
    site: Site, amara: Someone, idris: Someone
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from alder.web.accounts.models import Notification
    from alder.web.table_requests.clock import escalate, lapse
    from alder.web.table_requests.models import RequestRecord

    address = str(amara.client.post("/requests/ask/words", {"title": "Old", "words": "Old"})["Location"])
    work()
    row = row_of(address)
    assert row.due is not None
    RequestRecord.objects.filter(pk=row.pk).update(due=timezone.now().date())
    before = Notification.objects.filter(about=f"request {row.pk}", person=idris.person).count()
    assert before == 1, "told that it waits"
    Notification.objects.filter(about=f"request {row.pk}").update(read=timezone.now())
    assert escalate() >= 1
    assert Notification.objects.filter(about=f"request {row.pk}", person=idris.person).count() == before + 1
    assert escalate() == 0
    desk = address.replace("/yours/", "/desk/")
    idris.client.post(f"{desk}/take")
    idris.client.post(f"{desk}/question", {"reason": "Which year?"})
    RequestRecord.objects.filter(pk=row.pk).update(changed=timezone.now() - timedelta(days=61))
    assert lapse() == 0, "the row says that it lies still, and its events do not"
    assert row_of(address).state == "questioned"


def test_nothing_nearer_is_looked_for_once_its_time_is_over(site: Site) -> None:
    """Whoever waits is told what is known by then. No table is counted, so neither ledger nor figures are asked."""
    from django.test import override_settings

    from alder.measures import Query
    from alder.web.table_requests.judgement import nearest

    asked: Any = None
    with override_settings(ALDER_NEAREST_SECONDS=-1.0):
        assert nearest(Query.ask(**SMALL), "srs-output", asked, asked, lambda _: None, untold=False) == []
