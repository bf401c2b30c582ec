"""What came after an aim: the aim to which its learner transferred, and the restart that ended a break.

Both are looked for among the aims of the same learner at the same provider. The few aims that can be followed are
picked first and joined to the others of their learners alone; the joins give tables of aim numbers, which the
classification of every aim then uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.programme import provision
from alder.derive.time import starting_year
from alder.model.expr import coalesce, ifelse

if TYPE_CHECKING:
    from alder.model.expr import Table

TRANSFER_REASON = 40
"""The reason for withdrawal that says: to another aim or programme of the same provider."""


def followed(aims: Table) -> Table:
    """The columns that matching needs, with the kind of learning and the identity of what is learned.

    An apprenticeship is known by its programme type and its standard or framework; anything else by its aim reference.
    Missing codes equal missing codes.
    """
    kind = provision(aims)
    apprenticeship = kind == "apprenticeships"
    return aims.select(
        "aim_id",
        "person",
        "ukprn",
        "LearnStartDate",
        "LearnActEndDate",
        kind=kind,
        single=~apprenticeship | (aims.AimType == 1).fill_null(False),
        programme=ifelse(apprenticeship, coalesce(aims.ProgType, -1), -1),
        code=ifelse(apprenticeship, coalesce(aims.StdCode, aims.FworkCode, -1), -1),
        reference=ifelse(apprenticeship, "", coalesce(aims.LearnAimRef, "")),
    )


def _transfers(aims: Table, days: int) -> Table:
    """Pairs of a left aim and the aim of the same kind begun within `days` of its end."""
    ended = (aims.CompStatus == 3) & (aims.WithdrawReason == TRANSFER_REASON) & aims.LearnActEndDate.notnull()
    left = followed(aims.filter(ended))
    left = left.filter(left.single)
    left = left.select(left_id="aim_id", person="person", ukprn="ukprn", kind="kind", ended="LearnActEndDate")
    new = followed(aims.semi_join(left, "person"))
    new = new.filter(new.single).select("aim_id", "person", "ukprn", "kind", "LearnStartDate")
    pairs = left.join(new, ["person", "ukprn", "kind"])
    gap = pairs.LearnStartDate.delta(pairs.ended, unit="day")
    return pairs.filter((gap >= 0) & (gap <= days) & (pairs.aim_id != pairs.left_id))


def transferred_from(aims: Table, days: int) -> Table:
    """The aims that were left for another aim of the same kind."""
    return _transfers(aims, days).select(aim_id="left_id").distinct()


def transferred_to(aims: Table, days: int) -> Table:
    """The aims to which a learner transferred."""
    return _transfers(aims, days).select("aim_id").distinct()


def restarted(aims: Table) -> Table:
    """Planned breaks that ended in a restart, with the starting year in which the first restart began."""
    keys = ["person", "ukprn", "kind", "programme", "code", "reference"]
    breaks, again = followed(aims.filter(aims.CompStatus == 6)), followed(aims.filter(aims.restart))
    breaks = breaks.filter(breaks.single).select("aim_id", *keys, paused="LearnActEndDate")
    again = again.filter(again.single).select(*keys, again="LearnStartDate")
    pairs = breaks.join(again, keys)
    pairs = pairs.filter(pairs.paused.isnull() | (pairs.again >= pairs.paused))
    return pairs.group_by("aim_id").aggregate(restart_year=starting_year(pairs.again.min()))
