"""What was measured, as the terminal shows it: all fields in columns, one field in full, or split."""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import fill, wrap
from typing import TYPE_CHECKING, Any, Protocol

from alder.look.text_table import aligned, fitting
from alder.look.words import counted, listed, number
from alder.model.period import AcademicYear
from alder.quality.field_totals import BY, apart_from_peers
from alder.quality.grades import grade_of
from alder.rules.findings import Severity
from alder.sources.ilr.profile.expected import expectation
from alder.sources.ilr.profile.field_quality import misfit, named
from alder.sources.ilr.profile.value_meanings import NOT_KNOWN, PAIRS, STAND_INS
from alder.sources.ilr.rules import ilr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa


_COLUMNS = {
    "records": "records",
    "filled_share": "filled",
    "unusable_share": "unusable",
    "missing_share": "missing",
    "not_known_share": "unknown",
    "stand_in_share": "stand-in",
    "wrong_share": "wrong",
}
_FINDINGS = {"errors": "errors", "warnings": "warnings"}
_DAYS = {
    "first_of_month_share": "1st of month",
    "january_1_share": "1 Jan",
    "august_1_share": "1 Aug",
    "july_31_share": "31 Jul",
    "september_1_share": "1 Sep",
    "commonest_date_share": "one date",
}
_DIGITS = {"ends_in_0_share": "ends in 0", "ends_in_5_share": "ends in 5"}
_SPLIT = {"provider": "provider", "ukprn": "UKPRN", "collection_year": "year", "return_number": "return"}


class Reported(Protocol):
    """What a report tells of: `measurements.FieldMeasurements`, which hands itself over to be printed."""

    @property
    def field(self) -> str | None: ...
    @property
    def by(self) -> tuple[str, ...]: ...
    @property
    def table(self) -> pa.Table: ...
    @property
    def used(self) -> pa.Table: ...
    @property
    def not_measured(self) -> pa.Table: ...


def text(measured: Reported, width: int = 100) -> str:
    """The answer, how far it reaches, and what to type next."""
    if not measured.used.num_rows:
        return "No such returns are held.\n\nWhat is held:  alder returns"
    return "\n".join([*_body(measured, width), "", *_reach(measured, width), "", *_next(measured)])


def _body(measured: Reported, width: int) -> Iterator[str]:
    rows = measured.table.to_pylist()
    if not rows:
        yield "Nothing was measured."
    elif measured.field is None:
        yield from _overview(rows, width)
    elif measured.by:
        yield from _split(measured, rows, width)
    else:
        yield from card(rows, measured.used, width)


def _overview(rows: list[dict[str, Any]], width: int) -> Iterator[str]:
    """Every field against which something can be said, worst first; then the others by name."""
    names = [r["field"] for r in rows]
    called = [_called(r, several=names.count(r["field"]) > 1) for r in rows]
    filled = [bool(r["records"] and r["asked"]) for r in rows]
    faulty = [f and bool(r["unusable"] or r["errors"] or r["warnings"]) for r, f in zip(rows, filled, strict=True)]
    heads = ["field", "grade", *_COLUMNS.values(), "findings"]
    lines = [
        [name, r["grade"], *(shown(r, c) for c in _COLUMNS), number(r["errors"] + r["warnings"])]
        for r, name, bad in zip(rows, called, faulty, strict=True)
        if bad
    ]
    if lines:
        yield from in_columns(heads, lines, width, words=1)
        yield ""
    sound = [n for n, f, bad in zip(called, filled, faulty, strict=True) if f and not bad]
    empty = [n for n, f, r in zip(called, filled, rows, strict=True) if r["records"] and not f]
    none = dict.fromkeys(r["record"].replace("_", " ") for r in rows if not r["records"])
    for words, which in (("Nothing found against", sound), ("Never filled", empty), ("No record of", list(none))):
        if which:
            yield from fill(f"{words}: {listed(which)}.", width, break_long_words=False).splitlines()


def _called(row: dict[str, Any], *, several: bool) -> str:
    """The field, and its record where several records have a field of that name."""
    return f"{row['field']} ({row['record'].replace('_', ' ')})" if several else str(row["field"])


