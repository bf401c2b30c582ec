"""All tables of one block of a return, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.synth import deliveries, destinations, employment, monitoring
from alder.synth import learners as people
from alder.synth.draws import BLOCK

if TYPE_CHECKING:
    from alder.synth.records import Records
    from alder.synth.story import Snapshot


@dataclass(frozen=True)
class Tables:
    """Records by table. Owners are places for the children of a learner, else rows of the parent table."""

    learners: dict[str, Records]
    leavers: dict[str, Records]


def tables(whole: Records, now: Snapshot, places: int) -> Tables:
    """What the return says about the first `places` places of the block. `whole` holds all aims of the block."""
    aim = deliveries.returned(whole.where(whole.owner < places), now)
    here = np.zeros(BLOCK, dtype=bool)
    here[aim.owner] = True
    everybody = people.learner_records(now)
    learners = everybody.where(here)
    work = employment.employment_records(now)
    work = work.where(here[work.owner])

    def mine(records: Records) -> Records:
        return records.where(here[records.owner])

    who = destinations.leavers(aim, now)
    return Tables(
        {
            "learner": learners,
            "learner_contact": people.contacts(learners),
            "prior_attain": mine(people.prior_attainment(now)),
            "contact_preference": mine(people.contact_preferences(now)),
            "lldd_and_health_problem": mine(people.health_problems(now)),
            "learner_fam": mine(people.learner_fam(now)),
            "provider_spec_learner_monitoring": mine(people.learner_monitoring(now)),
            "learner_employment_status": work,
            "employment_status_monitoring": employment.employment_details(work, now),
            "learner_he": mine(people.learner_he(now)),
            "learning_delivery": deliveries.delivery_records(aim, now),
            "learning_delivery_fam": monitoring.delivery_fam(aim, now),
            "learning_delivery_work_placement": monitoring.work_placements(aim, now),
            "app_fin_record": monitoring.prices_and_payments(aim, now),
            "provider_spec_delivery_monitoring": monitoring.delivery_monitoring(aim, now),
            "learning_delivery_he": monitoring.delivery_he(aim, now),
        },
        {
            "learner_destination_and_progression": destinations.destination_records(who, everybody),
            "dp_outcome": destinations.outcome_records(who, now),
        },
    )
