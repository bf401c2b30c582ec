"""What the variables of a query need beside the usual columns of the table of aims, settled before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.derive.aims import SCHEMA
from alder.derive.further import COLLECTED, CONTACTS, POSTCODES
from alder.derive.look_ups import LOOKED_UP, LookUps
from alder.errors import Inconsistency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.derive import Variable
    from alder.derive.look_ups import LookUp
    from alder.measures.where.tree import Having


@dataclass(frozen=True)
class Needs:
    """More collected columns, and look-ups in the order in which they are done, each with the columns it gives.

    `can_lack` names look-ups whose columns stay missing where their table is not held. `has` are the columns that say
    whether there is a record of a kind, each with what the record must say. `asked` are those that something reads: the
    others only lead to them, as a postcode leads to an area.
    """

    collected: tuple[str, ...] = ()
    look_ups: tuple[tuple[LookUp, tuple[str, ...]], ...] = ()
    can_lack: frozenset[str] = frozenset()
    has: tuple[tuple[str, Having], ...] = ()
    asked: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        variables: Iterable[Variable],
        year: int,
        settings: Mapping[str, Any],
        also: Iterable[str] = (),
        has: Mapping[str, Having] | None = None,
    ) -> Needs:
        """What variables need in a query of an academic year (its starting year) with these parameters.

        `also` names further columns, which the measure reads by itself, and `has` those of a filter about records.
        """
        known = LookUps(year, settings)
        collected: dict[str, None] = {}
        look_ups: dict[str, tuple[LookUp, dict[str, None]]] = {}
        demanded: set[str] = set()
        asked: set[str] = set()

        def need(column: str, *, must: bool) -> None:
            if column in COLLECTED:
                collected[column] = None
            if column not in LOOKED_UP:
                if column not in COLLECTED and column not in SCHEMA.names:
                    raise Inconsistency(f"a declaration reads a column that aims do not have: {column}")
                return
            look_up = known[LOOKED_UP[column].look_up]
            for key in (k for keys in look_up.on.values() for k in keys):
                need(key, must=must)
            if must and not look_up.optional:
                demanded.add(look_up.name)
            look_ups.setdefault(look_up.name, (look_up, {}))[1][column] = None

        def ask(column: str, *, must: bool) -> None:
            asked.add(column)
            need(column, must=must)

        for column in also:
            ask(column, must=True)
        for variable in variables:
            for column in (*variable.columns, *([variable.labels] if variable.labels else [])):
                ask(column, must=True)
            for column in variable.helped_by:
                ask(column, must=False)
        return cls(
            tuple(collected),
            tuple((look_up, tuple(columns)) for look_up, columns in look_ups.values()),
            frozenset(look_ups) - demanded,
            tuple((has or {}).items()),
            frozenset(asked),
        )

    def joined(self, other: Needs) -> Needs | None:
        """What both need, or None where they look up different things under one name, or ask after other records."""
        if self.has != other.has:
            return None
        both = {step.name: (step, columns) for step, columns in self.look_ups}
        for step, columns in other.look_ups:
            mine, first = both.get(step.name, (step, ()))
            if mine != step:
                return None
            both[step.name] = (step, tuple(dict.fromkeys((*first, *columns))))
        must = {s.name for n in (self, other) for s, _ in n.look_ups if s.name not in n.can_lack}
        collected = tuple(dict.fromkeys((*self.collected, *other.collected)))
        can_lack = frozenset(both.keys() - must)
        return Needs(collected, tuple(both.values()), can_lack, self.has, self.asked | other.asked)

    @property
    def records(self) -> tuple[str, ...]:
        """The tables of returns that the collected columns are of."""
        contacts = [CONTACTS] if any(c in POSTCODES for c in self.collected) else []
        asked = [t for _, having in self.has for t in having.record.tables]
        return tuple(dict.fromkeys([*(COLLECTED[c].record for c in self.collected), *contacts, *asked]))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every further column of the table of aims."""
        return (*self.collected, *(c for _, columns in self.look_ups for c in columns))
