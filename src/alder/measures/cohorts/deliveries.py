"""What a store holds of the records that a cohort table is built from: which deliveries count, and what is missing.

What is missing is said exactly; what is read and held is told as facts for programs and as rows for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.engine import extracts
from alder.errors import NoFigures, NothingHeld, present
from alder.look.words import listed
from alder.measures.cohorts.cohort_table import ROWS, CohortColumn, MissingColumn, parted
from alder.model.period import AcademicYear, years_in_words
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.engine.extracts import Delivery, Slice
    from alder.measures.cohorts.cohort_table import CohortRecords, CohortTable
    from alder.measures.query import Query

ALWAYS = (ROWS, "person", "year")
"""The columns without which nobody can be counted."""


@dataclass(frozen=True)
class HeldDelivery:
    """The slices of deliveries that count of one kind of record, for the years that a question needs.

    `wanted` are these years, none where records of any year are read; `other_years` are years that are held beside.
    """

    records: CohortRecords
    wanted: tuple[int, ...]
    used: tuple[tuple[Delivery, tuple[Slice, ...]], ...]
    other_years: tuple[int, ...]
    without_year: bool = False
    """Whether rows are held that do not say their year."""

    @property
    def lacks(self) -> tuple[int, ...]:
        """The years that are needed and not held."""
        there = {s.start_year for _, slices in self.used for s in slices}
        return tuple(y for y in self.wanted if y not in there)

    @property
    def holds_nothing(self) -> bool:
        """Whether no row of any year is held."""
        return not self.used and not self.other_years and not self.without_year

    def says_of(self, one: Delivery) -> str:
        slices = next(s for d, s in self.used if d is one)
        return _says(self.records.published, one, slices if self.wanted else ())


def delivered(found: Iterable[HeldDelivery]) -> tuple[str, ...]:
    """Each delivery that was read, once: `LEO.SA of 2016/17 (edition I2, delivery 3, loaded 26 November 2026)`."""
    read: dict[int, tuple[str, Delivery, dict[Slice, None]]] = {}
    for one in found:
        for delivery, slices in one.used:
            said = read.setdefault(delivery.number, (one.records.published, delivery, {}))
            said[2].update(dict.fromkeys(slices if one.wanted else ()))
    return tuple(_says(published, delivery, slices) for published, delivery, slices in read.values())


def _says(published: str, one: Delivery, slices: Iterable[Slice]) -> str:
    years = [AcademicYear(y) for y in sorted({s.start_year for s in slices if s.start_year is not None})]
    of = f" of {years_in_words(years)}" if years else ""
    return f"{published}{of} ({called(one)})"


def called(one: Delivery) -> str:
    """A delivery by its edition, its number and its day."""
    edition = f"edition {one.edition}" if one.edition else "edition not named"
    received = present(one.received, "a delivery is held, and nothing says when it was received")
    return f"{edition}, delivery {one.number}, loaded {received.day} {received:%B %Y}"


def held_deliveries(
    store: Any, drawing: CohortTable, year: int, settings: Mapping[str, Any]
) -> tuple[HeldDelivery, ...]:
    """What is held of each kind of record that a question needs, in the order of the drawing."""
    needed = [(r, r.years(year, settings)) for r in drawing.records]
    return of_years(store, [(r, years) for r, years in needed if years is not None])


def of_years(store: Any, needed: Iterable[tuple[CohortRecords, tuple[int, ...]]]) -> tuple[HeldDelivery, ...]:
    """What is held of kinds of record, each of its years; of any year where none are named."""
    held = extracts.deliveries(store)
    counting = extracts.current(held)
    found = []
    for records, wanted in needed:
        every = [(d, counting[d.number]) for d in held if d.table == records.table and counting[d.number]]
        used = [(d, tuple(s for s in slices if not wanted or s.start_year in wanted)) for d, slices in every]
        years = {s.start_year for _, slices in every for s in slices}
        others = tuple(sorted(y for y in years if y is not None and y not in wanted))
        found.append(HeldDelivery(records, wanted, tuple(u for u in used if u[1]), others, None in years))
    return tuple(found)


def check(
    drawing: CohortTable,
    found: Sequence[HeldDelivery],
    year: int,
    measure: str,
    reads: Iterable[str],
    asked: Iterable[str],
) -> None:
    """Raise unless everything is held that a question needs, saying which field of which source is missing.

    `reads` are the columns by which the measure counts, `asked` those that its splits and its filter read.
    """
    needed = [h for h in found if not h.records.optional]
    if nothing := [h for h in needed if h.holds_nothing]:
        raise _nothing(drawing, nothing, measure)
    for one in needed:
        _check_years(one, year, measure)
    for name in dict.fromkeys((*ALWAYS, *reads, *asked)):
        column = drawing.columns[name]
        if isinstance(column, MissingColumn):
            raise NoFigures(
                f"{measure} cannot be split or filtered by {name}: no delivered record has it",
                where=_sentence(column.lacks),
                next=hand_over(measure),
            )
        for path in column.fields:
            _check_field(found, path, None, name, measure)
        for path, of in column.by_year(year):
            _check_field(found, path, of, name, measure)


def _nothing(drawing: CohortTable, lacking: Sequence[HeldDelivery], measure: str) -> NoFigures:
    """The refusal for want of whole kinds of record: all of them, each with what it would give."""
    lines = {f"{h.records.published} (source {h.records.source}): {h.records.gives}": None for h in lacking}
    sources = {h.records.source for h in lacking}
    instead = [_sentence(i.why) for i in drawing.instead if i.source in sources]
    names = listed(list(dict.fromkeys(h.records.published for h in lacking)))
    loads = [f"Load it:  alder load --source {s} FILE" for s in dict.fromkeys(h.records.source for h in lacking)]
    return NoFigures(
        f"{measure} needs {names}, and no extract of it is loaded",
        where="\n  ".join([*lines, *instead]),
        next="\n".join([*loads, hand_over(measure)]),
    )


def _check_years(one: HeldDelivery, year: int, measure: str) -> None:
    if not one.lacks:
        return
    records, label = one.records, AcademicYear(year).label
    years = years_in_words(AcademicYear(y) for y in one.lacks)
    there = [AcademicYear(y) for y in sorted({*one.wanted, *one.other_years}.difference(one.lacks))]
    if not there:
        raise NoFigures(
            f"{measure} cannot use {records.published}: its rows do not say of which year they are",
            where=f"It is needed of {years}: {records.gives}.",
            next=f"Load it again and say it:  alder load --source {records.source} FILE --year {label}",
        )
    raise NothingHeld(
        f"{measure} has no figures for {label}: no {records.published} of {years} is held ({records.gives})",
        where=f"Held is that of {years_in_words(there)}.",
        next=f"Load it:  alder load --source {records.source} FILE",
    )


def _check_field(found: Sequence[HeldDelivery], path: str, year: int | None, name: str, measure: str) -> None:
    """Raise where a field has no column in a delivery that is used, or its records are not held."""
    source, entity, field = parted(path)
    of_kind = [h for h in found if (h.records.source, h.records.entity) == (source, entity)]
    for one in of_kind:
        if year is not None and year not in one.wanted:
            continue
        if not one.used and one.records.optional:
            raise NoFigures(
                f"{measure} needs {field} of {one.records.published} for the column {name}, and none is held",
                where=f"It would have {one.records.gives}.",
                next=f"Load it:  alder load --source {source} FILE",
            )
        for delivery, slices in one.used:
            if _is_there(one.records, delivery, slices, field, year):
                continue
            raise NoFigures(
                f"{measure} needs {field} of {one.records.published} for the column {name}, and it is not delivered",
                where=f"No column is {field} in {one.says_of(delivery)}.",
                next=f"Ask for it, and load that:  alder load --source {source} FILE\n{hand_over(measure)}",
            )


def _is_there(
    records: CohortRecords, delivery: Delivery, slices: Sequence[Slice], field: str, year: int | None
) -> bool:
    years = {s.start_year for s in slices if s.start_year is not None and year in (None, s.start_year)}
    declared = records.layout[field]
    return declared.name not in delivery.absent and all(AcademicYear(y) in declared.years for y in years)


def hand_over(measure: str) -> str:
    """How to give the table without the records."""
    return f"Or hand the table over in Python, column by column:  alder explain {measure}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


Rows = list[tuple[str, str]]


def deliveries_read(store: Any, drawing: CohortTable, query: Query) -> list[dict[str, Any]]:
    """Each kind of record that a question reads for each of its years: what is needed, and which delivery is held."""
    return [
        {
            "year": year.label,
            "source": one.records.source,
            "record": one.records.published,
            "gives": one.records.gives,
            "needed_years": [AcademicYear(y).label for y in one.wanted],
            "optional": one.records.optional,
            "missing_years": [AcademicYear(y).label for y in one.lacks],
            "held": [called(d) for d, _ in one.used],
        }
        for year in query.years
        for one in held_deliveries(store, drawing, year.start, query.settings)
    ]


def said(facts: Iterable[dict[str, Any]]) -> Rows:
    """The same in words, each kind of record and years once."""
    rows: dict[tuple[str, str], None] = {}
    for d in facts:
        years = f" of {years_in_words(map(AcademicYear.parse, d['needed_years']))}" if d["needed_years"] else ""
        held = "; ".join(d["held"]) if d["held"] else "none is held"
        if d["held"] and d["missing_years"]:
            held += f"; {years_in_words(map(AcademicYear.parse, d['missing_years']))} is not held"
        also = " (where held)" if d["optional"] else ""
        rows[f"{d['record']}{years}", f"{d['gives']}{also}: {held}"] = None
    return list(rows)


def columns(drawing: CohortTable) -> list[dict[str, Any]]:
    """Where each column comes from: its fields and its rule, or what is missing for it."""
    return [
        {
            "column": name,
            "fields": list(c.fields) if isinstance(c, CohortColumn) else [],
            "helped_by": list(c.helped) if isinstance(c, CohortColumn) else [],
            "how": c.how if isinstance(c, CohortColumn) else None,
            "missing": None if isinstance(c, CohortColumn) else c.lacks,
        }
        for name, c in drawing.columns.items()
    ]


def column_rows(facts: Iterable[dict[str, Any]]) -> Rows:
    """The same in words: `LEO.Employment: EduKey, StartDate, EndDate. 1 in a month with a day of a spell`."""
    return [("which rows" if c["column"] == ROWS else c["column"], _said(c)) for c in facts]


def record_rows(drawing: CohortTable) -> Rows:
    """Each kind of record that is read, of which years and what for."""
    return [
        (f"{r.published} ({r.source})", f"{r.gives}; {r.said}{', where held' if r.optional else ''}")
        for r in drawing.records
    ]


def _said(column: dict[str, Any]) -> str:
    if column["missing"]:
        return f"not drawn: {column['missing']}"
    by_record: dict[str, list[str]] = {}
    for path in dict.fromkeys((*column["fields"], *column["helped_by"])):
        source, entity, field = parted(path)
        by_record.setdefault(catalogue.source(source).entity(entity).published, []).append(field)
    read = "; ".join(f"{record}: {', '.join(fields)}" for record, fields in by_record.items())
    how: str = column["how"]
    return f"{read}. {how[0].upper()}{how[1:]}" if read else how
