"""All tables of some learners of a return, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.returns import aim_records, learner_records

if TYPE_CHECKING:
    from alder.synth.population.record_columns import SynthRecords
    from alder.synth.returns.roll import Snapshot


@dataclass(frozen=True)
class Tables:
    """Records by table. Owners are places for the children of a learner, else rows of the parent table."""

    learners: dict[str, SynthRecords]
    leavers: dict[str, SynthRecords]


def tables(now: Snapshot) -> Tables:
    """What the return says about everybody on the roll of whom it says something."""
    aim = aim_records.returned(now)
    here = np.zeros(now.roll.size, dtype=bool)
    here[aim.owner] = True
    everybody = learner_records.learner_records(now)
    learners = everybody.where(here)
    work = learner_records.employment_records(now)
    work = work.where(here[work.owner])

    def mine(records: SynthRecords) -> SynthRecords:
        return records.where(here[records.owner])

    higher = aim_records.delivery_he(aim, now)
    who, left = learner_records.leavers(aim, now)
    return Tables(
        {
            "learner": learners,
            "learner_contact": learner_records.contacts(learners),
            "prior_attain": mine(learner_records.prior_attainment(now)),
            "contact_preference": mine(learner_records.contact_preferences(now)),
            "lldd_and_health_problem": mine(learner_records.health_problems(now)),
            "learner_fam": mine(learner_records.learner_fam(now)),
            "provider_spec_learner_monitoring": mine(learner_records.learner_monitoring(now)),
            "learner_employment_status": work,
            "employment_status_monitoring": learner_records.employment_details(work, now),
            "learner_he": learner_records.learner_he(np.unique(aim.owner[higher.owner]), now),
            "learning_delivery": aim_records.delivery_records(aim, now),
            "learning_delivery_fam": aim_records.delivery_fam(aim, now),
            "learning_delivery_work_placement": aim_records.work_placements(aim, now),
            "app_fin_record": aim_records.prices_and_payments(aim, now),
            "provider_spec_delivery_monitoring": aim_records.delivery_monitoring(aim, now),
            "learning_delivery_he": higher,
        },
        {
            "learner_destination_and_progression": learner_records.destination_records(who, everybody),
            "dp_outcome": learner_records.outcome_records(who, left, now),
        },
    )
