"""Where a statement about a source was read, and how sure it is therefore."""

from __future__ import annotations

from dataclasses import dataclass

from alder.model.definition import Evidence
from alder.model.service import repository


@dataclass(frozen=True)
class Citation:
    """Where a fact was read: a document or page, where it is kept, and its address where that is known for certain."""

    title: str
    where: str = ""
    address: str = ""

    def __str__(self) -> str:
        kept = self.address or self.where
        return f"{self.title} ({kept})" if kept else self.title

    @classmethod
    def on_github(cls, title: str, name: str) -> Citation:
        """A document or code in a repository, by its owner and name."""
        return cls(title, f"{name} on GitHub", repository(name))


@dataclass(frozen=True)
class Fact:
    """One statement about a source. Without a citation it is believed, and says so."""

    text: str
    cite: Citation | None = None

    @property
    def evidence(self) -> Evidence:
        return Evidence.S if self.cite else Evidence.B

    def __str__(self) -> str:
        return self.text if self.cite else f"{self.text} (believed)"
