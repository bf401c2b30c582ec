"""Faults that reading finds, and the findings they become.

| code | means | keeps the learner out |
|---|---|---|
| `FD_<Field>_AL` | the value is too long, too short, or has too many digits | yes |
| `FD_<Field>_AP` | the value holds characters that the field does not allow | yes |
| `FD_<Field>_AR` | the number is outside its range | yes |
| `FD_<Field>_DT` | the value is not of the field's type: no number, no date | yes |
| `FD_<Field>_MA` | the field is missing, or empty, where it must be given | yes |
| `FD_<Record or field>_EO` | too many or too few of it | yes |
| `Schema_Case` | an element's name is spelled in other letters; it is ignored | no |
| `Schema_Unknown` | the year has no such element here; it is ignored | no |
| `Schema_Order` | an element stands after one that belongs behind it; it is read | no |
| `Schema_Text` | text stands where only records may; it is ignored | no |
| `Schema_Attribute` | an element has an attribute, and no element of a return has any; it is ignored | no |
| `Schema_Choice` | a record has two of the members of which it may have one; both are read | no |
| `Schema_Year` | the header names another year than the namespace | no |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from alder.rules.findings import Finding, Severity
from alder.sources.ilr.schema import YEARS, superset_tree
from alder.sources.ilr.schema.notation import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.period import AcademicYear
    from alder.sources.ilr.xml.field_values import Unfit
    from alder.sources.ilr.xml.schema_tree import PlacedBatch, RecordNode, TreeNode

LONGEST_SHOWN = 100
"""A finding shows at most so much of a value: the rest helps nobody."""


class Breach(StrEnum):
    """What a fault is to the year's own schema, and to the service that reads by it."""

    REFUSES = "the service refuses the file"
    REPORTED = "the service reports it of the learner"
    NONE = "the schema takes it"


@dataclass(frozen=True)
class ReturnFault:
    """Something wrong at one element of a batch."""

    at: int
    rule: str
    message: str
    record: str
    severity: Severity = Severity.ERROR
    field: str | None = None
    text: str | None = None
    next: str = ""
    breach: Breach = Breach.REFUSES


def unfit(at: int, node: TreeNode, record: str, why: Unfit, text: str | None, breach: Breach) -> ReturnFault:
    """A value that does not fit its field, or is missing."""
    code = f"FD_{node.name}_{why.misfit}"
    return ReturnFault(at, code, why.message, record, field=node.name, text=text, breach=breach)


def too_many(at: int, node: TreeNode, record: str, most: int, breach: Breach) -> ReturnFault:
    return ReturnFault(
        at, f"FD_{node.name}_EO", f"{node.name}: more than {most} in one {record}.", record, breach=breach
    )


def too_few(at: int, node: TreeNode, record: str, breach: Breach) -> ReturnFault:
    message = f"{node.name}: none, and a {record} has at least one."
    return ReturnFault(at, f"FD_{node.name}_EO", message, record, breach=breach)


def out_of_order(at: int, node: TreeNode, record: str) -> ReturnFault:
    message = f"{node.name}: stands after an element that the specification puts behind it."
    return ReturnFault(at, "Schema_Order", message, record, Severity.WARNING, next="The value was read all the same.")


def stray_text(at: int, node: TreeNode) -> ReturnFault:
    message = f"{node.name}: holds text of its own, where only the elements of its record are expected."
    return ReturnFault(at, "Schema_Text", message, node.name, Severity.WARNING, next="The text was ignored.")


def attribute(at: int, node: TreeNode) -> ReturnFault:
    message = f"{node.name}: has an attribute, and no element of a return has any."
    return ReturnFault(at, "Schema_Attribute", message, node.name, Severity.WARNING, next="The attribute was ignored.")


def chosen_twice(at: int, record: RecordNode) -> ReturnFault:
    message = f"{record.name}: has more than one of {', '.join(record.entity.one_of)}, and may have one."
    return ReturnFault(at, "Schema_Choice", message, record.name, Severity.WARNING, next="All of them were read.")


