"""What can be wrong with a value or a row of an extract, and how much of it there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from alder.rules.findings import Severity


class Fault(StrEnum):
    """The kinds of findings in an extract."""

    TYPE = "EX_TYPE"
    SPREADSHEET = "EX_SPREADSHEET"
    LENGTH = "EX_LENGTH"
    CODE = "EX_CODE"
    KEY = "EX_KEY"
    NAMES = "EX_NAMES"
    ROW = "EX_ROW"

    @property
    def meaning(self) -> str:
        return {
            Fault.TYPE: "A value is not of its field's type. It was left out; the rest of the row is kept.",
            Fault.SPREADSHEET: "A spreadsheet has changed a value. It was left out; the rest of the row is kept.",
            Fault.LENGTH: "A text is longer than its field may be. It is kept as it stands.",
            Fault.CODE: "A code is not on the list of its field. It is kept as it stands.",
            Fault.KEY: "Rows have the same key, which should tell them apart. All are kept.",
            Fault.NAMES: "Two columns of the same field say different things. The one named first counts.",
            Fault.ROW: "A row has not as many columns as the first line names. It was left out.",
        }[self]

    @property
    def severity(self) -> Severity:
        kept = self in (Fault.LENGTH, Fault.CODE, Fault.NAMES)
        return Severity.WARNING if kept else Severity.ERROR


LISTED = 1_000
"""So many findings of each kind and field are listed one by one. The counts are always of all."""


@dataclass(frozen=True)
class Found:
    """One finding: where it is and, for the person's own report only, what the file says."""

    fault: Fault
    field: str
    file: str
    row: int | None
    line: int | None
    value: str | None
    why: str


@dataclass
class Tally:
    """The findings of one file or delivery: all counted, and some of each kind listed."""

    counts: dict[tuple[Fault, str], int] = field(default_factory=dict)
    reasons: dict[tuple[Fault, str, str], int] = field(default_factory=dict)
    listed: list[Found] = field(default_factory=list)

    def room(self, fault: Fault, name: str) -> int:
        """How many more findings of a kind and field are listed one by one."""
        return max(LISTED - self.counts.get((fault, name), 0), 0)

    def count(self, fault: Fault, name: str, why: str, number: int) -> None:
        key = fault, name
        self.counts[key] = self.counts.get(key, 0) + number
        self.reasons[fault, name, why] = self.reasons.get((fault, name, why), 0) + number

    def add(self, other: Tally) -> None:
        for (fault, name, why), number in other.reasons.items():
            self.count(fault, name, why, number)
        self.listed += other.listed

    def of(self, fault: Fault) -> int:
        return sum(n for (f, _), n in self.counts.items() if f is fault)

    @property
    def by_kind(self) -> dict[str, int]:
        return {fault.value: self.of(fault) for fault in Fault if self.of(fault)}
