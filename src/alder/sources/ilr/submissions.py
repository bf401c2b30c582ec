"""What the store keeps of an ILR file beside its records: its submission row and its findings, without any value."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import reference, submission
from alder.engine.store import Store
from alder.errors import RefusedFile
from alder.look.notebook import MOST_LINES, NotebookList
from alder.look.text_table import aligned
from alder.look.words import counted, listed, number
from alder.model.frame import FrameSource
from alder.model.made_up import MadeUp
from alder.rules.findings import Severity
from alder.sources.ilr import schema
from alder.sources.ilr.calendar import return_for
from alder.sources.ilr.profile.measurement import FIELD_QUALITY
from alder.sources.ilr.rules.reference_tables import LAST_YEAR_AIM

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from alder.model.period import AcademicYear, ReturnNumber
    from alder.rules.findings import Finding
    from alder.sources.ilr.xml.header import Header
    from alder.sources.ilr.xml.reader import ReturnReader

FINDING = pa.schema(
    [
        ("rule", pa.string()),
        ("severity", pa.string()),
        ("entity", pa.string()),
        ("learner", pa.int64()),
        ("aim", pa.int64()),
        ("line", pa.int32()),
    ]
)
"""A finding as the store keeps it: which rule, on which record. What the record says stays in the record."""

_STAMPED = pa.schema([*submission.STAMP, *FINDING])


def tables() -> dict[str, pa.Schema]:
    """The tables of a store of ILR returns, without the columns that say which submission a row is of."""
    return {**schema.superset(), "finding": FINDING, "field_quality": FIELD_QUALITY}


def open_store(folder: str | Path) -> Store:
    """The store in a folder, with the tables that returns fill. Opening it makes nothing: the first load does.

    It is for whoever keeps to one store. `alder.open` gives the environment, which knows measures, links and protection
    too, and so every room of Alder.
    """
    return Store(Path(folder), tables())


def ukprn_of(header: Header, file_name: str) -> int:
    """The provider whose return it is."""
    ukprn: int | None = header.provider_ukprn or header.ukprn
    if ukprn is None:
        raise RefusedFile(
            "this file does not say whose return it is",
            where=f"{file_name}\n  LearningProvider, UKPRN: missing",
            next="Nothing was stored. Export the return again with the provider's UKPRN.",
        )
    return ukprn


def return_of(header: Header, file_name: str, return_said: ReturnNumber | None) -> tuple[ReturnNumber, bool]:
    """The return that a file is for, as told or by its FilePreparationDate, and whether that is assumed."""
    if return_said is not None:
        return return_said, False
    if header.prepared is None:
        raise RefusedFile(
            "this file does not say when it was prepared, so its return cannot be worked out",
            where=f"{file_name}\n  Header, FilePreparationDate: missing or not a date",
            next="Nothing was stored. Tell the return with --return, for example --return R04.",
        )
    return return_for(header.prepared, header.year)


def sent(file_time: datetime | None, prepared: date | None, source_time: datetime | None) -> datetime | None:
    """When a file was made, which orders the files of one return.

    It is the time in a well-formed file name; else the FilePreparationDate, at the time that Source gives if it is of
    that day; else what Source says.
    """
    if file_time is not None:
        return file_time
    if prepared is None or (source_time is not None and source_time.date() == prepared):
        return source_time
    return datetime.combine(prepared, time())


def row_of(
    reading: ReturnReader, number: int, ukprn: int, return_number: ReturnNumber, assumed: bool, *, made_up: bool
) -> dict[str, Any]:
    """The submission row of a file that was read to its end, but for its findings."""
    header = reading.header
    source_time = _wall_clock(header.source_time)
    return {
        "submission": number,
        "ukprn": ukprn,
        "collection_year": header.year.label,
        "return_number": return_number.value,
        "return_assumed": assumed,
        "file_name": reading.file_name,
        "file_hash": reading.file_hash,
        "file_bytes": reading.file_bytes,
        "prepared": header.prepared,
        "file_time": reading.file_time,
        "source_time": source_time,
        "sent": sent(reading.file_time, header.prepared, source_time),
        "received": datetime.now(UTC).replace(tzinfo=None),
        "serial": header.serial,
        "learners_read": reading.learners_read,
        "learners": reading.learners,
        "learning_deliveries_read": reading.learning_deliveries_read,
        "learning_deliveries": reading.learning_deliveries,
        "notices": json.dumps(reading.notices),
        "made_up": made_up,
    }


def found_in_file(findings: Iterable[Finding], number: int) -> pa.Table:
    """Findings of reading, as the store keeps them; `stamped` says whose they are."""
    rows = [
        (number, f.rule, f.severity.value, f.entity, f.learner, f.aim, f.line if f.line is None else min(f.line, _MOST))
        for f in findings
    ]
    names = ["submission", *FINDING.names]
    return pa.Table.from_pylist(
        [dict(zip(names, r, strict=True)) for r in rows], schema=pa.schema([submission.STAMP[0], *FINDING])
    )


def stamped(findings: pa.Table, rows: pa.Table) -> pa.Table:
    """Findings of several submissions with the columns that say whose they are."""
    at = pc.index_in(findings["submission"], rows["submission"].combine_chunks())
    owners = rows.select(submission.STAMP.names).take(at.combine_chunks())
    own = {f.name: findings[f.name].cast(f.type) for f in FINDING}
    return pa.table({**{c: owners[c] for c in owners.column_names}, **own}, schema=_STAMPED)


def with_sums(
    rows: pa.Table,
    findings: pa.Table,
    books: dict[str, str],
    references: dict[str, dict[str, str]] | None = None,
    last_years: dict[int, str] | None = None,
) -> pa.Table:
    """Submission rows with what was found in each, and by what it was judged.

    That is the rule book of its year (`books`), and the editions of the reference tables that rules looked into: those
    of its year (`references`), and its provider's return of last year (`last_years`). What else came in the same load
    changes neither.
    """
    by_rule: dict[int, dict[str, int]] = {}
    for group in findings.group_by(["submission", "rule"]).aggregate([([], "count_all")]).to_pylist():
        by_rule.setdefault(group["submission"], {})[group["rule"]] = group["count_all"]
    errors = findings.filter(pc.equal(findings["severity"], Severity.ERROR.value))
    warnings = findings.filter(pc.equal(findings["severity"], Severity.WARNING.value))
    sums: dict[str, dict[int, int]] = {
        "errors": _counts(errors),
        "warnings": _counts(warnings),
        "learners_with_errors": _counts(
            errors.select(["submission", "learner"]).group_by(["submission", "learner"]).aggregate([]).drop_null()
        ),
    }
    numbers = rows["submission"].to_pylist()
    columns: dict[str, Any] = {name: [of.get(n, 0) for n in numbers] for name, of in sums.items()}
    columns["findings_summary"] = [json.dumps(by_rule.get(n, {}), sort_keys=True) for n in numbers]
    years = rows["collection_year"].to_pylist()
    columns["reference_data"] = [
        json.dumps(
            {
                **(references or {}).get(year, {}),
                **({LAST_YEAR_AIM.name: last_years[n]} if last_years and n in last_years else {}),
            },
            sort_keys=True,
        )
        for n, year in zip(numbers, years, strict=True)
    ]
    columns["rule_book"] = [books.get(y) for y in years]
    for name, values in columns.items():
        place = submission.SCHEMA.get_field_index(name)
        rows = rows.set_column(
            place, submission.SCHEMA.field(name), pa.array(values, submission.SCHEMA.field(name).type)
        )
    return rows


def _counts(findings: pa.Table) -> dict[int, int]:
    counted = findings.group_by("submission").aggregate([([], "count_all")])
    return dict(zip(counted["submission"].to_pylist(), counted["count_all"].to_pylist(), strict=True))


def _wall_clock(moment: datetime | None) -> datetime | None:
    """A moment as clocks in England show it, like the time in a file name."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)


