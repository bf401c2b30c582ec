"""Which values of a field say nothing: codes for not known, and numbers and postcodes that stand for another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from alder.model.field import FieldKind
from alder.model.ids import ULN, EmployerNumber, Postcode
from alder.model.period import AcademicYear
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.codes.monitoring import WITHOUT_CODES

if TYPE_CHECKING:
    from alder.model.code_list import CodeList
    from alder.model.field import Field

NOT_KNOWN: dict[str, tuple[str, ...]] = {
    "Ethnicity": ("99",),
    "LLDDHealthProb": ("9",),
    "LLDDCat": ("98", "99"),
    "PriorAttain": ("97", "98"),
    "PriorLevel": ("97", "98"),
    "Outcome": ("8",),
    "WithdrawReason": ("98",),
    "EmpStat": ("98",),
    "OutType": ("OTH 2", "OTH 3", "OTH 4"),
    "DOMICILE": ("ZZ",),
    "PERMADDCOUNTRY": ("ZZ",),
    "TTACCOM": ("5",),
    "MSTUFEE": ("99",),
    "QUALENT3": ("X04", "X06"),
}
"""Codes for an answer that is not known, not given, or not known yet. Each stands on the code list of its field.

A qualification whose level is not known counts: what the field is asked for is the level. A learner who would rather
not say counts too, because whoever reads the figures knows as little.
"""

_NOWHERE = tuple(Postcode.stand_ins)
_TEMPORARY_EMPLOYER = tuple(EmployerNumber.stand_ins)

STAND_INS: dict[str, tuple[str, ...]] = {
    "ULN": tuple(ULN.stand_ins),
    "EmpId": _TEMPORARY_EMPLOYER,
    "WorkPlaceEmpId": _TEMPORARY_EMPLOYER,
    "Postcode": _NOWHERE,
    "PostcodePrior": _NOWHERE,
    "PostCode": _NOWHERE,
    "DelLocPostCode": _NOWHERE,
    "LSDPostcode": _NOWHERE,
    "HEPostCode": _NOWHERE,
}
"""Values that the specification gives for use where there is no other: temporary numbers, and a postcode of nowhere.
'Other' is none of them: it says that the answer is known and not on the list."""

PAIRS = {
    "LearnFAMCode": "LearnFAMType",
    "ContPrefCode": "ContPrefType",
    "ESMCode": "ESMType",
    "LearnDelFAMCode": "LearnDelFAMType",
    "AFinCode": "AFinType",
    "OutCode": "OutType",
}
"""Fields whose codes mean something only together with the type beside them, and the field of the type."""

_SAME_LIST = {"MathGrade": "EngGrade"}

_LAST_WHOLE = {"LearnDelFAMType": AcademicYear(2020)}
"""Lists that are whole up to a year. Of later years they lack codes, so these are not held against them."""


@dataclass(frozen=True)
class Meaning:
    """What the values of one field mean: all texts in capitals, a pair as `LDM 034`.

    `listed` is None where there is no list to hold a value against; a pair of a type in `unjudged` is not judged.
    """

    listed: frozenset[str] | None
    not_known: frozenset[str]
    stand_ins: frozenset[str]
    unjudged: frozenset[str] = frozenset()

    def is_off_list(self, value: str) -> bool:
        if self.listed is None or value in self.listed:
            return False
        return not self.unjudged or value.split(" ")[0] not in self.unjudged


@cache
def meaning(field: str, year: AcademicYear) -> Meaning:
    """The meaning of a field's values in a year."""
    type_field = PAIRS.get(field)
    name = _SAME_LIST.get(field, type_field or field)
    codes = LISTS.get(name)
    typed = codes is not None and any(c.type for c in codes)
    listed = _listed(codes, year, as_types=typed and not type_field) if codes is not None else None
    whole_to = _LAST_WHOLE.get(name)
    if listed is not None and whole_to is not None and year > whole_to:
        listed = None
    spoken_for = ((not typed or type_field) and NOT_KNOWN.get(name)) or ()
    return Meaning(
        listed,
        frozenset(spoken_for),
        frozenset(STAND_INS.get(field, ())),
        frozenset(WITHOUT_CODES) if name == "LearnDelFAMType" else frozenset(),
    )


def _listed(codes: CodeList, year: AcademicYear, *, as_types: bool) -> frozenset[str]:
    return frozenset((c.type if as_types else c.key).upper() for c in codes.known_in(year))


def is_coded(field: str) -> bool:
    """Whether the different values of a field are few, because a list says which there are."""
    return field in LISTS or field in PAIRS or field in _SAME_LIST


@cache
def is_measured_by_digits(field: Field) -> bool:
    """Whether a field is an amount, whose last digit tells whether it was counted or guessed."""
    if field.kind is not FieldKind.WHOLE or field.low is None or field.high is None or is_coded(field.name):
        return False
    return field.low < 10 and field.high >= 999
