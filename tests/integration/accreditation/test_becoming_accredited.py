"""A researcher from the first page to a grant, and what the pages keep to themselves on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.support import researchers as of
from tests.support.cast import Someone
from tests.support.site import body_of

from alder import wall_clock

DFE, OTHERS = "Department for Education", "Jisc"


def test_from_the_first_page_to_a_grant(people: dict[str, Someone]) -> None:
    from alder.wall_clock import today
    from alder.web.accreditation.accredited_people import every_standing, why_not_accredited_today
    from alder.web.accreditation.process import differing

    owen, amara = people["owen"], of.researcher("Amara")
    assert why_not_accredited_today(amara.person, DFE) == "There is no accreditation. Apply for one."
    address = str(amara.client.post(of.START)["Location"])
    assert amara.client.post(of.START)["Location"] == address, "pressed twice it is begun once"
    shown = amara.see(address)
    assert "Say what qualifies you." in shown
    assert "An accreditation officer has to see who you are." in shown
    reply = amara.client.post(f"{address}/qualification", {"path": "degree", "degree": "", "statistics": ""})
    assert "Enter your degree, its subject and its class" in reply.content.decode()
    assert amara.client.post(f"{address}/apply").status_code == 403

    assert of.begun(amara) == address
    of.identified(owen, address)
    of.sent(amara, f"{address}/apply")
    assert "It is our turn." in amara.see(address)
    of.sent(owen, f"{of.at_desk(address)}/ask-evidence", reason="The second page of the transcript")
    assert "The second page of the transcript" in amara.see(address)
    of.sent(amara, f"{address}/reply", reason="It is the second document")
    of.sent(owen, f"{of.at_desk(address)}/admit", evidence="Degree certificate")
    assert "0 of 6 modules are finished" in amara.see(address)
    assert f"accreditation {of.row(address).pk}" in amara.see("/account/notices").lower()

    of.sent(amara, f"{address}/give-up")
    address = of.completed_on_pages(amara, of.admitted(amara, owen))
    of.promised(amara, of.tested(amara, address))
    assert "It is our turn." in amara.see(address)
    page = f"{of.at_desk(address)}/grant-full"
    assert "4 December 2099" not in owen.see(page)
    refused = owen.client.post(page, {"seen": str(of.row(address).revision), "day": "1", "month": "1", "year": "2099"})
    assert "at the latest" in refused.content.decode()
    of.sent(owen, page, **of.latest(owen, page))
    assert "You are accredited until" in amara.see(address)
    standings = {one.owner: one for one in every_standing(amara.person)}
    assert [one.why_not for one in standings.values()] == ["", ""]
    years = [one.until.year - today().year for one in standings.values() if one.until]
    assert years == [5, 3], "as long as it holds, and as each owner counts the test"
    assert why_not_accredited_today(amara.person, OTHERS, today() + timedelta(days=3 * 366)).startswith("Jisc counted")
    assert differing() == []


def test_reading_is_timed_one_module_at_a_time(people: dict[str, Someone]) -> None:
    ben = of.researcher("Ben")
    address = of.admitted(ben, people["owen"])
    first, second = f"{address}/course/1", f"{address}/course/2"
    answers = {"check-1": "x", "check-2": "x"}
    for page in (first, second):
        ben.see(page)
    of.back(address, minutes=30)
    ben.client.post(first, answers)
    done = {one.module: one for one in of.row(address).readings.all()}
    assert done[1].finished is None, "the second was open meanwhile"
    assert "Read on: 6 minutes are left." in ben.client.post(first, answers).content.decode()
    ben.see(first)
    done = {one.module: one for one in of.row(address).readings.all()}
    assert (done[2].seconds, done[2].since) == (6 * 60, None), "read when the first was opened, and no more than counts"
    ben.client.post(second, answers)
    assert of.row(address).readings.get(module=2).finished
    assert "Choose an answer to question 2" in ben.client.post(first, {"check-1": "x"}).content.decode()
    assert of.row(address).state == "training"


def test_a_paper_is_one_paper_whoever_opens_it_how_often(people: dict[str, Someone]) -> None:
    """Reload, back, a second tab, a second press: the same questions, and the answers that were given."""
    cara = of.researcher("Cara")
    address = of.studied(cara, people["owen"])
    page = f"{address}/test"
    of.sent(cara, page, extra="0.25")
    assert cara.client.post(page, {"extra": "0"}).status_code == 403, "it is being taken"
    assert of.row(address).sittings.count() == 1
    first, again = (re.findall(r"<legend.*?</fieldset>", cara.see(f"{address}/test/1"), re.DOTALL) for _ in range(2))
    assert first == again != []
    stems = set(re.findall(r"legend--s\">\d+\. ([^<]+)<", cara.see(f"{address}/test/all")))
    assert len(stems) == 25
    of.sent(cara, f"{address}/test/1", answer="1")
    of.sent(cara, f"{address}/test/all", do="save", **{"answer-2": "0", "answer-3": "99", "answer-4": ""})
    assert of.row(address).sittings.get().answers == {"0": 1, "1": 0}, "what is no answer is none"
    assert "22" not in re.findall(r"(\d+) questions are still open", cara.see(f"{address}/test/hand-in"))
    assert "23 questions are still open" in cara.see(f"{address}/test/hand-in")
    reply = cara.client.get(f"{address}/test/all")
    assert reply["Cache-Control"] == "no-store"
    assert "75 minutes" in reply.content.decode()
    of.sent(cara, f"{address}/test/hand-in")
    for again in ("1", "all", "hand-in"):
        assert cara.client.get(f"{address}/test/{again}")["Location"].endswith("/result"), "nobody sees it again"
        assert cara.client.post(f"{address}/test/{again}", {"answer": "1"}).status_code == 302
    assert of.row(address).sittings.get().answers == {"0": 1, "1": 0}
    told = cara.see(f"{address}/test/result")
    assert "You did not pass the test" in told
    assert not [stem for stem in stems if stem in told]
    assert "You can try again from" in told


def test_the_key_never_reaches_a_page_before_a_pass(people: dict[str, Someone]) -> None:
    """Nothing on a page tells a right answer from a wrong one: neither order, nor value, nor mark, nor reason."""
    from alder.accreditation.bank import question_with
    from alder.web.accreditation.process import replayed

    dan = of.researcher("Dan")
    address = of.studied(dan, people["owen"])
    of.sent(dan, f"{address}/test", extra="0")
    whole = dan.see(f"{address}/test/all")
    asked = [question_with(id, version) for id, version in replayed(of.row(address)).attempts[-1].items]
    assert not [one.id for one in asked if one.why in whole or f'"{one.id}"' in whole]
    shown = set(re.findall(r'name="answer-\d+" type="radio" value="(\w+)"', whole))
    assert shown == {str(n) for n in range(max(len(one.answers) for one in asked))}, "the place of an answer alone"
    assert {0, 1, 2} <= set(of.right_answers(address)), "the right one stands anywhere"
    of.answered(dan, address, wrong=2)
    if of.row(address).state == "passed":
        told = dan.see(f"{address}/test/result")
        assert all(one.why.replace("'", "&#39;") in told for one in asked[:3])


def test_time_is_judged_here_with_extra_time_and_pauses(people: dict[str, Someone]) -> None:
    eve = of.researcher("Eve")
    address = of.studied(eve, people["owen"])
    of.sent(eve, f"{address}/test", extra="0.5")
    of.sent(eve, f"{address}/test/1", answer="1")
    of.back(address, minutes=80)
    assert "<b>10 minutes</b> left" in eve.see(f"{address}/test/2")
    of.sent(eve, f"{address}/test/pause")
    of.back(address, minutes=0)
    paused = of.row(address).sittings.get()
    paused.began -= timedelta(hours=20)
    paused.paused -= timedelta(hours=20)
    paused.save()
    assert eve.client.get(f"{address}/test/2")["Location"].endswith("/pause"), "no question is shown meanwhile"
    of.sent(eve, f"{address}/test/2", answer="1")
    assert of.row(address).sittings.get().answers == {"0": 1}, "and none is answered"
    of.sent(eve, f"{address}/test/pause", do="resume")
    assert "<b>10 minutes</b> left" in eve.see(f"{address}/test/2"), "the time stood still"
    of.back(address, minutes=11)
    of.sent(eve, f"{address}/test/2", answer="1")
    assert of.row(address).state == "failed", "it is marked as it was when its time was over"
    assert of.row(address).sittings.get().answers == {"0": 1}


def test_after_fails_the_course_comes_again_and_a_talk(people: dict[str, Someone], monkeypatch: Any) -> None:
    owen, fay = people["owen"], of.researcher("Fay")
    address = of.studied(fay, owen)
    real, ahead = wall_clock.now, timedelta()
    monkeypatch.setattr(wall_clock, "now", lambda: real() + ahead)

    def failed_after(days: int) -> None:
        nonlocal ahead
        ahead += timedelta(days=days)
        fay.sign_in()
        owen.sign_in()
        of.sent(fay, f"{address}/test", extra="0")
        of.sent(fay, f"{address}/test/hand-in")

    failed_after(0)
    assert "You can try again from" in fay.see(address)
    assert fay.client.post(f"{address}/test", {"extra": "0"}).status_code == 403
    failed_after(2)
    assert "Attend it again" in fay.see(address)
    for _ in range(2):
        of.sent(fay, f"{address}/repeat")
        assert fay.client.post(f"{address}/complete").status_code == 403, "reading again is not enough"
        on = real().date()
        of.sent(
            owen, f"{of.at_desk(address)}/session", day=on.day, month=on.month, year=on.year, where="Mereshire Library"
        )
        of.sent(fay, f"{address}/complete")
        if of.row(address).sittings.count() < 4:
            failed_after(15)
            failed_after(2)
    ahead += timedelta(days=20)
    fay.sign_in()
    owen.sign_in()
    assert "Talk with an accreditation officer first" in fay.see(address)
    of.sent(owen, f"{of.at_desk(address)}/talk", reason="We went through module 5 together")
    assert "See what the test takes" in fay.see(address)
    drawn = [attempt.items for attempt in _replayed(address).attempts]
    assert not {id for id, _ in drawn[0]} & {id for id, _ in drawn[1]}, "another draw avoids what was asked before"


def _replayed(address: str) -> Any:
    from alder.web.accreditation.process import replayed

    return replayed(of.row(address))


def test_the_declaration_is_signed_as_it_was_read_by_who_showed_who_they_are(people: dict[str, Someone]) -> None:
    gus = of.researcher("Gus")
    address = of.passed(gus, people["owen"])
    page = f"{address}/declaration"
    assert "Version <b>1</b>" in gus.see(page)
    form = {"seen": str(of.row(address).revision), "version": "1", "promise": "yes"}
    assert "Say that you promise it" in gus.client.post(page, {**form, "promise": ""}).content.decode()
    assert "has changed since you opened" in gus.client.post(page, {**form, "version": "0"}).content.decode()
    gus.waits()
    assert "prove-code" in gus.client.post(page, form).content.decode()
    assert of.row(address).state == "passed"
    gus.client.post(page, {**form, "prove-code": gus.code()})
    assert of.row(address).state == "declared"
    assert _replayed(address).events[-1].said["declaration"] == "1"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("degree.pdf", b"<html><script>alert(1)</script>", "That is no PDF, PNG or JPEG file"),
        ("degree.pdf", b"", "submitted file is empty"),
        ("../../etc/degree.exe", of.PDF, ""),
    ],
)
def test_t17_a_document_is_what_its_bytes_say(people: dict[str, Someone], name: str, content: bytes, says: str) -> None:
    """T06, too: what was changed on disk since is shown to nobody."""
    from alder.web.accreditation.evidence import path_of

    hal = of.researcher(f"Hal{len(content)}")
    address = str(hal.client.post(of.START)["Location"])
    given = {"kind": "degree", "day": "1", "month": "7", "year": "2019", "file": of.document(name, content)}
    reply = hal.client.post(f"{address}/evidence", given)
    kept = of.row(address).evidence.first()
    if says:
        assert reply.status_code == 200
        assert kept is None
    else:
        got = hal.client.get(f"{address}/evidence/{kept.pk}")
        assert body_of(got) == content
        assert "/" not in kept.name
        assert got["Content-Disposition"].startswith("attachment")
        assert got["Content-Type"] == "application/pdf"
        at_desk = f"{of.at_desk(address)}/evidence/{kept.pk}"
        assert body_of(people["owen"].client.get(at_desk)) == content
        path_of(kept).write_bytes(of.PDF + b" and more")
        assert "its file has changed" in people["owen"].see(at_desk, 403)
