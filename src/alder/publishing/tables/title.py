"""What a table is called: what it shows, by what it is split, where and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import listed
from alder.publishing.tables.table import INDICATOR, PLACE, TIME

if TYPE_CHECKING:
    from alder.publishing.contents.contents import Indicator
    from alder.publishing.tables.table import Outline


def title_of(table: Outline) -> str:
    """Enrolments by place and sex, 2019/20 to 2023/24."""
    measures = [words for _, words in table.dimension(INDICATOR).members]
    what = (
        listed([measures[0], *(small(words) for words in measures[1:])])
        if len(measures) < 4
        else f"{len(measures)} measures"
    )
    by = [small(d.title) for d in table.split if d.name not in (INDICATOR, TIME)]
    where = table.dimension(PLACE).members
    place = f" in {where[0][1]}" if len(where) == 1 else ""
    times = [words for _, words in table.dimension(TIME).members]
    when = times[0] if len(times) == 1 else f"{times[0]} to {times[-1]}"
    return f"{what}{place}{f' by {listed(by)}' if by else ''}, {when}"


def small(title: str) -> str:
    """Words inside a sentence: the first letter small, unless they begin with an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def indicators_of(table: Outline) -> list[Indicator]:
    """The indicators that the table has, in its order."""
    return [table.contents.indicators[n] for n, _ in table.dimension(INDICATOR).members if isinstance(n, int)]
