"""The names that a filter of a measure may use, made from the variables and from the specification's fields."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive import variables
from alder.derive.aims import FIELDS, NAME, SCHEMA
from alder.derive.further import COLLECTED, PERSON, WIDE
from alder.measures.measure import measures
from alder.measures.where.named import Named, Type
from alder.model import expr
from alder.model.statistic import Category
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.schema import entities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.derive import Variable
    from alder.measures.measure import Measure
    from alder.model.code_list import CodeList
    from alder.model.expr import Table, Value
    from alder.model.field import Field

AGE_BAND, PROVIDER = "age_band", "provider"

OTHER_NAMES = {
    "funding_model": "FundModel",
    "programme_type": "ProgType",
    "completion_status": "CompStatus",
    "withdrawal_reason": "WithdrawReason",
    "learning_aim": "LearnAimRef",
    "standard": "StdCode",
    "framework": "FworkCode",
    "ukprn": PROVIDER,
}
"""What people call a field, where that is not its name in the specification."""

_UNITS = ("years", "days", "months", "hours", "km", "%")

_FILTER_IS_SHOWN = "A filter stands under every table that it makes."
REFUSED = {
    **dict.fromkeys(
        ("ULN", "LearnRefNumber", "FamilyName", "GivenNames", "NINumber", "Email", "TelNo", "PrevLearnRefNumber"),
        f"It names a person. {_FILTER_IS_SHOWN}",
    ),
    "DateOfBirth": f"It narrows down a person too far. {_FILTER_IS_SHOWN} Use age_band, or age_at_31_august.",
    **dict.fromkeys(
        ("Postcode", "PostcodePrior", "DelLocPostCode"),
        f"It narrows down a person too far. {_FILTER_IS_SHOWN} Use an area.",
    ),
    **dict.fromkeys(
        ("LearnDelFAMType", "LearnDelFAMCode", "LearnFAMType", "LearnFAMCode", "ESMType", "ESMCode"),
        "An aim or a learner may have several of these records, so it has no single value.",
    ),
    "PrimaryLLDD": "A learner may have several of these records, so it has no single value.",
}
"""Names that no filter may use, and why not."""


@cache
def names(measure: str) -> Mapping[str, Named]:
    """Everything that a filter of a measure may name, by name: variables first, then fields."""
    extract = measures[measure].extract
    if extract is not None:
        fit = [v for v in variables if extract.columns.keys() >= set(v.reads) and not v.needs_more]
        told = [v for v in (*fit, *extract.variables.values()) if _is_usable(v)]
        return {v.name: _variable(v, extract.table()) for v in told}
    found = {v.name: _variable(v) for v in variables if _is_usable(v)}
    if bands := _age_band(measures[measure]):
        found[AGE_BAND] = bands
    found[PROVIDER] = Named(
        PROVIDER, "Provider", Type.WHOLE, lambda t, **_: t.ukprn, FIELDS["ukprn"], caveats=(), longest=8
    )
    found |= {f.name: f for f in fields().values()}
    found |= {other: found[name] for other, name in OTHER_NAMES.items() if other not in found}
    return found


def _is_usable(variable: Variable) -> bool:
    """A variable that asks for a date of its own, as `age_on` does, has no value by itself."""
    needed = list(inspect.signature(variable.function).parameters)[1:]
    return set(needed) <= {"year", *(p.name for p in variable.parameters)}


def _variable(variable: Variable, over: Table | None = None) -> Named:
    def column(t: Table, **known: Any) -> Value:
        return variable(t, **known)

    return Named(
        variable.name,
        variable.title,
        Type.CODE if variable.categories and not variable.is_open else _type_of(variable, over),
        column,
        variable.reads,
        codes=() if variable.is_open else variable.categories,
        unknown=variable.unknown,
        person=variable.person,
        caveats=variable.caveats,
        unit=variable.unit if variable.unit in _UNITS else "",
    )


def _type_of(variable: Variable, over: Table | None) -> Type:
    """What the values of a variable without categories are, from the expression that it makes."""
    kind = variable(expr.table(NAME, WIDE) if over is None else over, year=2000).type()
    types = {
        Type.TRUTH: kind.is_boolean(),
        Type.DATE: kind.is_date(),
        Type.WHOLE: kind.is_integer(),
        Type.NUMBER: kind.is_numeric(),
        Type.TEXT: True,
    }
    return next(type for type, fits in types.items() if fits)


def _age_band(measure: Measure) -> Named | None:
    """The measure's own age bands: another variable in each scope, so all of their bands may be named."""
    if not measure.age_bands:
        return None
    bands = {scope: variables[name] for scope, name in measure.age_bands.items()}

    def column(t: Table, *, scope: Any = None, **known: Any) -> Value:
        return (bands[scope] if scope in bands else next(iter(bands.values())))(t, **known)

    any_band = next(iter(bands.values()))
    return Named(
        AGE_BAND,
        "Age",
        Type.CODE,
        column,
        tuple(dict.fromkeys(f for b in bands.values() for f in b.reads)),
        codes=tuple({c.code: c for b in bands.values() for c in b.categories}.values()),
        unknown=any_band.unknown,
        person=all(b.person for b in bands.values()),
        caveats=any_band.caveats,
    )


@cache
def fields() -> Mapping[str, Named]:
    """The collected fields that the table of aims can have, under their names in the specification.

    Of a typed code, `LearnDelFAMType` SOF, the type is the name: `SOF = 105`.
    """
    known = {f.name: f for entity in reversed(entities().values()) for f in entity.fields}
    found = {}
    for name in (*SCHEMA.names, *COLLECTED):
        typed = COLLECTED[name].typed if name in COLLECTED else ""
        if typed:
            found[name] = _typed(name, typed)
        elif name in known and name not in REFUSED:
            found[name] = _field(known[name], WIDE.field(name).type)
    return found


def _typed(name: str, typed: str) -> Named:
    """The code of one type of record: an aim or learner has one of them at most, or the first is taken."""
    held = "LearnDelFAM" if COLLECTED[name].record == "learning_delivery_fam" else "LearnFAM"
    listed = LISTS[f"{held}Type"].of_type(typed)
    return Named(
        name,
        name,
        Type.CODE,
        _column(name),
        (f"{held}Type", f"{held}Code"),
        codes=tuple(Category(c.code, c.label) for c in listed),
        numbers=pa.types.is_integer(WIDE.field(name).type),
        person=name in PERSON,
        needs=(name,),
    )


def _field(field: Field, type: pa.DataType) -> Named:
    codes = _codes(LISTS[field.name]) if field.name in LISTS else ()
    return Named(
        field.name,
        field.name,
        Type.CODE if codes else _plain(type),
        _column(field.name),
        (field.name,),
        codes=codes,
        numbers=bool(codes) and pa.types.is_integer(type),
        person=field.name in PERSON,
        needs=(field.name,) if field.name in COLLECTED else (),
        longest=field.max_length,
    )


def _codes(listed: CodeList) -> tuple[Category, ...]:
    return () if any(listed.types) else tuple(Category(c.code, c.label) for c in listed)


def _plain(type: pa.DataType) -> Type:
    if pa.types.is_date(type):
        return Type.DATE
    return Type.WHOLE if pa.types.is_integer(type) else Type.TEXT


def _column(name: str) -> Callable[..., Value]:
    def column(t: Table, **_: Any) -> Value:
        found: Value = t[name]
        return found

    return column
