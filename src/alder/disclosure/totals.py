"""What the totals of a protected table stand for in a data file, where every row is about a place that has a code.

Rows of everybody are about the place that the store is declared to hold, or about its one provider; of a few providers
there is no code, and they are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive import variables
from alder.errors import UsageError
from alder.model.coverage import Whole
from alder.model.geographic_levels import NATIONAL
from alder.model.geographic_levels import PROVIDER as PROVIDER_LEVEL
from alder.model.statistic import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.coverage import Group
    from alder.model.geographic_levels import Level
    from alder.model.statistic import Filter


def totals_of(group: Group, filters: Sequence[Filter], whole: Whole | str | None) -> Whole | None:
    """What the rows of everybody stand for in a data file; None where they are left out, since no code stands for them.

    Without `whole` it is what the store is declared to hold, or its only provider. Refused is what is not true, and a
    file that would have no row: of a few providers without a split by provider or place.
    """
    level = _level_of(filters)
    if whole is None:
        own = group.whole
        if own is not None and own.level != level:
            return own
        if level is None:
            raise _no_code(group)
        return None
    claimed = Whole.read(whole) if isinstance(whole, str) else whole
    if claimed.level == level:
        raise UsageError(
            f"the table has rows at the level {level.text}, so its totals cannot stand there too",
            next="Say another level for the whole, or split the table by something else.",
        )
    if claimed == group.place:
        return claimed
    if why := _untrue(group, claimed):
        raise UsageError(f"the totals of this table are not about {claimed.name}", where=why, next=_instead(group))
    return claimed


def says_itself(group: Group, whole: Whole) -> bool:
    """Whether only whoever writes the file says what its totals are about, and nothing that the store knows."""
    return whole not in (group.place, group.one)


def _untrue(group: Group, claimed: Whole) -> str:
    """Why totals cannot be about what somebody says; nothing where that may be so.

    Nobody takes a whole nation, or what the store was declared to hold and does not, on somebody's word.
    """
    if claimed.level == NATIONAL or claimed == group.claimed:
        held = f"They are about {group.name}: " if group.name else ""
        return f"{held}{group.against or 'nothing declares what they are all of'}."
    if group.place is not None:
        return f"The store is declared to hold {group.place.name}: {group.proof}."
    if claimed.level == PROVIDER_LEVEL and group.name and (group.one is None or group.one.code != claimed.code):
        return f"They are about {group.name}."
    return ""


def _no_code(group: Group) -> UsageError:
    return UsageError(
        f"the totals of this table are about {group.name or 'people of whom nobody says where they are'}, and no code "
        "of a data file stands for those",
        where=f"{group.against[:1].upper()}{group.against[1:]}." if group.against else "",
        next=_instead(group),
    )


def _instead(group: Group) -> str:
    split = "" if group.delivery else "Split it:  --by provider\n"
    return (
        f"{split}Or say what they are about, where it is true:  --whole 'LSIP E69000001 Greater Alder'\n"
        "Or declare what the store holds, and prove it:  alder store covers --help"
    )


def level_of(filter: Filter) -> Level | None:
    """The geographic level of the categories of a filter, where they are places."""
    if filter.id == PROVIDER:
        return PROVIDER_LEVEL
    variable = variables.get(filter.id)
    return variable.level if variable else None


def _level_of(filters: Sequence[Filter]) -> Level | None:
    """The level of the rows that are not about everybody: that of providers, where the table has them."""
    levels = [level for f in filters if (level := level_of(f))]
    return PROVIDER_LEVEL if PROVIDER_LEVEL in levels else next(iter(levels), None)


def totals_in_file(group: Group, about: Whole | None) -> str:
    """What is to be said of the rows of everybody in a data file, beside what is said of the table; often nothing."""
    if about is None:
        return (
            f"Totals are left out of the file: no code of a data file stands for {group.name or 'everybody counted'}."
        )
    if says_itself(group, about):
        return f"Totals of the file are about {about.name}, as was said when it was written; no declaration proves it."
    return ""
