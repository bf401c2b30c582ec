"""Everything that the held tables say of one aim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from alder.engine import reference
from alder.files.values import OPEN_END
from alder.sources.aims.aim_list import LEVELS, TABLE, aims_of, subject_name
from alder.sources.reference.publishers.ofqual import OFFERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from alder.engine.reference import Edition
    from alder.engine.store import Store
    from alder.sources.aims.aim_list import AimList

_MOST_BESIDE = 12
_FIELDS = {
    "LearnAimRefTitle": "title",
    "NotionalNVQLevelv2": "level",
    "SectorSubjectAreaTier2": "subject area",
    "GuidedLearningHours": "guided learning hours",
    "RegulatedCreditValue": "credits",
    "TotalQualificationTime": "total qualification time",
    "AwardOrgCode": "awarding body",
}
"""What may differ between editions, and its name in a sentence."""


@dataclass(frozen=True)
class Validity:
    """A time in which an aim may be begun, for one kind of funding. Without an end it is open."""

    category: str
    name: str
    start: date | None
    last_start: date | None
    end: date | None
    table: str


@dataclass(frozen=True)
class FundingRate:
    """What is paid for an aim, in pounds, under one category of funding."""

    category: str
    name: str
    weighted: Decimal | None
    unweighted: Decimal | None
    factor: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class LevelShare:
    """What share of a full level an aim counts as, in some years."""

    start: date | None
    end: date | None
    level_2: Decimal | None
    level_3: Decimal | None


@dataclass(frozen=True)
class SimilarAim:
    """Another aim of the same title and level."""

    ref: str
    title: str
    body: str
    first_start: date | None
    order: str
    """earlier, later, or nothing where the days do not say."""


@dataclass(frozen=True)
class EditionChange:
    """What one edition of the list of aims says otherwise than the edition before it."""

    edition: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Aim:
    """One aim, as the store's tables have it."""

    ref: str
    title: str
    level: str
    level_code: str
    kind: str
    kind_code: str
    area: str
    area_name: str
    subject: str
    subject_name: str
    body: str
    hours: int | None
    least_hours: int | None
    most_hours: int | None
    whole_hours: int | None
    credits: int | None
    validity: tuple[Validity, ...]
    rates: tuple[FundingRate, ...]
    widths: tuple[LevelShare, ...]
    categories: tuple[str, ...]
    under_19: tuple[str, ...]
    standards: tuple[int, ...]
    register: dict[str, Any] | None
    approved: dict[str, Any] | None
    beside: tuple[SimilarAim, ...]
    changes: tuple[EditionChange, ...]
    editions: tuple[tuple[str, str], ...]
    """Each table that was looked into, with its edition."""

    @property
    def is_generic(self) -> bool:
        """A class code, which does not say what is learned."""
        return self.ref.startswith("Z")

    def is_open(self, day: date) -> bool:
        """Whether somebody could begin it on the day, by the times that are known."""
        return any((v.start or day) <= day <= (v.last_start or v.end or day) for v in self.validity)


def aim(store: Store, ref: str) -> Aim | None:
    """The aim of a reference, written with slashes or without; None where the list has none, or there is no list."""
    aims = aims_of(store)
    number = ref.replace("/", "").replace(" ", "").upper()
    if aims is None or number not in aims.places:
        return None
    return _Reading(store, aims, number).aim()


