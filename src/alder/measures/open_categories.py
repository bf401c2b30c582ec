"""Categories that are whatever codes the aims hold, as with local authorities and awarding bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.derive.aims import NAME
from alder.measures import fingerprint
from alder.model import expr
from alder.model.statistic import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.derive import Variable
    from alder.engine.protocol import Engine


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

    key = fingerprint.key("open", variable.name, year, sorted(settings.items()), schema)
    rows = engine.run(build, key=key).to_pylist()
    fixed = {c.code for c in variable.categories}
    named = [Category(r["code"], r["label"] or r["code"]) for r in rows if r["code"] not in fixed]
    return sorted(named, key=lambda c: (c.label, c.code))
