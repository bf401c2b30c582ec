"""Returns of fictitious providers as files, block by block: of which years, ready on which day, in which order.

What stands in which order in the XML is read from the year's declared schema. Each record becomes one piece of text
with a place in the file; the pieces of a block are put in order and joined once, so that no tree is ever built.
"""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from html import escape
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from alder.errors import UsageError
from alder.model.field import Entity, Field, FieldKind
from alder.model.made_up import SUPPLIER
from alder.model.period import AcademicYear, ReturnNumber
from alder.rights import for_everybody
from alder.sources.ilr.schema import NAMESPACES, YEARS
from alder.synth.population.draws import BLOCK, NEVER, day_number, on
from alder.synth.population.fictitious import MERESHIRE, Provider, provider, real_places
from alder.synth.population.learning import aims_of
from alder.synth.population.record_columns import ABSENT, SynthRecords
from alder.synth.population.story import Snapshot, Story
from alder.synth.returns.planted_faults import BREACHES, MISFITS, PlantedFault, plant
from alder.synth.returns.return_tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alder.synth.population.draws import Array
    from alder.synth.population.fictitious import Places
    from alder.synth.returns.planted_faults import Edits

FINAL = (ReturnNumber.R14,)
KINDS = (*MISFITS, *BREACHES)


@dataclass(frozen=True)
class WrittenReturn:
    """One return that was written."""

    path: Path
    provider: Provider
    year: AcademicYear
    number: ReturnNumber
    learners: int
    learning_deliveries: int
    bytes: int
    planted: tuple[PlantedFault, ...] = ()


@dataclass
class _Draft:
    """A return while it is being written."""

    year: AcademicYear
    number: ReturnNumber
    prepared: date
    path: Path
    stream: Any
    leavers: Any
    learners: int = 0
    learning_deliveries: int = 0
    bytes: int = 0
    planted: list[PlantedFault] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.bytes += self.stream.write(text.encode())