class _Reading:
    def __init__(self, store: Store, aims: AimList, ref: str) -> None:
        self._store, self._aims, self._ref = store, aims, ref
        self._held = reference.current(store)
        self._used: list[Edition] = [self._held[TABLE]]

    def aim(self) -> Aim:
        row = self._aims.places[self._ref]
        row_said = self._aims.said(row)
        names = {r["code"]: r["name"] for r in self._all("ssa")}
        return Aim(
            **{n: row_said[n] for n in ("ref", "hours", "least_hours", "most_hours", "whole_hours", "credits")},
            title=row_said["title"] or "",
            area=row_said["area"] or "",
            subject=row_said["subject"] or "",
            level=LEVELS.get(row_said["level"], row_said["level"]),
            level_code=row_said["level"],
            kind=row_said["kind"] or "",
            kind_code=row_said["kind_code"] or "",
            area_name=subject_name(row_said["area"], names) if row_said["area"] else "",
            subject_name=subject_name(row_said["subject"], names) if row_said["subject"] else "",
            body=row_said["body"] or "",
            validity=tuple(self._validity(row_said)),
            rates=tuple(self._rates()),
            widths=tuple(
                LevelShare(
                    r["EffectiveFrom"], _end(r["EffectiveTo"]), r.get("FullLevel2Percent"), r.get("FullLevel3Percent")
                )
                for r in self._rows("lars_annual_value", latest="EffectiveFrom")
            ),
            categories=tuple(self._categories()),
            under_19=tuple(self._under_19()),
            standards=tuple(dict.fromkeys(r["StandardCode"] for r in self._rows("lars_standard_aim"))),
            register=next(iter(self._rows("ofqual_register")), None),
            approved=next(iter(self._rows("approved_qualification")), None),
            beside=tuple(self._beside(row)),
            changes=tuple(self._changes()),
            editions=tuple((e.table, e.edition) for e in dict.fromkeys(self._used)),
        )

    def _rows(self, table: str, latest: str = "") -> list[dict[str, Any]]:
        """The rows of a table about the aim, those that began last first."""
        if table not in self._held:
            return []
        self._used.append(self._held[table])
        rows: list[dict[str, Any]] = reference.rows_with(
            self._store, self._held[table], "LearnAimRef", self._ref
        ).to_pylist()
        return sorted(rows, key=lambda r: r[latest] or date.min, reverse=True) if latest else rows

    def _all(self, table: str) -> list[dict[str, Any]]:
        rows = reference.get(self._store, table)
        return rows.to_pylist() if rows is not None else []

    def _names(self, list_name: str) -> Callable[[str], str]:
        """What the codes of a list mean, where the lists are held. Letters of codes differ in size between files."""
        if "lars_code" not in self._held:
            return lambda code: code.replace("_", " ")
        rows = reference.rows_with(self._store, self._held["lars_code"], "list", list_name).to_pylist()
        names = {r["code"].casefold(): r["short_name"] or r["name"] for r in rows}
        return lambda code: names.get(code.casefold(), code.replace("_", " "))

    def _validity(self, listed: dict[str, Any]) -> Iterable[Validity]:
        named = self._names("ValidityCategory")
        for r in self._rows("lars_validity", latest="StartDate"):
            category = r["ValidityCategory"] or ""
            last, end = _end(r["LastNewStartDate"]), _end(r["EndDate"])
            yield Validity(category, named(category), r["StartDate"], last, end, "lars_validity")
        for r in self._rows("approved_offer", latest="StartDate"):
            offer = r["Offer"]
            end = _end(r["EndDate"])
            yield Validity(offer, OFFERS.get(offer, offer), r["StartDate"], end, end, "approved_offer")
        if not {"lars_validity", "approved_offer"} & self._held.keys() and listed["from"]:
            end = _end(listed["to"])
            yield Validity("", "In the list of aims", listed["from"], end, end, TABLE)

    def _rates(self) -> Iterable[FundingRate]:
        named = self._names("FundingCategory")
        for r in self._rows("lars_funding", latest="EffectiveFrom"):
            yield FundingRate(
                r["FundingCategory"],
                named(r["FundingCategory"]),
                r["RateWeighted"],
                r["RateUnWeighted"],
                r["WeightingFactor"] or "",
                r["EffectiveFrom"],
                _end(r["EffectiveTo"]),
            )

    def _categories(self) -> Iterable[str]:
        named = self._names("CategoryRef")
        for r in self._rows("lars_category"):
            code = str(r["CategoryRef"])
            name = named(code)
            yield f"{name} ({code})" if name != code else f"Category {code}"

    def _under_19(self) -> Iterable[str]:
        for r in self._rows("lars_section_96"):
            ages = {
                "before 16": r["Section96ValidPre16"],
                "16 to 18": r["Section96Valid16to18"],
                "18 and over": r["Section96Valid18plus"],
            }
            yield from (age for age, is_valid in ages.items() if is_valid == 1)

    def _beside(self, row: int) -> Iterable[SimilarAim]:
        """Aims of the same title and level: usually the qualification as it was before, or as it is now."""
        aims, level = self._aims, self._aims.level.codes[row]
        alike = pc.equal(aims.plain_titles, aims.plain_titles[row])
        same = [int(n) for n in pc.indices_nonzero(pc.fill_null(alike, fill_value=False)).to_numpy() if n != row]
        starts = aims.first_start
        for n in sorted((n for n in same if aims.level.codes[n] == level), key=lambda n: starts[n])[:_MOST_BESIDE]:
            order = "" if not starts[n] or not starts[row] or starts[n] == starts[row] else "earlier"
            if order and starts[n] > starts[row]:
                order = "later"
            first = date(1970, 1, 1) + timedelta(days=int(starts[n])) if starts[n] else None
            said = aims.said(n)
            yield SimilarAim(said["ref"], said["title"], said["body"] or "", first, order)

    def _changes(self) -> Iterable[EditionChange]:
        """What each held edition of the list says otherwise than the one before."""
        before: dict[str, Any] | None = None
        for edition in (e for e in reference.editions(self._store) if e.table == TABLE):
            rows = reference.rows_with(self._store, edition, "LearnAimRef", self._ref).to_pylist()
            if not rows:
                continue
            if before is not None:
                changes = tuple(
                    f"{name}: {_shown(before[column])}, now {_shown(rows[0][column])}"
                    for column, name in _FIELDS.items()
                    if before[column] != rows[0][column]
                )
                if changes:
                    yield EditionChange(edition.edition, changes)
            before = rows[0]


def _end(day: date | None) -> date | None:
    """A last day. One in another age stands for no end."""
    return None if day is None or day.year >= OPEN_END else day


def _shown(value: object) -> str:
    return "none" if value is None else f"“{value}”" if isinstance(value, str) else str(value)
