"""Sources side by side: what each is, covers and costs in time, and what one tells that another does not."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError
from alder.look.words import listed
from alder.sources import catalogue
from alder.sources.source_explanation import as_object, wait_in_words
from alder.sources.topics import topics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.model.source import Source


@dataclass(frozen=True)
class SourceComparison:
    """Two or more sources, and how they join."""

    sources: tuple[Source, ...]

    @property
    def joins(self) -> tuple[tuple[str, str, str], ...]:
        """From, to and by what, for every pair that joins; each pair once."""
        routes: dict[frozenset[str], tuple[str, str, str]] = {}
        ids = [s.id for s in self.sources]
        for source in self.sources:
            for link in source.links:
                if link.to in ids:
                    by = f"{link.by}{'; ' + link.note if link.note else ''}"
                    routes.setdefault(frozenset((source.id, link.to)), (source.id, link.to, by))
        return tuple(routes.values())

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics that at least one of them answers, in the vocabulary's order."""
        return tuple(t for t in topics() if any(s.about(t) for s in self.sources))

    def as_object(self) -> dict[str, Any]:
        return {
            "sources": [{k: v for k, v in as_object(s).items() if k != "entities"} for s in self.sources],
            "joins": [{"from": a, "to": b, "by": by} for a, b, by in self.joins],
            "topics": [{"topic": t, **{s.id: told(s, t) for s in self.sources}} for t in self.topics],
        }

    def text(self, width: int = 100) -> str:
        """As the terminal shows it: a column a source, or below each other where there are too many."""
        return "\n".join(_lines(self, min(width, 100)))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def compare(*names: str) -> SourceComparison:
    """Two or more sources, by name."""
    sources = tuple(dict.fromkeys(catalogue.source(n) for n in names))
    if len(sources) < 2:
        raise UsageError("there is nothing to compare", next="Name two sources:  alder sources compare ilr plams")
    return SourceComparison(sources)


def told(source: Source, topic: str) -> str:
    """What a source says about a topic, in one paragraph; nothing where it says nothing."""
    answer = source.about(topic)
    if answer is None:
        return ""
    joined = f" With {', '.join(answer.through)}." if answer.through else ""
    cannot = f" Cannot: {answer.cannot}" if answer.cannot else ""
    return f"{answer.tells}{joined}{cannot}"


_LEFT = 18
_NARROWEST = 22


def _lines(comparison: SourceComparison, width: int) -> Iterator[str]:
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


def _below(comparison: SourceComparison, width: int) -> Iterator[str]:
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


def _joins(comparison: SourceComparison, width: int) -> Iterator[str]:
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
