"""Records to XML: what stands in which order is read from the year's declared schema.

Each record becomes one piece of text with a place in the file. The pieces of a block are put in order and joined once,
so that no tree is ever built.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alder.model.field import Entity, Field, FieldKind
from alder.synth.population.days import NEVER, on
from alder.synth.population.records import ABSENT, SynthRecords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.synth.population.draws import Array

    Edits: TypeAlias = "Mapping[tuple[str, str], Mapping[int, str | None]]"

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