def not_known(
    at: int, name: str, text: str | None, record: TreeNode, siblings: Iterable[str], year: AcademicYear
) -> ReturnFault:
    """An element that the year does not have in this record, with the right spelling where that is the trouble."""
    local = name.rpartition("}")[2]
    severity = Severity.ERROR if record.parent < 0 else Severity.WARNING
    right = next((s for s in siblings if s.casefold() == local.casefold()), None)
    if right is not None and right != local:
        message = f"{local}: capital and small letters matter in element names."
        return ReturnFault(
            at, "Schema_Case", message, record.name, severity, next=f"Write {right}. It was ignored as it is."
        )
    if right == local:
        message = f"{local}: is in another namespace than the file."
        return ReturnFault(at, "Schema_Unknown", message, record.name, severity, next="It was ignored.")
    # A name that no year knows is not repeated in the message: it could be anything.
    known = local in _known_names()
    shown = local if known else "An element"
    others = [y for y in YEARS if y != year and local in _names_in(y, record.name)] if known else []
    when = f" It belongs to {_years(others)}." if others else ""
    message = f"{shown}: {year} has no such element in {record.name}.{when}"
    field = local[:LONGEST_SHOWN]
    return ReturnFault(at, "Schema_Unknown", message, record.name, severity, field, text=text, next="It was ignored.")


def findings(faults: list[ReturnFault], placed: PlacedBatch, learners_before: int, aims_before: int) -> list[Finding]:
    """Say of each fault whose it is: the learner's reference and number, the aim's, and the line."""
    if not faults:
        return []
    where = _Whereabouts(placed, learners_before, aims_before)
    return [where.finding(fault) for fault in faults]


class _Whereabouts:
    def __init__(self, placed: PlacedBatch, learners_before: int, aims_before: int) -> None:
        self._placed = placed
        shape = placed.shape
        self._learner, self._aim = shape.record("Learner"), shape.record("LearningDelivery")
        self._tops = placed.tops()
        self._learners = self._numbers(self._learner, learners_before)
        self._aims = self._numbers(self._aim, aims_before)
        self._references: dict[int, str | None] = {}
        for record in shape.children_of(shape.records[0]):
            self._references.update(self._texts(record, "LearnRefNumber"))
        self._sequences = self._texts(self._aim, "AimSeqNumber")

    def _numbers(self, record: TreeNode, before: int) -> dict[int, int]:
        elements = (self._placed.kinds == record.id).nonzero()[0].tolist()
        return {at: before + n for n, at in enumerate(elements, 1)}

    def _texts(self, record: TreeNode, field: str) -> dict[int, str | None]:
        """The text of a field by the position of its record."""
        placed = self._placed
        nodes = [f.id for f in placed.shape.fields_of(record) if f.name == field]
        cells = (placed.kinds == nodes[0]).nonzero()[0].tolist() if nodes else []
        return {int(placed.parents[at]): placed.batch.texts[at].as_py() for at in reversed(cells)}

    def finding(self, fault: ReturnFault) -> Finding:
        top = int(self._tops[fault.at])
        aim = self._placed.within(fault.at, self._aim)
        reference = self._references.get(top)
        sequence = self._sequences.get(aim) if aim is not None else None
        fields = {} if fault.field is None else {fault.field: fault.text[:LONGEST_SHOWN] if fault.text else fault.text}
        return Finding(
            rule=fault.rule,
            severity=fault.severity,
            message=fault.message,
            entity=fault.record,
            learner_ref=reference[:LONGEST_SHOWN] if reference else None,
            aim_seq=int(sequence)
            if sequence and sequence.isascii() and sequence.isdigit() and len(sequence) < 9
            else None,
            line=int(self._placed.batch.lines[fault.at]),
            fields=fields,
            learner=self._learners.get(top),
            aim=self._aims.get(aim) if aim is not None else None,
            next=fault.next,
        )


@cache
def _known_names() -> frozenset[str]:
    return frozenset(name_of(m) for e in superset_tree().walk() for m in e.members)


@cache
def _names_in(year: AcademicYear, record: str) -> frozenset[str]:
    return frozenset(name_of(m) for e in YEARS[year].walk() if e.element == record for m in e.members)


def _years(years: list[AcademicYear]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
