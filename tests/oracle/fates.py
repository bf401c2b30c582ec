"""What became of each aim in the end: in the figures of which years it counted, and how."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from tests.oracle.days import label
from tests.oracle.figures import Oracle
from tests.oracle.return_files import Aim

COUNTED = ("achiever", "completer", "withdrawn", "overdue break", "overdue continuing")


@dataclass
class Fate:
    """How an aim counted year after year, each year as its figures were worked out then, and what was said last."""

    counted: list[tuple[str, int]] = field(default_factory=list)
    last: str = ""

    def __str__(self) -> str:
        return ", ".join(f"{status} in {label(year)}" for status, year in self.counted) or self.last


def fates(
    oracle: Oracle, years: Iterable[int], scope: str, known_by: Callable[[Aim], Hashable]
) -> dict[Hashable, Fate]:
    """The fate of each aim of a scope, by what it is known by."""
    found: dict[Hashable, Fate] = {}
    for year in years:
        leavers = oracle.leavers(year)
        for aim in leavers.aims:
            status = leavers.status(aim, scope)
            if status == "out of scope":
                continue
            fate = found.setdefault(known_by(aim.latest), Fate())
            fate.last = status
            if status in COUNTED:
                fate.counted.append((status, year))
    return found
