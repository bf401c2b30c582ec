"""What learners went on to do, collected to 2020/21."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.days import NEVER
from alder.synth.draws import BLOCK, choose, spread
from alder.synth.learning import PAUSED
from alder.synth.records import Records, words
from alder.synth.shares import STUDY

if TYPE_CHECKING:
    from alder.synth.draws import Array
    from alder.synth.story import Snapshot

_OUTCOMES = (("EMP", 1), ("EMP", 2), ("EDU", 1), ("EDU", 4), ("EDU", 6), ("NPE", 1), ("NPE", 2), ("VOL", 1), ("OTH", 3))
_LIKELY = {True: (14, 10, 30, 12, 14, 8, 3, 2, 7), False: (42, 12, 3, 18, 2, 12, 5, 3, 3)}


def leavers(aim: Records, now: Snapshot) -> Array:
    """Places whose learner has finished everything, and was reached afterwards."""
    last = np.zeros(BLOCK, dtype=np.int64)
    known = np.where(aim.fields["known_status"] == 1, NEVER, aim.fields["known_end"])
    known = np.where(aim.fields["status"] == PAUSED, NEVER, known)
    np.maximum.at(last, aim.owner, known)
    reached = now.story.draw("reached") < 0.72
    found: Array = np.flatnonzero(reached & (last > 0) & (last + _wait(now) + 5 <= now.prepared))
    return found


def _wait(now: Snapshot) -> Array:
    return spread(now.story.draw("reached after"), 3, 60)


def destination_records(who: Array, learners: Records) -> Records:
    """LearnerDestinationandProgression: the learner, once more."""
    return Records(who, {name: learners.fields[name][who] for name in ("LearnRefNumber", "ULN")})


def outcome_records(who: Array, now: Snapshot) -> Records:
    """DPOutcome: one outcome for each leaver; the owner is the row among the leavers."""
    story = now.story
    c = story.careers
    young = c.kind[who] == STUDY
    draw = story.draw("destination")[who]
    which = np.where(young, choose(draw, _LIKELY[True]), choose(draw, _LIKELY[False]))
    day = c.end[who] + _wait(now)[who]
    fields = {
        "OutType": words(which, tuple(type_ for type_, _ in _OUTCOMES)),
        "OutCode": np.array([code for _, code in _OUTCOMES])[which],
        "OutStartDate": day - 2,
        "OutCollDate": day + 2,
    }
    return Records(np.arange(len(who)), fields)
