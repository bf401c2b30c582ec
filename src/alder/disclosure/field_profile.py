"""How the fields of returns are filled, as far as it may be told: words for a site, made from counts that stay behind.

The rules are those of `disclosure.measured`. A profile is made by whoever looks after the store, under a policy that it
names, and kept beside what is published. No count, no smallest or largest value, and no provider is in it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.disclosure.measured import FEW, NO_CODE, NOT_ASKED, field_said
from alder.disclosure.protection import Protection
from alder.errors import NoFigures
from alder.model.made_up import MadeUp
from alder.model.quality import Grade
from alder.model.statistic import MeasuredField

if TYPE_CHECKING:
    from pathlib import Path

    from alder.disclosure.policy import Policy
    from alder.quality.measurements import FieldMeasurements

FILE = "field-profile.json"


@dataclass(frozen=True)
class FieldTold:
    """One field in words: each share in whole per cent of many records, or why it is not told."""

    record: str
    field: str
    missing: str
    unknown: str
    wrong: str

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """What a reader is shown. What the field cannot have is left out."""
        named = (
            ("Missing where a value is expected", self.missing),
            ("Not known, or standing in for another value", self.unknown),
            ("Wrong: off its code list, or not readable", self.wrong),
        )
        return tuple((words, share) for words, share in named if share not in ("", NOT_ASKED, NO_CODE))

    @property
    def is_telling(self) -> bool:
        return any(share != FEW for _, share in self.rows)

    @property
    def is_in_tables(self) -> bool:
        """Whether tables that are split by it show those without a known value: no share of them is told then."""
        return self.field in variables.fields_with_unknown

    def left_to_tables(self) -> FieldTold:
        """The same without its shares, where they are left to tables."""
        return replace(self, missing="", unknown="", wrong="") if self.is_in_tables else self


@dataclass(frozen=True)
class FieldProfile:
    """The fields of the current returns of one year."""

    year: str
    policy: str
    made: date
    fields: tuple[FieldTold, ...]
    made_up: MadeUp = MadeUp.NO_WORD
    """What of the returns was made up."""

    def of(self, record: str, field: str) -> FieldTold | None:
        return next((f for f in self.fields if (f.record, f.field) == (record, field)), None)

    def to_json(self) -> str:
        shown = {**asdict(self), "made": self.made.isoformat()}
        return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> FieldProfile:
        found: dict[str, Any] = json.loads(text)
        # An earlier release wrote shares of all fields.
        fields = tuple(FieldTold(**one).left_to_tables() for one in found["fields"])
        made_up = MadeUp(found.get("made_up", ""))
        return cls(found["year"], found["policy"], date.fromisoformat(found["made"]), fields, made_up)


def profile(measured: FieldMeasurements, policy: str | Policy, *, made: date) -> FieldProfile:
    """What a policy lets be told of what was measured in the returns of one year."""
    years = sorted(set(measured.used["collection_year"].to_pylist()))
    if len(years) != 1:
        raise NoFigures(
            "a profile is of the returns of one year" if years else "no returns are held",
            next="Say which:  --year 2024/25" if years else "Load some:  alder load FILE",
        )
    chosen = Protection.of_counts(policy).of_people()
    # Each by itself: a field that two kinds of records have, such as ULN, is not one field of several years.
    rows = measured.table.to_pylist()
    told = [(row["record"], field_said(_counts(row), chosen.threshold)) for row in rows]
    fields = tuple(FieldTold(record, f.field, f.missing, f.unknown, f.wrong).left_to_tables() for record, f in told)
    made_up = MadeUp.of(bool(said) for said in measured.used["made_up"].to_pylist())
    return FieldProfile(years[0], chosen.label, made, tuple(sorted(fields, key=lambda f: (f.record, f.field))), made_up)


def write(found: FieldProfile, folder: Path) -> Path:
    """Keep it beside what is published, in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{FILE}"
    draft.write_text(found.to_json(), encoding="utf-8")
    return draft.replace(folder / FILE)


def read(folder: Path) -> FieldProfile | None:
    """The profile that is kept there, if any."""
    file = folder / FILE
    return FieldProfile.from_json(file.read_text(encoding="utf-8")) if file.is_file() else None


def _counts(row: dict[str, Any]) -> MeasuredField:
    unknown = [n for n in (row["not_known"], row["stand_in"]) if n is not None]
    return MeasuredField(
        row["field"],
        Grade(row["grade"]),
        returns=row["returns"],
        measured=row["returns"],
        expected=row["expected"],
        missing=row["missing"] or 0,
        values=row["values"] or 0,
        unknown=sum(unknown) if unknown else None,
        returned=row["values_returned"] or 0,
        wrong=row["wrong"] or 0,
    )
