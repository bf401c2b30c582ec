"""Returns as XML, the form in which providers send them.

A record is a piece of text and the pieces are put in their order; nothing is ever a tree. What stands in which order is
read from the year's declared schema. Each different value of a field is marked up once, the records of some thousand
learners are put in order by one sort, and what stands in the file is then copied once, word after word.
"""

from __future__ import annotations

import itertools
import zipfile
from dataclasses import dataclass
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.look.words import listed
from alder.model.field import Entity, Field, FieldKind
from alder.model.made_up import SUPPLIER
from alder.sources.ilr.schema import KNOWN_BETWEEN, YEARS
from alder.synth.population.draws import NEVER, on
from alder.synth.population.record_columns import ABSENT, Texts, ordinals
from alder.synth.returns.heading import has_schema, namespace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from alder.model.period import AcademicYear
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import SynthRecords
    from alder.synth.returns.heading import ReturnHeading
    from alder.synth.returns.return_tables import Tables

    Edits: TypeAlias = "Mapping[tuple[str, str], Mapping[int, str | None]]"
    """By table and field, for each row the text as it is to stand in the file, or None to leave the field out. The
    field "" stands for the whole record, which is left out."""

_SECTION, _ORDINAL, _PART = 2**22, 2**14, 2**4
_BETWEEN = _SECTION * 64
_LAST = 63
"""Places in the file: so far apart are learners, the sections of one, the records of a section, and their parts."""


