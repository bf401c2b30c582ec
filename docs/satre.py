"""The page of SATRE: which statements of the specification of trusted research environments Alder meets, with the tests
that show it, as `satre.txt` has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("satre.txt")
TESTS = Path(__file__).parent.parent / "tests"
LEVELS = ("met", "partly", "not")
_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Statement:
    """One statement, in our own words."""

    id: str
    pillar: str
    level: str
    """How far it is met: one of `LEVELS`."""
    asks: str
    tests: tuple[str, ...]
    left: str
    """What of it no software can do, or this one does not yet."""


def statements() -> Iterator[Statement]:
    """Every statement of the table, in its order."""
    pillar = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            pillar = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            id, level, asks, tests, left = (part.strip() for part in line.split("|"))
            named = tuple(f"test_{name.strip()}" for name in tests.split(",") if name.strip())
            yield Statement(id, pillar, level, asks, named, left)


@cache
def places() -> dict[str, tuple[str, ...]]:
    """In which files of the tests each test is, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in _TEST.findall(path.read_text(encoding="utf-8")):
            found[name] = (*found.get(name, ()), path.relative_to(TESTS.parent).as_posix())
    return found


def pages() -> dict[str, str]:
    """One page with all statements."""
    every = list(statements())
    counts = {level: sum(one.level == level for one in every) for level in LEVELS}
    lines = [
        "# SATRE",
        "",
        "What a trusted research environment should be is written down in "
        "[SATRE](https://github.com/sa-tre/satre-specification) (CC BY 4.0), version 2.0. Here are its mandatory "
        "statements, and those others that touch software, by its numbers and in our own words. Of "
        f"{len(every)}, Alder meets {counts['met']} where it is run as it is meant to be, and {counts['partly']} in "
        f"part; {counts['not']} it does not meet, most of them because no software can. Each that is met names the "
        "tests that show it.",
    ]
    pillar = ""
    for one in every:
        if one.pillar != pillar:
            pillar = one.pillar
            lines += ["", f"## {pillar}", "", "| | asks | | shown by | what is left |", "|---|---|---|---|---|"]
        shown = "<br>".join(f"`{places()[test][0].rpartition('/')[2]}`: {_words(test)}" for test in one.tests)
        lines.append(f"| {one.id} | {one.asks} | {one.level} | {shown} | {one.left} |")
    return {"satre.md": "\n".join(lines) + "\n"}


def _words(test: str) -> str:
    """The sentence that a test is named by."""
    return test.removeprefix("test_").replace("_", " ")
