"""What a chart of a table shows: its kind, what goes along it, what is told apart, and one of everything else.

A chart that would mislead is refused in words, with what can be drawn instead. Nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from alder.look.words import counted, in_sentence, listed
from alder.show.svg import SERIES
from alder.show.table import INDICATOR, PLACE, TIME, is_total

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alder.show.table import Dimension, StatisticalTable

MOST_SERIES = len(SERIES)
MOST_BARS = 30
"""More bars than this are a list, and a table is the better list."""
MOST_TICKED = 60
"""A dimension with more members than this has no boxes to tick."""


class ChartKind(StrEnum):
    """Kinds of charts."""

    LINES = "lines"
    BARS = "bars"
    DOTS = "dots"
    MAP = "map"

    @property
    def words(self) -> str:
        return _KINDS[self]


_KINDS = {
    ChartKind.LINES: "Lines over time",
    ChartKind.BARS: "Bars",
    ChartKind.DOTS: "Dots, to compare two to four groups",
    ChartKind.MAP: "Map of places",
}


@dataclass(frozen=True)
class ChartRequest:
    """What someone asks of a chart. What is blank follows from the table."""

    kind: str = ""
    along: str = ""
    """The dimension whose members are the bars, or the lines of dots."""
    by: str = ""
    """The dimension whose members are told apart; `-` for none."""
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a dimension that goes along the chart or is told apart, the members that are drawn, by id."""
    ones: Mapping[str, str] = field(default_factory=dict)
    """Of any other dimension the one member that is drawn, by id."""


@dataclass(frozen=True)
class ChartAlternative:
    """A way out of a chart that is refused: words, and what to want."""

    words: str
    wanted: ChartRequest