class XmlReturn:
    """A return that is being written as one XML file, plain or in a ZIP. It has its name once it is whole."""

    def __init__(self, folder: Path, heading: ReturnHeading, *, zipped: bool) -> None:
        self._path = self.path(folder, heading, zipped=zipped)
        self._member = f"{heading.name}.xml"
        self._zipped = zipped
        self._unfinished = folder / f"{heading.name}.unfinished"
        self._stream = self._unfinished.open("wb")
        self._later = SpooledTemporaryFile(2**20)  # noqa: SIM115 - closed by `finish` and `discard`
        self._stream.write(_beginning(heading))

    @staticmethod
    def path(folder: Path, heading: ReturnHeading, *, zipped: bool) -> Path:
        """Where the file will be once it is whole."""
        return folder / f"{heading.name}.{'zip' if zipped else 'xml'}"

    def add(self, text: LearnerText) -> None:
        """Some more whole learners. What became of leavers stands behind all learners."""
        self._stream.write(text.learners)
        self._later.write(text.leavers)

    def finish(self) -> tuple[Path, int]:
        """Give the file its name; its path, and how many bytes the XML has."""
        self._later.seek(0)
        while part := self._later.read(2**20):
            self._stream.write(part)
        self._later.close()
        self._stream.write(b"\n</Message>\n")
        written = self._stream.tell()
        self._stream.close()
        if not self._zipped:
            return self._unfinished.replace(self._path), written
        archived = self._path.with_suffix(".unfinished.zip")
        with zipfile.ZipFile(archived, "w", zipfile.ZIP_DEFLATED) as archive:
            # A fixed time, so that the same seed gives the same bytes.
            entry = zipfile.ZipInfo(self._member, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as target, self._unfinished.open("rb") as source:
                while part := source.read(2**20):
                    target.write(part)
        self._unfinished.unlink()
        return archived.replace(self._path), written

    def discard(self) -> None:
        """Leave nothing: a return without learners would be refused."""
        self._later.close()
        self._stream.close()
        self._unfinished.unlink()


_NO_SCHEMA = (
    "<!-- Made up without a schema: the schema of this year was not at hand. The file has the fields that {} and {} "
    "have in common, {}, and nothing says that it is valid. -->\n"
)


@cache
def _note(year: AcademicYear) -> str:
    if has_schema(year):
        return ""
    before, after = max(y for y in YEARS if y < year), min(y for y in YEARS if y > year)
    beside = dict.fromkeys(words for years, words in KNOWN_BETWEEN.values() if year.start in years)
    return _NO_SCHEMA.format(before.label, after.label, listed(list(beside)))


def _beginning(heading: ReturnHeading) -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
{_note(heading.year)}<Message xmlns="{namespace(heading.year)}">
	<Header>
		<CollectionDetails>
			<Collection>ILR</Collection>
			<Year>{heading.year.pair}</Year>
			<FilePreparationDate>{heading.prepared}</FilePreparationDate>
		</CollectionDetails>
		<Source>
			<ProtectiveMarking>OFFICIAL-SENSITIVE-Personal</ProtectiveMarking>
			<UKPRN>{heading.ukprn}</UKPRN>
			<SoftwareSupplier>{SUPPLIER}</SoftwareSupplier>
			<SoftwarePackage>alder synth</SoftwarePackage>
			<Release>{heading.release}</Release>
			<SerialNo>01</SerialNo>
			<DateTime>{heading.moment:%Y-%m-%dT%H:%M:%S}</DateTime>
		</Source>
	</Header>
	<LearningProvider>
		<UKPRN>{heading.ukprn}</UKPRN>
	</LearningProvider>""".encode()


@dataclass(frozen=True)
class LearnerText:
    """Some learners as XML, and what became of leavers."""

    learners: memoryview
    leavers: memoryview


def learner_texts(
    tree: Entity, found: Tables, bounds: Sequence[int] = (), edits: Edits | None = None
) -> Iterator[LearnerText]:
    """The XML of some learners, cut before each of these places. One cut is made after the other."""
    parts = {child.element: child for child in tree.children}
    learners = _cut_xml(parts["Learner"], found.learners, bounds, edits or {})
    later = parts.get("LearnerDestinationandProgression")
    if later is None or not len(found.leavers[later.table]):
        return (LearnerText(text, memoryview(b"")) for text in learners)
    leavers = _cut_xml(later, found.leavers, bounds, {})
    return (LearnerText(*both) for both in zip(learners, leavers, strict=True))


def _cut_xml(
    root: Entity, tables: Mapping[str, SynthRecords], bounds: Sequence[int], edits: Edits
) -> Iterator[memoryview]:
    """The XML of all records of `root`, each followed by its children, in the order of their owners."""
    rows: list[_TextRows] = []

    def add(pieces: Sequence[_Pieces | str], where: Array) -> None:
        rows.append(_TextRows(_fewer(pieces, len(where)), where))

    own = tables[root.table]
    add(_records(root, own, 1, edits), own.owner * _BETWEEN)
    add([f"\n\t</{root.element}>"], own.owner * _BETWEEN + _LAST * _SECTION)
    for number, child in enumerate(root.children, 1):
        records = tables.get(child.table)
        if records is None or len(records) == 0:
            continue
        base = own.owner[records.owner] if root.table.startswith("learner_dest") else records.owner
        base = base * _BETWEEN + number * _SECTION + ordinals(records.owner) * _ORDINAL
        add(_records(child, records, 2, edits), base)
        below = [(n, g) for n, g in enumerate(child.children, 1) if g.table != child.table]
        if below:
            add([f"\n\t\t</{child.element}>"], base + _LAST * _PART)
        for part, grandchild in below:
            those = tables.get(grandchild.table)
            if those is not None and len(those):
                add(_records(grandchild, those, 3, edits), base[those.owner] + part * _PART)
    yield from _gathered(rows, np.array(bounds, dtype=np.int64) * _BETWEEN)


@dataclass(frozen=True)
class _Pieces:
    """A piece of text for each row: its words and which of them each row has; as many words as rows where `codes` is
    None.
    """

    words: pa.StringArray
    codes: Array | None

    def column(self) -> pa.StringArray:
        return self.words if self.codes is None else self.words.take(pa.array(self.codes))


@dataclass(frozen=True)
class _TextRows:
    """Pieces of text that follow each other in each row, and where in the file each row stands."""

    pieces: list[_Pieces]
    where: Array


def _gathered(rows: Sequence[_TextRows], bounds: Array) -> Iterator[memoryview]:
    """The text of all rows in their order, cut before these places.

    What stands in the file is a list of words, by their numbers. Each cut is put together from it at once, so that a
    text is copied once on its way from its word to the file.
    """
    where = np.concatenate([part.where for part in rows])
    order = np.argsort(where, kind="stable")
    many = np.repeat([len(part.pieces) for part in rows], [len(part.where) for part in rows])
    ends = np.cumsum(many[order])
    starts = np.empty(len(where), dtype=np.int64)
    starts[order] = ends - many[order]
    numbers = np.empty(ends[-1] if len(ends) else 0, dtype=np.int32)
    first = below = 0
    for part in rows:
        begins = starts[first : first + len(part.where)]
        first += len(begins)
        for n, piece in enumerate(part.pieces):
            numbers[begins + n] = below + (np.arange(len(begins)) if piece.codes is None else piece.codes)
            below += len(piece.words)
    words = pa.concat_arrays([piece.words for part in rows for piece in part.pieces])
    cuts = np.r_[0, ends][np.r_[0, np.searchsorted(where[order], bounds), len(where)]]
    for begin, end in itertools.pairwise(cuts.tolist()):
        _, _, text = pc.take(words, pa.array(numbers[begin:end]), boundscheck=False).buffers()
        yield memoryview(b"" if text is None else text)


def _records(entity: Entity, records: SynthRecords, depth: int, edits: Edits) -> list[_Pieces | str]:
    """Each record's opening tag and fields, and its closing tag unless children follow."""
    columns: list[_Pieces | str] = [_open(entity.element, depth)]
    for member in entity.members:
        if isinstance(member, Field):
            if _holds(records, member) or (entity.table, member.name) in edits:
                columns += _column(entity.table, member, records, depth + 1, edits)
        elif member.table == entity.table:
            columns.append(_inner(member, records, depth + 1))
    leaf = depth > 1 and all(child.table == entity.table for child in entity.children)
    if leaf:
        columns.append(_indent(depth) + f"</{entity.element}>")
    removed = edits.get((entity.table, ""), {})
    return [_Pieces(_replaced(_text(columns, len(records)), dict.fromkeys(removed, "")), None)] if removed else columns


def _holds(records: SynthRecords, field: Field) -> bool:
    return field.name in records.fields or field.name in records.texts


def _inner(entity: Entity, records: SynthRecords, depth: int) -> _Pieces:
    """A record within a record that shares its row: there only where its first field is."""
    fields = [_column(entity.table, f, records, depth + 1, {}) for f in entity.fields if _holds(records, f)]
    start, end = _open(entity.element, depth), _indent(depth) + f"</{entity.element}>"
    whole = _text([start, *itertools.chain(*fields), end], len(records))
    return _Pieces(pc.if_else(pc.equal(_text(fields[0], len(records)), ""), "", whole), None)


def _text(pieces: Sequence[_Pieces | str], rows: int) -> pa.StringArray:
    """The pieces of each row run together."""
    return _run_together(*(piece.column() for piece in _fewer(pieces, rows)))


def _fewer(pieces: Sequence[_Pieces | str], rows: int) -> list[_Pieces]:
    """The same text in fewer pieces: neighbours with few words are made one piece with all pairs of their words."""
    done: list[_Pieces] = []
    words, codes = _NOTHING, np.zeros(rows, dtype=np.int64)
    for piece in pieces:
        if isinstance(piece, str):
            words = _run_together(words, pa.scalar(piece))
        elif piece.codes is not None and len(words) * len(piece.words) <= max(rows // _FEW, 1):
            words = _run_together(
                words.take(pa.array(np.repeat(np.arange(len(words)), len(piece.words)))),
                piece.words.take(pa.array(np.tile(np.arange(len(piece.words)), len(words)))),
            )
            codes = codes * len(piece.words) + piece.codes
        else:
            done.append(_Pieces(words, codes))
            if piece.codes is None:
                done.append(piece)
                words, codes = _NOTHING, np.zeros(rows, dtype=np.int64)
            else:
                words, codes = piece.words, piece.codes
    done.append(_Pieces(words, codes))
    return [piece for piece in done if piece.words is not _NOTHING]


_NOTHING: Final = pa.array([""])
_FEW = 4
"""Times as many rows as pairs of words there are to be, for pairs to be cheaper than pieces."""


def _run_together(*texts: pa.StringArray | pa.Scalar) -> pa.StringArray:
    return pc.binary_join_element_wise(*texts, "") if len(texts) > 1 else texts[0]


def _replaced(texts: pa.StringArray, changes: Mapping[int, str]) -> pa.StringArray:
    rows = np.array(sorted(changes), dtype=np.int64)
    mask = np.zeros(len(texts), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array([changes[row] for row in rows.tolist()], pa.string()))


def _column(table: str, field: Field, records: SynthRecords, depth: int, edits: Edits) -> list[_Pieces | str]:
    start, end = _open(field.name, depth), f"</{field.name}>"
    if field.name in records.texts:
        found = _of_texts(records.texts[field.name], start, end)
    elif field.name in records.fields:
        found = _of_numbers(records.fields[field.name], field.kind is FieldKind.DATE, start, end)
    else:
        found = [""]
    changes = edits.get((table, field.name))
    if not changes:
        return found
    whole = {row: "" if text is None else f"{start}{_escaped(text)}{end}" for row, text in changes.items()}
    return [_Pieces(_replaced(_text(found, len(records)), whole), None)]


def _of_texts(column: Texts, start: str, end: str) -> list[_Pieces | str]:
    words, codes = column.vocabulary, column.codes
    absent = codes == ABSENT
    if 2 * len(words) > len(codes):
        return _each(_escaped_words(words.take(pa.array(np.maximum(codes, 0)))), absent, start, end)
    return _looked_up(_escaped_words(words), codes, absent, start, end)


def _of_numbers(values: Array, is_day: bool, start: str, end: str) -> list[_Pieces | str]:
    none = NEVER if is_day else ABSENT
    absent = values == none
    if len(values) == 0 or absent.all():
        return [""]
    given = values[~absent] if absent.any() else values
    low, high = int(given.min()), int(given.max())
    if is_day:
        words = _days()[low - _FIRST_DAY : high - _FIRST_DAY + 1]
        return _looked_up(words, values - low, absent, start, end)
    if high - low < len(values):
        return _looked_up(pa.array(np.arange(low, high + 1)).cast(pa.string()), values - low, absent, start, end)
    return _each(pa.array(values).cast(pa.string()), absent, start, end)


def _each(words: pa.StringArray, absent: Array, start: str, end: str) -> list[_Pieces | str]:
    """The word of each row marked up; nothing where it is absent."""
    if not absent.any():
        return [start, _Pieces(words, None), end]
    return [_Pieces(pc.if_else(pa.array(absent), "", _run_together(pa.scalar(start), words, pa.scalar(end))), None)]


def _looked_up(words: pa.StringArray, codes: Array, absent: Array, start: str, end: str) -> list[_Pieces | str]:
    """Each word marked up, and its code for each row; nothing where it is absent."""
    marked = _run_together(pa.scalar(start), words, pa.scalar(end))
    if absent.any():
        marked = pa.concat_arrays([marked, _NOTHING])
        codes = np.where(absent, len(marked) - 1, codes)
    return [_Pieces(marked, codes)]


_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def _escaped(text: str) -> str:
    for character, entity in _ESCAPES:
        text = text.replace(character, entity)
    return text


def _escaped_words(words: pa.StringArray) -> pa.StringArray:
    data = words.buffers()[2]
    held = b"" if data is None else data.to_pybytes()
    for character, entity in _ESCAPES:
        if character.encode() in held:
            words = pc.replace_substring(words, character, entity)
    return words


_FIRST_DAY = on(1900, 1, 1)


@cache
def _days() -> pa.StringArray:
    """Every day of a century and a half as it is written in the file."""
    days = np.arange(_FIRST_DAY, on(2046, 1, 1)).astype("datetime64[D]")
    return pa.array(np.datetime_as_string(days).astype(object), pa.string())


def _indent(depth: int) -> str:
    return "\n" + "\t" * depth


def _open(name: str, depth: int) -> str:
    return f"{_indent(depth)}<{name}>"
