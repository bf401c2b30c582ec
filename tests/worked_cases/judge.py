"""Judges worked cases: each by one rule alone, all cases that were told nothing that contradicts in one pass.

A case that cannot be judged says why; nothing that stands in a file of cases stops the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from alder.engine.duckdb import DuckDB
from alder.errors import AlderError
from alder.model.period import AcademicYear
from alder.rules.book import RuleBook
from alder.rules.record_tables import FILE
from alder.rules.rule import Rule
from alder.rules.runner import run
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.book import MISSING
from alder.sources.ilr.xml.form import NAMES, SCHEMA
from tests.worked_cases import answers, code_lists, learning_aims, registers, terms  # noqa: F401 (they register answers)
from tests.worked_cases.answers import Untold
from tests.worked_cases.instead import Instead, Told
from tests.worked_cases.records import TOPS, Odd, Rows, flatten

LEVELS = {*TOPS, "Message"}

LATEST = max(ilr.full)
"""The book by which a case is run, whatever year it moves to: no rule of `_book` has ended by then."""

AS_RECORDED = "self_contained"
"""The verdict of such a case follows from its record: what it tells of derived data is worked out from it as well."""


@dataclass(frozen=True)
class Verdict:
    """What became of one case: `agree`, `disagree`, or why it did not run."""

    id: str
    rule: str
    status: str
    result: str

    @property
    def ran(self) -> bool:
        return self.result in ("agree", "disagree")


class NotRun(Exception):
    """The case cannot be judged. Its text says why."""


@dataclass
class Prepared:
    """A case with its rule, the year it is judged in, and what it tells."""

    case: dict[str, Any]
    rule: Rule
    year: AcademicYear
    tables: Rows
    instead: Instead = field(default_factory=Instead)

    @property
    def version(self) -> tuple[object, ...]:
        """The rule as it is built for the case: which of its years' versions, and with what in place of what."""
        return self.rule.since, str(sorted(self.instead.said))


@dataclass
class _Pass:
    """Cases that are judged together: of one year, each rule in one version, and of each table one thing told.

    A told answer is a fact of one case, which another may deny: then the other has a place in another pass. A case
    that needs no such table is judged beside any answer, since its rule does not look there.
    """

    year: AcademicYear
    versions: dict[str, tuple[object, ...]] = field(default_factory=dict)
    told: Rows = field(default_factory=dict)
    cases: dict[int, Prepared] = field(default_factory=dict)

    def has_place_for(self, one: Prepared) -> bool:
        return (
            self.year == one.year
            and self.versions.get(one.rule.code, one.version) == one.version
            and all(self.told.get(name, rows) == rows for name, rows in one.tables.items())
        )

    def take(self, number: int, one: Prepared) -> None:
        self.versions[one.rule.code] = one.version
        self.told |= one.tables
        self.cases[number] = one


def judge(cases: Iterable[Any]) -> list[Verdict]:
    """Run the cases and compare."""
    numbered = list(cases)
    results: dict[int, str] = {}
    passes: list[_Pass] = []
    for number, case in enumerate(numbered):
        try:
            prepared = prepare(case)
        except NotRun as reason:
            results[number] = str(reason)
        else:
            place = next((one for one in passes if one.has_place_for(prepared)), None)
            if place is None:
                passes.append(place := _Pass(prepared.year))
            place.take(number, prepared)
    for one in passes:
        results |= _compare(one.cases)
    return [_verdict(case, n, results[n]) for n, case in enumerate(numbered)]


def _verdict(case: Any, number: int, result: str) -> Verdict:
    given = case if isinstance(case, dict) else {}
    name = str(given.get("id") or f"case {number + 1}")
    return Verdict(name, str(given.get("rule") or "no rule"), str(given.get("status") or "no status"), result)


# Before a case runs ----------------------------------------------------------------------


def prepare(given: Any) -> Prepared:
    """Read a case; raises `NotRun` with the reason where it cannot be judged."""
    case = _complete(given)
    try:
        collected = AcademicYear.parse(str(case.get("year") or "2020-21"))
    except AlderError:
        raise NotRun("a year that cannot be read") from None
    rule = _rule(str(case.get("rule")), collected)
    if case.get("status") in ("contradictory", "ambiguous"):
        raise NotRun(case["status"])
    instead = Instead()
    try:
        year = _year(case, collected)
        tables = answers.tables(case, ilr.needs(rule), dict(ilr.shape.references))
        code_lists.tell(case, year, instead)
        if case.get("status") != AS_RECORDED:
            terms.tell(case, instead)
            case = terms.with_told_records(case)
        flatten(case, 0, year, tables)
    except (Untold, Odd) as reason:
        raise NotRun(str(reason)) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise NotRun("answers or facts that are not written as in other cases") from None
    return Prepared(case, rule, year, tables, instead)