def _split(measured: Reported, rows: list[dict[str, Any]], width: int) -> Iterator[str]:
    several = len({r["record"] for r in rows}) > 1
    own = [c for s in measured.by for c in (("provider", "ukprn") if s == "provider" else (BY[s],))]
    if "provider" in own and not any(r["provider"] for r in rows):
        own.remove("provider")
    columns = {c: h for c, h in (_COLUMNS | _FINDINGS).items() if any(r[c] is not None for r in rows)}
    columns |= {c: h for c, h in (_DAYS | _DIGITS).items() if any(r[c] is not None for r in rows)}
    marks = apart_from_peers(rows) if measured.by == ("provider",) else {}
    yield f"{measured.field}   {listed([h.replace('_', ' ') for h in dict.fromkeys(r['record'] for r in rows)])}"
    yield ""
    heads = [*(["record"] if several else []), *(_SPLIT[c] for c in own), *columns.values()]
    lines = [
        [
            *([r["record"].replace("_", " ")] if several else []),
            *(str(r[c] or "") for c in own),
            *(shown(r, c) + ("*" if (n, c) in marks else "") for c in columns),
        ]
        for n, r in enumerate(rows)
    ]
    yield from in_columns(heads, lines, width, words=len(own) + several)
    if marks:
        yield ""
        yield "* more than 10 points above the other providers together"


def _reach(measured: Reported, width: int) -> Iterator[str]:
    used = measured.used
    years = sorted(set(used["collection_year"].to_pylist()))
    numbers = sorted(set(used["return_number"].to_pylist()))
    counts = [counted(used.num_rows, "return"), counted(len(set(used["ukprn"].to_pylist())), "provider")]
    counts += [_span(years), _span(numbers)]
    yield from fill(f"{', '.join(counts)}.", width).splitlines()
    if measured.table.num_rows and (measured.by or measured.field is None):
        line = (
            "Filled: of all records. Unusable: missing, unknown, stand-in and wrong together. Missing: of those that "
            "should have a value. Stand-in: a temporary number and the like. Wrong: not on the code list, or not "
            "readable."
        )
        yield from fill(line, width).splitlines()
    if measured.not_measured.num_rows:
        line = (
            f"Not measured: {counted(measured.not_measured.num_rows, 'return')} that an earlier release loaded. "
            "Have them measured:  alder store measure"
        )
        yield from fill(line, width).splitlines()
    yield "Counts here are not protected. They are for whoever looks after the data."


