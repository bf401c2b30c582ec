"""Sources side by side: what each is, covers and costs in time, and what one tells that another does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError
from alder.sources import catalogue
from alder.sources.described import as_object
from alder.sources.topics import topics

if TYPE_CHECKING:
    from alder.model.source import Source


@dataclass(frozen=True)
class Comparison:
    """Two or more sources, and how they join."""

    sources: tuple[Source, ...]

    @property
    def joins(self) -> tuple[tuple[str, str, str], ...]:
        """From, to and by what, for every pair that joins; each pair once."""
        found: dict[frozenset[str], tuple[str, str, str]] = {}
        ids = [s.id for s in self.sources]
        for source in self.sources:
            for link in source.links:
                if link.to in ids:
                    by = f"{link.by}{'; ' + link.note if link.note else ''}"
                    found.setdefault(frozenset((source.id, link.to)), (source.id, link.to, by))
        return tuple(found.values())

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
        from alder.sources.compare_text import text

        return text(self, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def compare(*names: str) -> Comparison:
    """Two or more sources, by name."""
    found = tuple(dict.fromkeys(catalogue.source(n) for n in names))
    if len(found) < 2:
        raise UsageError("there is nothing to compare", next="Name two sources:  alder sources compare ilr plams")
    return Comparison(found)


def told(source: Source, topic: str) -> str:
    """What a source says about a topic, in one paragraph; nothing where it says nothing."""
    answer = source.about(topic)
    if answer is None:
        return ""
    joined = f" With {', '.join(answer.through)}." if answer.through else ""
    cannot = f" Cannot: {answer.cannot}" if answer.cannot else ""
    return f"{answer.tells}{joined}{cannot}"
