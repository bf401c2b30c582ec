"""The breakdowns of a query: what each characteristic is in a scope, and which categories can exist there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.derive.aims import FIELDS, NAME
from alder.derive.programme import PROVISIONS
from alder.engine import sql_cache
from alder.errors import NoFigures
from alder.measures.measure import AGE_BAND, PROVIDER, Breakdown, Measure, Scope
from alder.model import expr
from alder.model.definition import Strength
from alder.model.expr import ifelse
from alder.model.statistic import SCOPE, Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.derive import Variable
    from alder.engine.protocol import Engine
    from alder.model.expr import Table, Value

_ONLY: dict[tuple[str, Scope], tuple[str, ...]] = {
    ("prog_type", Scope.APPRENTICESHIPS): ("intermediate", "advanced", "higher", "standard"),
    ("prog_type", Scope.EDUCATION_AND_TRAINING): (),
    ("level", Scope.APPRENTICESHIPS): ("Level 2", "Level 3", "Level 4+", "Unknown"),
    ("provision", Scope.APPRENTICESHIPS): ("apprenticeships",),
    ("provision", Scope.EDUCATION_AND_TRAINING): ("education_and_training",),
}
"""Where only some categories of a characteristic can exist in a scope. None at all leaves the total alone."""


def split_by(
    name: str,
    measure: Measure,
    scope: Scope | None,
    *,
    year: int,
    settings: Mapping[str, Any],
    providers: Mapping[int, str],
    alone: bool,
    listed: bool = False,
    made_up: bool = False,
    found: Mapping[str, tuple[Category, ...]] | None = None,
) -> Breakdown:
    """What splitting a measure by `name` means in a scope.

    `alone` says that no other scope is in the table, `listed` that the list of aims, which gives levels, was loaded.
    `made_up` says that places are. `found` has the categories of variables whose categories are whatever the aims hold.
    """
    if name == PROVIDER:
        return Breakdown(
            PROVIDER,
            "Provider",
            tuple(Category(str(ukprn), label) for ukprn, label in providers.items()),
            lambda aims: aims.ukprn.cast("string"),
            FIELDS["ukprn"],
            key=f"split_{PROVIDER}",
            of_aims=frozenset(["ukprn"]),
        )
    if name == SCOPE:
        name = "provision"
    own = measure.extract.variables if measure.extract else {}
    variable = own.get(name) or variables[measure.age_bands[scope] if name == AGE_BAND else name]
    only = _ONLY.get((name, scope)) if scope else None
    if name == "level" and scope is not Scope.APPRENTICESHIPS:
        only = None if listed else () if scope else _ONLY["level", Scope.APPRENTICESHIPS]
    if only == () and alone:
        raise NoFigures(
            f"{measure.name} by {name} has no figures for {str(scope).replace('_', ' ')}",
            where=variable.without or "It describes apprenticeships only.",
            next=f"Ask for it with --scope {Scope.APPRENTICESHIPS}.",
        )
    categories = (found or {}).get(name, variable.categories)
    kept = tuple(c for c in categories if only is None or c.code in only)

    def column(aims: Table) -> Value:
        value = variable(aims, year=year, **settings)
        if only is None or variable.unknown is None:
            return value
        return ifelse(value.isin(list(only)), value, variable.unknown)

    return Breakdown(
        name,
        variable.title,
        kept,
        column,
        variable.reads,
        person=variable.person,
        unknown=variable.unknown if variable.unknown in [c.code for c in kept] else None,
        caveats=(*variable.caveats, *(["Q-LEVEL"] if variable.name == "level" and not listed else [])),
        out_of_use=variable.out_of_use(year, made_up=made_up),
        key=f"split_{variable.name}" + (f"_of_{scope}" if only is not None else ""),
        of_aims=variable.of_aims,
        strength=Strength.of(variable.name, variable.evidence, variable.source, variable.parameters, settings),
        parent=variable.broader[0] if variable.within else "",
        within=variable.within,
    )


def scope_categories(scopes: tuple[Scope | None, ...]) -> tuple[Category, ...]:
    """The categories of the filter that shows scopes apart."""
    return tuple(c for c in PROVISIONS if c.code in {str(s) for s in scopes})


def open_categories(
    engine: Engine, by: Iterable[str], year: int, settings: Mapping[str, Any]
) -> dict[str, tuple[Category, ...]]:
    """The categories of each open variable in `by`: those found in the order of their labels, then the fixed ones."""
    split = [variables[n] for n in by if n in variables and variables[n].is_open]
    return {v.name: (*_found(engine, v, year, settings), *v.categories) for v in split}


def _found(engine: Engine, variable: Variable, year: int, settings: Mapping[str, Any]) -> list[Category]:
    schema = engine.schema(NAME)

    def build() -> expr.Table:
        aims = expr.table(NAME, schema)
        code = variable(aims, year=year, **settings)
        label = aims[variable.labels] if variable.labels in aims.columns else code
        both = aims.select(code=code, label=label)
        return both.group_by("code").aggregate(label=both.label.min())

    key = sql_cache.key("measures", "open", variable.name, year, sorted(settings.items()), schema)
    rows = engine.run(build, key=key).to_pylist()
    fixed = {c.code for c in variable.categories}
    named = [Category(r["code"], r["label"] or r["code"]) for r in rows if r["code"] not in fixed]
    return sorted(named, key=lambda c: (c.label, c.code))
