"""The notes that travel with a data set, in parts: what to mind, how good the fields are, and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GRADE = re.compile(r"^Quality: grade ([A-D]) \((.+)\)\.$")


@dataclass(frozen=True)
class Noted:
    """Notes as `alder table` writes them. Other notes are all `rest`."""

    grade: str = ""
    meaning: str = ""
    because: tuple[str, ...] = ()
    """The fields that decide the grade, each with why."""
    breaks: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    """What to mind when reading, with the code of each caution."""
    rest: str = ""


def noted(notes: str) -> Noted:
    grade = meaning = ""
    because: list[str] = []
    breaks: list[str] = []
    care: list[str] = []
    rest: list[str] = []
    for part in re.split(r"\n\s*\n", notes.strip()):
        first, *more = [line.strip() for line in part.splitlines()] or [""]
        if found := _GRADE.match(first):
            grade, meaning = found[1], found[2]
            breaks += [line.removeprefix("Break ") for line in more if line.startswith("Break from")]
            because += [line for line in more if not line.startswith("Break from")]
        elif first == "Take care":
            care += more
        elif part.strip():
            rest.append(part)
    return Noted(grade, meaning, tuple(because), tuple(breaks), tuple(care), "\n\n".join(rest))
