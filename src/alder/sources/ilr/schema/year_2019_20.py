"""2019-20: planned hours move from the learner to the aim; the learner's postcode at the start of the aim comes in."""

from __future__ import annotations

from alder.sources.ilr.schema import year_2018_19 as before
from alder.sources.ilr.schema.notation import added, amount, limits, removed, text, with_changes

message = with_changes(
    before.message,
    limits("CollectionDetails", "Year", values=("1920",)),
    removed("Learner", "OTJHours"),
    added("LearningDelivery", amount("PHours", "Hours planned for the aim.", 0, 9999), after="FundModel"),
    added(
        "LearningDelivery",
        text("LSDPostcode", "Home postcode when the aim began; it decides which devolved area pays.", 8),
        after="DelLocPostCode",
    ),
)
