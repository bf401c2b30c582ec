"""One record for each learner and provider, where outcomes are judged by the highest thing that was achieved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import desc, row_number

if TYPE_CHECKING:
    from alder.model.expr import Table


def highest(achieved: Table) -> Table:
    """The record of each learner at each provider: an apprenticeship before education and training, then the highest
    level, a full level before others of the same level, then the latest.

    The table has person, ukprn, apprenticeship, level, full_level, ended and a `record` number, which settles what is
    still equal. A level that is not known counts as the lowest.
    """
    level = achieved.level.fill_null(-1)
    order = [
        desc(achieved.apprenticeship.fill_null(False)),
        desc(level),
        desc(achieved.full_level.fill_null(False)),
        desc(achieved.ended),
        achieved.record,
    ]
    ranked = achieved.mutate(
        place=row_number().over(group_by=[achieved.person, achieved.ukprn], order_by=order),
    )
    return ranked.filter(ranked.place == 0).drop("place")
