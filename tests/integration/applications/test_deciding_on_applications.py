"""What the service does with an application: completeness, reviews, returns, panel, delegated route, appeals."""

from __future__ import annotations

import re
from threading import Barrier, Thread
from typing import Any

import pytest
from tests.support.an_application import field
from tests.support.applications_of_people import (
    answers,
    approved,
    at,
    desk,
    in_review,
    last_of,
    posted,
    pressed,
    reviewed,
    sent,
    sent_on,
    submitted,
    with_the_panel,
)
from tests.support.cast import Someone, another_account

from alder.errors import Inconsistency

HIGH = {"C5": True, "C7": "A report is sold."}
"""Answers that make an application one of high risk, which the panel decides."""


def commented(who: Someone, row: Any, question: str, text: str, **more: str) -> None:
    pressed(who, row, "comment", question=question, comment=text, **more)


def returned(people: dict[str, Someone], row: Any, step: str = "return", who: str = "Iris", **said: str) -> None:
    every = {f"comment-{one.pk}": "yes" for one in row.comments.filter(sent=None, is_private=False)}
    people[who].do(desk(row, step), **every, **said)
    row.refresh_from_db()


def test_a_review_is_asked_for_accepted_and_given_and_each_reviewer_sees_what_is_theirs(
    people: dict[str, Someone],
) -> None:
    row = submitted(people)
    iris, olga = people["Iris"], people["Olga"]
    olga.see(desk(row), status=404)
    page = iris.see(desk(row, "send-to-review"))
    assert "Ask for a review of ilr, information governance first" in page
    asking = iris.see(f"{desk(row, 'ask-review')}?subject=ilr")
    assert "Olga" in asking, "only who owns this source"
    assert "Grace" not in asking, "only who owns this source"
    iris.do(desk(row, "ask-review"), subject="ilr", reviewer=str(olga.person.pk))
    own = olga.see(desk(row))
    assert "You are asked for a review" in own
    assert "section-G" in own, "an owner of data sees no legal section"
    assert "section-F" not in own, "an owner of data sees no legal section"
    assert "Lawful basis" not in own
    people["Gwen"].see(desk(row), status=404)
    pressed(olga, row, "accept-review", status=403, subject="ilr")
    for subject, name in (("information governance", "Gwen"), ("methods", "Grace")):
        iris.do(desk(row, "ask-review"), subject=subject, reviewer=str(people[name].person.pk))
    sent_on(people, row)
    people["Grace"].do(desk(row, "decline-review"), subject="methods", reason="I am away.")
    for subject, name in (("ilr", "Olga"), ("information governance", "Gwen")):
        pressed(people[name], row, "accept-review", subject=subject)
        people[name].do(desk(row, "review"), subject=subject, recommendation="support", reason="It is sound.")
    pressed(iris, row, "send-to-panel")
    row.refresh_from_db()
    assert row.state == "with the panel"


def test_after_a_return_only_what_changed_is_reviewed_anew(people: dict[str, Someone]) -> None:
    """Comments are answered by a reply or another answer; a review of sections that stayed the same stands."""
    row = in_review(people)
    assert row.title in people["Olga"].see("/desk/applications")
    reviewed(people, row)
    commented(people["Grace"], row, "D3", "Which model do you fit?")
    commented(people["Grace"], row, "D3", "He never answers mails.", private="yes")
    returned(people, row)
    amara = people["Amara"]
    page = amara.see(at(row))
    assert "1 question still waits for a reply or another answer" in page
    assert re.search(r"D\. Aims and methods</a>.*?1 comment.*?>To answer<", page, re.DOTALL), "its section says so"
    section = amara.see(at(row, "sections/D"))
    assert "Which model do you fit?" in section
    assert "never answers mails" not in section
    assert "Answer first: D3" in amara.see(at(row, "submit"))
    other = answers()["D3"].replace("We", "You", 1)
    amara.do(at(row, "sections/D"), then="later", **posted(answers(D3=other), "D"))
    assert "every comment has its answer" in amara.see(at(row)), "another answer is one, without a reply"
    sent(row, amara)
    assert row.round == 2
    sent_on(people, row)
    waiting = {one.subject: one.progress for one in row.asked_reviews.all()}
    assert waiting == {"ilr": "stale", "information governance": "done", "methods": "stale"}
    again = people["Grace"].see(desk(row, "review"))
    assert "You said before: <b>support</b>" in again
    assert 'id="answer-D3"' in again, "what did not change is not shown"
    assert 'id="answer-D2"' not in again, "what did not change is not shown"
    assert "What stood there before" in again
    whole = people["Grace"].see(f"{desk(row)}?all=1")
    assert 'id="answer-D2"' in whole
    assert "never answers mails" in whole