@for_everybody()
def write_returns(
    out: str | Path,
    *,
    years: Sequence[AcademicYear],
    providers: int = 1,
    learners: int = 100,
    returns: Sequence[ReturnNumber] = FINAL,
    seed: int = 1,
    errors: float = 0.0,
    zipped: bool = False,
    postcodes: Iterable[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[WrittenReturn]:
    """Write returns of `providers` fictitious providers, each with `learners` learners in a full year.

    Early returns hold those who have started by then; a provider with nobody yet makes none. The same seed gives the
    same files; more learners, providers, years or returns change nothing in the others. With `errors`, known faults
    are planted in that share of learners and listed in `planted.csv`. With `postcodes`, people live, learn and work at
    these real places instead of made-up ones, most of them near the provider. `progress` is told of each block's
    learners as they are written.
    """
    if providers < 1 or learners < 1:
        raise UsageError("at least one provider and one learner are needed")
    if not 0 <= errors <= 1:
        raise UsageError("the share of learners with errors lies between 0 and 1", where="For example --errors 0.02.")
    for year in years:
        order(year)
    world = MERESHIRE if postcodes is None else real_places(postcodes)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[WrittenReturn] = []
    for number in range(providers):
        for year in sorted(set(years)):
            written += _year(folder, provider(number), year, learners, returns, seed, errors, zipped, world, progress)
    if not written:
        raise UsageError(
            "no learner has started by then, so there is no return to make",
            next="Ask for more learners, or for a later return such as R14.",
        )
    if errors:
        _list_planted(folder / "planted.csv", written)
    return written


def _year(
    folder: Path,
    who: Provider,
    year: AcademicYear,
    learners: int,
    returns: Sequence[ReturnNumber],
    seed: int,
    errors: float,
    zipped: bool,
    world: Places,
    progress: Callable[[int], None] | None,
) -> list[WrittenReturn]:
    """All returns of a provider for a year, side by side: the story of a block is worked out once for all of them."""
    message = order(year)
    entities = {child.element: child for child in message.children}
    drafts = [_begin(folder, who, year, number, message) for number in sorted(set(returns))]
    for block, places in _blocks(learners):
        story = Story(seed, who, block, year.start, world)
        whole = aims_of(story)
        for draft in drafts:
            now = Snapshot(story, day_number(draft.prepared))
            found = tables(whole, now, places)
            edits: Edits = {}
            if errors:
                edits, planted = plant(found, now, draft.number, errors, KINDS)
                draft.planted += planted
            draft.write(to_xml(entities["Learner"], found.learners, edits))
            draft.learners += len(found.learners["learner"])
            draft.learning_deliveries += len(found.learners["learning_delivery"])
            later = entities.get("LearnerDestinationandProgression")
            if later is not None and len(found.leavers[later.table]):
                draft.leavers.write(to_xml(later, found.leavers).encode())
        if progress:
            progress(places)
    return [made for draft in drafts if (made := _finish(draft, who, zipped))]


def _blocks(learners: int) -> Iterator[tuple[int, int]]:
    for block in range(-(-learners // BLOCK)):
        yield block, min(BLOCK, learners - block * BLOCK)


def _begin(folder: Path, who: Provider, year: AcademicYear, number: ReturnNumber, message: Entity) -> _Draft:
    prepared = ready(year, number)
    moment = datetime.combine(prepared, time(9, 30, who.number % 60))
    path = folder / f"ILR-{who.ukprn}-{year.pair}-{moment:%Y%m%d-%H%M%S}-01.xml"
    draft = _Draft(year, number, prepared, path, path.open("wb"), SpooledTemporaryFile(2**20))  # noqa: SIM115 - closed in _finish
    draft.write(
        f"""<?xml version="1.0" encoding="utf-8"?>
<Message xmlns="{namespace(year)}">
	<Header>
		<CollectionDetails>
			<Collection>ILR</Collection>
			<Year>{year.pair}</Year>
			<FilePreparationDate>{prepared}</FilePreparationDate>
		</CollectionDetails>
		<Source>
			<ProtectiveMarking>OFFICIAL-SENSITIVE-Personal</ProtectiveMarking>
			<UKPRN>{who.ukprn}</UKPRN>
			<SoftwareSupplier>{SUPPLIER}</SoftwareSupplier>
			<SoftwarePackage>alder synth</SoftwarePackage>
			<Release>1</Release>
			<SerialNo>01</SerialNo>
			<DateTime>{moment:%Y-%m-%dT%H:%M:%S}</DateTime>
		</Source>
	</Header>
	<LearningProvider>
		<UKPRN>{who.ukprn}</UKPRN>
	</LearningProvider>"""
    )
    return draft


def _finish(draft: _Draft, who: Provider, zipped: bool) -> WrittenReturn | None:
    """Close the file. A return without learners is none: it would be refused, so nothing is left of it."""
    draft.leavers.seek(0)
    while part := draft.leavers.read(2**20):
        draft.bytes += draft.stream.write(part)
    draft.leavers.close()
    draft.write("\n</Message>\n")
    draft.stream.close()
    path = draft.path
    if draft.learners == 0:
        path.unlink()
        return None
    if zipped:
        path = draft.path.with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            # A fixed time, so that the same seed gives the same bytes.
            entry = zipfile.ZipInfo(draft.path.name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as target, draft.path.open("rb") as source:
                while part := source.read(2**20):
                    target.write(part)
        draft.path.unlink()
    counts = (draft.learners, draft.learning_deliveries, draft.bytes)
    return WrittenReturn(path, who, draft.year, draft.number, *counts, tuple(draft.planted))


def _list_planted(path: Path, written: Sequence[WrittenReturn]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("file", "rule", "LearnRefNumber", "AimSeqNumber", "field", "what"))
        for planted in written:
            for p in planted.planted:
                lines.writerow((planted.path.name, p.rule, p.learner_ref, p.aim_seq or "", p.field, p.what))


_READY: Final = (
    *((9, 2), (10, 2), (11, 3), (12, 2), (1, 5), (2, 2), (3, 2)),
    *((4, 6), (5, 5), (6, 2), (7, 2), (8, 3), (9, 10), (10, 15)),
)


def ready(year: AcademicYear, number: ReturnNumber) -> date:
    """The FilePreparationDate of a return: R13 and R14 come after the year has ended."""
    month, day = _READY[number.ordinal - 1]
    first_calendar_year = number.ordinal <= 4
    return date(year.start if first_calendar_year else year.start + 1, month, day)


def order(year: AcademicYear) -> Entity:
    """The year's message tree. Years whose schema is not at hand are refused: a guess would not be a valid return."""
    if year not in YEARS:
        known = ", ".join(y.label for y in sorted(YEARS))
        raise UsageError(
            f"returns for {year.label} cannot be made: the schema of that year is not at hand",
            where=f"Years that can be made: {known}.",
        )
    return YEARS[year]


def namespace(year: AcademicYear) -> str:
    return next(name for name, of in NAMESPACES.items() if of == year)


def parse_years(texts: Iterable[str]) -> list[AcademicYear]:
    """Read `2025/26`, or `2018/19..2020/21` for all from the first to the last."""
    found: set[AcademicYear] = set()
    for text in texts:
        first, _, last = text.partition("..")
        begin, end = AcademicYear.parse(first), AcademicYear.parse(last or first)
        if end < begin:
            raise UsageError(f"{text} ends before it begins", where="Years are written 2018/19..2020/21.")
        found |= {AcademicYear(y) for y in range(begin.start, end.start + 1)}
    return sorted(found)


_SECTION, _ORDINAL, _PART = 2**22, 2**14, 2**4
_BETWEEN = _SECTION * 64
_LAST = 63


def to_xml(root: Entity, tables: Mapping[str, SynthRecords], edits: Edits | None = None) -> str:
    """The XML of all records of `root`, each followed by its children, in the order of their owners.

    `edits` says what some fields hold instead: by table and field, for each row the text as it is to stand in the file,
    or None to leave the field out. The field "" stands for the whole record, which is left out.
    """
    pieces: list[str] = []
    places: list[Array] = []
    changed = edits or {}

    def add(texts: Sequence[str], where: Array) -> None:
        pieces.extend(texts)
        places.append(where)

    own = tables[root.table]
    add(_texts(root, own, 1, changed), own.owner * _BETWEEN)
    add([f"\n\t</{root.element}>"] * len(own), own.owner * _BETWEEN + _LAST * _SECTION)
    for number, child in enumerate(root.children, 1):
        records = tables.get(child.table)
        if records is None or len(records) == 0:
            continue
        base = own.owner[records.owner] if root.table.startswith("learner_dest") else records.owner
        base = base * _BETWEEN + number * _SECTION + _ordinal(records.owner) * _ORDINAL
        add(_texts(child, records, 2, changed), base)
        below = [(n, g) for n, g in enumerate(child.children, 1) if g.table != child.table]
        if below:
            add([f"\n\t\t</{child.element}>"] * len(records), base + _LAST * _PART)
        for part, grandchild in below:
            rows = tables.get(grandchild.table)
            if rows is not None and len(rows):
                add(_texts(grandchild, rows, 3, changed), base[rows.owner] + part * _PART)
    order = np.argsort(np.concatenate(places), kind="stable")
    ordered: list[str] = np.array(pieces, dtype=object)[order].tolist()
    return "".join(ordered)


def _ordinal(owner: Array) -> Array:
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))


def _texts(entity: Entity, records: SynthRecords, depth: int, edits: Edits) -> list[str]:
    """Each record's opening tag and fields, and its closing tag unless children follow."""
    columns: list[Sequence[str]] = [[_open(entity.element, depth)] * len(records)]
    for member in entity.members:
        if isinstance(member, Field):
            if member.name in records.fields or (entity.table, member.name) in edits:
                columns.append(_column(entity.table, member, records, depth + 1, edits))
        elif member.table == entity.table:
            columns.append(_inner(member, records, depth + 1))
    leaf = depth > 1 and all(child.table == entity.table for child in entity.children)
    if leaf:
        columns.append([_indent(depth) + f"</{entity.element}>"] * len(records))
    texts = list(map("".join, zip(*columns, strict=True)))
    for row in edits.get((entity.table, ""), ()):
        texts[row] = ""
    return texts


def _inner(entity: Entity, records: SynthRecords, depth: int) -> list[str]:
    """A record within a record that shares its row: there only where its first field is."""
    columns = [_column(entity.table, f, records, depth + 1, {}) for f in entity.fields if f.name in records.fields]
    start, end = _open(entity.element, depth), _indent(depth) + f"</{entity.element}>"
    return [f"{start}{''.join(texts)}{end}" if texts[0] else "" for texts in zip(*columns, strict=True)]


def _column(table: str, field: Field, records: SynthRecords, depth: int, edits: Edits) -> Sequence[str]:
    changes = edits.get((table, field.name), {})
    values = records.fields.get(field.name)
    texts = [""] * len(records) if values is None else _fragments(field, values, depth)
    for row, text in changes.items():
        texts[row] = "" if text is None else f"{_open(field.name, depth)}{escape(text, quote=False)}</{field.name}>"
    return texts


def _fragments(field: Field, values: Array, depth: int) -> list[str]:
    start, end = _open(field.name, depth), f"</{field.name}>"
    if field.kind is FieldKind.DATE:
        days = _dates()[np.where(values == NEVER, 0, values - _FIRST_DAY)].tolist()
        return [f"{start}{d}{end}" if d else "" for d in days]
    if values.dtype == object:
        return [f"{start}{text}{end}" if text else "" for text in values.tolist()]
    return [f"{start}{n}{end}" if n != ABSENT else "" for n in values.tolist()]


_FIRST_DAY = on(1900, 1, 1)


@cache
def _dates() -> Array:
    """Every day of a century and a half as it is written in the file; the first stands for no day."""
    days = np.arange(_FIRST_DAY, on(2046, 1, 1)).astype("datetime64[D]")
    texts = np.datetime_as_string(days).astype(object)
    texts[0] = ""
    return texts


@cache
def _indent(depth: int) -> str:
    return "\n" + "\t" * depth


@cache
def _open(name: str, depth: int) -> str:
    return f"{_indent(depth)}<{name}>"
