"""How long the stages of one application took beside how long they usually take, as a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from alder.look.words import counted, number
from alder.show.svg import GREEN, GREY, INK, LINE, ORANGE, RUST, WASH, line, rect, svg, text, tick_words, ticks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

WRITTEN, CHECK, CHANGES, REVIEWS, PANEL, AGREEMENT = "written", "check", "changes", "reviews", "panel", "agreement"
TIMED = (CHECK, CHANGES, REVIEWS, PANEL, AGREEMENT)
_WIDE, _NARROW = 720, 320


@dataclass(frozen=True)
class UsualTime:
    """How long a stage took, in working days, over so many applications."""

    times: int
    median: int
    ninetieth: int


@dataclass(frozen=True)
class ShownStage:
    """A stage as the page shows it."""

    id: str
    title: str
    place: str
    """done, now or ahead."""
    days: int | None = None
    """Working days that this application was in it."""
    usual: UsualTime | None = None
    since: datetime | None = None
    """When the application came there last."""
    until: datetime | None = None
    """When it left there last."""
    comes: str = ""
    """What happens in it, for who has it before them."""


def progress_shown(stages: Sequence[ShownStage]) -> dict[str, Any]:
    """What a page shows of where an application is."""
    timed = [one for one in stages if one.id in TIMED]
    return {"stages": stages, "timed": timed, "chart": stage_chart(timed), "finding": finding(timed)}


def finding(stages: Sequence[ShownStage]) -> str:
    """What the chart says of the stage that the application is in; nothing where too few went through it."""
    now = next((one for one in stages if one.place == "now"), None)
    if now is None or now.usual is None or now.days is None:
        return ""
    half, most = now.usual.median, now.usual.ninetieth
    passed = f"Half of all applications are through by day {half}"
    rest = f"{passed}, and 9 in 10 by day {most}." if most > half else f"{passed}, as are 9 in 10."
    return f"This one is on working day {number(now.days)} of this stage. {rest}"


def stage_chart(stages: Sequence[ShownStage]) -> Markup | None:
    """A bar a stage: this application's days, the usual median as a line, nine in ten as a pale band.

    None where no stage has usual times: a chart of one application alone says no more than the list of its stages.
    """
    if not any(one.usual for one in stages):
        return None
    marks = ticks(max(max(one.days or 0, one.usual.ninetieth if one.usual else 0) for one in stages) or 1)
    return Markup("\n").join(_drawing(stages, marks, narrow=narrow) for narrow in (False, True))


def _drawing(stages: Sequence[ShownStage], marks: Sequence[float], *, narrow: bool) -> Markup:
    width, left, right, row, top, size = (_NARROW, 10, 44, 58, 62, 14) if narrow else (_WIDE, 250, 44, 42, 44, 15)
    height = top + row * len(stages) + 32

    def x(days: float) -> float:
        return round(left + days * (width - left - right) / marks[-1], 1)

    out = _key(narrow=narrow)
    for days in marks:
        out.append(line(x(days), top - 8, x(days), height - 28, stroke=GREY if days == 0 else LINE))
        if not narrow or days in (marks[0], marks[-1]):
            said = tick_words(days) + (" days" if days == marks[-1] else "")
            out.append(text(x(days), height - 8, said, size=size, anchor="middle"))
    for place, one in enumerate(stages):
        y = top + row * place + (24 if narrow else 6)
        is_now = one.place == "now"
        at, anchor, level = (left + 2, "start", y - 5) if narrow else (left - 14, "end", y + 19)
        out.append(text(at, level, one.title, size=size, anchor=anchor, fill=INK, bold=is_now))
        if one.usual:
            out.append(rect(x(0), y, max(2, x(one.usual.ninetieth) - x(0)), 26, WASH))
        if one.days is not None:
            out.append(rect(x(0), y + 6, max(2, x(one.days) - x(0)), 14, ORANGE if is_now else GREEN))
        if one.usual:
            out.append(line(x(one.usual.median), y - 2, x(one.usual.median), y + 28, stroke=INK, width=3))
        if one.days is not None:
            beyond = x(max(one.days, one.usual.median if one.usual else 0)) + 8
            said = f"day {number(one.days)} so far" if is_now else counted(one.days, "day")
            # Where the end of the axis is near, the words stand on the other side of the mark that they would leave by.
            room = beyond + len(said) * 8 <= width
            out.append(
                text(
                    beyond if room else width - 2,
                    y + 18,
                    said,
                    size=size,
                    anchor="start" if room else "end",
                    fill=RUST if is_now else GREEN,
                    bold=True,
                )
            )
    title = "Bar chart of working days in each stage: this application’s, the usual median, and 9 in 10."
    return svg(width, height, out, title=title, name="stage-chart", narrow=narrow)


def _key(*, narrow: bool) -> list[str]:
    size = 14 if narrow else 15
    across, down = (8, 42) if narrow else (240, 16)
    return [
        rect(8, 4, 22, 14, GREEN),
        text(36, 16, "this one", size=size),
        line(112, 0, 112, 22, stroke=INK, width=3),
        text(120, 16, "half are done", size=size),
        rect(across, down - 15, 30, 20, WASH),
        text(across + 36, down, "9 in 10 are done within this", size=size),
    ]