def test_the_panel_votes_and_its_chair_decides_as_it_voted(people: dict[str, Someone]) -> None:
    row = in_review(people, **HIGH)
    reviewed(people, row)
    assert "Send it to the panel" in people["Iris"].see(desk(row))
    pressed(people["Iris"], row, "send-to-panel")
    row.refresh_from_db()
    assert row.risk == "high"
    owen = people["Owen"]
    assert "0 members have voted" in people["Mia"].see(desk(row))
    for name in ("Marcus", "Mia"):
        people[name].do(desk(row, "vote"), vote="for")
    pressed(people["Mia"], row, "vote", status=403, vote="against")
    owen.do(desk(row, "approve"), reason="Good.", status=403)
    people["Ines"].do(desk(row, "vote"), vote="against")
    owen.do(desk(row, "reject"), reason="No.", status=403)
    condition = {"condition-1": "Ages in bands", "owner-1": "Amara", "due-1": "31 1 2027", "before-1": "yes"}
    half = owen.client.post(desk(row, "approve"), {**condition, "due-1": "soon", "reason": "A clear gain."})
    assert "A condition says what has to be done" in half.content.decode()
    owen.do(desk(row, "approve"), reason="A clear gain.", **condition)
    row.refresh_from_db()
    assert row.state == "approved"
    page = people["Amara"].see(at(row))
    assert "A clear gain." in page
    assert "Ages in bands" in page
    assert "Amara, by 31 January 2027, before anybody has access: not met yet" in page
    assert "Mia" not in page, "nobody of the service is named to the applicants"
    assert "Olga" not in page, "nobody of the service is named to the applicants"
    pressed(people["Agnes"], row, "meet", condition="0")
    assert "met" in people["Amara"].see(at(row))


def test_who_is_too_near_neither_votes_nor_reviews(people: dict[str, Someone]) -> None:
    """T04: by their own word, by their employer, or as the same person under another account."""
    row = with_the_panel(people)
    people["Mia"].do(desk(row, "interest"))
    assert "You said that you have an interest" in people["Mia"].see(desk(row))
    people["Mia"].do(desk(row, "vote"), vote="for", status=403)
    colleague = another_account(people["Tom"], "panel member")
    colleague.person.organisation = people["Amara"].person.organisation
    colleague.person.save()
    assert "You work for an organisation of its applicants" in colleague.see(desk(row))
    colleague.do(desk(row, "vote"), vote="for", status=403)
    lead = another_account(people["Amara"], "panel member")
    assert "You have a part in this application" in lead.see(desk(row), status=403)
    people["Marcus"].do(desk(row, "vote"), vote="for")
    twice = another_account(people["Marcus"], "panel member")
    twice.do(desk(row, "vote"), vote="for", status=403)
    reviewer = another_account(people["Grace"], "panel chair")
    assert not reviewer.see(desk(row)).count("The panel decides")


def test_low_risk_that_every_review_supports_needs_no_panel(people: dict[str, Someone]) -> None:
    row = in_review(people)
    dora = people["Dora"]
    assert "You may decide without the panel" not in dora.see(desk(row))
    reviewed(people, row)
    dora.do(desk(row, "approve-low-risk"), reason="Little is asked for.")
    row.refresh_from_db()
    assert row.state == "approved"
    other = in_review(people, G4=[field("DateOfBirth", raw="age in days"), field("CompStatus")])
    reviewed(people, other)
    assert other.risk == "standard"
    dora.do(desk(other, "approve-low-risk"), reason="Little is asked for.", status=403)


