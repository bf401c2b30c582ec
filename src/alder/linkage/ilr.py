"""The learners of the returns in a store, as one side of a link: a row for each learner of each provider and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache
from alder.errors import NoFigures
from alder.linkage.links import Side
from alder.linkage.people import RECORDS, people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.engine.store import Store
    from alder.model.expr import Expression
    from alder.model.period import AcademicYear

_STAMP = ("submission", "learner", "ukprn", "collection_year")
_AS_COLLECTED = ("LearnRefNumber", "PrevUKPRN", "PrevLearnRefNumber", "PMUKPRN", "ULN", "DateOfBirth", "Sex")

SHOWN = ("collection_year", "ukprn")
"""What an extract carries of them beside the person's key."""


def learners(store: Store, *years: AcademicYear, more: Iterable[str] = ()) -> pa.Table:
    """The learners of the current returns of some years (of all that are held, where none is named).

    Of names only the first letter of the surname is read. `more` are further columns of the learner's record.
    """
    held = store.schemas["learner"].names
    extra = tuple(dict.fromkeys(c for c in more if c in held and c not in (*_STAMP, *_AS_COLLECTED)))
    with store.engine(*years, tables=["learner"]) as engine:
        schema = engine.schema("learner")

        def build() -> Expression:
            from alder.model import expr

            t = expr.table("learner", schema)
            initial = t.FamilyName.strip().upper().left(1).nullif("")
            year = t.collection_year.substr(0, 4).cast("int32")
            return t.select(*_STAMP, *_AS_COLLECTED, *extra, UKPRN=t.ukprn, year=year, surname_initial=initial)

        rows = engine.run(build, key=sql_cache.key("linkage", "learners to link", schema, extra))
    if not rows.num_rows:
        said = f" of {', '.join(y.label for y in years)}" if years else ""
        raise NoFigures(f"no return{said} is held, so there is nobody to link", next="See what is held:  alder returns")
    return rows.sort_by([("collection_year", "ascending"), ("ukprn", "ascending"), ("learner", "ascending")])


def side(store: Store, *years: AcademicYear, more: Iterable[str] = ()) -> Side:
    """The learners as a side of a link, with the person behind each record."""
    rows = learners(store, *years, more=more)
    own = ("ULN", "UKPRN", "LearnRefNumber", "DateOfBirth", "Sex", "surname_initial")
    read = rows.select(RECORDS.names).cast(RECORDS)
    labels = sorted(set(rows["collection_year"].to_pylist()))
    name = f"ILR {labels[0]}" + (f" to {labels[-1]}" if len(labels) > 1 else "")
    return Side(name, rows, {c: c for c in own}, people(read), SHOWN)


def years_of(side: Side) -> tuple[str, str]:
    """The first and the last year of the learners' returns."""
    labels = pc.min_max(cast("pa.Table", side.table)["collection_year"]).as_py()
    return labels["min"], labels["max"]
