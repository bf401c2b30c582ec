"""Learning deliveries: as much of the learning as a return can know on its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth import aims, places, shares
from alder.synth.days import NEVER, on
from alder.synth.draws import choose, spread
from alder.synth.learning import ACHIEVED, AWAITED, COMPLETED, COMPONENT, NOT_ACHIEVED, PROGRAMME, WITHDRAWN
from alder.synth.records import ABSENT, Records, codes, words

if TYPE_CHECKING:
    from alder.synth.draws import Array
    from alder.synth.story import Snapshot, Story


def returned(whole: Records, now: Snapshot) -> Records:
    """The aims that a return holds: begun and reported, and not over before the year; with what is known of them.

    An apprenticeship whose assessment is still to come has an end date and counts as continuing.
    """
    story = now.story
    a = whole.fields
    lag = story.lag[whole.owner]
    last = np.where((a["assessed"] < NEVER), a["assessed"], a["end"])
    shown = now.known(a["start"], lag) & (last >= now.opens)
    aim = whole.where(shown)
    a, lag = dict(aim.fields), lag[shown]
    ended = now.known(a["end"], lag)
    waits = ended & (a["assessed"] < NEVER) & ~now.known(a["assessed"], lag)
    fresh = ended & (a["status"] == COMPLETED) & (now.prepared - a["end"] < 24) & np.isin(a["fund"], (25, 35, 38, 99))
    status = np.where(ended & ~waits, a["status"], 1)
    outcome = np.where(waits | fresh, AWAITED, a["outcome"])
    a["known_end"] = np.where(ended, a["end"], NEVER)
    a["known_status"] = status
    a["known_outcome"] = np.where(ended, outcome, ABSENT)
    a["known_assessed"] = np.where(ended & ~waits, a["assessed"], NEVER)
    a["seq"] = _ordinals(aim.owner)
    return Records(aim.owner, a)


def _ordinals(owner: Array) -> Array:
    """1, 2, 3 … within each run of one owner."""
    new = np.r_[True, owner[1:] != owner[:-1]] if len(owner) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(new)
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)])) + 1


def delivery_records(aim: Records, now: Snapshot) -> Records:
    """The LearningDelivery records of a return."""
    story, a, who = now.story, aim.fields, aim.owner
    start, fund = a["start"], a["fund"]
    programme = a["type"] == PROGRAMME
    status, outcome = a["known_status"], a["known_outcome"]
    levy = fund == 36
    hours = spread(story.draw("planned hours"), 300, 620)[who]
    reason = codes(story.draw("reason"), shares.WITHDRAWAL)[who]
    over = np.isin(status, (COMPLETED, WITHDRAWN))
    wanted_local = (np.isin(fund, (10, 35)) & (start >= on(2019, 8, 1)) & (a["prog"] == ABSENT)) | np.isin(
        fund, (11, 38)
    )
    campus, workplace = places.sites(story)
    where = np.where(np.isin(a["type"], (PROGRAMME, COMPONENT)), workplace[who], campus[who])
    home = places.homes(story)[0][who]
    postcodes = np.array(story.places.postcodes, dtype=object)
    assessor = words(spread(story.draw("assessor"), 0, 8), tuple(f"EPA99{n:02d}" for n in range(1, 10)))
    jobless = story.draw("works")[who] > 0.6
    found_work = (fund == 35) & (a["prog"] == ABSENT) & over & jobless & (story.draw("found work")[who] < 0.1)
    fields = {
        "LearnAimRef": a["ref"],
        "AimType": a["type"],
        "AimSeqNumber": a["seq"],
        "LearnStartDate": start,
        "OrigLearnStartDate": a["orig"],
        "LearnPlanEndDate": a["plan"],
        "FundModel": fund,
        "PHours": np.where(
            (programme & levy & (start >= on(2019, 8, 1))) | (fund == 11), np.where(fund == 11, 30, hours), ABSENT
        ),
        "OTJActHours": np.where(programme & levy & over & (start >= on(2019, 8, 1)), hours + 12, ABSENT),
        "ProgType": a["prog"],
        "FworkCode": a["fwork"],
        "PwayCode": a["pway"],
        "StdCode": a["std"],
        "DelLocPostCode": postcodes[where],
        "LSDPostcode": np.where(wanted_local, postcodes[home], ""),
        "EPAOrgID": np.where(programme & (a["prog"] == 25), assessor[who], ""),
        "EmpOutcome": np.where(found_work, 1, ABSENT),
        "CompStatus": status,
        "LearnActEndDate": a["known_end"],
        "WithdrawReason": np.where(status == WITHDRAWN, reason, ABSENT),
        "Outcome": outcome,
        "AchDate": np.where(programme, a["known_assessed"], NEVER),
        "OutGrade": _grades(story, aim),
        "SWSupAimId": _software_ids(story, aim),
        "TLOut": np.where((fund == 11) & over, spread(story.draw("tailored outcome"), 1, 5)[who], ABSENT),
    }
    return Records(aim.owner, fields)


def _grades(story: Story, aim: Records) -> Array:
    """A grade for those who achieved and whose qualification has grades; FL for some who did not."""
    a, draw = aim.fields, story.draw("grade")[aim.owner]
    draw = (draw + 0.37 * a["seq"]) % 1.0
    achieved = a["known_outcome"] == ACHIEVED
    found = np.full(len(draw), "", dtype=object)
    for scheme, (letters, likely) in aims.GRADES.items():
        found = np.where(achieved & (a["grades"] == scheme), words(choose(draw, likely), letters), found)
    failed = (a["known_outcome"] == NOT_ACHIEVED) & (a["known_status"] == COMPLETED) & (a["grades"] != "none")
    return np.where(failed, "FL", found)


def _software_ids(story: Story, aim: Records) -> Array:
    """The aim's identifier in the provider's software: the same in every return and year."""
    own = story.bits("software id", 16)
    owner, role = aim.owner.tolist(), aim.fields["role"].tolist()
    texts = [
        f"{t[:8]}-{t[8:12]}-{r:02x}{t[14:16]}-{t[16:20]}-{t[20:]}"
        for t, r in ((own[o], r) for o, r in zip(owner, role, strict=True))
    ]
    return np.array(texts, dtype=object)