def _complete(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise NotRun("not a case")
    case = given | {
        "context": given.get("context") or {},
        "reference": given.get("reference") or [],
        "derived": given.get("derived") or [],
        "level": given.get("level") or "Learner",
    }
    if not isinstance(case.get("violated"), bool):
        raise NotRun("no verdict to compare with")
    if not (isinstance(case["level"], str) and case["level"] in LEVELS):
        raise NotRun("a record of an unknown level")
    parts = [case.get("record"), case["context"], *_each(case["reference"]), *_each(case["derived"])]
    if not all(isinstance(part, dict) for part in parts):
        raise NotRun("a part that is not written as in other cases")
    return case


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [None]


def _rule(code: str, year: AcademicYear) -> Rule:
    found = next((r for r in ilr if r.code == code and r.holds_in(year)), None)
    if found is not None:
        return found
    if code in MISSING:
        raise NotRun("Alder does not judge it; the reason stands in: alder rules --missing")
    if any(f.code == code for f in (*NAMES, *SCHEMA)):
        raise NotRun("judged from the name and form of a file when it is read, not from records")
    raise NotRun(f"no such rule in {year.label}")


def _year(case: dict[str, Any], collected: AcademicYear) -> AcademicYear:
    """The teaching year that the case sets, or else the year it is from."""
    found: set[AcademicYear] = set()
    for key, text in case["context"].items():
        if key in ("AcademicYear.Start", "AcademicYear.AugustThirtyFirst"):
            found.add(AcademicYear(int(text[:4])))
        elif key in ("AcademicYear.End", "AcademicYear.JulyThirtyFirst", "AcademicYear.JanuaryFirst"):
            found.add(AcademicYear.of(date.fromisoformat(text[:10])))
        elif key == "AcademicYear.PreviousYearEnd":
            found.add(AcademicYear.of(date.fromisoformat(text[:10])) + 1)
    start, end = (case["context"].get(f"AcademicYear.{edge}") for edge in ("Start", "End"))
    if (start and start[4:10] != "-08-01") or (end and end[4:10] != "-07-31"):
        raise Untold("a year of its own, which does not run from August to July")
    return min(found, default=collected)


# Running ----------------------------------------------------------------------


def _compare(some: dict[int, Prepared]) -> dict[int, str]:
    """The result of each of some cases that can be judged together."""
    try:
        broken = _broken(list(some.values()))
    except Exception as error:
        # Whatever one odd case brings about must not stop the others: each half is tried again, down to the one.
        if len(some) == 1:
            return {n: f"could not be run ({type(error).__name__})" for n in some}
        pairs, middle = list(some.items()), len(some) // 2
        return _compare(dict(pairs[:middle])) | _compare(dict(pairs[middle:]))
    return {
        number: "agree" if (position in broken) == one.case["violated"] else "disagree"
        for position, (number, one) in enumerate(some.items())
    }


def _broken(some: list[Prepared]) -> set[int]:
    """The positions of the cases that break their rule."""
    rows: Rows = defaultdict(list)
    tables: Rows = {}
    for submission, one in enumerate(some):
        for name, more in flatten(one.case, submission, one.year, one.tables).items():
            rows[name] += more
        tables |= one.tables
    book = _book(some)
    with DuckDB() as engine:
        for name, of_table in rows.items():
            if name != FILE:
                engine.add(name, pa.Table.from_pylist(of_table, schema=ilr.shape.tables[name].schema))
        schemas = {r.loaded_as: r.schema for r in ilr.shape.references.values()}
        for name, of_table in tables.items():
            engine.add(name, pa.Table.from_pylist(of_table, schema=schemas[name]))
        files = pa.Table.from_pylist(rows[FILE], schema=ilr.shape.tables[FILE].schema)
        found = run(engine, book, files, by=LATEST).broken
    pairs = zip(found.column("submission").to_pylist(), found.column("rule").to_pylist(), strict=True)
    return {s for s, rule in pairs if some[s].rule.code == rule}


def _book(some: list[Prepared]) -> RuleBook:
    """The rules of the cases as if they held in every year by which they are run, since some cases move the year."""
    book = RuleBook("cases", shape=ilr.shape, full=("2020/21",), first="1990/91", version="1")
    for one in {p.rule.code: p for p in some}.values():
        function = Told(one.rule.function, one.instead) if one.instead else one.rule.function
        books = (one.rule.book.label,) if one.rule.book is not None else ()
        book.rule(one.rule.code, reads=one.rule.reads, next=one.rule.next, books=books)(function)
    return book
