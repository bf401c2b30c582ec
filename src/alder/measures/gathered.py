"""Rows of many returns gathered once, so that tables of aims for several questions or years are made from them.

Each question picks its returns from the table `aims_gathered`, in place of reading the same files again; the groups in
which records of one aim are looked for are the same for all of them (see `lineage`). Where a return is read for several
years, what is looked up for its aims is joined there too, once for all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alder.derive.aims import NAME, SCHEMA
from alder.measures import fingerprint, lineage, schemes
from alder.measures.looked_up import Found, find, joined, shapes
from alder.measures.records import CHOSEN_RETURNS, one_year, over_years, returned
from alder.measures.returns import CHOSEN, FIRST_YEAR, TABLES, Choice
from alder.model import expr
from alder.model.expr import cases, ifelse, literal, null, union

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pyarrow as pa

    from alder.engine.protocol import Engine
    from alder.measures.needs import Needs
    from alder.measures.returns import Held
    from alder.model.expr import Table, Value

GATHERED = "aims_gathered"
GROUPS = "aims_gathered_in_groups"
_READ = "aims_read"


@dataclass(frozen=True)
class Gathered:
    """The returns that are gathered in an engine, each with its number there, and what was looked up for them.

    `has_found` says that the gathered rows have the columns of that already.
    """

    engine: Engine
    ordinals: Mapping[int, int]
    found: list[Found] = field(default_factory=list)
    has_found: bool = False

    @classmethod
    def of(cls, engine: Engine, choices: Sequence[Choice], needs: Iterable[Needs]) -> Gathered:
        """Gather the returns of all choices, with everything that is needed of them."""
        all_needs = tuple(needs)
        more = tuple(dict.fromkeys(c for n in all_needs for c in n.collected))
        records = dict.fromkeys((*TABLES, *(r for n in all_needs for r in n.records)))
        used = {h.submission: h for c in choices for h in c.used}
        chosen = Choice(choices[0].year, tuple(used.values())).table()
        ordinals = dict(zip(chosen["submission"].to_pylist(), chosen["ordinal"].to_pylist(), strict=True))
        engine.add(CHOSEN_RETURNS, chosen)
        schemas = {t: engine.schema(t) for t in records if engine.has(t)}

        def build() -> Table:
            tables = {t: expr.table(t, s) for t, s in schemas.items()}
            return returned(tables, expr.table(CHOSEN_RETURNS, CHOSEN), more)

        key = fingerprint.key("returned", more, *schemas.items())
        if not any(c.earlier or c.later for c in choices):
            engine.keep(GATHERED, build, key=key)
            return cls(engine, ordinals)
        engine.keep(_READ, build, key=key)
        lineage.group(engine, _READ, GROUPS, _with_two_of_a_year(used.values()))
        found: list[Found] = []
        for wanted in _together(all_needs):
            find(engine, wanted, (_READ,), found)
        read, groups, there = engine.schema(_READ), engine.schema(GROUPS), shapes(engine, found)
        engine.keep(
            GATHERED,
            lambda: joined(_grouped(read, groups), found, there, named=_named),
            key=fingerprint.key("gathered", read, groups, there),
        )
        engine.drop(_READ)
        return cls(engine, ordinals, found, has_found=True)

    def prepare(self, choice: Choice, needs: Needs) -> None:
        """Make the table of aims of one choice, as `records.prepare` does from the files, from what was gathered."""
        engine = self.engine
        engine.add(CHOSEN_RETURNS, choice.table(self.ordinals))
        schemes.check(engine, CHOSEN_RETURNS, needs)
        schema = engine.schema(GATHERED)
        found = find(engine, needs, (GATHERED,), self.found)
        there = () if self.has_found else shapes(engine, found)
        years = [*choice.earlier, choice.year, *choice.later]
        numbers = [y.start for y in years] if len(years) > 1 else []
        crowded = numbers and lineage.trace_crowded(engine, GROUPS, _of_these, years)
        lines = engine.schema(lineage.NAME) if crowded else None
        given = {c: _named(f, c) for f in found for c in f.columns} if self.has_found else {}
        beside = {_named(f, c) for f in self.found for c in f.columns}
        more = (*needs.collected, *given)
        if self.has_found:  # what only led to a look-up has done its part
            more = tuple(c for c in more if c in needs.asked)

        def build() -> Table:
            rows = _part(schema, given, beside)
            aims = _of_groups(rows, numbers, more) if numbers else one_year(rows, more)
            aims = aims if lines is None else union(aims, _of_lines(rows, lines, more))
            return aims if self.has_found else joined(aims, found, there)

        key = fingerprint.key("aims of gathered", numbers, lines, more, schema, given, found, there)
        engine.keep(NAME, build, key=key)


def _together(needs: Iterable[Needs]) -> list[Needs]:
    """Those needs joined that look up the same things under the same names."""
    found: list[Needs] = []
    for one in needs:
        for n, other in enumerate(found):
            both = other.joined(one)
            if both is not None:
                found[n] = both
                break
        else:
            found.append(one)
    return found


def _named(found: Found, column: str) -> str:
    """The name among the gathered rows of a column that was looked up. Of two years it may come from two editions."""
    return f"{found.table}: {column}"


def _grouped(read: pa.Schema, groups: pa.Schema) -> Table:
    """The rows with the group of each and what is known of that."""
    t, found = expr.table(_READ, read), expr.table(GROUPS, groups)
    found = found.select("aim_id", "group", "years", "years_ended", "years_paused", "crowded")
    return t.left_join(found, "aim_id").drop("aim_id_right")


def _part(schema: pa.Schema, given: Mapping[str, str], beside: Collection[str]) -> Table:
    """The gathered rows of the returns chosen, with what was read of their provider: the last year, and all years.

    `given` are the columns that were looked up, each with the one that it comes from among all of these `beside`.
    """
    rows = expr.table(GATHERED, schema)
    own = [c for c in rows.columns if c not in beside]
    last = expr.table(CHOSEN_RETURNS, CHOSEN).select("ordinal", "data_year", "years_read")
    return rows.drop("data_year").join(last, "ordinal").select(*own, "years_read", **given)


def _of_these(groups: Table) -> Table:
    """The grouped records of the returns chosen."""
    return groups.semi_join(expr.table(CHOSEN_RETURNS, CHOSEN), "ordinal")


def _with_two_of_a_year(used: Iterable[Held]) -> list[int]:
    """The providers of which two returns of one year were gathered. What one question reads of them another may not."""
    times = Counter((h.ukprn, h.year) for h in used)
    return [ukprn for (ukprn, _), n in times.items() if n > 1]


def _of_groups(rows: Table, years: Sequence[int], more: Sequence[str]) -> Table:
    """The table of aims as `records.over_years` makes it, of those whose group has one record a year at most: what
    other years say of them is told by bits.
    """
    own = literal(1).cast("int64") << (rows.return_year - FIRST_YEAR)
    t = rows.filter(rows.group.notnull() & ~rows.crowded & ((rows.years & rows.years_read) < own * 2))

    def first(of_years: Value, ordered: Sequence[int]) -> Value:
        read = of_years & t.years_read
        return cases(*(((read & 1 << (y - FIRST_YEAR)) != 0, y) for y in ordered), else_=null("int32")).cast("int32")

    nothing = null("int32")
    return t.mutate(
        reporting_year=ifelse(t.LearnActEndDate.notnull(), first(t.years_ended, years), nothing),
        break_shown=ifelse(t.years_paused != 0, first(t.years_paused, years[::-1]), nothing),
        last_reported=ifelse(t.return_year < t.data_year, t.return_year, nothing),
    ).select(*SCHEMA.names, *more)


def _of_lines(rows: Table, lines: pa.Schema, more: Sequence[str]) -> Table:
    """The same of those that were told apart within their group."""
    crowded = rows.filter(rows.crowded)
    return over_years(crowded, expr.table(lineage.NAME, lines), more)
