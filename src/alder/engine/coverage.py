"""What the returns in a store are all of: declared by year and return, with the list of providers that proves it.

A declaration is an edition of the reference table `coverage`, kept and undone with a receipt as every other; that of a
year and return takes the place of an earlier one. It is judged against what is held each time it is used, since returns
come and go after it: it holds where the providers listed are those whose returns are held, no fewer and no more, each
as of that return. Of a delivered extract it names the deliveries that were held, and holds until another comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import extracts, reference, submission
from alder.engine.disk import alteration_errors
from alder.errors import StoreError
from alder.model.coverage import Whole
from alder.model.period import AcademicYear, ReturnNumber

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from alder.engine.store import Store

TABLE = "coverage"
RETURNS = "ilr"
"""The source whose declarations go by return and list of providers."""

_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("year", pa.string()),
        ("return_number", pa.string()),
        ("level", pa.string()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("proof", pa.string()),
        ("proof_date", pa.date32()),
        ("list", pa.string()),
        ("ukprn", pa.int64()),
        ("provider", pa.string()),
        ("delivery", pa.string()),
    ]
)
"""A row for each provider of the list, or each delivery: what is declared stands in every one."""

_NAMED = 3
"""So many providers are named one by one where a declaration does not hold."""


@dataclass(frozen=True)
class Declaration:
    """That the returns of a year, as of a return, are all those of a place: by which list, from where, of which day."""

    place: Whole
    year: AcademicYear
    return_number: ReturnNumber | None
    proof: str
    proof_date: date
    providers: Mapping[int, str] = field(default_factory=dict)
    list_name: str = ""
    source: str = RETURNS
    deliveries: frozenset[str] = frozenset()

    @property
    def edition(self) -> str:
        """What it is about: `2020/21 R14`, or `2020/21 npd_ks5`."""
        return f"{self.year} {self.return_number or self.source}"

    @property
    def words(self) -> str:
        """What proves it, in words."""
        day = f"{self.proof_date.day} {self.proof_date:%B %Y}"
        if self.return_number is None:
            return f"{self.proof}, {day}"
        return f"all {len(self.providers):,} providers of {self.list_name or 'the list given'} ({self.proof}, {day})"


@dataclass(frozen=True)
class DeclarationCheck:
    """A declaration beside what is held: the providers listed that are missing, those held as of an earlier return
    alone, and those held that are not listed. Of an extract, whether it is that which was held.
    """

    declaration: Declaration
    missing: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()
    unlisted: tuple[int, ...] = ()
    others_delivered: bool = False

    @property
    def holds(self) -> bool:
        return not (self.missing or self.earlier or self.unlisted or self.others_delivered)

    @property
    def against(self) -> str:
        """Why it does not hold, in words."""
        if self.others_delivered:
            return "other deliveries are held than those that it was declared of"
        reasons = []
        if self.missing:
            of = len(self.declaration.providers)
            reasons.append(f"{_are(self.missing, f' of the {of:,} providers listed')} missing ({_first(self.missing)})")
        if self.earlier:
            of_return = self.declaration.return_number
            reasons.append(f"{_are(self.earlier)} held as of a return before {of_return} ({_first(self.earlier)})")
        if self.unlisted:
            reasons.append(f"{_are(self.unlisted)} held and not listed ({_first(self.unlisted)})")
        return "; ".join(reasons)


def declare(store: Store, declaration: Declaration) -> DeclarationCheck:
    """Keep a declaration, and say how it stands beside what is held."""
    d = declaration
    same = [
        *(d.source, d.year.label, str(d.return_number or "")),
        *(d.place.short, d.place.code, d.place.name, d.proof, d.proof_date, d.list_name),
    ]
    own: list[list[object]] = [[ukprn, name, None] for ukprn, name in sorted(d.providers.items())]
    own += [[None, None, delivery] for delivery in sorted(d.deliveries)]
    columns = list(zip(*[[*same, *row] for row in own], strict=True))
    rows = pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)
    reference.add(store, [(reference.Edition(TABLE, d.edition, file=d.list_name or d.proof), rows)])
    return standing(store, d)


def withdraw(store: Store, year: AcademicYear, about: ReturnNumber | str) -> bool:
    """Take a declaration of a year and return, or of a source, back; whether there was one."""
    name = f"{year} {about}"
    return _named(store, name) is not None and bool(reference.remove(store, TABLE, name))


def declarations(store: Store) -> tuple[Declaration, ...]:
    """What is declared, by year and return."""
    declared = [_read(store, edition) for edition in reference.editions(store) if edition.table == TABLE]
    return tuple(sorted(declared, key=lambda d: (d.return_number is None, d.source, d.year.start, d.edition)))


def of_returns(store: Store, year: AcademicYear, held: Mapping[int, ReturnNumber]) -> DeclarationCheck | None:
    """How the declaration stands that is about the last of the returns held of a year; None where there is none."""
    last = max(held.values(), key=lambda r: r.ordinal)
    declaration = _named(store, f"{year} {last}")
    return beside(declaration, held) if declaration is not None else None


def of_extract(store: Store, source: str, year: AcademicYear) -> DeclarationCheck | None:
    """How the declaration of an extract's year stands; None where there is none."""
    declaration = _named(store, f"{year} {source}")
    return standing(store, declaration) if declaration is not None else None


