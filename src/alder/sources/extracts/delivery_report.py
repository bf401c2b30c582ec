"""What became of an extract, as lines for a terminal, rows of a CSV and an object of JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from alder.engine.extracts import FIGURES
from alder.errors import UsageError
from alder.look.words import counted, listed
from alder.model.period import AcademicYear, years_in_words
from alder.rights import private_file
from alder.rules.findings import Severity
from alder.sources.extracts.delivery import DeliveryStatus
from alder.sources.extracts.estimates import caution

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alder.engine.extracts import Delivery
    from alder.sources.extracts.delivery import SourceReport

REPORTS = (".csv", ".json")
"""What a report's name may end in."""

_HELD = "See what is held:  alder sources held"

HEADS = ("severity", "finding", "field", "file", "line", "row", "value", "why")


def years_of(delivery: Delivery) -> str:
    """The years of a delivery, 2016/17 to 2018/19; of published figures, how many data sets."""
    if delivery.table.startswith(FIGURES):
        return counted(len(delivery.slices), "data set")
    return years_in_words(AcademicYear(y) for y in delivery.start_years) or "no year said"


def summary(report: SourceReport) -> Iterator[str]:
    """The answer: how much, of which years, what was found, and what to type next."""
    delivery, tally = report.delivery, report.tally
    rows = counted(delivery.rows, "row")
    if report.outcome is DeliveryStatus.HELD:
        yield f"Already held: {report.source.title}, {report.entity.published}, {rows}."
        yield "The same files were loaded before; nothing changed."
        yield ""
        yield _HELD
        return
    yield f"{rows} of {report.source.title}, {report.entity.published}, in {report.seconds:.1f} s"
    if report.entity.fields:
        yield f"Years: {years_of(delivery)}. A row is {report.entity.grain}."
    else:
        yield f"Data sets: {listed([s.term or '' for s in delivery.slices])}. They stay apart from counts of records."
    if delivery.made_up:
        yield "All of it is made up, and figures from it will say so."
    if report.superseded:
        yield f"They supersede rows of {counted(len(report.superseded), 'earlier delivery', 'earlier deliveries')}."
    for (fault, name), number in sorted(tally.counts.items(), key=lambda c: (c[0][0].severity, -c[1])):
        whys = [why for (f, n, why) in tally.reasons if f is fault and n == name]
        yield f"  {fault.severity:<8} {fault:<15} {number:>10,}   {name + ' ' if name else ''}{whys[0]}"
    if delivery.absent:
        fields = counted(len(delivery.absent), "field")
        yield f"  note: {fields} of these years without a column, now missing: {_few(delivery.absent)}."
    if delivery.unknown:
        columns = counted(len(delivery.unknown), "column")
        yield f"  note: {columns} that no declaration knows, kept as text: {_few(tuple(delivery.unknown.values()))}."
    for notice in report.notices:
        yield f"  note: {notice}"
    for caveat in caution(report.source):
        yield f"  {caveat.code}: {caveat.text}"
    yield ""
    yield _HELD


def as_object(report: SourceReport) -> dict[str, Any]:
    """Everything but the listed values: what a program may keep."""
    delivery = report.delivery
    return {
        "outcome": report.outcome.value,
        **delivery_as_object(delivery),
        "notices": list(report.notices),
        "cautions": [c.code for c in caution(report.source)],
        "superseded": [d.number for d in report.superseded],
        "found": [
            {"finding": f.value, "severity": f.severity.value, "field": n or None, "why": w, "count": count}
            for (f, n, w), count in report.tally.reasons.items()
        ],
    }


def delivery_as_object(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery": delivery.number,
        "source": delivery.source,
        "entity": delivery.entity,
        "table": delivery.table,
        "edition": delivery.edition,
        "files": list(delivery.files),
        "sha256": delivery.file_hash,
        "rows": delivery.rows,
        "years": [AcademicYear(y).label for y in delivery.start_years],
        "findings": delivery.findings,
        "absent": list(delivery.absent),
        "unknown": delivery.unknown,
        "notices": list(delivery.notices),
        "received": delivery.received.isoformat(timespec="seconds") + "Z" if delivery.received else None,
    }


def check_name(path: Path) -> None:
    """Raise where no report can be written under a name, before anything is read."""
    if path.suffix.lower() not in REPORTS:
        raise UsageError(f"no report can be written as {path.name}", where=f"Reports end in {listed(REPORTS, 'or')}.")


def write(report: SourceReport, path: Path) -> None:
    """The report as a file, by its ending. It repeats values of people: keep it where the extract is kept."""
    check_name(path)
    text = as_csv(report) if path.suffix.lower() == ".csv" else as_json(report)
    private_file(path).write_text(text, encoding="utf-8", newline="")


def as_csv(report: SourceReport) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEADS)
    for f in ordered(report):
        rows.writerow((f.fault.severity, f.fault, f.field, f.file, f.line, f.row, _inert(f.value), f.why))
    return out.getvalue()


def as_json(report: SourceReport) -> str:
    listed_ = [
        {"finding": f.fault.value, "field": f.field or None, "file": f.file, "line": f.line, "row": f.row}
        | {"value": f.value, "why": f.why}
        for f in ordered(report)
    ]
    return json.dumps(as_object(report) | {"listed": listed_}, indent=1, ensure_ascii=False) + "\n"


def ordered(report: SourceReport) -> list[Any]:
    """The listed findings: errors first, then by file and row."""
    order = list(Severity)
    return sorted(report.tally.listed, key=lambda f: (order.index(f.fault.severity), f.file, f.row or 0, f.field))


def _inert(value: str | None) -> str | None:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if value and value[0] in "=+-@\t\r" else value


def _few(names: tuple[str, ...]) -> str:
    return listed(list(names)) if len(names) <= 6 else f"{', '.join(names[:5])} and {len(names) - 5} more"
