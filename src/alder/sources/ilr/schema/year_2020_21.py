"""2020-21: the agreement with the employer leaves; actual off-the-job hours come in."""

from __future__ import annotations

from alder.sources.ilr.schema import year_2019_20 as before
from alder.sources.ilr.schema.notation import added, amount, limits, removed, with_changes

message = with_changes(
    before.message,
    limits("CollectionDetails", "Year", values=("2021",)),
    removed("LearnerEmploymentStatus", "AgreeId"),
    added(
        "LearningDelivery",
        amount("OTJActHours", "Hours of training off the job that took place.", 0, 9999),
        after="PHours",
    ),
)
