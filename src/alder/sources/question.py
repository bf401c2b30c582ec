"""Which sources answer a question: by topic, people and years, with what each tells and what it cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, permutations
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from alder.look.words import listed
from alder.model.period import AcademicYear, years_asked, years_in_words
from alder.model.source import Gap, Holds, RouteKind
from alder.sources import catalogue, topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alder.model.source import AccessRoute, Answer, Source
    from alder.sources.topics import Topic

IMPLIED = {"higher_education": "he_students"}
"""Who else may hold the answer to a topic, whoever the question is about: students, when it is about going there."""


@dataclass(frozen=True)
class TopicAnswer:
    """What a source says about one topic of the question."""

    topic: Topic
    answer: Answer

    @property
    def is_joined(self) -> bool:
        """Only together with another source?"""
        return bool(self.answer.through)


@dataclass(frozen=True)
class RouteMatch:
    """A route, and which of the topics and years asked for it gives."""

    route: AccessRoute
    gives: tuple[Topic, ...]
    without: tuple[Topic, ...]
    has: tuple[AcademicYear, ...]
    lacks: tuple[AcademicYear, ...]


@dataclass(frozen=True)
class SourceMatch:
    """A source that answers at least one topic, measured against the whole question."""

    source: Source
    told: tuple[TopicAnswer, ...]
    silent: tuple[Topic, ...]
    has: tuple[AcademicYear, ...]
    lacks: tuple[AcademicYear, ...]
    gaps: tuple[Gap, ...]
    breaks: tuple[Gap, ...]
    ways: tuple[RouteMatch, ...]

    @property
    def is_whole(self) -> bool:
        """Does it answer every topic, in at least one of the years?"""
        return not self.silent

    @property
    def quickest(self) -> RouteMatch:
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
class SourcePair:
    """Two sources of people that answer all of it together, and by what they join."""

    first: SourceMatch
    second: SourceMatch
    by: str


@dataclass(frozen=True)
class SourceMatches:
    """The answer to a question: sources that answer all of it, those that answer part, and what they are joined with.

    `together` are pairs that answer all of it where no source does alone. `others` are sources that know the topics,
    but of other people; `outside` are those that have none of the years.
    """

    asked: tuple[Topic, ...]
    people: tuple[Topic, ...]
    years: tuple[AcademicYear, ...]
    whole: tuple[SourceMatch, ...]
    part: tuple[SourceMatch, ...]
    together: tuple[SourcePair, ...]
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
        return "\n".join(_lines(self, min(width, 100)))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def answering(question: str | Iterable[str], *, years: str | None = None) -> SourceMatches:
    """The sources that answer a question: topics with commas between, or a sentence.

    `years` is a year or a span, `2018/19..2022/23`; without it years do not matter.
    """
    words = question if isinstance(question, str) else ",".join(question)
    matches = find_sources(topics.read(words), years_asked(years) if years else ())
    return replace(matches, for_an_effect=topics.asks_for_an_effect(words))


def find_sources(
    asked: tuple[Topic, ...], years: tuple[AcademicYear, ...] = (), *, today: date | None = None
) -> SourceMatches:
    """The sources that answer these topics for these people and years, the fullest answer first.

    A source that goes on has no year that is still to come `today`; a projection may have.
    """
    now = AcademicYear.of(today or date.today())
    people = tuple(t for t in asked if t.is_people)
    subjects = tuple(t for t in asked if not t.is_people) or (topics.topic("participation"),)
    wanted = {t.name for t in people} | {IMPLIED[t.name] for t in subjects if t.name in IMPLIED}
    candidates, others, outside = [], [], []
    for source in catalogue.every():
        lacks = _lacks(source, years, now)
        match = _measure(source, subjects, years, lacks)
        if match is None:
            if years and lacks == years and any(source.about(t.name) for t in subjects):
                outside.append(source)
        elif people and source.people and not wanted & set(source.people):
            others.append(source)
        else:
            candidates.append(match)
    candidates.sort(key=_order)
    main = [c for c in candidates if c.source.holds is not Holds.REFERENCE]
    whole = [c for c in main if c.is_whole]
    joined = {name for c in whole or main for name in c.joins}
    if not joined:
        joined = {c.source.id for c in candidates if c.source.holds is Holds.REFERENCE}
    shown = {s.id for s in (*(c.source for c in main), *others)}
    return SourceMatches(
        subjects,
        people,
        years,
        whole=tuple(whole),
        part=tuple(c for c in main if not c.is_whole),
        together=() if whole else tuple(_pairs(main, subjects)),
        joined=tuple(s for s in catalogue.every() if s.id in joined and s.id not in shown),
        others=tuple(others),
        outside=tuple(outside),
    )


def _lacks(source: Source, years: tuple[AcademicYear, ...], now: AcademicYear) -> tuple[AcademicYear, ...]:
    """The years that it does not have; one that goes on has none that are still to come."""
    own = source.coverage.years
    return tuple(y for y in years if own is not None and (y not in own or (own.last is None and y > now)))


def _measure(
    source: Source, subjects: tuple[Topic, ...], years: tuple[AcademicYear, ...], lacks: tuple[AcademicYear, ...]
) -> SourceMatch | None:
    """How far a source answers; None when it says nothing about any topic in any of the years."""
    coverage = source.coverage
    has = tuple(y for y in years if y not in lacks)
    answers = tuple(
        TopicAnswer(t, answer)
        for t in subjects
        if (answer := source.about(t.name)) and (not years or answer.years.of(has))
    )
    if not answers:
        return None
    named = frozenset(t.topic.name for t in answers)
    return SourceMatch(
        source,
        answers,
        silent=tuple(t for t in subjects if t.name not in named),
        has=has,
        lacks=lacks,
        gaps=tuple(g for g in coverage.gaps if (not years or g.years.of(years)) and g.bears_on(named)),
        breaks=tuple(g for g in coverage.breaks if g.years.of(years[1:]) and g.bears_on(named)),
        ways=tuple(w for r in source.routes if (w := _way(r, [t.topic for t in answers], has)).gives),
    )


def _way(route: AccessRoute, asked: list[Topic], has: tuple[AcademicYear, ...]) -> RouteMatch:
    return RouteMatch(
        route,
        gives=tuple(t for t in asked if route.gives_topic(t.name)),
        without=tuple(t for t in asked if not route.gives_topic(t.name)),
        has=route.years.of(has),
        lacks=tuple(y for y in has if y not in route.years),
    )


def _pairs(main: list[SourceMatch], subjects: tuple[Topic, ...]) -> Iterator[SourcePair]:
    """Pairs of sources of people that tell every topic between them and can be joined, the fuller ones first."""
    people = [c for c in main if c.source.holds is Holds.PEOPLE]
    for first, second in combinations(people, 2):
        topics_told = {t.topic.name for t in (*first.told, *second.told)}
        by = next((x.by for a, b in permutations((first, second)) for x in a.source.links if x.to == b.source.id), "")
        if by and topics_told == {t.name for t in subjects}:
            yield SourcePair(first, second, by)


def _order(match: SourceMatch) -> tuple[int, int, int, int, int]:
    """More topics, then more of them without another source, then fewer years missing, then an open and quick way."""
    joined = sum(t.is_joined for t in match.told)
    best = match.quickest.route
    return (len(match.silent), joined, len(match.lacks), best.kind is RouteKind.CLOSED, best.wait.least_weeks)


def years_said(years: tuple[AcademicYear, ...]) -> str:
    """The years of a question in words."""
    return years_in_words(years) if years else "any year"


_LEFT = 12
_MOST_PAIRS = 5


def _lines(matches: SourceMatches, width: int) -> Iterator[str]:
    asked = listed([t.title for t in matches.asked])
    people = f", of {listed([t.title for t in matches.people], 'or')}" if matches.people else ""
    yield from wrap(f"Asked: {asked}{people}; {years_said(matches.years)}.", width)
    if not matches.whole and not matches.part:
        yield ""
        yield "No source answers this. Ask for fewer topics, other years, or leave the people out."
    if matches.whole:
        yield from _heading("Sources that answer all of it")
    for match in matches.whole:
        yield ""
        yield from _candidate(match, matches, width)
    if matches.part:
        part = "Sources that answer part of it" if matches.whole else "No source answers all of it. These answer part"
        yield from _heading(part)
        yield ""
        yield from _parts(matches, width)
    if matches.together:
        yield from _heading("Two that answer all of it when they are joined")
        yield ""
        pairs = [
            (f"{p.first.source.id} and {p.second.source.id}", f"by {p.by}") for p in matches.together[:_MOST_PAIRS]
        ]
        yield from _table(pairs, width)
    if matches.joined:
        yield from _heading("To join with them")
        yield ""
        yield from _table([(s.id, f"{s.title}. {_wait(s.quickest)}") for s in matches.joined], width)
    for words, sources in (
        ("Know these topics, but of other people", matches.others),
        ("Have none of these years", matches.outside),
    ):
        if sources:
            yield ""
            yield from wrap(f"{words}: {', '.join(s.id for s in sources)}.", width)
    if matches.mind:
        yield from _heading("Keep in mind")
        for line in matches.mind:
            yield from wrap(line, width, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield "About one:  alder sources NAME     Side by side:  alder sources compare A B"


def _heading(words: str) -> Iterator[str]:
    yield ""
    yield words


def _candidate(match: SourceMatch, matches: SourceMatches, width: int) -> Iterator[str]:
    source = match.source
    yield from wrap(f"{source.id}   {source.title}", width)
    yield from _row("trust", [f"{source.grade.value}: {source.grade.meaning}"], width)
    if matches.years:
        yield from _row("years", [_years_in_words(match, matches)], width)
    yield from _row("tells", [f"{t.topic.name}{_with(t.answer.through)}: {t.answer.tells}" for t in match.told], width)
    cannot = [f"{t.topic.name}: {t.answer.cannot}" for t in match.told if t.answer.cannot]
    yield from _row("cannot", cannot, width)
    series = [f"{g.years}: {g.why}" for g in (*match.gaps, *match.breaks)]
    yield from _row("mind", series, width)
    for n, way in enumerate(match.ways):
        yield from _row("routes" if n == 0 else "", [_way_in_words(way)], width)


def _years_in_words(match: SourceMatch, matches: SourceMatches) -> str:
    if match.source.coverage.years is None:
        return match.source.coverage.note or match.source.coverage.period
    given = {y for way in match.ways for y in way.has}
    less = f"; its routes give {years_in_words(given)}" if given < set(match.has) else ""
    if not match.lacks:
        return ("all of them" if len(matches.years) > 1 else "this one") + less
    return f"{years_in_words(match.has)}; not {years_in_words(match.lacks)}{less}"


def _with(through: Sequence[str]) -> str:
    return f" (with {listed(list(through))})" if through else ""


def _way_in_words(way: RouteMatch) -> str:
    believed = ", believed" if way.route.wait_is_believed else ""
    missing = f" Not {listed([t.name for t in way.without], 'or')}." if way.without else ""
    if way.lacks:
        missing += f" Has {years_in_words(way.has)} only." if way.has else " Has none of these years."
    wait = "at once" if way.route.wait.most_weeks == 0 else f"{way.route.wait}{believed}"
    return f"{way.route.kind.value}, {wait}: {way.route.title}. Gives {way.route.gives}.{missing}"


def _parts(matches: SourceMatches, width: int) -> Iterator[str]:
    rows = []
    for match in matches.part:
        topics_told = f"{listed([t.topic.name + _with(t.answer.through) for t in match.told])}"
        silent = f"; nothing about {listed([t.name for t in match.silent], 'or')}"
        years = f"; not {years_in_words(match.lacks)}" if match.lacks else ""
        rows.append((match.source.id, f"{topics_told}{silent}{years}. {_soonest(match)}"))
    yield from _table(rows, width)


def _soonest(match: SourceMatch) -> str:
    way = match.quickest
    without = f" {way.route.kind.value.capitalize()} without {listed([t.name for t in way.without], 'or')}."
    return f"{_wait(way.route)}{without if way.without else ''}"


def _wait(route: AccessRoute) -> str:
    if route.wait.most_weeks == 0:
        return "At once, published."
    return f"{route.wait.text[:1].upper()}{route.wait.text[1:]}, {route.kind.value}."


def _row(name: str, lines: Sequence[str], width: int) -> Iterator[str]:
    for n, line in enumerate(lines):
        first, *rest = wrap(line, width - _LEFT) or [""]
        yield f"  {name if n == 0 else '':<{_LEFT - 2}}{first}"
        yield from (" " * _LEFT + more for more in rest)


def _table(rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    left = max(len(a) for a, _ in rows) + 4
    for a, b in rows:
        first, *rest = wrap(b, max(width - left, 30)) or [""]
        yield f"  {a:<{left - 2}}{first}"
        yield from (" " * left + more for more in rest)
