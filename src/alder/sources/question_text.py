"""The answer to a question about sources, as the terminal shows it."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from alder.look.words import listed
from alder.model.years import in_words
from alder.sources.question import years_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.model.source import AccessRoute
    from alder.sources.question import Candidate, Found, Way

_LEFT = 12
_MOST_PAIRS = 5


def text(found: Found, width: int) -> str:
    return "\n".join(_lines(found, min(width, 100)))


def _lines(found: Found, width: int) -> Iterator[str]:
    asked = listed([t.title for t in found.asked])
    people = f", of {listed([t.title for t in found.people], 'or')}" if found.people else ""
    yield from wrap(f"Asked: {asked}{people}; {years_said(found.years)}.", width)
    if not found.whole and not found.part:
        yield ""
        yield "No source answers this. Ask for fewer topics, other years, or leave the people out."
    if found.whole:
        yield from _heading("Sources that answer all of it")
    for one in found.whole:
        yield ""
        yield from _candidate(one, found, width)
    if found.part:
        part = "Sources that answer part of it" if found.whole else "No source answers all of it. These answer part"
        yield from _heading(part)
        yield ""
        yield from _parts(found, width)
    if found.together:
        yield from _heading("Two that answer all of it when they are joined")
        yield ""
        pairs = [(f"{p.first.source.id} and {p.second.source.id}", f"by {p.by}") for p in found.together[:_MOST_PAIRS]]
        yield from _table(pairs, width)
    if found.joined:
        yield from _heading("To join with them")
        yield ""
        yield from _table([(s.id, f"{s.title}. {_wait(s.quickest)}") for s in found.joined], width)
    for words, sources in (
        ("Know these topics, but of other people", found.others),
        ("Have none of these years", found.outside),
    ):
        if sources:
            yield ""
            yield from wrap(f"{words}: {', '.join(s.id for s in sources)}.", width)
    if found.mind:
        yield from _heading("Keep in mind")
        for line in found.mind:
            yield from wrap(line, width, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield "About one:  alder sources NAME     Side by side:  alder sources compare A B"


def _heading(words: str) -> Iterator[str]:
    yield ""
    yield words


def _candidate(one: Candidate, found: Found, width: int) -> Iterator[str]:
    source = one.source
    yield from wrap(f"{source.id}   {source.title}", width)
    yield from _row("trust", [f"{source.grade.value}: {source.grade.meaning}"], width)
    if found.years:
        yield from _row("years", [_years(one, found)], width)
    yield from _row("tells", [f"{t.topic.name}{_with(t.answer.through)}: {t.answer.tells}" for t in one.told], width)
    cannot = [f"{t.topic.name}: {t.answer.cannot}" for t in one.told if t.answer.cannot]
    yield from _row("cannot", cannot, width)
    series = [f"{g.years}: {g.why}" for g in (*one.gaps, *one.breaks)]
    yield from _row("mind", series, width)
    for n, way in enumerate(one.ways):
        yield from _row("routes" if n == 0 else "", [_way(way)], width)


def _years(one: Candidate, found: Found) -> str:
    if one.source.coverage.years is None:
        return one.source.coverage.note or one.source.coverage.period
    given = {y for way in one.ways for y in way.has}
    less = f"; its routes give {in_words(given)}" if given < set(one.has) else ""
    if not one.lacks:
        return ("all of them" if len(found.years) > 1 else "this one") + less
    return f"{in_words(one.has)}; not {in_words(one.lacks)}{less}"


def _with(through: Sequence[str]) -> str:
    return f" (with {listed(list(through))})" if through else ""


def _way(way: Way) -> str:
    believed = ", believed" if way.route.wait_is_believed else ""
    missing = f" Not {listed([t.name for t in way.without], 'or')}." if way.without else ""
    if way.lacks:
        missing += f" Has {in_words(way.has)} only." if way.has else " Has none of these years."
    wait = "at once" if way.route.wait.most_weeks == 0 else f"{way.route.wait}{believed}"
    return f"{way.route.kind.value}, {wait}: {way.route.title}. Gives {way.route.gives}.{missing}"


def _parts(found: Found, width: int) -> Iterator[str]:
    rows = []
    for one in found.part:
        said = f"{listed([t.topic.name + _with(t.answer.through) for t in one.told])}"
        silent = f"; nothing about {listed([t.name for t in one.silent], 'or')}"
        years = f"; not {in_words(one.lacks)}" if one.lacks else ""
        rows.append((one.source.id, f"{said}{silent}{years}. {_soonest(one)}"))
    yield from _table(rows, width)


def _soonest(one: Candidate) -> str:
    way = one.quickest
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
