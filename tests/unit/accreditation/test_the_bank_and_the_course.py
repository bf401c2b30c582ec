"""The bank asks fairly and the course can be read: what is true of every question and of every module."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from alder.accreditation import drawn, modules, questions
from alder.accreditation.bank import TOPICS, question_with
from alder.accreditation.course import why_not_read
from alder.accreditation.declaration import current_declaration, declaration
from alder.errors import UsageError
from alder.governance.accreditation_policy import accreditation_policy

TODAY = date(2026, 11, 30)
BANK = questions(TODAY)
RULES = accreditation_policy(TODAY).test


def reading_ease(text: str) -> float:
    """Flesch's formula: 60 to 70 is plain English, above 50 what most adults read with ease."""
    sentences = [one for one in re.split(r"[.!?:]\s|\n\n|\n[-|]", text + " ") if re.search(r"\w", one)]
    words = re.findall(r"[A-Za-z']+", text)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * sum(map(_syllables, words)) / len(words)


def _syllables(word: str) -> int:
    groups = len(re.findall("[aeiouy]+", word.lower()))
    return max(groups - (groups > 1 and word.endswith("e") and not word.endswith("le")), 1)


def test_every_question_is_asked_once_and_has_three_or_four_answers_that_differ() -> None:
    assert max(Counter(one.stem for one in BANK).values()) == 1
    assert max(Counter(one.id for one in BANK).values()) == 1
    for one in BANK:
        assert one.topic in TOPICS, one.id
        assert 3 <= len(set(one.answers)) == len(one.answers) <= 4, one.id
        assert len(one.why.split()) >= 5, f"{one.id} does not say why"
        assert one.stem.endswith(("?", ".")), one.id
        assert not one.critical or len(one.critical.split()) >= 6, f"{one.id} does not say why it is critical"


def test_the_longest_answer_is_seldom_the_right_one() -> None:
    longest = sum(len(one.right) >= max(map(len, one.wrong)) for one in BANK)
    shortest = sum(len(one.right) <= min(map(len, one.wrong)) for one in BANK)
    assert longest <= 0.4 * len(BANK)
    assert shortest <= 0.4 * len(BANK)


def test_each_topic_has_questions_for_three_draws_and_critical_ones_for_three() -> None:
    for topic, many in RULES.topics.items():
        asked = [one for one in BANK if one.topic == topic]
        critical = sum(bool(one.critical) for one in asked)
        assert critical >= 3 * RULES.critical.get(topic, 0), topic
        assert len(asked) - critical >= 3 * (many - RULES.critical.get(topic, 0)), topic


def test_the_right_answer_stands_at_each_place_equally_often() -> None:
    places = Counter(one.right for draw in range(60) for one in drawn(b"key", "amara", draw, TODAY).questions)
    of_four = [places[at] / sum(places.values()) for at in range(4)]
    assert all(0.21 < share < 0.29 for share in of_four), of_four


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.topic)
def test_a_module_is_plain_and_as_long_as_it_says(module) -> None:  # type: ignore[no-untyped-def]
    words = len(module.text.split())
    assert 900 <= words <= 1600
    assert 150 <= words / module.minutes <= 240, "nobody reads so fast, or so slowly"
    assert reading_ease(module.text) >= 60
    assert len(module.checks) == 2
    assert all(len(set(check.wrong)) >= 2 and check.right not in check.wrong for check in module.checks)


def test_the_bank_is_plain_to_read() -> None:
    eases = {one.id: reading_ease(" ".join((one.stem, *one.answers))) for one in BANK}
    assert min(eases.values()) >= 45, min(eases, key=lambda one: eases[one])
    assert sum(eases.values()) / len(eases) >= 65


def test_there_is_a_module_for_every_topic_and_each_is_read_for_its_least_time() -> None:
    assert [one.topic for one in modules()] == list(TOPICS) == list(RULES.topics)
    began = datetime(2026, 11, 30, 9)
    opened = {one.number: began for one in modules()}
    done = {one.number: began + timedelta(minutes=one.minutes) for one in modules()}
    assert why_not_read(opened, done) == ""
    hasty = {**done, 5: began + timedelta(minutes=6)}
    assert why_not_read(opened, hasty) == "Module 5, Outputs that tell of nobody, takes 7 minutes at the least."
    del done[4]
    assert why_not_read(opened, done) == "Module 4, Accounts, places and breaches, is not finished."


def test_the_declaration_of_the_policy_is_there_and_plain() -> None:
    version, words = current_declaration(TODAY)
    assert version == accreditation_policy(TODAY).declaration
    assert len(re.findall(r"^\d+\. I ", words, re.M)) == 10
    assert reading_ease(words) >= 60
    with pytest.raises(UsageError, match="there is no version 0 of the declaration"):
        declaration("0")


def test_a_question_is_found_as_it_was_asked() -> None:
    assert question_with("law-07", 1).critical
    with pytest.raises(LookupError, match="no version 9 of law-07"):
        question_with("law-07", 9)
