"""Employment before learning and changes during it, with employers and details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.days import NEVER, on
from alder.synth.draws import choose, spread
from alder.synth.fictitious import employers
from alder.synth.persons import employed_at_start, needs_employment, pays_levy
from alder.synth.records import ABSENT, Records, gather
from alder.synth.shares import APPRENTICE

if TYPE_CHECKING:
    from alder.synth.draws import Array
    from alder.synth.story import Snapshot, Story

WORKS, LOOKS, NEITHER = 10, 11, 12


def employment_records(now: Snapshot) -> Records:
    """LearnerEmploymentStatus: the status before learning began, and the next one where it has changed."""
    story = now.story
    c = story.careers
    out_of_work = np.where(story.draw("looks") < 0.62, LOOKS, NEITHER)
    first = np.where(employed_at_start(story), WORKS, out_of_work)
    before = c.start - spread(story.draw("status since"), 1, 240)
    apprentice = c.kind == APPRENTICE
    change = c.start + 20 + np.floor((c.end - c.start - 25) * story.draw("status change")).astype(np.int64)
    changes = (story.draw("status changes") < 0.13) & (c.end > c.start + 40)
    second = np.where(apprentice, WORKS, np.where(first == WORKS, LOOKS, WORKS))
    who = needs_employment(story)
    early = np.flatnonzero(who)
    later = np.flatnonzero(who & changes & now.known(np.where(changes, change, NEVER), story.lag))
    boss = spread(story.draw("employer"), 0, 399)
    next_boss = (boss + 1 + spread(story.draw("next employer"), 0, 397)) % 400
    rows = gather(
        [
            {"owner": early, "EmpStat": first[early], "DateEmpStatApp": before[early], "boss": boss[early]},
            {"owner": later, "EmpStat": second[later], "DateEmpStatApp": change[later], "boss": next_boss[later]},
        ]
    )
    place, fields = rows.owner, dict(rows.fields)
    alone = self_employed(story)[place] & (fields["EmpStat"] == WORKS)
    employer = employers()[fields.pop("boss")]
    fields["EmpId"] = np.where((fields["EmpStat"] == WORKS) & ~alone, employer, ABSENT)
    account = np.where(apprentice & pays_levy(story), np.array([f"A{n:05d}" for n in boss.tolist()], dtype=object), "")
    fields["AgreeId"] = account[place]
    return Records(place, fields)


def self_employed(story: Story) -> Array:
    found: Array = (story.careers.kind != APPRENTICE) & (story.draw("own boss") < 0.09)
    return found


def employment_details(employment: Records, now: Snapshot) -> Records:
    """EmploymentStatusMonitoring: hours, length of work or of looking for it, benefits, small employers."""
    story, place = now.story, employment.owner
    status, day = employment.fields["EmpStat"], employment.fields["DateEmpStatApp"]
    works, looks = status == WORKS, status == LOOKS
    hours = choose(story.draw("hours worked"), (6, 14, 20, 60))[place]
    intensity = np.where(day <= on(2018, 7, 31), np.array([2, 3, 4, 4])[hours], np.array([5, 6, 7, 8])[hours])
    apprentice = story.careers.kind[place] == APPRENTICE
    standard = story.careers.standard[place] == 1
    claims = looks & (story.draw("benefit")[place] < 0.6)
    small = apprentice & standard & works & (story.draw("small employer")[place] < 0.2)
    details = (
        ("SEI", np.ones(len(place), dtype=np.int64), self_employed(story)[place] & works),
        ("EII", intensity, works),
        ("LOE", choose(story.draw("worked for"), (3, 2, 2, 3))[place] + 1, works),
        ("LOU", choose(story.draw("looked for"), (4, 2, 2, 1, 1))[place] + 1, looks),
        ("BSI", np.array([1, 4])[choose(story.draw("which benefit"), (4, 6))][place], claims),
        ("SEM", np.ones(len(place), dtype=np.int64), small),
    )
    rows = []
    for type_, code, which in details:
        at = np.flatnonzero(which)
        types = np.full(len(at), type_, dtype=object)
        rows.append({"owner": at, "ESMType": types, "ESMCode": code[at].astype(np.int64)})
    return gather(rows)
