"""What came after an aim: the aim to which its learner transferred, and the restart that ended a break.

Both are looked for among the aims of the same learner at the same provider. The few aims that can be followed are
picked first and joined to the others of their learners alone; the joins give tables of aim numbers, which the
classification of every aim then uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.programme import provision
from alder.derive.time import starting_year
from alder.model.expr import cases, coalesce, date, ifelse, null

if TYPE_CHECKING:
    from alder.model.expr import Table, Text

TRANSFER_REASON = 40
"""The reason for withdrawal that says: to another aim or programme of the same provider."""

MERGER_REASON = 47
"""The reason for withdrawal that says: to another provider, which this one became in a merger."""

_GOES_ON = (9999, 1, 1)
"""Stands for the end of what has none: later than any day."""


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
        "WithdrawReason",
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


class Restart:
    """What is known of the spell before a restart of an apprenticeship."""

    ANOTHER_YEAR = "another year"
    """Learning broke off in an earlier academic year than the one in which it began again."""
    SAME_YEAR = "same year"
    MERGER = "merger"
    """Learning never broke off: the learner came from a provider that became this one."""
    NOT_KNOWN = "not known"


def spells_before(aims: Table) -> Table:
    """Of restarts of an apprenticeship, the day on which the spell before ended, and whether it did in a merger.

    The spell before is of the same person, programme type and standard or framework, at whichever provider, and began
    earlier. Of several the one that ended last counts; one without an end goes on.
    """
    keys = ["person", "programme", "code"]
    again = followed(aims.filter(aims.restart))
    again = again.filter((again.kind == "apprenticeships") & again.single)
    again = again.select("aim_id", *keys, again="LearnStartDate")
    before = followed(aims.semi_join(again, "person"))
    before = before.filter((before.kind == "apprenticeships") & before.single)
    before = before.select(
        *keys,
        began="LearnStartDate",
        ended=coalesce(before.LearnActEndDate, date(*_GOES_ON)),
        merged=(before.WithdrawReason == MERGER_REASON).fill_null(False),
    )
    pairs = again.join(before, keys)
    pairs = pairs.filter(pairs.began < pairs.again)
    last = pairs.group_by("aim_id").aggregate(
        spell_ended=pairs.ended.max(), spell_merged=pairs.ended.max(where=pairs.merged)
    )
    return last.mutate(spell_merged=(last.spell_merged == last.spell_ended).fill_null(False))


def restart_kind(aims: Table) -> Text:
    """Of restarts the year in which learning broke off, beside the one in which it began again: see `Restart`.

    `aims` have the columns of `spells_before`. Where no spell before is held, the original start decides: if that is of
    another year, so is the break.
    """
    year = starting_year(aims.LearnStartDate)
    original = starting_year(aims.OrigLearnStartDate)
    return cases(
        (~aims.restart.fill_null(False), null("string")),
        (aims.spell_merged.fill_null(False), Restart.MERGER),
        ((starting_year(aims.spell_ended) < year).fill_null(False), Restart.ANOTHER_YEAR),
        (aims.spell_ended.notnull(), Restart.SAME_YEAR),
        ((original < year).fill_null(False), Restart.ANOTHER_YEAR),
        ((original == year).fill_null(False), Restart.SAME_YEAR),
        else_=Restart.NOT_KNOWN,
    )
