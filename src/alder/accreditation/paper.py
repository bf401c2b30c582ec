"""The test: a paper of questions drawn by topic, and how it is marked.

Which questions are drawn, and in which order answers stand, follows from a secret key of the service, the person, the
number of the draw and what they were asked before. An attempt keeps its questions with their versions; from these, who
has the key tells on an appeal what was shown and in which order. Nobody without it can tell what will be drawn.
"""

from __future__ import annotations

import hmac
import random
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from alder.accreditation.bank import TOPICS, BankQuestion, question_with, questions
from alder.accreditation.course import module_of
from alder.errors import UsageError
from alder.governance.accreditation_policy import accreditation_policy
from alder.look.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from alder.governance.accreditation_policy import PassRules


@dataclass(frozen=True)
class PaperQuestion:
    """A question of a paper, with its answers in the order in which they are shown."""

    question: BankQuestion
    answers: tuple[str, ...]

    @property
    def right(self) -> int:
        """Where the right answer stands, from 0."""
        return self.answers.index(self.question.right)


@dataclass(frozen=True)
class Paper:
    """What one person is asked at one attempt."""

    draw: int
    on: date
    questions: tuple[PaperQuestion, ...]

    @property
    def items(self) -> list[list[str | int]]:
        """Each question with its version, as an attempt keeps them."""
        return [[one.question.id, one.question.version] for one in self.questions]


@dataclass(frozen=True)
class TopicMark:
    """How one topic went."""

    topic: str
    right: int
    of: int

    @property
    def title(self) -> str:
        return TOPICS[self.topic]

    @property
    def percent(self) -> int:
        return 100 * self.right // self.of


@dataclass(frozen=True)
class PaperMark:
    """How a paper went, and why it did not suffice."""

    topics: tuple[TopicMark, ...]
    critical_wrong: int
    whys: tuple[str, ...]
    """Each rule that was not met, in a sentence."""
    paper: Paper
    given: tuple[int | None, ...]
    """The answer that was chosen for each question; None where there was none."""

    @property
    def passed(self) -> bool:
        return not self.whys

    @property
    def percent(self) -> int:
        """Right answers of all, rounded down: 79.9% is not 80%."""
        return 100 * sum(one.right for one in self.topics) // sum(one.of for one in self.topics)

    @property
    def feedback(self) -> list[str]:
        """What somebody may know after it: topics with their module. Which answers were right is told after a pass."""
        lines = [f"{one.title}: {one.right} of {one.of}" for one in self.topics]
        for one in self.topics:
            if one.right < one.of and not self.passed:
                module = module_of(one.topic)
                lines.append(f"Read again: module {module.number}, {module.title}.")
        return lines

    @property
    def answers(self) -> tuple[PaperQuestion, ...]:
        """The questions with their right answers, after a pass; nothing before one, so that the bank stays useful."""
        return self.paper.questions if self.passed else ()


def drawn(key: bytes, person: str, draw: int, on: date, *, seen: Collection[str] = ()) -> Paper:
    """The paper of a person's draw. Questions that were seen come only where no others of their topic are left.

    Raises `UsageError` where the bank has fewer questions than the policy asks for.
    """
    rules = accreditation_policy(on).test
    chance = _chance(key, person, draw)
    chosen: list[BankQuestion] = []
    for topic, many in rules.topics.items():
        critical = rules.critical.get(topic, 0)
        pool = [one for one in questions(on) if one.topic == topic]
        chosen += _some(chance, [one for one in pool if one.critical], critical, seen)
        rest = [one for one in pool if not one.critical]
        chosen += _some(chance, rest, many - critical, seen)
    chance.shuffle(chosen)
    return _paper(key, person, draw, on, chosen)


def drawn_again(key: bytes, person: str, draw: int, on: date, items: Iterable[tuple[str, int]]) -> Paper:
    """The paper of an attempt that kept its items, as it was shown, whatever became of the bank since.

    Raises `LookupError` where the bank no longer has a question as it was asked.
    """
    return _paper(key, person, draw, on, [question_with(id, version) for id, version in items])


def _paper(key: bytes, person: str, draw: int, on: date, chosen: Iterable[BankQuestion]) -> Paper:
    shown = [(one, _chance(key, person, draw, one.id, one.version)) for one in chosen]
    return Paper(
        draw,
        on,
        tuple(PaperQuestion(one, tuple(chance.sample(one.answers, len(one.answers)))) for one, chance in shown),
    )


def _chance(key: bytes, *said: object) -> random.Random:
    """Chance that follows from a key and what is said, and that nobody foresees without the key."""
    return random.Random(hmac.new(key, "\n".join(map(str, said)).encode(), sha256).digest())


def _some(chance: random.Random, pool: list[BankQuestion], many: int, seen: Collection[str]) -> list[BankQuestion]:
    if len(pool) < many:
        raise UsageError(
            f"the bank has {counted(len(pool), 'question')} where the policy asks for {many}",
            next="Ask for fewer in the policy of accreditation, or add questions to the bank.",
        )
    chance.shuffle(pool)
    return sorted(pool, key=lambda one: one.id in seen)[:many]


def marked(paper: Paper, given: Mapping[int, int]) -> PaperMark:
    """The mark of a paper: for the place of each question, from 0, the place of the answer that was chosen."""
    rules = accreditation_policy(paper.on).test
    right = [given.get(at) == one.right for at, one in enumerate(paper.questions)]
    topics = tuple(_topic_mark(topic, paper, right) for topic in TOPICS if _asks(paper, topic))
    critical_wrong = sum(
        1 for one, well in zip(paper.questions, right, strict=True) if one.question.critical and not well
    )
    chosen = tuple(given.get(at) for at in range(len(paper.questions)))
    return PaperMark(topics, critical_wrong, tuple(_whys(rules, topics, critical_wrong)), paper, chosen)


def _asks(paper: Paper, topic: str) -> bool:
    return any(one.question.topic == topic for one in paper.questions)


def _topic_mark(topic: str, paper: Paper, right: Sequence[bool]) -> TopicMark:
    of = [well for one, well in zip(paper.questions, right, strict=True) if one.question.topic == topic]
    return TopicMark(topic, sum(of), len(of))


def _whys(rules: PassRules, topics: Sequence[TopicMark], critical_wrong: int) -> Iterable[str]:
    right, of = sum(one.right for one in topics), sum(one.of for one in topics)
    if 100 * right < rules.percent * of:
        yield f"{right} of {of} answers were right. It takes {rules.percent}%."
    low = [one.title for one in topics if 100 * one.right < rules.topic_percent * one.of]
    if low:
        yield f"Fewer than {rules.topic_percent}% were right in {listed(low)}."
    if critical_wrong:
        yield f"{counted(critical_wrong, 'critical question')} had a wrong answer. All of them have to be right."


def time_left(on: date, spent: timedelta, *, extra: float = 0.0) -> timedelta:
    """How much time is left of a test, with extra time as a share of the whole. Pauses are not in `spent`."""
    whole = timedelta(minutes=accreditation_policy(on).test.minutes) * (1 + extra)
    return max(whole - spent, timedelta())
