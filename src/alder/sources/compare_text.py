"""Sources side by side, as the terminal shows them."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from alder.look.words import listed
from alder.sources.compare import told
from alder.sources.explained import wait_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.model.source import Source
    from alder.sources.compare import Comparison

_LEFT = 18
_NARROWEST = 22


def text(comparison: Comparison, width: int) -> str:
    """A column a source, or a line a source below each fact where columns would be too narrow."""
    return "\n".join(_lines(comparison, min(width, 100)))


def _lines(comparison: Comparison, width: int) -> Iterator[str]:
    sources = comparison.sources
    room = (width - _LEFT) // len(sources) - 2
    if room < _NARROWEST:
        yield from _below(comparison, width)
        return
    yield from _columns("", [s.id for s in sources], room)
    for name, cells in _rows(sources):
        yield ""
        yield from _columns(name, cells, room)
    yield ""
    yield "What each tells"
    for topic in comparison.topics:
        yield ""
        yield from _columns(topic, [told(s, topic) or "-" for s in sources], room)
    yield from _joins(comparison, width)


def _below(comparison: Comparison, width: int) -> Iterator[str]:
    """Too many for columns: each fact, with a line a source."""
    left = max(len(s.id) for s in comparison.sources) + 4
    facts = [*_rows(comparison.sources)]
    facts += [(t, [told(s, t) or "-" for s in comparison.sources]) for t in comparison.topics]
    for n, (name, cells) in enumerate(facts):
        if n:
            yield ""
        yield name
        for source, cell in zip(comparison.sources, cells, strict=True):
            first, *rest = wrap(cell, max(width - left, 20)) or [""]
            yield f"  {source.id:<{left - 2}}{first}"
            yield from (" " * left + more for more in rest)
    yield from _joins(comparison, width)


def _joins(comparison: Comparison, width: int) -> Iterator[str]:
    yield ""
    if not comparison.joins:
        yield "They do not join to each other."
    for a, b, by in comparison.joins:
        yield from wrap(f"{a} joins to {b} by {by}.", width)
    yield ""
    yield "About one:  alder sources NAME"


def _rows(sources: Sequence[Source]) -> list[tuple[str, list[str]]]:
    return [
        ("title", [s.title for s in sources]),
        ("holds", [s.holds.value for s in sources]),
        ("a row is", [s.unit for s in sources]),
        ("covers", [f"{s.coverage.place}: {s.coverage.people}" for s in sources]),
        ("years", [str(s.coverage.years) if s.coverage.years else s.coverage.period for s in sources]),
        ("gaps", ["; ".join(f"{g.years}: {g.why}" for g in s.coverage.gaps) or "none known" for s in sources]),
        ("breaks", ["; ".join(f"{g.years}: {g.why}" for g in s.coverage.breaks) or "none known" for s in sources]),
        ("grade", [f"{s.grade}: {s.grade.meaning}" for s in sources]),
        ("strong", [" ".join(map(str, s.strong)) for s in sources]),
        ("weak", [" ".join(map(str, s.weak)) for s in sources]),
        ("known by", [listed(s.identifiers) for s in sources]),
        ("get it", ["; ".join(f"{r.kind.value} {wait_in_words(r)}" for r in s.routes) for s in sources]),
    ]


def _columns(name: str, cells: Sequence[str], room: int) -> Iterator[str]:
    wrapped = [wrap(cell, room) or [""] for cell in cells]
    for n in range(max(map(len, wrapped))):
        line = "".join(f"{column[n] if n < len(column) else '':<{room + 2}}" for column in wrapped)
        yield f"{name if n == 0 else '':<{_LEFT}}{line}".rstrip()