class ChartRefused(Exception):
    """A chart that would mislead, or show nothing. `instead` are charts that can be drawn."""

    def __init__(self, why: str, instead: Sequence[ChartAlternative] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.instead = tuple(instead)


@dataclass(frozen=True)
class ChartRole:
    """A dimension in the chart: all its members with their ids, and which of them are drawn."""

    dimension: Dimension
    ids: tuple[str, ...]
    drawn: tuple[int, ...]
    """Positions."""

    @property
    def name(self) -> str:
        return self.dimension.name

    @property
    def words(self) -> list[str]:
        return [self.dimension.members[n][1] for n in self.drawn]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Id and words of every member, and whether it is drawn."""
        return [(id, self.dimension.members[n][1], n in self.drawn) for n, id in enumerate(self.ids)]


@dataclass(frozen=True)
class ChartPlan:
    """A chart that may be drawn, or the roles in which dimensions stand in one that is refused."""

    kind: ChartKind
    along: ChartRole
    by: ChartRole | None
    others: tuple[ChartRole, ...]
    """Dimensions of which one member is drawn."""
    can_be_mapped: bool = False
    """Whether there are boundaries of places that the table is split by."""

    def check(self, table: StatisticalTable) -> None:
        """Refuse the chart where it would mislead."""
        _check_units(self, table)
        _check_numbers(self)
        _check_times(self, table)


def plan(table: StatisticalTable, wanted: ChartRequest, areas: Collection[str] = ()) -> ChartPlan:
    """The chart that is wanted, as far as it is said, and for the rest the one that suits the table.

    `areas` are the codes of areas whose boundaries are at hand.
    """
    split = {d.name: d for d in table.split}
    if not split:
        raise ChartRefused("The table has one figure, which needs no chart.")
    mapped = mapped_places(table, areas) if PLACE in split else ()
    if wanted.kind == ChartKind.MAP or (not wanted.kind and TIME not in split and len(mapped) > MOST_BARS):
        return _map(table, wanted, mapped)
    kind = _kind(split, wanted)
    along = TIME if kind == ChartKind.LINES else _along(split, wanted)
    by = _by(split, along, kind, wanted)
    others = tuple(_one(table, d, wanted) for d in table.split if d.name not in (along, by))
    several = _several(table, split[by], wanted, others) if by else None
    drawn = _several(table, split[along], wanted, others, bars=kind != ChartKind.LINES)
    return ChartPlan(kind, drawn, several, others, bool(mapped))


def mapped_places(table: StatisticalTable, areas: Collection[str]) -> tuple[int, ...]:
    """The positions of the places that a map can show: of the level that has most of them, if these are several."""
    of_level: dict[str, list[int]] = {}
    for n, (member, _) in enumerate(table.dimension(PLACE).members):
        if isinstance(member, tuple) and table.area_code(member) in areas:
            of_level.setdefault(member[0], []).append(n)
    most = max(of_level.values(), key=len, default=[])
    return tuple(most) if len(most) > 1 else ()


def _map(table: StatisticalTable, wanted: ChartRequest, mapped: tuple[int, ...]) -> ChartPlan:
    if not mapped:
        raise ChartRefused(
            "No boundaries are at hand of several places of this table.",
            [ChartAlternative("Draw bars", ChartRequest(ChartKind.BARS))],
        )
    places = table.dimension(PLACE)
    others = tuple(_one(table, d, wanted) for d in table.split if d.name != PLACE)
    return ChartPlan(ChartKind.MAP, ChartRole(places, tuple(table.ids(places)), mapped), None, others, True)


def _kind(split: Mapping[str, Dimension], wanted: ChartRequest) -> ChartKind:
    if wanted.kind in list(ChartKind) and (wanted.kind != ChartKind.LINES or TIME in split):
        return ChartKind(wanted.kind)
    return ChartKind.LINES if TIME in split else ChartKind.BARS


def _along(split: Mapping[str, Dimension], wanted: ChartRequest) -> str:
    if wanted.along in split:
        return wanted.along
    groups = [name for name in split if name not in (TIME, INDICATOR)]
    few = [name for name in groups if len(split[name].members) <= MOST_BARS]
    return next(iter([*few, *groups, *split]))


def _by(split: Mapping[str, Dimension], along: str, kind: ChartKind, wanted: ChartRequest) -> str:
    """Bars tell nothing apart. Lines and dots tell apart the groups of the dimension with the fewest."""
    if kind == ChartKind.BARS or wanted.by == "-":
        return ""
    if wanted.by in split and wanted.by != along:
        return wanted.by
    few = [n for n, d in split.items() if n not in (along, INDICATOR, TIME) and len(d.members) <= MOST_SERIES]
    return min(few, key=lambda name: len(split[name].members), default="")


def _one(table: StatisticalTable, dimension: Dimension, wanted: ChartRequest) -> ChartRole:
    """One member: the one picked, else the total, the latest time, the only place of a level, the first of all else."""
    known = table.ids(dimension)
    picked = [n for n, id in enumerate(known) if id == wanted.ones.get(dimension.name)]
    totals = [n for n, (_, words) in enumerate(dimension.members) if is_total(words)]
    usual = len(known) - 1 if dimension.name == TIME else 0
    return ChartRole(dimension, tuple(known), ((picked or totals or _alone(dimension) or [usual])[0],))


def _alone(dimension: Dimension) -> list[int]:
    """Places that are the only ones of their level, as a nation is beside its regions, if that is one place."""
    levels = [member[0] if isinstance(member, tuple) else "" for member, _ in dimension.members]
    found = [n for n, level in enumerate(levels) if level and levels.count(level) == 1]
    return found if len(found) == 1 else []


def _several(
    table: StatisticalTable,
    dimension: Dimension,
    wanted: ChartRequest,
    others: Sequence[ChartRole],
    *,
    bars: bool = True,
) -> ChartRole:
    """The members picked, else all; without the total where it is the sum of the others and would dwarf them."""
    known = table.ids(dimension)
    picked = [n for n, id in enumerate(known) if id in wanted.picks.get(dimension.name, ())]
    every = list(range(len(known)))
    parts = [n for n in every if not is_total(dimension.members[n][1])]
    is_sum = dimension.name not in (TIME, INDICATOR) and _unit(table, others) == "" and len(parts) > 1
    return ChartRole(dimension, tuple(known), tuple(picked or (parts if is_sum and bars else every)))


def _unit(table: StatisticalTable, others: Sequence[ChartRole]) -> str:
    """The unit of the measure that is drawn; of the first one where several are."""
    n = next((role.drawn[0] for role in others if role.name == INDICATOR), 0)
    member = cast("int", table.dimension(INDICATOR).members[n][0])
    return table.measures[member].unit


def _check_units(plan: ChartPlan, table: StatisticalTable) -> None:
    role = next((r for r in (plan.along, plan.by) if r and r.name == INDICATOR), None)
    if role is None:
        return
    measures = [table.measures[n] for at in role.drawn if isinstance(n := role.dimension.members[at][0], int)]
    first = next((i for i in measures if i.unit != measures[0].unit), None)
    if first is None:
        return
    words = f"{_measured(measures[0].label, measures[0].unit)} and {in_sentence(_measured(first.label, first.unit))}"
    instead = [
        ChartAlternative(
            f"Draw {in_sentence(label)} alone", ChartRequest(plan.kind, by="-", ones={**_ones(plan), INDICATOR: id})
        )
        for id, label, _ in role.choices
    ]
    raise ChartRefused(f"{words} cannot share an axis: one would be drawn as if it were the other.", instead)


def _measured(label: str, unit: str) -> str:
    return f"{label} (in {unit})" if unit else f"{label} (a number)"


def _check_numbers(plan: ChartPlan) -> None:
    by, along = plan.by, plan.along
    if plan.kind == ChartKind.DOTS and (by is None or len(by.drawn) < 2):
        raise ChartRefused(
            "Dots compare two to four groups, and there is no dimension here with so few.",
            [ChartAlternative("Draw bars", ChartRequest(ChartKind.BARS, along.name, ones=_ones(plan)))],
        )
    if by and len(by.drawn) > MOST_SERIES:
        title, most = in_sentence(by.dimension.title), _COUNT[MOST_SERIES]
        how = f"Tick up to {most} of them, or choose" if len(by.ids) <= MOST_TICKED else "Choose"
        raise ChartRefused(
            f"There would be {len(by.drawn):,} groups by {title}, and more than {most} cannot be told apart. "
            f"{how} one of these.",
            [
                ChartAlternative(
                    "Draw bars for one time", ChartRequest(ChartKind.BARS, by.name, ones=_ones(plan, TIME))
                ),
                ChartAlternative("Draw one group alone", ChartRequest(plan.kind, along.name, "-", ones=_ones(plan))),
            ],
        )
    if plan.kind in (ChartKind.BARS, ChartKind.DOTS) and len(along.drawn) > MOST_BARS:
        what = counted(len(along.drawn), "bar" if plan.kind == ChartKind.BARS else "line")
        picks = {along.name: tuple(along.ids[n] for n in along.drawn[:MOST_BARS])}
        if by:
            picks[by.name] = tuple(by.ids[n] for n in by.drawn)
        first = ChartRequest(plan.kind, along.name, by.name if by else "-", picks, _ones(plan))
        ways = " Choose fewer places for the table." if along.name == PLACE else ""
        ways += " Tick those to draw." if len(along.ids) <= MOST_TICKED else ""
        raise ChartRefused(
            f"There would be {what}, too many to read: the table is the better list.{ways}",
            [*_as_map(plan), ChartAlternative(f"Draw the first {MOST_BARS} in the order of the table", first)],
        )


def _as_map(plan: ChartPlan) -> list[ChartAlternative]:
    if plan.along.name != PLACE or not plan.can_be_mapped:
        return []
    return [ChartAlternative("Draw a map", ChartRequest(ChartKind.MAP, ones=_ones(plan)))]


_COUNT = {4: "four"}


def _check_times(plan: ChartPlan, table: StatisticalTable) -> None:
    if plan.kind != ChartKind.LINES:
        return
    codes = [plan.along.dimension.members[n][0] for n in plan.along.drawn]
    kinds = table.kinds_of_time(codes)
    if len(kinds) > 1:
        raise ChartRefused(
            f"The times are of different kinds ({listed(sorted(kinds))}), which no line can join.",
            [ChartAlternative("Draw bars", ChartRequest(ChartKind.BARS, TIME, ones=_ones(plan)))],
        )
    if len(codes) < 2:
        raise ChartRefused(
            "One time makes no line.", [ChartAlternative("Draw bars", ChartRequest(ChartKind.BARS, ones=_ones(plan)))]
        )


def _ones(plan: ChartPlan, *but: str) -> dict[str, str]:
    return {role.name: role.ids[role.drawn[0]] for role in plan.others if role.name not in but}