def _span(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"{values[0]} to {values[-1]}"


def _next(measured: Reported) -> Iterator[str]:
    if measured.field is None:
        yield "About one field:  alder quality PriorAttain"
    elif not measured.by:
        yield f"By provider:      alder quality {measured.field} --by provider"
        yield f"What it means:    alder explain {measured.field}"
    else:
        yield f"The field itself:  alder quality {measured.field}"


_MOST_RULES = 12
_HEAPS = {
    "first_of_month": "on the first of a month; 3.3% if days were even",
    "january_1": "on 1 January; 0.3% if days were even",
    "august_1": "on 1 August, the first day of the year",
    "july_31": "on 31 July, the last day of the year",
    "september_1": "on 1 September",
    "commonest_date": "on the commonest date of their return",
    "ends_in_0": "end in 0; 10% if digits were even",
    "ends_in_5": "end in 5; 10% if digits were even",
}


def card(rows: list[dict[str, Any]], used: pa.Table, width: int) -> Iterator[str]:
    """The field, once for each kind of record that has it."""
    graded = grade_of(rows[0]["field"])
    records = listed([r["record"].replace("_", " ") for r in rows])
    yield f"{graded.field}   {records}   grade {graded.grade.value}"
    yield ""
    yield from fill(f"{graded.why[:1].upper()}{graded.why[1:]}.", width).splitlines()
    for row in rows:
        yield ""
        if len(rows) > 1:
            yield row["record"].replace("_", " ")
        yield from _counts(row, used, width)
    broken = rules_broken(graded.field, used)
    if broken:
        yield ""
        yield "Rules broken, findings in all records"
        size = max(len(b.code) for b in broken[:_MOST_RULES])
        for b in broken[:_MOST_RULES]:
            lead = f"  {b.severity:<9}{b.code:<{size}}{b.findings:>8,}   "
            first, *more = wrap(b.message, width - len(lead)) or [""]
            yield lead + first
            yield from (" " * len(lead) + line for line in more)
        if len(broken) > _MOST_RULES:
            yield f"  and {counted(len(broken) - _MOST_RULES, 'other rule')}"


def _counts(row: dict[str, Any], used: pa.Table, width: int) -> Iterator[str]:
    lines = [(number(row["records"]), "", "records", "")]
    lines.append((number(row["values"]), shown(row, "filled_share"), "have a value", ""))
    if row["expected"] is not None:
        lines.append((number(row["expected"]), "", "should have one", _who(row, used)))
        lines.append((number(row["missing"]), shown(row, "missing_share"), "of these have none", ""))
    if codes := _codes(NOT_KNOWN, row["field"]):
        lines.append((number(row["not_known"]), shown(row, "not_known_share"), "say not known", codes))
    if codes := _codes(STAND_INS, row["field"]):
        lines.append((number(row["stand_in"]), shown(row, "stand_in_share"), "stand in for another", codes))
    if row["off_list"] is not None:
        lines.append((number(row["off_list"]), shown(row, "off_list_share"), "are not on the code list", ""))
    if row["unreadable"]:
        unread = "their learners were kept out"
        lines.append((number(row["unreadable"]), shown(row, "unreadable_share"), "could not be read", unread))
    for name, words in _HEAPS.items():
        if row[name] is not None:
            lines.append((number(row[name]), shown(row, f"{name}_share"), words, ""))
    counts = [counted(row[f"{s}s"], s) for s in ("error", "warning") if row[f"{s}s"]]
    lines.append((number(row["records_with_findings"]), "", "records with findings that name it", listed(counts)))
    size = max(len(n) for n, _, _, _ in lines)
    for n, share, words, more in lines:
        lead = f"  {n:>{size}}  {share:>6}  "
        first, *rest = wrap(f"{words}{': ' + more if more else ''}", width - len(lead)) or [""]
        yield lead + first
        yield from (" " * len(lead) + line for line in rest)


def _who(row: dict[str, Any], used: pa.Table) -> str:
    """Who is asked, in the words of the latest year."""
    years = [AcademicYear.parse(y) for y in set(used["collection_year"].to_pylist())]
    question = expectation(row["record"], row["field"], max(years))
    return f"{question.who} ({listed(question.codes)})" if question else "every record"


def _codes(meanings: dict[str, tuple[str, ...]], field: str) -> str:
    """The codes that count, for the field that holds them."""
    if field in PAIRS.values():
        return ""
    return ", ".join(meanings.get(PAIRS.get(field, field), ()))


@dataclass(frozen=True)
class RuleBroken:
    """A rule, what a person is told of it, and how many findings of it there are."""

    code: str
    severity: str
    findings: int
    message: str


def rules_broken(field: str, used: pa.Table) -> list[RuleBroken]:
    """The rules that name `field` and are broken in some submission, errors first, most findings first."""
    broken: dict[str, RuleBroken] = {}
    for label, summary in zip(*(used[c].to_pylist() for c in ("collection_year", "findings_summary")), strict=True):
        year = AcademicYear.parse(label)
        for code, count in json.loads(summary or "{}").items():
            if any(name == field for _, name in named(code, "", year)):
                before = broken[code].findings if code in broken else 0
                broken[code] = RuleBroken(code, _severity(code, year), before + count, _message(code, year))
    return sorted(broken.values(), key=lambda b: (b.severity, -b.findings, b.code))


def _severity(code: str, year: AcademicYear) -> str:
    rule = next((r for r in ilr.versions(code) if r.holds_in(year)), None) if code in ilr else None
    return str(rule.severity_in(year) if rule else Severity.ERROR)


def _message(code: str, year: AcademicYear) -> str:
    if misfit(code):
        from alder.sources.ilr.xml import form

        return form.explained(code).lead
    return next(r.message for r in ilr.versions(code) if r.holds_in(year))


def in_columns(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, words: int) -> Iterator[str]:
    """Rows under each other, the first `words` columns to the left and numbers to the right.

    What does not fit is left out from the right, and said. A mark behind a number stands outside its column.
    """
    whole = [heads, *rows]
    if any(cell.endswith("*") for row in whole for cell in row):
        whole = [[cell if cell.endswith("*") else f"{cell} " for cell in row] for row in whole]
    yield from aligned(whole, right=range(words, len(heads)), gap=2, room=width)
    fit = fitting(whole, gap=2, room=width)
    if fit < len(heads):
        yield ""
        yield from fill(
            f"Not shown for want of room: {listed(list(heads[fit:]))}. All are in --format json.", width
        ).splitlines()


def shown(row: dict[str, Any], column: str) -> str:
    """A count with commas, a share in per cent, nothing where the question makes no sense."""
    value = row[column]
    if value is None:
        return ""
    return percent(value) if column.endswith("_share") else number(value)


def percent(share: float) -> str:
    """One decimal; what is neither nothing nor all is never shown as that."""
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{100 * share:.1f}%" if 0 < share < 1 else f"{100 * share:.0f}%"
