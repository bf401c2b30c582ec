"""The names that a filter of a measure may use, made from the variables and from the specification's fields."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive import variables
from alder.derive.aims import FIELDS, NAME, SCHEMA
from alder.derive.further import AIM, COLLECTED, DIFFICULTIES, LEARNER, PERSON, PRIOR_LEVELS, WIDE
from alder.measures.measure import AGE_BAND, DESCRIBES, PROVIDER, measures
from alder.measures.where.fields import column, field_named, plain, why_refused
from alder.measures.where.named import Named, Type
from alder.measures.where.records import homes
from alder.model import expr
from alder.model.statistic import Category
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.schema import entities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.derive import Variable
    from alder.measures.measure import Extract, Measure
    from alder.model.expr import Table, Value

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

_NOT_OF_EXTRACTS = ("person", "ukprn", "year", "record")
"""Columns of extracts that are keys, or that the question itself settles."""


@cache
def refused() -> Mapping[str, str]:
    """Fields of the specification that no filter may use, and why not."""
    every = dict.fromkeys(f.name for entity in entities().values() for f in entity.fields)
    return {name: why for name in every if (why := why_refused(name))}


@cache
def elsewhere() -> Mapping[str, tuple[str, ...]]:
    """What to write for a name that has no value by itself, as it stands in records of their own: `EmpStat`."""
    own = fields()
    return {name: tuple(f"{p}.{name}" for p in places) for name, places in homes().items() if name not in own}


@cache
def names(measure: str) -> Mapping[str, Named]:
    """Everything that a filter of a measure may name, by name: variables first, then fields."""
    extract = measures[measure].extract
    if extract is not None:
        return _of_extract(extract)
    found = {v.name: _variable(v) for v in variables if _is_usable(v)}
    if bands := _age_band(measures[measure]):
        found[AGE_BAND] = bands
    found[PROVIDER] = Named(PROVIDER, "Provider", Type.WHOLE, column("ukprn"), FIELDS["ukprn"], longest=8)
    found |= {f.name: f for f in fields().values()}
    found |= {other: found[name] for other, name in OTHER_NAMES.items() if other not in found}
    return found


def _of_extract(extract: Extract) -> dict[str, Named]:
    """What the rows of an extract say: its columns, the variables that read no others, and those of its own."""
    table, known = extract.table(), {f.name: f for f in entities()[LEARNER].fields}
    found = {}
    for name, (type, says) in extract.columns.items():
        if name in _NOT_OF_EXTRACTS or why_refused(name):
            continue
        if name in known:
            found[name] = field_named(known[name], type, person=name in DESCRIBES)
        else:
            found[name] = Named(name, _short(says), plain(type), column(name), (name,))
    fit = [v for v in variables if extract.columns.keys() >= set(v.reads) and not v.needs_more]
    told = [v for v in (*fit, *extract.variables.values()) if _is_usable(v)]
    found |= {v.name: _variable(v, table) for v in told}
    found[PROVIDER] = Named(PROVIDER, "Provider", Type.WHOLE, column("ukprn"), ("ukprn",), longest=8)
    return found | {"ukprn": found[PROVIDER]}


def _short(says: str) -> str:
    """What a column holds, without what its sentence adds."""
    return says.split(":")[0].split(". ")[0].split(",")[0].rstrip(".")


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

    Of a typed code, `LearnDelFAMType` SOF, the type is the name, where an aim or learner has one of it: `SOF = 105`.
    """
    known = {f.name: f for table in (AIM, LEARNER, PRIOR_LEVELS, DIFFICULTIES) for f in entities()[table].fields}
    found = {}
    for name in (*SCHEMA.names, *COLLECTED):
        typed = COLLECTED[name].typed if name in COLLECTED else ""
        if typed:
            found[name] = _typed(name, typed)
        elif name in known and not why_refused(name):
            needs = (name,) if name in COLLECTED else ()
            found[name] = field_named(known[name], WIDE.field(name).type, person=name in PERSON, needs=needs)
    return found


def _typed(name: str, typed: str) -> Named:
    """The code of one type of record: an aim or learner has one of them at most, or the first is taken."""
    held = "LearnDelFAM" if COLLECTED[name].record == "learning_delivery_fam" else "LearnFAM"
    listed = LISTS[f"{held}Type"].of_type(typed)
    return Named(
        name,
        name,
        Type.CODE,
        column(name),
        (f"{held}Type", f"{held}Code"),
        codes=tuple(Category(c.code, c.label) for c in listed),
        numbers=pa.types.is_integer(WIDE.field(name).type),
        person=name in PERSON,
        needs=(name,),
        explained=f"{held}Type",
    )
