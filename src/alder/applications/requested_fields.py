"""The fields that an application asks for: each judged by what the catalogue says of it, and by why it is asked for."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from alder.errors import AlderError, unknown_name
from alder.measures.condition import Condition
from alder.model.layout import RISKS, Identifies, Sensitivity
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alder.model.layout import SourceField

AS_COLLECTED = "as collected"
"""The form of a field that is asked for without anything made coarser."""
COARSER = {
    "postcode": "an area, its deprivation, or the distance to the place of learning",
    "date": "an age, or a month and year",
    "provider": "what kind of provider it is, its region and size",
}
"""What does instead of what helps to recognise somebody, by what its name speaks of."""
POINTS_OF_RISK = {1: 0, 2: 0, 3: 1, 4: 4, 5: 1}
"""How much a field adds to the score by its risk. Identifiers add nothing: none leaves as it is, and a key of the
project stands in its place."""
POINTS_OF_SENSITIVITY = {"A": 0, "B": 8, "C": 2, "D": 4, "E": 1}
"""And by its sensitivity: the two are multiplied, and halved for a field that is asked for in a coarser form. The score
orders applications by what they could do; it means nothing by itself. Both tables are Alder's choice."""


def source_id(name: str) -> str | None:
    """The id of a source by any of its names; None where there is none."""
    return catalogue.id_of(name) if name.strip() else None


@cache
def sources() -> dict[str, str]:
    """The sources that have fields to ask for: titles by ids."""
    return {one.id: one.title for one in catalogue.every() if _fields_of(one.id)}


def search(source: str, words: str, most: int) -> tuple[SourceField, ...]:
    """The fields of a source whose name or meaning has all of the words, those whose name begins with them first."""
    wanted = words.casefold().split()
    found = [one for one in _fields_of(source).values() if all(word in _words_of(one) for word in wanted)]
    return tuple(sorted(found, key=lambda one: not one.name.casefold().startswith(" ".join(wanted)))[:most])


def source_fault(name: str) -> str:
    """What is wrong with the name of a source; empty where it is one that has fields to ask for."""
    id = source_id(name)
    if id is None:
        return _sentence(unknown_name("source", name, catalogue.names()))
    return "" if _fields_of(id) else f"The catalogue lists no fields of {id} yet: it cannot be asked for."


def condition_fault(text: str) -> str:
    """What is wrong with a condition on returns; empty where it can be read."""
    try:
        Condition.read(text, "starts")
    except AlderError as error:
        return f"The condition is not understood: {error.what.rpartition(': ')[2].rstrip('.')}."
    return ""


def has_special_category(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of the fields is of a special category of data protection law."""
    return any(
        found.sensitivity is Sensitivity.D
        for row in rows
        if (found := field_of(str(row.get("source", "")), str(row.get("field", "")))) is not None
    )


def faults(rows: Sequence[Mapping[str, Any]], same_reason: int) -> Iterator[tuple[int | None, str, bool]]:
    """What is wrong with the fields: the row, what it is, and whether it is only worth a look."""
    seen: set[tuple[str | None, str]] = set()
    for number, row in enumerate(rows, 1):
        source, name = str(row.get("source", "")), str(row.get("field", ""))
        found = field_of(source, name)
        if found is None:
            if (id := source_id(source)) is not None and _fields_of(id):
                yield number, _sentence(unknown_name(f"field of {id}", name, _fields_of(id))), False
            continue
        if (key := (source_id(source), found.name)) in seen:
            yield number, f"{found.name} is asked for twice.", False
        seen.add(key)
        yield from ((number, says, False) for says in _why_not(found, row))
    for reason, count in Counter(_plain(row.get("why")) for row in rows).items():
        if reason and count > same_reason:
            yield None, f"{count} fields have the same reason. Say of each why it is needed.", True


def _why_not(found: SourceField, row: Mapping[str, Any]) -> Iterator[str]:
    """Why a field cannot be had as it is asked for."""
    if says := never(found):
        yield says
    elif is_raw_quasi(found, row) and not str(row.get("raw") or "").strip():
        yield f"{found.name} helps to recognise somebody. Say why {coarser(found)} would not do, or ask for that."


def never(found: SourceField) -> str:
    """Why a field cannot be had in any form; empty where it can."""
    if found.sensitivity is Sensitivity.A:
        return f"{found.name} never leaves the department: it cannot be asked for."
    if found.identifies is Identifies.DIRECT:
        return (
            f"{found.name}: {RISKS[found.risk or 1]}. It cannot be had: records come with a key that stands for the "
            "person in this project alone, and links are made before you see them."
        )
    return ""


def coarser(found: SourceField) -> str:
    """What does instead of a field that helps to recognise somebody; empty for one that does not."""
    if not is_telling(found):
        return ""
    return next((does for word, does in COARSER.items() if word in _words_of(found)), "bands")


def is_telling(found: SourceField) -> bool:
    """Whether a field helps to recognise somebody."""
    return found.identifies is Identifies.QUASI


def is_raw_quasi(found: SourceField, row: Mapping[str, Any]) -> bool:
    """Whether a field that helps to recognise somebody is asked for as it was collected."""
    return is_telling(found) and row.get("form") == AS_COLLECTED


def score(rows: Iterable[Mapping[str, Any]]) -> int:
    """How much the fields could do together, on Alder's scale; what the catalogue does not know counts nothing."""
    total = 0
    for row in rows:
        found = field_of(str(row.get("source", "")), str(row.get("field", "")))
        if found is None:
            continue
        points = POINTS_OF_RISK[found.risk or 5] * POINTS_OF_SENSITIVITY[found.sensitivity or "E"] * 2
        total += points if row.get("form") == AS_COLLECTED else points // 2
    return total


def by_sensitivity(rows: Iterable[Mapping[str, Any]]) -> dict[Sensitivity, tuple[str, ...]]:
    """The fields by how much harm they could do, the most harmful first; what nobody judged counts as any other."""
    found = (field_of(str(row.get("source", "")), str(row.get("field", ""))) for row in rows)
    known = [one for one in found if one is not None]
    return {
        level: names
        for level in (Sensitivity.A, Sensitivity.B, Sensitivity.D, Sensitivity.C, Sensitivity.E)
        if (names := tuple(one.name for one in known if (one.sensitivity or Sensitivity.E) is level))
    }


def field_of(source: str, name: str) -> SourceField | None:
    """A field by its source and name; None where the catalogue knows none."""
    id = source_id(source)
    return None if id is None else _fields_of(id).get(name.strip())


@cache
def _fields_of(source: str) -> dict[str, SourceField]:
    """The fields of a source by their names. Of a name that several records have, the one that says most of people."""
    found: dict[str, SourceField] = {}
    layout = catalogue.source(source).layout
    for entity in layout() if layout else ():
        for one in entity.fields:
            if one.name not in found or (one.risk or 5) < (found[one.name].risk or 5):
                found[one.name] = one
    return found


def _words_of(found: SourceField) -> str:
    return f"{found.name} {found.meaning}".casefold()


def _plain(reason: Any) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in str(reason or "").casefold()).split())


def _sentence(error: AlderError) -> str:
    """What an error says, on one line."""
    return " ".join(f"{error.what[0].upper()}{error.what[1:].rstrip('.')}. {error.where}".split())
