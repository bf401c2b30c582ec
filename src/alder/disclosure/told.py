"""What a page tells of a table that Alder wrote: its summary, and the paragraphs of its notes that readers need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.model.made_up import MadeUp

if TYPE_CHECKING:
    from pathlib import Path

_TOLD = ("Protection", "Quality", "Take care", "Notes", "Coverage", "Totals")
"""The paragraphs of the notes that stand on a page; the definition is its summary, symbols have a key of their own."""
_MADE_UP = tuple(one.says for one in MadeUp if one)
_OURS = ("Source", "Protection", "Quality")
"""Paragraphs that the notes of every table of Alder's have, and hardly any other text."""


def told(notes: str) -> str:
    """The paragraphs for the page of a table with these notes."""
    return "\n\n".join(part.strip() for part in notes.split("\n\n") if part.startswith(_TOLD))


def summary(notes: str) -> str:
    """What is measured, in the paragraph after the title."""
    return next(part.strip() for part in notes.strip().split("\n\n")[1:] if part.strip() not in _MADE_UP)


def made_up_in(notes: str) -> MadeUp:
    """Whether notes that Alder wrote say that the figures are made up."""
    parts = {part.strip() for part in notes.split("\n\n")}
    return next((one for one in MadeUp if one and one.says in parts), MadeUp.NO_WORD)


def notes_beside(data: Path) -> str:
    """The notes that Alder wrote beside a data file, NAME.notes.txt; blank where there are none of its own."""
    file = data.with_name(data.name.removesuffix(".gz").removesuffix(".csv") + ".notes.txt")
    if not file.is_file():
        return ""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{file.name} cannot be read", next="Move it away, or say --notes.") from error
    parts = text.split("\n\n")
    return text if all(any(part.startswith(start) for part in parts) for start in _OURS) else ""
