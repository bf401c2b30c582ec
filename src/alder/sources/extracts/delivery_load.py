"""Keeping a delivered extract: all of its files are read, judged and accepted together, or nothing is kept."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine import extracts
from alder.engine.extracts import Delivery, StagedDelivery
from alder.engine.origins import Origins
from alder.errors import UnreadableFile, UsageError
from alder.files.delimited import WINDOWS, OtherEncoding, second_encoding
from alder.look.words import counted, listed
from alder.model.source import Holds
from alder.sources.extracts.column_plan import known_names, plan_columns, year_in_name
from alder.sources.extracts.delivered_files import AGAIN, delivered_files
from alder.sources.extracts.delivered_rows import Reading, Slices, find_repeated_keys
from alder.sources.extracts.delivery import ReadDelivery, deliver
from alder.sources.extracts.figure_layouts import is_figures, known_as_figures
from alder.sources.extracts.figures import load_figures
from alder.sources.extracts.findings import FindingTally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from alder.engine.staging import StagedTable
    from alder.engine.store import Store
    from alder.files.delimited import DelimitedFile
    from alder.model.layout import SourceEntity
    from alder.model.period import AcademicYear
    from alder.model.source import Source
    from alder.sources.extracts.column_plan import ColumnPlan
    from alder.sources.extracts.delivery import SourceReport


def load_source(
    store: Store,
    named: Iterable[str | Path],
    source: Source,
    *,
    entity: str | None = None,
    year: AcademicYear | None = None,
    edition: str = "",
    progress: Callable[[int], None] | None = None,
    made_up: bool = False,
    mix_made_up: bool = False,
) -> SourceReport:
    """Keep the files as one delivery of one kind of record of a source.

    `entity` says which kind, where the names of the columns leave it open; `year` the academic year of the rows, where
    neither they nor their columns' names nor the files' names do. A Parquet file that Alder made up says so, and no
    other file: `made_up` does. Beside other records it is refused unless both are to be mixed. What the source makes of
    a delivery once it is kept is made then, and told with the report.
    """
    if source.holds is Holds.REFERENCE:
        raise UsageError(f"{source.title} is reference data", next="Add it with:  alder reference add FILE...")

    def known(names: Sequence[str]) -> int:
        return known_as_figures(names) or (known_names(source, entity, names) if source.entities else 0)

    files = delivered_files(named, known)
    made_up = made_up or _say_they_are_made_up(files)
    if source.holds is Holds.FIGURES or any(map(is_figures, files)):
        report = load_figures(store, files, source, edition=edition, progress=progress, made_up=made_up)
    else:
        plans = [plan_columns(source, f, entity, year or year_in_name(f.where)) for f in files]
        report = _load_records(store, source, plans, year, edition, progress, made_up=made_up, mix_made_up=mix_made_up)
    return replace(report, landed=source.after_load(store, report.entity)) if source.after_load else report


def _say_they_are_made_up(files: Sequence[DelimitedFile]) -> bool:
    """Whether all files of a delivery say so; refused where some do and others have no word of it."""
    said = {file.is_made_up for file in files}
    if len(said) > 1:
        raise UsageError(
            "some of these files say that they are made up, and others do not",
            where=listed([file.where for file in files if not file.is_made_up][:4]),
            next="Load them apart, or say of all of them:  --made-up",
        )
    return True in said


def _load_records(
    store: Store,
    source: Source,
    plans: Sequence[ColumnPlan],
    year: AcademicYear | None,
    edition: str,
    progress: Callable[[int], None] | None,
    *,
    made_up: bool,
    mix_made_up: bool,
) -> SourceReport:
    """Keep files of records, as their columns were planned."""
    kind = _one_entity(plans)
    if not mix_made_up:
        Origins.of(store).check(listed([p.file.where for p in plans[:4]]), made_up=made_up)

    def read(incoming: StagedDelivery, file_hash: str) -> ReadDelivery:
        run = _DeliveryRun(store, incoming, source, kind, plans, year)
        piece = run.read(progress)
        return ReadDelivery(piece, replace(run.delivery(edition, file_hash), made_up=made_up), run.tally)

    paths = [p.file.path for p in plans]
    return deliver(store, source, kind, table_of(source.id, kind.name), paths, year.start if year else None, read)


def table_of(source: str, entity: str) -> str:
    """The table in which the rows of a kind of record are kept: `plams`, `npd_ks4_ks4_pupil`."""
    return source if entity == source else f"{source}_{entity}"


class _DeliveryRun:
    """A delivery at work."""

    def __init__(
        self,
        store: Store,
        incoming: StagedDelivery,
        source: Source,
        entity: SourceEntity,
        plans: Sequence[ColumnPlan],
        year: AcademicYear | None,
    ) -> None:
        self.tally = FindingTally()
        self._source, self._entity, self._year = source, entity, year
        self._plans, self._incoming = list(plans), incoming
        self._table = table_of(source.id, entity.name)
        self._kept_as = _kept_as(plans, entity, extracts.deliveries(store), self._table)
        self._slices = Slices(incoming.number())
        self._readings: list[Reading] = []
        self._notices: list[str] = []

    def read(self, progress: Callable[[int], None] | None) -> StagedTable:
        piece = self._new_piece()
        for n, plan in enumerate(self._plans):
            before, slices = piece.rows, dict(self._slices.rows)
            own = self._new_piece() if len(self._plans) > 1 else piece
            try:
                self._one(plan, own, before, progress)
            except OtherEncoding:
                own.discard()
                self._slices.rows = slices
                self._plans[n] = replace(plan, file=replace(plan.file, encoding=WINDOWS))
                self._again(self._plans[n], own, before)
            if own is not piece:
                for rows in own.blocks():
                    piece.write(rows)
                own.discard()
        self._find_repeated(piece)
        return piece

    def delivery(self, edition: str, file_hash: str) -> Delivery:
        known = {name for plan in self._plans for name in plan.fields}
        years = self._years()
        absent = [
            f.name
            for f in self._entity.fields
            if f.name not in known and (not years or any(y in f.years for y in years))
        ]
        paths = list(dict.fromkeys(p.file.path for p in self._plans))
        return Delivery(
            self._incoming.number(),
            self._source.id,
            self._entity.name,
            self._table,
            edition,
            tuple(p.name for p in paths),
            file_hash,
            sum(self._slices.rows.values()),
            self._slices.slices,
            self.tally.by_kind,
            tuple(absent),
            dict(self._kept_as),
            tuple(self._said(years)),
            self._year.start if self._year else None,
        )

    def _one(self, plan: ColumnPlan, piece: StagedTable, before: int, progress: Callable[[int], None] | None) -> None:
        year = self._year or year_in_name(plan.file.where)
        reading = Reading(plan, piece.schema, self._kept_as, year, progress)
        reading.into(piece, self._slices, before)
        if not piece.rows:
            raise UnreadableFile("no row of this file has a value", where=plan.file.where, next=AGAIN)
        self._readings.append(reading)
        lines, _ = reading.rows.lines([f.row - 1 for f in reading.tally.listed if f.row is not None])
        reading.tally.listed = [replace(f, line=lines.get((f.row or 0) - 1, f.line)) for f in reading.tally.listed]
        self.tally.add(reading.tally)

    def _again(self, plan: ColumnPlan, piece: StagedTable, before: int) -> None:
        """What is not UTF-8 is taken for Windows-1252, and that is told."""
        with second_encoding(plan.file):
            self._one(plan, piece, before, None)

    def _new_piece(self) -> StagedTable:
        fields = [(f.name, f.kind.arrow) for f in self._entity.fields]
        others = [(kept, pa.string()) for kept in self._kept_as.values()]
        return self._incoming.table(self._table, "", pa.schema([*extracts.STAMP, *fields, *others]))

    def _find_repeated(self, piece: StagedTable) -> None:
        columns = {name for plan in self._plans for name in plan.fields}
        if lacking := [k for k in self._entity.key if k not in columns]:
            self._notices.append(
                f"Rows that stand twice were not looked for: the key has no column for {listed(lacking)}."
            )
        elif self._entity.key:
            where = self._plans[0].file.where if len(self._plans) == 1 else f"{len(self._plans)} files"
            find_repeated_keys(piece, self._entity.key, where, self.tally)

    def _years(self) -> list[AcademicYear]:
        from alder.model.period import AcademicYear

        return [AcademicYear(y) for y in sorted({y for y, _ in self._slices.rows if y is not None})]

    def _said(self, years: Sequence[AcademicYear]) -> list[str]:
        """What a person should know of how the files were read."""
        notices = list(self._notices)
        restored: dict[str, int] = {}
        for reading in self._readings:
            plan, where = reading.plan, reading.plan.file.where
            if plan.file.encoding == WINDOWS:
                notices.append(f"{where}: the text is not UTF-8. It was read as Windows-1252.")
            if plan.is_wide:
                notices.append(f"{where}: columns of {len(plan.parts)} years or terms became a row each.")
            if plan.odd_years:
                notices.append(f"{where}: columns in years in which their field is not known: {_few(plan.odd_years)}.")
            if reading.other_years:
                notices.append(
                    f"{where}: {counted(reading.other_years, 'row')} of another year than was said for the file. "
                    "Each counts for the year that it says itself."
                )
            if empty := reading.missing_always():
                notices.append(f"{where}: columns without any value: {_few(empty)}.")
            for name, count in reading.restored().items():
                restored[name] = restored.get(name, 0) + count
        notices += [f"{name}: leading zeros were put back in {counted(n, 'value')}." for name, n in restored.items()]
        if None in {year for year, _ in self._slices.rows}:
            rows = sum(n for (year, _), n in self._slices.rows.items() if year is None)
            notices.append(f"{counted(rows, 'row')} without a year: nothing says it. Say it with --year.")
        return notices


def _one_entity(plans: Sequence[ColumnPlan]) -> SourceEntity:
    kinds = list({p.entity.name: p.entity for p in plans}.values())
    if len(kinds) > 1:
        raise UsageError(
            f"these files hold different kinds of record: {listed([k.name for k in kinds])}",
            where=listed([p.file.where for p in plans[:4]]),
            next="Load each kind by itself.",
        )
    return kinds[0]


def _kept_as(plans: Sequence[ColumnPlan], entity: SourceEntity, held: Sequence[Delivery], table: str) -> dict[str, str]:
    """Under which name each unknown column is kept: its own in letters, digits and underscores, and no other's."""
    known: dict[str, str] = {name: kept for d in held if d.table == table for name, kept in d.unknown.items()}
    taken = {n.casefold() for n in (*extracts.STAMP.names, *(f.name for f in entity.fields), *known.values())}
    kept_as: dict[str, str] = {}
    for plan in plans:
        for place in plan.unknown:
            name = plan.file.names[place]
            if name not in kept_as:
                kept = known.get(name) or _free(re.sub(r"\W+", "_", name).strip("_") or "without_name", taken)
                kept_as[name] = kept
                taken.add(kept.casefold())
    return kept_as


def _free(name: str, taken: set[str]) -> str:
    if name.casefold() not in taken:
        return name
    return next(n for n in (f"{name}_{i}" for i in range(2, 10_000)) if n.casefold() not in taken)


def _few(names: Sequence[str]) -> str:
    return listed(list(names)) if len(names) <= 8 else f"{', '.join(names[:7])} and {len(names) - 7} more"
