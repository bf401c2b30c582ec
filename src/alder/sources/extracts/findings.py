"""What can be wrong with a value or a row of an extract, and how much of it there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from alder.rules.findings import Severity


class FindingKind(StrEnum):
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
            FindingKind.TYPE: "A value is not of its field's type. It was left out; the rest of the row is kept.",
            FindingKind.SPREADSHEET: "A spreadsheet has changed a value. It was left out; the rest of the row is kept.",
            FindingKind.LENGTH: "A text is longer than its field may be. It is kept as it stands.",
            FindingKind.CODE: "A code is not on the list of its field. It is kept as it stands.",
            FindingKind.KEY: "Rows have the same key, which should tell them apart. All are kept.",
            FindingKind.NAMES: "Two columns of the same field say different things. The one named first counts.",
            FindingKind.ROW: "A row has not as many columns as the first line names. It was left out.",
        }[self]

    @property
    def severity(self) -> Severity:
        kept = self in (FindingKind.LENGTH, FindingKind.CODE, FindingKind.NAMES)
        return Severity.WARNING if kept else Severity.ERROR


LISTED = 1_000
"""So many findings of each kind and field are listed one by one. The counts are always of all."""


@dataclass(frozen=True)
class ExtractFinding:
    """One finding: where it is and, for the person's own report only, what the file says."""

    fault: FindingKind
    field: str
    file: str
    row: int | None
    line: int | None
    value: str | None
    why: str


@dataclass
class FindingTally:
    """The findings of one file or delivery: all counted, and some of each kind listed."""

    counts: dict[tuple[FindingKind, str], int] = field(default_factory=dict)
    reasons: dict[tuple[FindingKind, str, str], int] = field(default_factory=dict)
    listed: list[ExtractFinding] = field(default_factory=list)

    def room(self, fault: FindingKind, name: str) -> int:
        """How many more findings of a kind and field are listed one by one."""
        return max(LISTED - self.counts.get((fault, name), 0), 0)

    def count(self, fault: FindingKind, name: str, why: str, number: int) -> None:
        key = fault, name
        self.counts[key] = self.counts.get(key, 0) + number
        self.reasons[fault, name, why] = self.reasons.get((fault, name, why), 0) + number

    def add(self, other: FindingTally) -> None:
        for (fault, name, why), number in other.reasons.items():
            self.count(fault, name, why, number)
        self.listed += other.listed

    def of(self, fault: FindingKind) -> int:
        return sum(n for (f, _), n in self.counts.items() if f is fault)

    @property
    def by_kind(self) -> dict[str, int]:
        return {fault.value: self.of(fault) for fault in FindingKind if self.of(fault)}
