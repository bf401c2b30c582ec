"""Which sources answer a question: by topic, people and years, with what each tells and what it cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

from alder.model.period import AcademicYear
from alder.model.source import Gap, Holds, RouteKind
from alder.model.years import in_words, years_asked
from alder.sources import catalogue, topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.model.source import AccessRoute, Answer, Source
    from alder.sources.topics import Topic

IMPLIED = {"higher_education": "he_students"}
"""Who else may hold the answer to a topic, whoever the question is about: students, when it is about going there."""


@dataclass(frozen=True)
class Told:
    """What a source says about one topic of the question."""

    topic: Topic
    answer: Answer

    @property
    def is_joined(self) -> bool:
        """Only together with another source?"""
        return bool(self.answer.through)


@dataclass(frozen=True)
class Way:
    """A route, and which of the topics and years asked for it gives."""

    route: AccessRoute
    gives: tuple[Topic, ...]
    without: tuple[Topic, ...]
    has: tuple[AcademicYear, ...]
    lacks: tuple[AcademicYear, ...]


@dataclass(frozen=True)
class Candidate:
    """A source that answers at least one topic, measured against the whole question."""

    source: Source
    told: tuple[Told, ...]
    silent: tuple[Topic, ...]
    has: tuple[AcademicYear, ...]
    lacks: tuple[AcademicYear, ...]
    gaps: tuple[Gap, ...]
    breaks: tuple[Gap, ...]
    ways: tuple[Way, ...]

    @property
    def is_whole(self) -> bool:
        """Does it answer every topic, in at least one of the years?"""
        return not self.silent

    @property
    def quickest(self) -> Way:
        """The way with the shortest wait, of those that give the most of what the source tells.

        There is always one: each topic that a source answers is given by a route.
        """
        return min(self.ways, key=lambda w: (len(w.without), w.route.wait.least_weeks))

    @property
    def joins(self) -> tuple[str, ...]:
        """The sources that must be joined for it."""
        return tuple(dict.fromkeys(other for t in self.told for other in t.answer.through))

    def as_object(self) -> dict[str, Any]:
        return {
            "source": self.source.id,
            "title": self.source.title,
            "grade": self.source.grade.value,
            "answers_all": self.is_whole,
            "years": [y.label for y in self.has],
            "years_missing": [y.label for y in self.lacks],
            "gaps": [{"years": str(g.years), "why": g.why} for g in self.gaps],
            "breaks": [{"years": str(g.years), "why": g.why} for g in self.breaks],
            "tells": [
                {"topic": t.topic.name, "tells": t.answer.tells, "with": list(t.answer.through)} for t in self.told
            ],
            "cannot": [{"topic": t.topic.name, "cannot": t.answer.cannot} for t in self.told if t.answer.cannot],
            "silent_about": [t.name for t in self.silent],
            "weak": [str(f) for f in self.source.weak],
            "routes": [
                {
                    "kind": w.route.kind.value,
                    "route": w.route.title,
                    "gives": w.route.gives,
                    "wait": w.route.wait.text,
                    "weeks_at_least": w.route.wait.least_weeks,
                    "weeks_at_most": w.route.wait.most_weeks,
                    "wait_is_believed": w.route.wait_is_believed,
                    "topics": [t.name for t in w.gives],
                    "topics_missing": [t.name for t in w.without],
                    "years_missing": [y.label for y in w.lacks],
                }
                for w in self.ways
            ],
        }


@dataclass(frozen=True)
class Pair:
    """Two sources of people that answer all of it together, and by what they join."""

    first: Candidate
    second: Candidate
    by: str


@dataclass(frozen=True)
class Found:
    """The answer to a question: sources that answer all of it, those that answer part, and what they are joined with.

    `together` are pairs that answer all of it where no source does alone. `others` are sources that know the topics,
    but of other people; `outside` are those that have none of the years.
    """

    asked: tuple[Topic, ...]
    people: tuple[Topic, ...]
    years: tuple[AcademicYear, ...]
    whole: tuple[Candidate, ...]
    part: tuple[Candidate, ...]
    together: tuple[Pair, ...]
    joined: tuple[Source, ...]
    others: tuple[Source, ...]
    outside: tuple[Source, ...]
    for_an_effect: bool = False

    @property
    def mind(self) -> tuple[str, ...]:
        """What to keep in mind about the question and its topics, each once."""
        effect = [topics.EFFECT] if self.for_an_effect else []
        minds = [t.mind for t in self.asked if t.mind and not (effect and t.mind == topics.ASSOCIATION)]
        return tuple(dict.fromkeys([*effect, *minds]))

    def as_object(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "topics": [t.name for t in self.asked],
            "people": [t.name for t in self.people],
            "years": [y.label for y in self.years],
            "answer_all": [c.as_object() for c in self.whole],
            "answer_part": [c.as_object() for c in self.part],
            "answer_together": [
                {"sources": [p.first.source.id, p.second.source.id], "by": p.by} for p in self.together
            ],
            "join_with": [s.id for s in self.joined],
            "about_other_people": [s.id for s in self.others],
            "none_of_the_years": [s.id for s in self.outside],
            "keep_in_mind": list(self.mind),
        }

    def text(self, width: int = 100) -> str:
        """As the terminal shows it."""
        from alder.sources.question_text import text

        return text(self, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def answering(question: str | Iterable[str], *, years: str | None = None) -> Found:
    """The sources that answer a question: topics with commas between, or a sentence.

    `years` is a year or a span, `2018/19..2022/23`; without it years do not matter.
    """
    words = question if isinstance(question, str) else ",".join(question)
    found = ask(topics.read(words), years_asked(years) if years else ())
    return replace(found, for_an_effect=topics.asks_for_an_effect(words))


def ask(asked: tuple[Topic, ...], years: tuple[AcademicYear, ...] = (), *, today: date | None = None) -> Found:
    """The sources that answer these topics for these people and years, the fullest answer first.

    A source that goes on has no year that is still to come `today`; a projection may have.
    """
    now = AcademicYear.of(today or date.today())
    people = tuple(t for t in asked if t.is_people)
    subjects = tuple(t for t in asked if not t.is_people) or (topics.topic("participation"),)
    wanted = {t.name for t in people} | {IMPLIED[t.name] for t in subjects if t.name in IMPLIED}
    found, others, outside = [], [], []
    for source in catalogue.every():
        lacks = _lacks(source, years, now)
        one = _measure(source, subjects, years, lacks)
        if one is None:
            if years and lacks == years and any(source.about(t.name) for t in subjects):
                outside.append(source)
        elif people and source.people and not wanted & set(source.people):
            others.append(source)
        else:
            found.append(one)
    found.sort(key=_order)
    main = [c for c in found if c.source.holds is not Holds.REFERENCE]
    whole = [c for c in main if c.is_whole]
    joined = {name for c in whole or main for name in c.joins}
    if not joined:
        joined = {c.source.id for c in found if c.source.holds is Holds.REFERENCE}
    shown = {s.id for s in (*(c.source for c in main), *others)}
    return Found(
        subjects,
        people,
        years,
        whole=tuple(whole),
        part=tuple(c for c in main if not c.is_whole),
        together=() if whole else tuple(_pairs(main, subjects)),
        joined=tuple(catalogue.source(n) for n in catalogue.HOMES if n in joined and n not in shown),
        others=tuple(others),
        outside=tuple(outside),
    )


def _lacks(source: Source, years: tuple[AcademicYear, ...], now: AcademicYear) -> tuple[AcademicYear, ...]:
    """The years that it does not have; one that goes on has none that are still to come."""
    own = source.coverage.years
    return tuple(y for y in years if own is not None and (y not in own or (own.last is None and y > now)))


def _measure(
    source: Source, subjects: tuple[Topic, ...], years: tuple[AcademicYear, ...], lacks: tuple[AcademicYear, ...]
) -> Candidate | None:
    """How far a source answers; None when it says nothing about any topic in any of the years."""
    coverage = source.coverage
    has = tuple(y for y in years if y not in lacks)
    told = tuple(
        Told(t, answer) for t in subjects if (answer := source.about(t.name)) and (not years or answer.years.of(has))
    )
    if not told:
        return None
    named = frozenset(t.topic.name for t in told)
    return Candidate(
        source,
        told,
        silent=tuple(t for t in subjects if t.name not in named),
        has=has,
        lacks=lacks,
        gaps=tuple(g for g in coverage.gaps if (not years or g.years.of(years)) and g.bears_on(named)),
        breaks=tuple(g for g in coverage.breaks if g.years.of(years[1:]) and g.bears_on(named)),
        ways=tuple(w for r in source.routes if (w := _way(r, [t.topic for t in told], has)).gives),
    )


def _way(route: AccessRoute, asked: list[Topic], has: tuple[AcademicYear, ...]) -> Way:
    return Way(
        route,
        gives=tuple(t for t in asked if route.gives_topic(t.name)),
        without=tuple(t for t in asked if not route.gives_topic(t.name)),
        has=route.years.of(has),
        lacks=tuple(y for y in has if y not in route.years),
    )


def _pairs(main: list[Candidate], subjects: tuple[Topic, ...]) -> Iterator[Pair]:
    """Pairs of sources of people that tell every topic between them and can be joined, the fuller ones first."""
    people = [c for c in main if c.source.holds is Holds.PEOPLE]
    for first, second in combinations(people, 2):
        told = {t.topic.name for t in (*first.told, *second.told)}
        by = next((x.by for a, b in permutations((first, second)) for x in a.source.links if x.to == b.source.id), "")
        if by and told == {t.name for t in subjects}:
            yield Pair(first, second, by)


def _order(one: Candidate) -> tuple[int, int, int, int, int]:
    """More topics, then more of them without another source, then fewer years missing, then an open and quick way."""
    joined = sum(t.is_joined for t in one.told)
    best = one.quickest.route
    return (len(one.silent), joined, len(one.lacks), best.kind is RouteKind.CLOSED, best.wait.least_weeks)


def years_said(years: tuple[AcademicYear, ...]) -> str:
    """The years of a question in words."""
    return in_words(years) if years else "any year"
