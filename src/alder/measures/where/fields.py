"""Collected fields as names of filters: the type, the code list and the limits that the specification gives each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.measures.where.named import Named, Type
from alder.model.layout import Identifies
from alder.model.statistic import Category
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.layout import judged
from alder.sources.ilr.schema import YEARS, entities, years_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from alder.model.code_list import CodeList
    from alder.model.expr import Table, Value
    from alder.model.field import Field
    from alder.model.period import AcademicYear

_IS_SHOWN = "A filter stands under every table that it makes."
_NAMES_A_PERSON = f"It names a person, or stands for one. {_IS_SHOWN}"
_TOO_FAR = f"It narrows down a person too far. {_IS_SHOWN}"

REFUSED = {
    "DateOfBirth": f"{_TOO_FAR} Use age_band, or age_at_31_august.",
    **dict.fromkeys(
        ("Postcode", "PostcodePrior", "DelLocPostCode", "LSDPostcode", "HEPostCode"), f"{_TOO_FAR} Use an area."
    ),
}
"""Fields that no filter may use although they name nobody, and why not."""


def is_refused(name: str) -> bool:
    """Whether no filter may use a field of the specification."""
    return bool(why_refused(name))


def why_refused(name: str) -> str:
    """Why no filter may use a field; nothing for one that may be used."""
    identifies, _, _ = judged(name)
    if identifies in (Identifies.DIRECT, Identifies.PSEUDONYM):
        return _NAMES_A_PERSON
    return REFUSED.get(name, "")


def collecting(name: str) -> tuple[AcademicYear, ...]:
    """The years whose returns hold a field of the specification, among those whose schema is at hand."""
    found = {
        y for table, e in entities().items() if any(f.name == name for f in e.fields) for y in years_of(table, name)
    }
    return tuple(sorted(found))


def is_collected(name: str, year: AcademicYear) -> bool:
    """Whether returns of a year hold a field. Of a year without a schema at hand its neighbours tell."""
    collected = collecting(name)
    if not collected or year in YEARS:
        return not collected or year in collected
    before, after = [y for y in YEARS if y < year][-1:], [y for y in YEARS if y > year][:1]
    return any(y in collected for y in before + after)


def field_named(field: Field, type: pa.DataType, *, person: bool, needs: tuple[str, ...] = ()) -> Named:
    """A collected field under its name in the specification. `type` is that of its column."""
    codes = codes_of(LISTS[field.name]) if field.name in LISTS else ()
    return Named(
        field.name,
        field.name,
        Type.CODE if codes else plain(type),
        column(field.name),
        (field.name,),
        codes=codes,
        numbers=bool(codes) and pa.types.is_integer(type),
        person=person,
        needs=needs,
        longest=field.max_length,
    )


def codes_of(listed: CodeList) -> tuple[Category, ...]:
    """The codes of a list; none where a code means something only beside a type."""
    return () if any(listed.types) else tuple(Category(c.code, c.label) for c in listed)


def plain(type: pa.DataType) -> Type:
    """What the values of a column without a code list are."""
    kinds = {
        Type.DATE: pa.types.is_date(type),
        Type.TRUTH: pa.types.is_boolean(type),
        Type.WHOLE: pa.types.is_integer(type),
        Type.NUMBER: pa.types.is_decimal(type) or pa.types.is_floating(type),
        Type.TEXT: True,
    }
    return next(kind for kind, fits in kinds.items() if fits)


def column(name: str) -> Callable[..., Value]:
    """The column of a name, from whichever table it is asked of."""

    def found(t: Table, **_: Any) -> Value:
        value: Value = t[name]
        return value

    return found
