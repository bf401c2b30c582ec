"""The same aim in several years' returns.

Records are the same aim when provider, learner, programme and start agree. Where one return holds several such
records, they are told apart in the published order: planned and actual end agree, then the planned end, then the
actual end, then neither. That is rare, so it is done for those records alone, year by year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.programme import APPRENTICESHIPS
from alder.engine import sql_cache
from alder.measures.calculation.returns import FIRST_YEAR
from alder.model import expr
from alder.model.expr import bits_of_any, coalesce, date, how_many_bits, ifelse, literal, row_number, union

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import pyarrow as pa

    from alder.engine.protocol import Engine
    from alder.model.expr import Table, Truth
    from alder.model.period import AcademicYear

NAME = "aim_lineage"
_GROUPED = "aims_grouped"
_SETTLED = "aims_settled"
_OPEN = "aims_open"
_MATCHED = "aims_matched"
_NEXT = "aims_next"
_PASSES = (("planned", "actual"), ("planned",), ("actual",), ())
_NEVER = (9999, 1, 1)


def trace(engine: Engine, returned: str, years: list[AcademicYear]) -> None:
    """Keep the table `aim_lineage`: for each record (`aim_id`) the number of the aim that it is a record of."""
    group(engine, returned, _GROUPED)
    settle(engine, years)


def group(engine: Engine, returned: str, name: str, apart: Collection[int] = ()) -> None:
    """Keep the table `name`: the records of returns in their groups. Those of providers `apart` count as crowded."""
    schema, named = engine.schema(returned), sorted(apart)
    key = sql_cache.key("measures", "grouped", returned, named, schema)
    engine.keep(name, lambda: grouped(expr.table(returned, schema), named), key=key)


def trace_crowded(engine: Engine, groups: str, chosen: Callable[[Table], Table], years: list[AcademicYear]) -> bool:
    """Keep the table `aim_lineage` of those records only that are in a crowded group of the table `groups`.

    `chosen` picks the records of the years. Whether one of these has several of a group is looked at anew. Says
    whether there are any records in it.
    """
    shape = engine.schema(groups)
    key = sql_cache.key("measures", "crowded part", groups, shape)
    found = engine.keep(_GROUPED, lambda: _crowded_anew(chosen(_crowded(expr.table(groups, shape)))), key=key)
    settle(engine, years)
    return found > 0


def settle(engine: Engine, years: list[AcademicYear]) -> None:
    """Keep the table `aim_lineage` of the records that are grouped."""
    shape = engine.schema(_GROUPED)
    crowd = engine.run(
        lambda: _crowded(expr.table(_GROUPED, shape)).count().as_table(), key=sql_cache.key("measures", "crowd", shape)
    )
    if crowd.column(0)[0].as_py():
        _settle_crowd(engine, shape, [y.start for y in years])
        settled = engine.schema(_SETTLED)
        engine.keep(
            NAME,
            lambda: union(_alone(expr.table(_GROUPED, shape)), _lines(expr.table(_SETTLED, settled))),
            key=sql_cache.key("measures", "alone or settled", shape, settled),
        )
    else:
        engine.keep(NAME, lambda: _alone(expr.table(_GROUPED, shape)), key=sql_cache.key("measures", "alone", shape))


def grouped(returned: Table, apart: Sequence[int] = ()) -> Table:
    """Each record with the number of its group (provider, learner, programme, start), and whether that is crowded: one
    of its years has several records, or its provider is one of those `apart`.

    Of each group are told, as bits, the years that have a record, that report it completed or withdrawn, and that show
    a planned break.
    """
    programme = returned.ProgType.isin(list(APPRENTICESHIPS)).fill_null(False) & (returned.AimType == 1)
    programme = programme.fill_null(False)
    t = returned.select(
        "aim_id",
        "ordinal",
        "return_year",
        "ukprn",
        "person",
        "LearnStartDate",
        programme=coalesce(returned.ProgType, -1),
        code=ifelse(programme, coalesce(returned.StdCode, returned.FworkCode, -1), -1),
        reference=ifelse(programme, "", coalesce(returned.LearnAimRef, "")),
        planned=coalesce(returned.LearnPlanEndDate, date(*_NEVER)),
        actual=coalesce(returned.LearnActEndDate, date(*_NEVER)),
        year=literal(1).cast("int64") << (returned.return_year - FIRST_YEAR),
        left=has_left(returned),
        paused=(returned.CompStatus == 6).fill_null(False),
    )
    keys = ["ukprn", "person", "LearnStartDate", "programme", "code", "reference"]
    nothing = literal(0).cast("int64")
    groups = t.group_by(keys).aggregate(
        group=t.aim_id.min(),
        records=t.count(),
        years=bits_of_any(t.year),
        years_left=bits_of_any(ifelse(t.left, t.year, nothing)),
        years_paused=bits_of_any(ifelse(t.paused, t.year, nothing)),
    )
    joined = t.join(groups, keys)
    crowded = joined.records > how_many_bits(joined.years)
    if apart:
        crowded = crowded | joined.ukprn.isin(list(apart))
    told = ("years", "years_left", "years_paused")
    return joined.select("aim_id", "ordinal", "return_year", "group", "planned", "actual", *told, crowded=crowded)


def has_left(returned: Table) -> Truth:
    """Whether a record reports the end of its aim: completed or withdrawn. A break or a wait for the assessment has a
    last day too, and is no end: what comes after it is.
    """
    return returned.LearnActEndDate.notnull() & returned.CompStatus.isin([2, 3]).fill_null(False)


def _crowded_anew(t: Table) -> Table:
    """Records of crowded groups: crowded are still those of which one of the years that are left has several."""
    in_year = t.group_by(["group", "return_year"]).aggregate(n=t.count())
    most = in_year.group_by("group").aggregate(most=in_year.n.max())
    joined = t.inner_join(most, "group")
    return joined.select(*(c for c in t.columns if c != "crowded"), crowded=joined.most > 1)


def _crowded(t: Table) -> Table:
    return t.filter(t.crowded)


def _alone(t: Table) -> Table:
    return t.filter(~t.crowded).select("aim_id", lineage="group")


def _lines(t: Table) -> Table:
    return t.select("aim_id", "lineage").distinct()


def _settle_crowd(engine: Engine, shape: pa.Schema, years: list[int]) -> None:
    """Give every crowded record a lineage, year by year and pass by pass."""

    def step(name: str, build: Callable[..., Table], *tables: str, **more: object) -> None:
        schemas = [engine.schema(t) for t in tables]

        def made() -> Table:
            return build(*(expr.table(t, s) for t, s in zip(tables, schemas, strict=True)), **more)

        key = sql_cache.key("measures", build.__name__, tables, schemas, sorted(more.items()))
        engine.keep(_NEXT, made, key=key)
        found = engine.schema(_NEXT)
        engine.keep(name, lambda: expr.table(_NEXT, found), key=sql_cache.key("measures", "rename", found))

    step(_SETTLED, _begun, _GROUPED, year=years[0])
    for year in years[1:]:
        step(_OPEN, _of_year, _GROUPED, year=year)
        for agreeing in _PASSES:
            step(_MATCHED, _matched, _SETTLED, _OPEN, agreeing=agreeing)
            step(_SETTLED, union, _SETTLED, _MATCHED)
            step(_OPEN, _not_in, _OPEN, _MATCHED)
        step(_SETTLED, _with_new, _SETTLED, _OPEN)


def _begun(grouped: Table, *, year: int) -> Table:
    """The records of the first year, each an aim of its own."""
    t = _of_year(grouped, year=year)
    return t.mutate(lineage=t.aim_id)


def _not_in(left: Table, matched: Table) -> Table:
    return left.anti_join(matched, "aim_id")


def _with_new(settled: Table, left: Table) -> Table:
    """Records that continue nothing begin an aim of their own."""
    return union(settled, left.mutate(lineage=left.aim_id).select(*settled.columns))


def _of_year(grouped: Table, *, year: int) -> Table:
    t = _crowded(grouped)
    return t.filter(t.return_year == year).select("aim_id", "group", "planned", "actual", "return_year")


def _matched(settled: Table, left: Table, *, agreeing: tuple[str, ...]) -> Table:
    """Records of a year that continue an aim: the nth open one of the same key is the nth known one."""
    newest = settled.mutate(place=row_number().over(group_by="lineage", order_by=settled.return_year.desc()))
    free = newest.filter(newest.place == 0).drop("place", "aim_id")
    year = left.return_year.max().as_scalar()
    free = free.filter(free.return_year < year)
    keys = ["group", *agreeing]
    known = free.mutate(nth=row_number().over(group_by=keys, order_by=free.lineage))
    open = left.mutate(nth=row_number().over(group_by=keys, order_by=left.aim_id))
    pairs = open.join(known.select(*keys, "nth", "lineage"), [*keys, "nth"])
    return pairs.select("aim_id", "group", "planned", "actual", "return_year", "lineage")
