"""Whether all that a learner does is community learning, which asks for fewer facts about them.

`fam` are the funding and monitoring records of all the learner's aims.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.terms import has, is_community_learning

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows


def all_community_learning(aims: Rows, fam: Rows) -> Truth:
    """Every aim is community learning, in whichever way it is funded."""
    return aims.all(is_community_learning(aims, fam.of(aims)))


def all_community_learning_of_one_kind(aims: Rows, fam: Rows) -> Truth:
    """Every aim is funded as community learning, or every aim is paid by a local authority: so read in 2020/21."""
    through_authority = (aims.FundModel == 99) & has(fam.of(aims), "SOF", "108")
    return aims.all(aims.FundModel == 10) | aims.all(through_authority)
