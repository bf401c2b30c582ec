"""The test: drawn by topic so that it can be drawn again, and marked so that nobody passes by average."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from tests.support.commands import refused, run

from alder.accreditation import Paper, PaperMark, bank, drawn, marked, questions
from alder.accreditation.paper import drawn_again, time_left
from alder.cli.commands import cli
from alder.errors import UsageError
from alder.governance.accreditation_policy import accreditation_policy

TODAY = date(2026, 11, 30)
PAPER = drawn(b"key of the service", "amara", 1, TODAY)


def answered(paper: Paper, wrong: dict[str, int], *, critical: int = 0) -> PaperMark:
    """The mark of somebody with so many wrong answers in each topic, and to so many critical questions besides."""
    left, given = dict(wrong), {}
    for at, one in enumerate(paper.questions):
        given[at] = one.right
        if one.question.critical:
            if critical:
                critical -= 1
                given[at] = (one.right + 1) % len(one.answers)
        elif left.get(one.question.topic, 0):
            left[one.question.topic] -= 1
            given[at] = (one.right + 1) % len(one.answers)
    assert not any(left.values())
    return marked(paper, given)


def test_a_paper_has_each_topic_as_often_as_the_policy_says_and_its_critical_questions() -> None:
    rules = accreditation_policy(TODAY).test
    assert Counter(one.question.topic for one in PAPER.questions) == rules.topics
    assert Counter(one.question.topic for one in PAPER.questions if one.question.critical) == rules.critical
    assert len(PAPER.items) == rules.questions == 25


def test_a_draw_can_be_told_again_by_who_has_the_key_and_by_nobody_else() -> None:
    assert drawn(b"key of the service", "amara", 1, TODAY) == PAPER
    for other in (
        drawn(b"another key", "amara", 1, TODAY),
        drawn(b"key of the service", "dev", 1, TODAY),
        drawn(b"key of the service", "amara", 2, TODAY),
    ):
        assert other.items != PAPER.items


def test_what_was_shown_is_told_again_from_what_the_attempt_kept_though_the_bank_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (asked, *_) = (one.question for one in PAPER.questions)
    changed = replace(asked, version=2, stem="Asked in other words?")
    grown = (
        *(replace(one, retired_on=TODAY) if one.id == asked.id else one for one in questions(TODAY)),
        *(replace(one, id=f"{one.id}-more") for one in questions(TODAY)),
        changed,
    )
    monkeypatch.setattr(bank, "_bank", lambda: grown)
    assert drawn(b"key of the service", "amara", 1, TODAY).items != PAPER.items
    again = drawn_again(b"key of the service", "amara", 1, TODAY, [(str(id), int(n)) for id, n in PAPER.items])
    assert [one.answers for one in again.questions] == [one.answers for one in PAPER.questions]
    assert again.questions[0].question.stem == asked.stem
    assert changed in questions(TODAY)


def test_the_second_and_third_draw_repeat_nothing() -> None:
    seen: set[str] = set()
    for draw in (1, 2, 3):
        paper = drawn(b"key", "amara", draw, TODAY, seen=frozenset(seen))
        asked = {str(id) for id, _ in paper.items}
        assert not asked & seen
        seen |= asked


@pytest.mark.parametrize(
    ("wrong", "critical", "says"),
    [
        ({}, 0, ""),
        ({"disclosure": 3, "law": 1, "five_safes": 1}, 0, ""),
        ({"disclosure": 3, "law": 1, "five_safes": 1, "security": 1}, 0, "19 of 25 answers were right. It takes 80%."),
        ({"five_safes": 2}, 0, "Fewer than 60% were right in Five Safes."),
        ({"quality": 1}, 0, "Fewer than 60% were right in Quality and meaning."),
        ({}, 1, "1 critical question had a wrong answer. All of them have to be right."),
    ],
)
def test_what_passes(wrong: dict[str, int], critical: int, says: str) -> None:
    mark = answered(PAPER, wrong, critical=critical)
    assert mark.whys == ((says,) if says else ())


def test_feedback_is_by_topic_and_right_answers_are_told_after_a_pass_alone() -> None:
    failed = answered(PAPER, {"disclosure": 4, "quality": 1})
    assert "Disclosure control: 4 of 8" in failed.feedback
    assert "Read again: module 5, Outputs that tell of nobody." in failed.feedback
    assert failed.answers == ()
    told = " ".join((*failed.whys, *failed.feedback))
    assert not any(one.question.right in told for one in PAPER.questions)
    assert answered(PAPER, {"law": 1}).answers == PAPER.questions
    assert marked(PAPER, {}).percent == 0


def test_a_retired_question_is_not_drawn_from_its_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    retired = tuple(replace(one, retired_on=TODAY) if one.id == "law-01" else one for one in questions(TODAY))
    monkeypatch.setattr(bank, "_bank", lambda: retired)
    assert "law-01" not in {one.id for one in questions(TODAY)}
    assert "law-01" in {one.id for one in questions(TODAY - timedelta(days=1))}
    monkeypatch.setattr(bank, "_bank", lambda: retired[:20])
    with pytest.raises(UsageError, match="the bank has 0 questions where the policy asks for 3"):
        drawn(b"key", "amara", 1, TODAY)


def test_time_stands_still_in_a_pause_and_is_longer_for_who_needs_it() -> None:
    assert time_left(TODAY, timedelta(minutes=25)) == timedelta(minutes=35)
    assert time_left(TODAY, timedelta(minutes=25), extra=0.5) == timedelta(minutes=65)
    assert time_left(TODAY, timedelta(minutes=61)) == timedelta()


def test_a_practice_test_in_the_terminal() -> None:
    practice = drawn(b"practice", "", 7, TODAY)
    letters = "\n".join("abcd"[one.right] for one in practice.questions)
    told = CliRunner().invoke(cli, ["accreditation", "test", "--draw", "7"], input=letters, catch_exceptions=False)
    assert told.output.startswith("Practice test 7: 25 questions. It does not count.")
    assert "\nPassed: 100%\n" in told.output
    topic = [one for one in practice.questions if one.question.topic == "quality"]
    wrong = "\n".join("abcd"[(one.right + 1) % len(one.answers)] for one in topic)
    arguments = ["accreditation", "test", "--draw", "7", "--topic", "quality"]
    told = CliRunner().invoke(cli, arguments, input=wrong, catch_exceptions=False)
    assert "Not passed: 0%" in told.output
    assert "Read again: module 6, What the figures can bear." in told.output
    assert "Topics: five_safes" in refused("accreditation", "test", "--topic", "sums")


def test_the_course_in_the_terminal() -> None:
    assert "5  Outputs that tell of nobody  (7 minutes)" in run("accreditation", "course")
    assert run("accreditation", "course", "law") == run("accreditation", "course", "2")
    assert "### Answers" in run("accreditation", "course", "2")
    assert run("accreditation", "declaration").startswith("# Declaration of researchers, version 1\n")
    assert "there is no module" in refused("accreditation", "course", "7").lower()