def _named(store: Store, name: str) -> Declaration | None:
    """One declaration, of many that may be held, by what it is about."""
    editions = reference.editions(store)
    return next((_read(store, e) for e in editions if (e.table, e.edition) == (TABLE, name)), None)


def _read(store: Store, edition: reference.Edition) -> Declaration:
    path = store.part(f"{reference.KIND}/{TABLE}", edition.part)
    with alteration_errors(path):
        rows = pq.read_table(path, columns=_SCHEMA.names, partitioning=None).to_pylist()
    if not rows:
        raise StoreError(f"the declaration {edition.edition} cannot be read", where=str(path))
    declared = rows[0]
    return Declaration(
        Whole.parse(declared["level"], declared["code"], declared["name"]),
        AcademicYear.parse(declared["year"]),
        ReturnNumber.parse(declared["return_number"]) if declared["return_number"] else None,
        declared["proof"],
        declared["proof_date"],
        {row["ukprn"]: row["provider"] or "" for row in rows if row["ukprn"] is not None},
        declared["list"],
        declared["source"],
        frozenset(row["delivery"] for row in rows if row["delivery"]),
    )


def beside(declaration: Declaration, held: Mapping[int, ReturnNumber]) -> DeclarationCheck:
    """A declaration beside the providers held, each with its latest return up to that which it is about."""
    listed = declaration.providers
    return DeclarationCheck(
        declaration,
        missing=tuple(sorted(u for u in listed if u not in held)),
        earlier=tuple(sorted(u for u in listed if u in held and held[u] != declaration.return_number)),
        unlisted=tuple(sorted(u for u in held if u not in listed)),
    )


def standing(store: Store, declaration: Declaration) -> DeclarationCheck:
    """How a declaration stands beside what is held today."""
    if declaration.return_number is None:
        now = deliveries_of(store, declaration.source, declaration.year)
        return DeclarationCheck(declaration, others_delivered=now != declaration.deliveries)
    return beside(declaration, held_as_of(store, declaration.year, declaration.return_number))


def standing_of_all(store: Store) -> tuple[DeclarationCheck, ...]:
    """What is declared of a store, each declaration beside what is held now."""
    return tuple(standing(store, declaration) for declaration in declarations(store))


def held_as_of(store: Store, year: AcademicYear, return_number: ReturnNumber) -> dict[int, ReturnNumber]:
    """The providers of which returns of a year are held, each with the latest up to a return. The research copy has
    none: what it is all of is declared of its deliveries.
    """
    rows = submission.returned(store.as_of(return_number, year)).select(["ukprn", "return_number"])
    return {row["ukprn"]: ReturnNumber(row["return_number"]) for row in rows.to_pylist()}


def deliveries_of(store: Store, source: str, year: AcademicYear) -> frozenset[str]:
    """The marks of the deliveries of a source that count for a year. Those that do not say their year always do."""
    held = extracts.deliveries(store)
    counting = extracts.current(held)
    return frozenset(
        d.file_hash
        for d in held
        if d.source == source and any(s.start_year in (None, year.start) for s in counting[d.number])
    )


def _are(numbers: tuple[int, ...], of: str = "") -> str:
    return f"{len(numbers):,}{of} {'is' if len(numbers) == 1 else 'are'}"


def _first(numbers: tuple[int, ...]) -> str:
    more = f" and {len(numbers) - _NAMED:,} more" if len(numbers) > _NAMED else ""
    return ", ".join(str(n) for n in numbers[:_NAMED]) + more
