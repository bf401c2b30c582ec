"""Records of which an aim or a learner may have several, which a filter asks about as "there is one with".

What a code says under a type is a name of its own: of a record with LearnDelFAMType LDM and LearnDelFAMCode 034 the
value of LDM is 034, and the value of SOF is missing. A record that stands in another has the fields of that one too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.further import AIM, LEARNER
from alder.measures.where.fields import field_named, is_refused
from alder.measures.where.named import Named, Type
from alder.model.expr import ifelse, null
from alder.model.statistic import Category
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.schema import entities, keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from alder.model.expr import Table, Truth, Value

_TYPED = {
    "learner_fam": ("LearnFAMType", "LearnFAMCode"),
    "learning_delivery_fam": ("LearnDelFAMType", "LearnDelFAMCode"),
    "employment_status_monitoring": ("ESMType", "ESMCode"),
    "app_fin_record": ("AFinType", "AFinCode"),
    "contact_preference": ("ContPrefType", "ContPrefCode"),
    "dp_outcome": ("OutType", "OutCode"),
}
"""The tables whose codes mean something only beside their type."""

_OF_PEOPLE = "learner_destination_and_progression"
_NOT_ASKED = (LEARNER, AIM, "source_file", _OF_PEOPLE)

_ANYTHING = "It holds whatever a provider likes, and may name people."
NO_RECORDS = {
    "LearnerContact": "It holds addresses and telephone numbers. A filter stands under every table that it makes.",
    "ProviderSpecLearnerMonitoring": _ANYTHING,
    "ProviderSpecDeliveryMonitoring": _ANYTHING,
}
"""Kinds of record that no filter may ask about, and why not."""

OTHER_NAMES = {"LearnDelFAM": "LearningDeliveryFAM", "LearnFAM": "LearnerFAM", "ESM": "EmploymentStatusMonitoring"}
"""What people call a kind of record, where that is not its name in the specification."""


@dataclass(frozen=True)
class Record:
    """A kind of record below a learner or an aim. `table` is that of returns which holds it.

    `key` finds its learner or aim; `parent` is the record that it stands in, with the key of that.
    """

    name: str
    table: str
    key: tuple[str, ...]
    names: Mapping[str, Named] = field(repr=False, compare=False)
    parent: str = ""
    parent_key: tuple[str, ...] = ()

    @property
    def person(self) -> bool:
        """Whether it belongs to the learner, and not to one aim."""
        return "aim" not in self.key

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of returns that are looked into."""
        return (self.table, *([self.parent] if self.parent else []))

    def owners(self, tables: Mapping[str, Table], condition: Callable[[Table], Truth]) -> Table:
        """The learners or aims, each once by its key, that have a record for which the condition holds."""
        t = tables[self.table]
        if self.parent == _OF_PEOPLE:
            t = _with_learner(t, tables[self.parent], tables[LEARNER])
        elif self.parent:
            above = tables[self.parent]
            mine = [f.name for f in entities()[self.parent].fields if f.name in above.columns]
            t = t.inner_join(above.select(*self.parent_key, *mine), list(self.parent_key))
        return t.filter(condition(t).fill_null(False)).select(*self.key).distinct()


def _with_learner(outcomes: Table, records: Table, learners: Table) -> Table:
    """Destinations name their learner by the provider's number, which is that of the learner's record in the return."""
    of = records.select("submission", "destination", "LearnRefNumber")
    who = learners.select("submission", "learner", "LearnRefNumber")
    mine = of.join(who, ["submission", "LearnRefNumber"]).select("submission", "destination", "learner")
    return outcomes.drop(*(c for c in ("learner",) if c in outcomes.columns)).join(mine, ["submission", "destination"])


@cache
def records() -> Mapping[str, Record]:
    """Every kind of record that a filter may ask about, by its name in the specification."""
    found = {}
    for table, entity in entities().items():
        if table in _NOT_ASKED or entity.element in NO_RECORDS:
            continue
        above, parent = keys()[table], ""
        if table == "dp_outcome":
            above, parent = ("learner",), _OF_PEOPLE
        elif "employment" in above and table != "learner_employment_status":
            parent = "learner_employment_status"
        owner = "aim" if "aim" in above else "learner"
        names = _names(parent if parent != _OF_PEOPLE else "", person=owner == "learner")
        found[entity.element] = Record(
            entity.element,
            table,
            ("submission", owner),
            {**names, **_names(table, person=owner == "learner")},
            parent,
            ("submission", "learner", "employment") if parent == "learner_employment_status" else (),
        )
    return found


def _names(table: str, *, person: bool) -> dict[str, Named]:
    """The names of a table's fields: first the types of its codes, each a name of its own."""
    if not table:
        return {}
    type, code = _TYPED.get(table, ("", ""))
    found = {t: _typed(t, type, code, person=person) for t in (LISTS[type].types if type else ())}
    for f in entities()[table].fields:
        if is_refused(f.name):
            continue
        own = field_named(f, f.kind.arrow, person=person)
        if f.name == type:
            own = _type(own, LISTS[type].types)
        found[f.name] = own
    return found


def _typed(name: str, type: str, code: str, *, person: bool) -> Named:
    """The code of the records of one type."""
    held = next(f for e in entities().values() for f in e.fields if f.name == code).kind.arrow

    def column(t: Table, **_: Any) -> Value:
        found: Value = ifelse(t[type] == name, t[code], null(str(t[code].type())))
        return found

    return Named(
        name,
        name,
        Type.CODE,
        column,
        (type, code),
        codes=tuple(Category(c.code, c.label) for c in LISTS[type].of_type(name)),
        numbers=pa.types.is_integer(held),
        person=person,
        explained=type,
    )


def _type(of: Named, types: Sequence[str]) -> Named:
    """The type itself, whose values are the types that have codes."""
    codes = tuple(Category(t, t) for t in types)
    return Named(of.name, of.title, Type.CODE, of.column, of.reads, codes=codes, person=of.person)


@cache
def homes() -> Mapping[str, tuple[str, ...]]:
    """The kinds of record that have a name of their own: what to write for `EmpStat`, of which there may be several."""
    found: dict[str, tuple[str, ...]] = {}
    for record in records().values():
        for name in _names(record.table, person=record.person):
            found[name] = (*found.get(name, ()), record.name)
    return found
