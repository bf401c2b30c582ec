"""The sentence over a chart: what the figures say, and nothing about why. Places and providers are never ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.tables.figure import shown
from alder.publishing.tables.plan import Kind, is_total
from alder.publishing.tables.table import INDICATOR, PLACE, TIME
from alder.publishing.tables.title import small

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alder.look.charts import Mark
    from alder.publishing.described.contents import Indicator
    from alder.publishing.tables.plan import Plan


def sentence(
    plan: Plan,
    marks: Sequence[Sequence[Mark | None]],
    indicator: Indicator,
    breaks: Collection[str],
) -> str:
    """Starts fell from 1,500 in 2022/23 to 1,420 in 2023/24."""
    several = any(role and role.name == INDICATOR for role in (plan.along, plan.by))
    what = "Measures" if several else indicator.label
    if plan.kind == Kind.LINES and plan.by is None:
        return _over_time(plan, marks[0], what, indicator, breaks)
    if plan.kind == Kind.BARS and plan.along.name not in (PLACE, TIME, INDICATOR):
        return _highest(plan, marks[0], what, indicator) or _plain(plan, what)
    return _plain(plan, what)


def _over_time(
    plan: Plan, marks: Sequence[Mark | None], what: str, indicator: Indicator, breaks: Collection[str]
) -> str:
    known = [(words, m) for words, m in zip(plan.along.words, marks, strict=True) if m and m.value is not None]
    (first, then), (last, now) = known[0], known[-1]
    old, new = _said(then, indicator), _said(now, indicator)
    if first == last:
        return f"{what}: {new} in {last}"
    periods = plan.along.words
    between = periods[periods.index(first) + 1 : periods.index(last) + 1]
    if any(period in breaks for period in between):
        return f"{what}: {new} in {last}. Not compared with {first}, since something changed in between"
    if then.value == now.value:
        return f"{what}: {new} in {last}, the same as in {first}"
    word = "up" if (now.value or 0) > (then.value or 0) else "down"
    return f"{what}: {new} in {last}, {word} from {old} in {first}"


def _highest(plan: Plan, marks: Sequence[Mark | None], what: str, indicator: Indicator) -> str:
    known = [
        (m.value, words, m)
        for words, m in zip(plan.along.words, marks, strict=True)
        if m and m.value is not None and not is_total(words)
    ]
    values = sorted(value for value, _, _ in known)
    if any(mark is None or mark.value is None for mark in marks):
        return ""  # what is hidden may be the highest or the lowest
    if len(known) < 2 or values[0] == values[1] or values[-1] == values[-2]:
        return ""
    low, high = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    most, least = f"{high[1]} ({_said(high[2], indicator)})", f"{low[1]} ({_said(low[2], indicator)})"
    return (
        f"{what} are highest for {most} and lowest for {least}"
        if _is_plural(what)
        else (f"{what} is highest for {most} and lowest for {least}")
    )


def _is_plural(what: str) -> bool:
    first = what.partition(" ")[0]
    return first.endswith("s") and not first.endswith(("ss", "us", "is"))


def _plain(plan: Plan, what: str) -> str:
    parts = [plan.along, *([plan.by] if plan.by else [])]
    by = " and ".join(small(role.dimension.title) for role in parts if role.name not in (TIME, INDICATOR))
    times = next((role.words for role in parts if role.name == TIME), [])
    when = f", {times[0]} to {times[-1]}" if len(times) > 1 else ""
    one = next((role.words[0] for role in plan.others if role.name == TIME), "")
    return f"{what}{f' by {by}' if by else ''}{when or (f', {one}' if one else '')}"


def _said(mark: Mark, indicator: Indicator) -> str:
    text = mark.shown.replace("−", "-").replace(",", "")
    return shown(text, indicator, with_unit=True)
