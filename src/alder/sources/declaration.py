"""How an entry declares its records: entities in Python, their fields in a text table beside it.

A layout can so be read at a glance, and changed in one line:

    [pupil]
    field  | type      | who         | years    | codes         | also                   | meaning
    Gender | text 1    | no 5C       | 2001/02 -| F girl; M boy | gend_{yy}; = Sex       | Sex as the school has it
    PMR    | text 18   | pseudonym 3E|          |               |                        | Person key ## not for linking

`who` holds how the field identifies, its risk and its sensitivity; `-` is short for `no 5E`, and nothing for a field
of a public source. `codes` is `@list` for a named list, `0/1`, `Y/N` or `true/false` for yes and no, or codes with
their labels. `also` holds other column names; `= Sex` is the ILR field with the same fact. What follows `##` is a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.model.code_list import Code, CodeList
from alder.model.field import FieldKind
from alder.model.layout import ColumnName, Identifies, Sensitivity, SourceEntity, SourceField
from alder.model.period import Years

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.model.fact import Citation


@dataclass(frozen=True)
class DeclaredEntity:
    """An entity without its fields, which the table has below `[name]`. Patterns are written as in the table."""

    name: str
    published: str
    grain: str
    cite: Citation
    key: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    of: int | None = None
    judged_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class DeclaredLayout:
    """The entities of one source, made when they are asked for."""

    package: str
    file: str
    entities: tuple[DeclaredEntity, ...]
    lists: Mapping[str, CodeList] = field(default_factory=dict, hash=False)

    def __call__(self) -> tuple[SourceEntity, ...]:
        return _made(self)


def layout(
    module: str, *entities: DeclaredEntity, file: str = "", lists: Mapping[str, CodeList] | None = None
) -> Callable[[], tuple[SourceEntity, ...]]:
    """The layout of the source that `module` declares, from the text beside it: `file`, by itself of the same name."""
    package, _, stem = module.rpartition(".")
    return DeclaredLayout(package, file or f"{stem}.txt", entities, lists or {})


@cache
def _made(layout: DeclaredLayout) -> tuple[SourceEntity, ...]:
    text = resources.files(layout.package).joinpath(layout.file).read_text(encoding="utf-8")
    try:
        fields = parse(text, layout.lists)
    except ValueError as error:
        raise ValueError(f"{layout.package}/{layout.file}, {error}") from error
    declared = {e.name for e in layout.entities}
    if declared != set(fields):
        raise ValueError(f"{layout.package}/{layout.file} and its entities differ: {sorted(declared ^ set(fields))}")
    return tuple(
        SourceEntity(
            name=e.name,
            published=e.published,
            grain=e.grain,
            key=e.key,
            fields=fields[e.name],
            cite=e.cite,
            patterns=tuple(map(ColumnName.parse, e.patterns)),
            of=e.of,
            judged_by=e.judged_by,
            note=e.note,
        )
        for e in layout.entities
    )


HEADS = ("field", "type", "who", "years", "codes", "also", "meaning")

_KINDS = {
    "text": FieldKind.TEXT,
    "whole": FieldKind.WHOLE,
    "long": FieldKind.LONG,
    "number": FieldKind.NUMBER,
    "date": FieldKind.DATE,
    "moment": FieldKind.MOMENT,
}
_YES_NO = {"0/1": ("1", "0"), "Y/N": ("Y", "N"), "true/false": ("true", "false"), "1/2": ("1", "2")}


def parse(text: str, lists: Mapping[str, CodeList] | None = None) -> dict[str, tuple[SourceField, ...]]:
    """The fields of each section of a text, by the section's name."""
    of_entity: dict[str, list[SourceField]] = {}
    section: list[SourceField] | None = None
    for at, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = of_entity.setdefault(heading[1], [])
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if tuple(cells) == HEADS:
            continue
        if section is None or len(cells) != len(HEADS):
            raise ValueError(f"line {at} is not a field: {len(HEADS)} cells below a [section] are expected")
        try:
            section.append(_field(cells, lists or {}))
        except (ValueError, KeyError, UsageError) as error:
            raise ValueError(f"line {at}, {cells[0]}: {error}") from error
    return {name: tuple(fields) for name, fields in of_entity.items()}


def _field(cells: list[str], lists: Mapping[str, CodeList]) -> SourceField:
    name, kind, who, years, codes, also, meaning = cells
    type, _, length = kind.partition(" ")
    identifies, risk, sensitivity = _who(who)
    others = [a.strip() for a in also.split(";") if a.strip()]
    same = [a[1:].strip() for a in others if a.startswith("=")]
    described, _, note = meaning.partition("##")
    return SourceField(
        name=name,
        kind=_KINDS[type],
        meaning=described.strip(),
        length=int(length) if length else None,
        identifies=identifies,
        risk=risk,
        sensitivity=sensitivity,
        codes=_codes(name, described.strip(), codes, lists),
        years=Years.parse(years),
        also=tuple(ColumnName.parse(a) for a in others if not a.startswith("=")),
        same_as=same[0] if same else "",
        note=note.strip(),
    )


def _who(text: str) -> tuple[Identifies, int | None, Sensitivity | None]:
    if text == "-":
        return Identifies.NO, 5, Sensitivity.E
    if not text:
        return Identifies.NO, None, None
    identifies, _, judged = text.partition(" ")
    if not judged:
        return Identifies(identifies), None, None
    return Identifies(identifies), int(judged[0]), Sensitivity(judged[1:])


def _codes(field: str, meaning: str, text: str, lists: Mapping[str, CodeList]) -> CodeList | None:
    if not text:
        return None
    if text.startswith("@"):
        return lists[text[1:]]
    if text in _YES_NO:
        yes, no = _YES_NO[text]
        return CodeList(field, meaning, (Code(yes, "yes"), Code(no, "no")))
    codes = []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        code, _, label = part.partition(" ")
        if not label:
            raise ValueError(f"the code {code} has no label")
        codes.append(Code(code, label.strip()))
    return CodeList(field, meaning, tuple(codes))
