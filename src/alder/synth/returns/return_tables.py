"""All tables of some learners of a return, put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alder.model.period import AcademicYear
from alder.synth.returns import aim_records, learner_records
from alder.synth.returns.heading import order

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.synth.population.record_columns import SynthRecords
    from alder.synth.returns.roll import Snapshot


@dataclass(frozen=True)
class Tables:
    """Records by table. Owners are places for the children of a learner, else rows of the parent table."""

    learners: dict[str, SynthRecords]
    leavers: dict[str, SynthRecords]


def tables(now: Snapshot) -> Tables:
    """What the return says about everybody on the roll of whom it says something, as far as the year collects it."""
    roll, collected = now.roll, _collected(AcademicYear(now.year))
    aim = aim_records.returned(now)
    here = np.zeros(roll.size, dtype=bool)
    here[aim.owner] = True
    everybody = learner_records.learner_records(now)
    learners = everybody.where(here)
    work = learner_records.employment_records(now)
    work = work.where(here[work.owner])
    higher = aim_records.delivery_he(aim, now)

    def mine(records: SynthRecords) -> SynthRecords:
        return records.where(here[records.owner])

    of_learners: dict[str, Callable[[], SynthRecords]] = {
        "learner": lambda: learners,
        "learner_contact": lambda: learner_records.contacts(learners),
        "prior_attain": lambda: mine(learner_records.prior_attainment(now)),
        "contact_preference": lambda: mine(roll.once(learner_records.contact_preferences)),
        "lldd_and_health_problem": lambda: mine(roll.once(learner_records.health_problems)),
        "learner_fam": lambda: mine(roll.once(learner_records.learner_fam)),
        "provider_spec_learner_monitoring": lambda: mine(roll.once(learner_records.learner_monitoring)),
        "learner_employment_status": lambda: work,
        "employment_status_monitoring": lambda: learner_records.employment_details(work, now),
        "learner_he": lambda: learner_records.learner_he(np.unique(aim.owner[higher.owner]), now),
        "learning_delivery": lambda: aim_records.delivery_records(aim, now),
        "learning_delivery_fam": lambda: aim_records.delivery_fam(aim, now),
        "learning_delivery_work_placement": lambda: aim_records.work_placements(aim, now),
        "app_fin_record": lambda: aim_records.prices_and_payments(aim, now),
        "provider_spec_delivery_monitoring": lambda: aim_records.delivery_monitoring(aim, now),
        "learning_delivery_he": lambda: higher,
    }
    who, left = learner_records.leavers(aim, now)
    leavers = {
        "learner_destination_and_progression": learner_records.destination_records(who, everybody),
        "dp_outcome": learner_records.outcome_records(who, left, now),
    }
    return Tables({name: make() for name, make in of_learners.items() if name in collected}, leavers)


@cache
def _collected(year: AcademicYear) -> frozenset[str]:
    """The tables that returns of a year have."""
    return frozenset(entity.table for entity in order(year).walk())
