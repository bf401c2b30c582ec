"""Read an ILR file into typed tables, a block of whole learners at a time.

Memory stays flat: a block is forgotten when the next is asked for. The year is the namespace's. What does not fit is a
finding, and keeps its learner out; what the year does not know is a finding, and is ignored.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.errors import RefusedFile, present
from alder.rules.findings import Finding, Severity
from alder.rules.verdict import FileContent, FileFault
from alder.sources.ilr.schema import BETWEEN, NAMESPACES, OFFICIAL, superset
from alder.sources.ilr.xml import return_files
from alder.sources.ilr.xml.header import Header
from alder.sources.ilr.xml.learner_blocks import BlockBuilder, LearnerBlock
from alder.sources.ilr.xml.scan import ElementBatch, Scanner
from alder.sources.ilr.xml.schema_tree import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from alder.model.period import AcademicYear, ReturnNumber
    from alder.sources.ilr.xml.return_files import OpenedReturn
    from alder.sources.ilr.xml.schema_tree import SchemaTree

MOST_FINDINGS = 100_000
"""Findings kept for the report. A file with more has one fault over and over; the rest are counted, not listed."""


def read(path: str | Path, *, strict: bool = False) -> ReturnReader:
    """Begin to read a return, plain or in a ZIP. With `strict`, a name that breaks the rules refuses the file.

    Raises `UnreadableFile`, `RefusedFile` or `HostileFile`, now or while blocks are read: nothing of a file may be kept
    until its last block has come.
    """
    return ReturnReader(return_files.open_return(path, strict=strict))


class ReturnReader:
    """One file being read. `header` is known at once; findings and counts are complete after the last block."""

    def __init__(self, opened: OpenedReturn) -> None:
        self._opened = opened
        self._builder: BlockBuilder
        self._header: Header | None = None
        self.findings: list[Finding] = []
        self.findings_not_listed = 0
        self._steps = self._read()
        self._waiting: list[LearnerBlock] = []
        while self._header is None and (block := next(self._steps, None)) is not None:
            self._waiting.append(block)

    @property
    def header(self) -> Header:
        return present(self._header, "a file without a header is refused before anybody asks for it")

    @property
    def path(self) -> Path:
        return self._opened.path

    @property
    def file_name(self) -> str:
        return self._opened.file_name

    @property
    def file_hash(self) -> str:
        """The SHA-256 of the file as it was given: of the ZIP, for a ZIP."""
        return self._opened.file_hash

    @property
    def file_bytes(self) -> int:
        return self._opened.file_bytes

    @property
    def file_time(self) -> datetime | None:
        """The date and time in the file's name, where the name is well-formed."""
        return self._opened.name.time if self._opened.name else None

    @property
    def notices(self) -> list[str]:
        """Rules about the file itself that it breaks, and what else a reader should know, in sentences."""
        return self._opened.notices

    @property
    def content(self) -> FileContent:
        """What is to be said of the content: complete after the last block."""
        faults = self._builder.schema_faults
        return FileContent(OFFICIAL.get(self.year), faults, tuple(self._opened.header_faults))

    @property
    def name_faults(self) -> tuple[FileFault, ...]:
        """The rules for names that the file's name breaks."""
        return tuple(self._opened.name_faults)

    @property
    def year(self) -> AcademicYear:
        return self.header.year

    @property
    def learners_read(self) -> int:
        return self._builder.read.get("Learner", 0)

    @property
    def learning_deliveries_read(self) -> int:
        return self._builder.read.get("LearningDelivery", 0)

    @property
    def learners(self) -> int:
        """Learners accepted so far."""
        return self._builder.accepted.get("learner", 0)

    @property
    def learning_deliveries(self) -> int:
        """Learning deliveries accepted so far."""
        return self._builder.accepted.get("learning_delivery", 0)

    def blocks(self) -> Iterator[LearnerBlock]:
        """The accepted rows, once, in the order of the file."""
        while self._waiting:
            yield self._waiting.pop(0)
        yield from self._steps

    def table_all(self) -> dict[str, pa.Table]:
        """All blocks as one: every table of the superset, whole in memory."""
        blocks: dict[str, list[pa.Table]] = {table: [schema.empty_table()] for table, schema in superset().items()}
        for block in self.blocks():
            for table, rows in block.tables.items():
                blocks[table].append(rows)
        return {table: pa.concat_tables(parts).combine_chunks() for table, parts in blocks.items()}

    def tables(self, submission: int, return_number: ReturnNumber) -> dict[str, pa.Table]:
        """All tables, with the columns that say which submission their rows belong to."""
        return {
            name: with_submission(table, submission, self.header.ukprn, self.header.year, return_number)
            for name, table in self.table_all().items()
        }

    def _read(self) -> Iterator[LearnerBlock]:
        with self._opened.stream() as stream:
            scanner = Scanner(stream, self._opened.file_name)
            year, namespace = scanner.prolog.year, scanner.prolog.namespace
            shape = shape_of(year, namespace)
            self._builder = BlockBuilder(shape, year)
            if year in BETWEEN:
                self._opened.notes.append(
                    f"The specification of {year} is not known to Alder: the file is read with the fields of all years."
                )
            for batch in scanner.batches():
                block = self._build(batch)
                if self._header is None and self._has_records():
                    self._take_header(year, namespace)
                yield block
            if self._header is None:
                self._take_header(year, namespace)
            if not self._has_records():
                self._note_no_learner(shape)
            if scanner.root_has_attributes:
                message = "Message: has an attribute, and no element of a return has any."
                self._note("Schema_Attribute", message, 1, Severity.WARNING, next="The attribute was ignored.")
            if scanner.text_before_records:
                message = "Message: holds text of its own, where only the elements of its record are expected."
                self._note("Schema_Text", message, 1, Severity.WARNING, next="The text was ignored.")
            if self.findings_not_listed:
                self._opened.notes.append(
                    f"{self.findings_not_listed:,} further findings of the file's form are not listed."
                )

    def _build(self, batch: ElementBatch) -> LearnerBlock:
        room = MOST_FINDINGS - len(self.findings)
        block, findings, faults = self._builder.build(self._builder.shape.place(batch), room)
        self.findings.extend(findings)
        self.findings_not_listed += faults - len(findings)
        return block

    def _note(
        self, code: str, message: str, line: int | None, severity: Severity = Severity.ERROR, *, next: str = ""
    ) -> None:
        """A fault of the file as a whole, for which the service refuses it."""
        self.findings.append(Finding(code, severity, message, "Message", line=line, next=next))
        self._builder.note_of_file(FileFault(code, message, next, line))

    def _note_no_learner(self, shape: SchemaTree) -> None:
        message = "The file holds no learner."
        if shape.record("Learner").entity.least:
            self._note("Entity_1", message, None)
        else:
            # A schema may take such a file, and the service does not.
            self.findings.append(Finding("Entity_1", Severity.ERROR, message, "Message"))
            self._opened.header_faults.append(FileFault("Entity_1", "the file holds no learner."))

    def _has_records(self) -> bool:
        """Whether there is a learner, or, while the return had them, a destination."""
        read = self._builder.read
        return bool(read.get("Learner") or read.get("LearnerDestinationandProgression"))

    def _take_header(self, year: AcademicYear, namespace: str) -> None:
        """Everything before the first learner has been read: judge it."""
        for record in self._builder.shape.children_of(self._builder.shape.records[0]):
            if record.name in ("Header", "LearningProvider") and not self._builder.read.get(record.name):
                self._note(f"FD_{record.name}_EO", f"{record.name}: missing, and every file has one.", 1)
        header = Header.of(year, namespace, self._builder.header)
        if header is None:
            raise self._without_provider(namespace)
        if header.declared_year is not None and header.declared_year != year.pair:
            message = f"Year: the header names another year than the namespace, which says {year} ({year.pair})."
            line = self._builder.header_lines["CollectionDetails", "Year"]
            then = (
                "The file was read, and its rules were chosen, as the namespace says. Put right the one that is wrong; "
                "alder check --rules judges by the rules of another year meanwhile."
            )
            fields = {"Year": header.declared_year[:10]}
            finding = Finding(
                "Schema_Year", Severity.ERROR, message, "CollectionDetails", line=line, fields=fields, next=then
            )
            self.findings.append(finding)
            self._builder.note_of_file(FileFault("Schema_Year", message, then, line))
        return_files.header_rules(self._opened, year, header.ukprn, header.prepared, date.today())
        self._header = header

    def _without_provider(self, namespace: str) -> RefusedFile:
        """Nobody can say whose return this is: where its header is, if it is anywhere."""
        if not self._builder.foreign:
            return RefusedFile(
                "this file does not say which provider it is from",
                where=self.file_name,
                next="Nothing was stored. Its header must have the provider's UKPRN, eight digits.",
            )
        name, line = self._builder.foreign[0]
        theirs, _, local = name.removeprefix("{").rpartition("}")
        where = f"{self.file_name}, line {line}"
        if theirs == namespace:
            return RefusedFile(
                "the header of this file is written with other capital and small letters, so it cannot be read",
                where=where,
                next="Nothing was stored. Letters matter in element names: export the return again.",
            )
        # A namespace that is not that of a return is not repeated: it could be anything.
        known = f", that of {NAMESPACES[theirs]} ({theirs})" if theirs in NAMESPACES else ""
        part = "header" if local.casefold() == "header" else f"part {local} of the header"
        return RefusedFile(
            f"the {part} of this file is in {'another' if theirs else 'no'} namespace{known}, so it cannot be read",
            where=f"{where}\n  The file is in the namespace {namespace}.",
            next="Nothing was stored. Put the header in the namespace of the file, or export the return again.",
        )


def with_submission(
    table: pa.Table, submission: int, ukprn: int, year: AcademicYear, return_number: ReturnNumber | str
) -> pa.Table:
    """The table with the four columns in front that say which submission its rows belong to."""
    rows = table.num_rows
    front = {
        "submission": pa.repeat(pa.scalar(submission, pa.int64()), rows),
        "ukprn": pa.repeat(pa.scalar(ukprn, pa.int32()), rows),
        "collection_year": pa.repeat(pa.scalar(year.label), rows),
        "return_number": pa.repeat(pa.scalar(str(return_number)), rows),
    }
    return pa.table({**front, **{name: table[name] for name in table.column_names}})
