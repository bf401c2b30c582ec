"""One field in full, as the terminal shows it: what is there, what is not, which rules it breaks, where dates heap."""

from __future__ import annotations

from textwrap import fill, wrap
from typing import TYPE_CHECKING, Any

from alder.look.words import counted, listed, number
from alder.model.period import AcademicYear
from alder.quality.columns import shown
from alder.quality.grades import grade_of
from alder.quality.rules_broken import rules_broken
from alder.sources.ilr.profile.expected import asked
from alder.sources.ilr.profile.values import NOT_KNOWN, PAIRS, STAND_INS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

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
    found = [counted(row[f"{s}s"], s) for s in ("error", "warning") if row[f"{s}s"]]
    lines.append((number(row["records_with_findings"]), "", "records with findings that name it", listed(found)))
    size = max(len(n) for n, _, _, _ in lines)
    for n, share, words, more in lines:
        lead = f"  {n:>{size}}  {share:>6}  "
        first, *rest = wrap(f"{words}{': ' + more if more else ''}", width - len(lead)) or [""]
        yield lead + first
        yield from (" " * len(lead) + line for line in rest)


def _who(row: dict[str, Any], used: pa.Table) -> str:
    """Who is asked, in the words of the latest year."""
    years = [AcademicYear.parse(y) for y in set(used["collection_year"].to_pylist())]
    question = asked(row["record"], row["field"], max(years))
    return f"{question.who} ({listed(question.codes)})" if question else "every record"


def _codes(meanings: dict[str, tuple[str, ...]], field: str) -> str:
    """The codes that count, for the field that holds them."""
    if field in PAIRS.values():
        return ""
    return ", ".join(meanings.get(PAIRS.get(field, field), ()))