def test_an_owner_of_data_who_opposes_it_ends_it_until_an_appeal(people: dict[str, Someone]) -> None:
    row = in_review(people)
    reviewed(people, row, Olga="oppose")
    pressed(people["Iris"], row, "send-to-panel", status=403)
    people["Dora"].do(desk(row, "decline"), reason="The source is too young.")
    amara = people["Amara"]
    assert "It was rejected" in amara.see(at(row))
    assert "The source is too young." in amara.see(at(row))
    amara.do(at(row, "appeal"), reason="It is five years old.")
    row.refresh_from_db()
    assert row.state == "appealed against"
    for name in ("Marcus", "Mia", "Ines"):
        people[name].do(desk(row, "vote"), vote="against")
    people["Otis"].do(desk(row, "reject"), reason="It stays young.")
    row.refresh_from_db()
    assert row.state == "rejected"
    amara.see(at(row, "appeal"), status=403)


def test_the_panel_defers_with_comments(people: dict[str, Someone]) -> None:
    row = with_the_panel(people)
    people["Marcus"].do(desk(row, "vote"), vote="for")
    commented(people["Owen"], row, "E1", "Who can act on it?")
    returned(people, row, "defer", "Owen", reason="The benefit is not clear.")
    assert row.state == "returned"
    assert last_of(row, "E")
    assert "Who can act on it?" in people["Amara"].see(at(row, "sections/E"))


def test_of_two_who_decide_at_the_same_instant_one_does(people: dict[str, Someone]) -> None:
    """T05: the chair presses twice, in two windows; there is one event."""
    from django.db import connections

    from alder.web.trail.models import TrailEvent

    row = with_the_panel(people)
    for name in ("Marcus", "Mia", "Ines"):
        people[name].do(desk(row, "vote"), vote="for")
    row.refresh_from_db()
    barrier, found = Barrier(2), []

    def press() -> None:
        from django.test import Client

        client = Client()
        client.cookies = people["Owen"].client.cookies
        barrier.wait()
        sent = client.post(desk(row, "approve"), {"seen": str(row.revision), "reason": "Good."})
        found.append(sent.status_code)
        connections.close_all()

    pressing = [Thread(target=press) for _ in range(2)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert found.count(302) == 1, found
    assert TrailEvent.objects.filter(thing=row.thing, action="APPROVE").count() == 1


def test_what_was_submitted_is_what_was_reviewed(people: dict[str, Someone]) -> None:
    """T06: answers that somebody changed on disk are not those that the events have the hash of."""
    from alder.web.applications.models import SubmittedAnswers
    from alder.web.applications.process import application_of
    from alder.web.applications.sections import digest

    row = submitted(people)
    kept = row.rounds.get()
    assert application_of(row).answers == kept.sha256 == digest(kept.answers)
    SubmittedAnswers.objects.filter(pk=kept.pk).update(answers={**kept.answers, "A1": "Another"})
    with pytest.raises(Inconsistency):
        people["Iris"].see(desk(row))


def test_how_long_stages_take_is_told_of_five_and_more(people: dict[str, Someone]) -> None:
    """From events alone: what is kept beside for the page is what they say."""
    from alder.web.applications import stages
    from alder.web.applications.models import StageTime

    row = approved(people)
    assert {one.stage for one in row.stages.all()} == {"check", "reviews", "panel", "written"} - {"written"}
    assert stages.differing() == []
    StageTime.objects.filter(stage="panel").delete()
    began = row.submitted
    for days in (1, 2, 3, 4):
        StageTime.objects.create(application=row, stage="panel", began=began, ended=began, days=days)
    assert "panel" not in stages.usual()
    StageTime.objects.create(application=row, stage="panel", began=began, ended=began, days=50)
    assert stages.usual()["panel"] == stages.UsualTime(5, 3, 50)
    page = people["Amara"].see(at(row))
    assert "Sent on " in page
    days = re.findall(r'data-label="Date" class="govuk-table__cell">([^<]*)<', page)
    assert days
    assert all(days), "each review has its day"
    assert re.search(r"Panel</th>.*?>3</td>.*?>50</td>.*?>5</td>", page, re.DOTALL)
    assert row.pk in stages.differing(), "what is kept beside is held against the events"


@pytest.mark.parametrize("page", ["", "send-to-review", "return", "vote", "approve"])
def test_what_is_not_theirs_is_not_there_for_the_service_either(people: dict[str, Someone], page: str) -> None:
    """T01: panel members before it is theirs, and people without a role."""
    row = submitted(people)
    for name in ("Tom", "Mia", "Ada", "Amara"):
        assert people[name].client.get(desk(row, page)).status_code == 404, name
