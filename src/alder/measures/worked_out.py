"""Variables of every aim of a year's returns, each worked out where what it reads is known once.

A learner has several aims, and many learners' homes and aims have one postcode or one entry in the list of aims. What a
variable reads of these alone is worked out there, and the aims get it by its key. Of a variable with a closed list of
categories, the table holds which one it is, as a small number that shows as the category's text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.errors import Inconsistency
from alder.measures import sql_key
from alder.measures.calculation import aims_table
from alder.measures.calculation.aims_table import CHOSEN_RETURNS, aims_alone, learners, told_in_one_year
from alder.measures.calculation.reference_look_up import Found, find, joined
from alder.measures.calculation.returns import CHOSEN, TABLES, Choice
from alder.measures.worked_out_where import Places, Worked, list_of
from alder.model import expr
from alder.model.expr import coalesce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pyarrow as pa

    from alder.derive import Variable
    from alder.engine.protocol import Engine
    from alder.measures.calculation.reference_look_up import Needs
    from alder.model.expr import Table

LEARNERS = "learners_gathered"
AIMS = "aims_gathered_alone"
_OF_LEARNERS = "worked_out_of_learners"
_ROWS = "rows_beside_others"


@dataclass(frozen=True)
class WorkedOut:
    """Returns gathered in an engine, learners apart from their aims, to work variables out for a year at a time."""

    engine: Engine
    variables: Sequence[Variable]
    settings: Mapping[str, Any]
    ordinals: Mapping[int, int]
    found: list[Found] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    """By the name of a table of what was worked out, the key of the expression that it holds."""

    @classmethod
    def of(
        cls,
        engine: Engine,
        choices: Sequence[Choice],
        needs: Iterable[Needs],
        variables: Sequence[Variable],
        settings: Mapping[str, Any],
    ) -> WorkedOut:
        """Gather the returns of all choices, with everything that is needed of them."""
        if any(c.earlier or c.later for c in choices):
            raise Inconsistency("what earlier and later returns say is asked for, and is not read here")
        all_needs = tuple(needs)
        more = tuple(dict.fromkeys(c for n in all_needs for c in n.collected))
        records = dict.fromkeys((*TABLES, *(r for n in all_needs for r in n.records)))
        chosen = Choice(choices[0].year, tuple({h.submission: h for c in choices for h in c.used}.values())).table()
        engine.add(CHOSEN_RETURNS, chosen)
        schemas = {t: engine.schema(t) for t in records if engine.has(t)}

        def gather(name: str, rows: Callable[[Mapping[str, Table], Table, Sequence[str]], Table]) -> None:
            def build() -> Table:
                tables = {t: expr.table(t, s) for t, s in schemas.items()}
                return rows(tables, expr.table(CHOSEN_RETURNS, CHOSEN), more)

            engine.keep(name, build, key=sql_key.key(name, more, *schemas.items()))

        gather(LEARNERS, learners)
        gather(AIMS, aims_alone)
        engine.add_code_lists({list_of(v): [c.code for c in v.categories] for v in variables if v.is_closed})
        ordinals = dict(zip(chosen["submission"].to_pylist(), chosen["ordinal"].to_pylist(), strict=True))
        return cls(engine, variables, settings, ordinals)

    def keep(self, name: str, choice: Choice, needs: Needs) -> int:
        """Keep every variable of every aim of a choice, by the aim's number. Gives how many aims there are."""
        engine = self.engine
        engine.add(CHOSEN_RETURNS, choice.table(self.ordinals))
        aims_table.check(engine, CHOSEN_RETURNS, needs)
        found = find(engine, needs, (LEARNERS, AIMS), self.found)
        learners_have = engine.schema(LEARNERS).names
        places = Places.of(self.variables, choice.year.start, self.settings, needs, found, learners_have)
        for part in places.parts:
            self._work_out(places, part)
        parts = {p.table: engine.schema(p.table) for p in places.parts}
        shape = engine.schema(LEARNERS)
        key = sql_key.key("worked out of learners", places.key, shape, *parts.items())
        engine.keep(_OF_LEARNERS, lambda: _of_learners(places, shape, parts), key=key)
        own, theirs = engine.schema(AIMS), engine.schema(_OF_LEARNERS)
        shapes = (own, theirs, *parts.items())
        key = sql_key.key("what variables of other rows read", places.key, *shapes)
        engine.keep(_ROWS, lambda: _rows(places, own, theirs, parts), key=key)
        rows = engine.schema(_ROWS)
        key = sql_key.key("worked out of aims", places.key, rows, *shapes)
        return engine.keep(name, lambda: _of_aims(places, own, theirs, parts, rows), key=key)

    def _work_out(self, places: Places, part: Worked) -> None:
        """Keep what is worked out of what one look-up found, unless it is there from another year."""
        if part.table == part.found.table:
            return
        shape = self.engine.schema(part.found.table)
        key = sql_key.key("worked out of found", part, shape, sorted(self.settings.items()))

        def build() -> Table:
            t = expr.table(part.found.table, shape)
            kept = [c for c in t.columns if c not in part.found.columns or c in part.raw]
            return t.select(*kept, **places.worked_out(part.variables, t))

        if self.made.get(part.table) != key:
            self.engine.keep(part.table, build, key=key)
            self.made[part.table] = key


def _of_learners(places: Places, shape: pa.Schema, parts: Mapping[str, pa.Schema]) -> Table:
    """The learners of the returns chosen, with what is worked out of each and what aims need of it."""
    t = expr.table(LEARNERS, shape).semi_join(expr.table(CHOSEN_RETURNS, CHOSEN), "ordinal")
    theirs = [p for p in places.parts if p.of_learners]
    t = joined(t, theirs, [(p.table, parts[p.table]) for p in theirs])
    before = {c: coalesce(t[c], known) for p in theirs for c, known in places.of_nothing(p.variables).items()}
    return t.select("record", *places.raw_of_learners, **before, **places.worked_out(places.of_learners, t))


def _together(others: Sequence[Worked], own: pa.Schema, theirs: pa.Schema, parts: Mapping[str, pa.Schema]) -> Table:
    """The aims of the returns chosen, with their learners and with what others were looked up by the aims."""
    last = expr.table(CHOSEN_RETURNS, CHOSEN).select("ordinal", "data_year")
    t = expr.table(AIMS, own).join(last, "ordinal").join(expr.table(_OF_LEARNERS, theirs), "record")
    return told_in_one_year(joined(t, others, [(p.table, parts[p.table]) for p in others]))


def _rows(places: Places, own: pa.Schema, theirs: pa.Schema, parts: Mapping[str, pa.Schema]) -> Table:
    """What variables read that look at other rows: in a table of its own, since whatever else there is were sorted."""
    needed = [p for p in places.of_own_look_ups if {*p.raw} & {*places.raw_of_rows}]
    return _together(needed, own, theirs, parts).select("aim_id", *places.raw_of_rows)


def _of_aims(
    places: Places, own: pa.Schema, theirs: pa.Schema, parts: Mapping[str, pa.Schema], rows: pa.Schema
) -> Table:
    """Every variable of the aims of the returns chosen."""
    t = _together(places.of_own_look_ups, own, theirs, parts)
    among = expr.table(_ROWS, rows)
    looked = among.select("aim_id", **places.worked_out(places.of_other_rows, among))
    t = t.join(looked, "aim_id")
    here = places.worked_out(places.of_aims, t)
    for part in places.of_own_look_ups:
        here |= {c: coalesce(t[c], known) for c, known in places.of_nothing(part.variables).items()}
    return t.select("aim_id", **{c: here[c] if c in here else t[c] for c in places.columns})