_MOST = 2**31 - 1


_SHOWN = (
    *("ukprn", "collection_year", "return_number", "return_assumed", "sent", "received", "learners"),
    *("learning_deliveries", "errors", "warnings", "learners_with_errors", "file_name", "submission", "made_up"),
)


@dataclass(frozen=True)
class Returns(FrameSource):
    """The returns of a store, newest year first, and which of them are current.

    `table` has a row for each submission; `provider` is the provider's name where the store knows it. `awaited` names
    the known providers that have no return in the year asked for: UKPRN and name. `copied` has a row for each
    provider and year of the research copy that counts: the same learners, under a pseudonym of the provider.
    """

    table: pa.Table
    awaited: tuple[tuple[int, str], ...] = ()
    copied: pa.Table = field(default_factory=submission.SCHEMA.empty_table)

    @property
    def current(self) -> pa.Table:
        """The submissions that count: the latest of each provider and year."""
        return self.table.filter(self.table["current"])

    def to_arrow(self) -> pa.Table:
        return self.table

    def __repr__(self) -> str:
        """The current returns, a line each, and what else there is."""
        shown = self._shown()
        lines = aligned([shown.heads, *shown.rows[:MOST_LINES]], right=shown.numbers) if shown.rows else []
        return "\n".join([shown.caption, "", *lines, "", *shown.before, *shown.after])

    def _repr_html_(self) -> str:
        return self._shown().html()

    def _shown(self) -> NotebookList:
        current = self.current.to_pylist()
        heads = ("provider", "UKPRN", "year", "return", "sent", "learners", "aims", "errors", "warnings")
        rows = [
            (
                r["provider"] or "",
                str(r["ukprn"]),
                r["collection_year"],
                r["return_number"],
                f"{r['sent']:%Y-%m-%d %H:%M}" if r["sent"] else "",
                *(number(r[c]) for c in ("learners", "learning_deliveries", "errors", "warnings")),
            )
            for r in current
        ]
        older = self.table.num_rows - len(current)
        missing = [name or str(ukprn) for ukprn, name in self.awaited]
        named = listed(missing) if len(missing) <= 3 else f"{', '.join(missing[:3])} and others"
        says = (
            f"{counted(older, 'older file')} kept." if older else "",
            f"No return yet of {counted(len(missing), 'known provider')}: {named}." if missing else "",
            "All rows, older ones too: to_pandas(), to_polars(), to_arrow().",
        )
        made_up = MadeUp.of(bool(r["made_up"]) for r in current)
        return NotebookList(
            f"{counted(len(current), 'current return')}" if current else "No returns yet. Keep some: store.load(FILE)",
            heads,
            rows,
            numbers=range(5, len(heads)),
            before=[made_up.says.replace("figures", "returns")] if made_up else [],
            after=[line for line in says if line],
        )

    def to_json(self) -> str:
        """All rows as JSON, moments in ISO form."""
        rows = [{k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in r.items()} for r in self._rows()]
        awaited = [{"ukprn": u, "provider": n} for u, n in self.awaited]
        return json.dumps({"returns": rows, "awaited": awaited, "research_copy": self.copied_years()}, indent=1)

    def copied_years(self) -> list[dict[str, object]]:
        """The years of which the research copy is held, with its providers, learners and aims."""
        sums = [("ukprn", "count"), ("learners", "sum"), ("learning_deliveries", "sum")]
        names = ["year", "providers", "learners", "learning_deliveries"]
        found = self.copied.group_by("collection_year").aggregate(sums).sort_by("collection_year").rename_columns(names)
        rows: list[dict[str, object]] = found.to_pylist()
        return rows

    def _rows(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = self.table.to_pylist()
        return rows


def returns(store: Store, *, year: AcademicYear | None = None, ukprn: int | None = None) -> Returns:
    """The returns that a store holds, of one year or one provider if asked."""
    every = submission.in_years(store.submissions(), [year] if year else [])
    rows = submission.returned(every)
    current = submission.latest(rows)["submission"].combine_chunks()
    copied = submission.latest(every.filter(submission.is_copied(every)))
    if ukprn is not None:
        rows = rows.filter(pc.equal(rows["ukprn"], ukprn))
    names = _names(store)
    table = rows.select(list(_SHOWN))
    table = table.append_column("current", pc.is_in(table["submission"], current))
    shown = [names.get(u) for u in table["ukprn"].to_pylist()]
    table = table.append_column("provider", pa.array(shown, pa.string()))
    order = pa.table(
        {
            "year": pc.negate(pc.utf8_slice_codeunits(table["collection_year"], 0, 4).cast(pa.int32())),
            "name": table["provider"].fill_null("￿"),
            **{c: table[c] for c in ("ukprn", "return_number", "sent", "submission")},
        }
    )
    table = table.take(pc.sort_indices(order, sort_keys=[(c, "ascending") for c in order.column_names]))
    seen = set(table["ukprn"].to_pylist())
    missing = [(u, n) for u, n in names.items() if u not in seen] if year and ukprn is None else []
    return Returns(table, tuple(sorted(missing, key=lambda p: p[1])), copied if ukprn is None else copied.slice(0, 0))


def _names(store: Store) -> dict[int, str]:
    """Providers' names, if the store has the reference table `provider`: ILR files do not say them."""
    known = reference.get(store, "provider")
    if known is None:
        return {}
    return dict(zip(known["ukprn"].to_pylist(), known["name"].to_pylist(), strict=True))
