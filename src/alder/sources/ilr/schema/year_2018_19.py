"""2018-19: the agency's new name in the namespace; campus, off-the-job hours and apprenticeship agreements come in."""

from __future__ import annotations

from alder.sources.ilr.schema import year_2017_18 as before
from alder.sources.ilr.schema.notation import added, amount, limits, text, with_changes

message = with_changes(
    before.message,
    limits("CollectionDetails", "Year", values=("1819",)),
    added("Learner", text("CampId", "The provider's campus.", pattern="[A-Za-z0-9]{1,8}"), after="PMUKPRN"),
    limits("Learner", "PostcodePrior", min_length=1),
    added("Learner", amount("OTJHours", "Planned hours of training off the job.", 0, 9999), after="Email"),
    added(
        "LearnerEmploymentStatus",
        text("AgreeId", "The employer's agreement in the apprenticeship service.", 6, pattern="[A-Za-z0-9]{1,6}"),
        after="EmpId",
    ),
)
