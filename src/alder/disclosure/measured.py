"""What may be said of how the fields behind a table were filled: shares so rough that they find nobody.

A share is told in whole per cent, and only of at least 100 times as many records as the policy's threshold. Whoever
knows the number of records then still has at least a threshold's worth of counts to choose from; none and few, or all
and nearly all, read alike. Where tables split by a field show those without a known value, the share is left to them:
a table that is not split by it, and the page of the field, could tell what is hidden in one that is.

Any number of tables tell one such share for each field and year, over all records of the year's returns: no filter, no
split and no other year has a part in it. So shares cannot be put together or subtracted from each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.model.quality import Grade
    from alder.model.statistic import MeasuredField

LITTLE, MOST = "1% or less", "99% or more"
FEW = "too few to say"
NOT_ASKED, NO_CODE, NOT_MEASURED = "not asked", "no such code", "not measured"
IN_TABLES = "tables split by it show those without a known value"
_NOTHING = (FEW, NOT_ASKED, NO_CODE, "")


@dataclass(frozen=True)
class FieldSaid:
    """One field in words: its grade, and the shares that may be told. `note` stands in their place, or limits them."""

    field: str
    grade: Grade
    missing: str = ""
    unknown: str = ""
    wrong: str = ""
    note: str = ""

    @property
    def shares(self) -> dict[str, str]:
        """The shares that say something, by what they are shares of."""
        found = {"missing": self.missing, "not known": self.unknown, "wrong": self.wrong}
        return {what: share for what, share in found.items() if share not in ("", NOT_ASKED, NO_CODE)}

    @property
    def telling(self) -> bool:
        """Whether some share is worth a reader's time."""
        return any(share not in (LITTLE, FEW) for share in self.shares.values())

    def told(self) -> str:
        """`4% missing, 1% or less not known or wrong`."""
        groups: dict[str, list[str]] = {}
        for what, share in self.shares.items():
            groups.setdefault(share, []).append(what)
        few = groups.pop(FEW, [])
        parts = [f"{share} {listed(groups[share], 'or')}" for share in sorted(groups, key=lambda s: s == LITTLE)]
        if few:
            parts.append(f"too few records to say how many are {listed(few, 'or')}")
        return ", ".join([*parts, *([self.note] if self.note else [])])


def said(measured: Iterable[MeasuredField], threshold: int) -> tuple[FieldSaid, ...]:
    """What a policy of this threshold lets be said of each field; of several years, from the least to the most."""
    fields: dict[str, list[FieldSaid]] = {}
    for m in measured:
        fields.setdefault(m.field, []).append(field_said(m, threshold))
    return tuple(years[0] if len(years) == 1 else _over_years(years) for years in fields.values())


def _over_years(years: list[FieldSaid]) -> FieldSaid:
    missing, unknown, wrong = (_between([getattr(f, what) for f in years]) for what in ("missing", "unknown", "wrong"))
    notes = [*dict.fromkeys(f.note for f in years if f.note)]
    return FieldSaid(years[0].field, years[0].grade, missing, unknown, wrong, listed(notes))


def _between(shares: list[str]) -> str:
    """What is told of each year, told of all: years that say nothing are passed over where others say something."""
    known = [s for s in shares if s not in _NOTHING]
    if not known:
        return next((s for s in _NOTHING if s in shares), "")
    low, high = min(known, key=_place), max(known, key=_place)
    return low if low == high else f"{low} to {high}"


def _place(share: str) -> int:
    return {LITTLE: 1, MOST: 99}.get(share) or int(share.rstrip("%"))


def field_said(m: MeasuredField, threshold: int) -> FieldSaid:
    """What it lets be said of one field of one year."""
    least = 100 * threshold
    if not m.measured:
        return FieldSaid(m.field, m.grade, note=NOT_MEASURED)
    if m.in_tables:
        return FieldSaid(m.field, m.grade, note=IN_TABLES)
    part = f"measured in {m.measured:,} of {counted(m.returns, 'return')}" if m.measured < m.returns else ""
    return FieldSaid(
        m.field,
        m.grade,
        share(m.missing, m.expected, least) if m.expected is not None else NOT_ASKED,
        share(m.unknown, m.values, least) if m.unknown is not None else NO_CODE,
        share(m.wrong, m.returned, least),
        part,
    )


def share(part: int, of: int, least: int) -> str:
    """A whole per cent of at least `least` records; the ends are open, so that nobody is found by being alone."""
    if of < least:
        return FEW
    percent = (200 * part + of) // (2 * of)
    return LITTLE if percent <= 1 else MOST if percent >= 99 else f"{percent}%"


def in_a_line(fields: Sequence[FieldSaid]) -> str:
    """The shares worth a reader's time in a line, and how many fields have none."""
    telling = [f for f in fields if f.telling]
    others = [f for f in fields if not f.telling]
    few = sum(FEW in f.shares.values() for f in others)
    quiet = sum(set(f.shares.values()) == {LITTLE} for f in others)
    unmeasured = sum(f.note == NOT_MEASURED for f in others)
    parts = [f"{f.field} {f.told()}" for f in telling]
    for count, words in (
        (quiet, f"with {LITTLE} missing, not known or wrong"),
        (few, "with too few records to say"),
        (unmeasured, NOT_MEASURED),
    ):
        if count:
            parts.append(f"{counted(count, 'other field' if telling else 'field')} {words}")
    return "; ".join(parts)


def lines(fields: Sequence[FieldSaid]) -> list[str]:
    """A line a field, for notes that are read slowly."""
    size = max((len(f.field) for f in fields), default=0)
    return [f"{f.field:<{size}}  {f.grade.value}  {f.told()}".rstrip() for f in fields]
