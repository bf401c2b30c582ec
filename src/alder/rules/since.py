"""What became of the findings of an earlier return: put right, still there, gone, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from alder.rules.findings import Severity


class Standing(StrEnum):
    """What a finding of this file was in the earlier return."""

    NEW = "new"
    STILL_THERE = "still there"


class Fate(StrEnum):
    """What became of a finding of the earlier return. Each has one of these."""

    STILL_THERE = "still there"
    PUT_RIGHT = "put right"
    GONE = "gone"
    NOT_CHECKED = "not checked"


EARLIER = pa.schema([("rule", pa.string()), ("severity", pa.string()), ("fate", pa.string())])
"""The findings of the earlier return, one row each."""


@dataclass(frozen=True)
class Since:
    """The earlier return, the fate of each of its findings, and how far the comparison goes.

    `earlier` has the columns of `EARLIER`. `by_rule_alone` counts its findings on learners that could not be read
    whole: their references were not kept, so only the number of such findings by rule can be compared. `otherwise`
    says what it was judged by that this check was not: other rules, or other editions of reference tables.
    """

    name: str
    file: str
    earlier: pa.Table
    by_rule_alone: int = 0
    otherwise: tuple[str, ...] = ()

    def count(self, severity: Severity, fate: Fate | None = None) -> int:
        """How many findings the earlier return had, or how many had this fate."""
        chosen = pc.equal(self.earlier["severity"], str(severity))
        if fate is not None:
            chosen = pc.and_(chosen, pc.equal(self.earlier["fate"], str(fate)))
        return int(pc.sum(chosen).as_py() or 0)

    def by_rule(self, fate: Fate) -> list[tuple[str, str, int]]:
        """Rule, severity and number of the earlier findings with this fate: errors first, then the most."""
        some = self.earlier.filter(pc.equal(self.earlier["fate"], str(fate)))
        counted = some.group_by(["severity", "rule"]).aggregate([([], "count_all")]).to_pylist()
        ordered = sorted(counted, key=lambda r: (r["severity"], -r["count_all"], r["rule"]))
        return [(r["rule"], r["severity"], r["count_all"]) for r in ordered]
