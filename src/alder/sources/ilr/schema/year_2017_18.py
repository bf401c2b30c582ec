"""2017-18: address and contact details move into the learner; apprenticeship money gets one record for all kinds."""

from __future__ import annotations

from alder.sources.ilr.schema import year_2016_17 as before
from alder.sources.ilr.schema.notation import (
    ADDRESS,
    EMAIL,
    PHONE,
    added,
    amount,
    code,
    day,
    entity,
    limits,
    occurs,
    removed,
    renamed,
    text,
    ukprn,
    with_changes,
)

message = with_changes(
    before.message,
    limits("CollectionDetails", "Year", values=("1718",)),
    added(
        "Learner",
        ukprn("PMUKPRN", "The provider that the learner was with before a merger within the year."),
        after="PrevUKPRN",
    ),
    removed("Learner", "LearnerContact"),
    added(
        "Learner",
        text("PostcodePrior", "Home postcode before enrolment.", 8, shortest=0, required=True),
        text("Postcode", "Home postcode now.", 8, required=True),
        text("AddLine1", "First line of the home address.", 50, pattern=ADDRESS),
        text("AddLine2", "Second line of the home address.", 50, pattern=ADDRESS),
        text("AddLine3", "Third line of the home address.", 50, pattern=ADDRESS),
        text("AddLine4", "Fourth line of the home address.", 50, pattern=ADDRESS),
        text("TelNo", "Telephone number, digits only.", pattern=PHONE),
        text("Email", "E-mail address.", 100, pattern=EMAIL),
        after="EngGrade",
    ),
    occurs("LearnerFAM", most=17),
    limits("LearnerHE", "UCASPERID", min_length=None, max_length=None, pattern="[0-9]{10}"),
    added("LearningDelivery", text("EPAOrgID", "Who makes the end-point assessment.", 7), after="ConRefNumber"),
    added(
        "LearningDeliveryWorkPlacement",
        amount("WorkPlaceHours", "Hours planned for the placement.", 1, 9999, required=True),
        after="WorkPlaceEndDate",
    ),
    renamed(
        "LearningDelivery",
        "TrailblazerApprenticeshipFinancialRecord",
        entity(
            "AppFinRecord",
            "app_fin_record",
            "A price agreed or a payment made for an apprenticeship.",
            text("AFinType", "TNP for a price, PMR for a payment.", 3, required=True),
            code("AFinCode", "What for, within its type.", 2, required=True),
            day("AFinDate", "Day from which the price holds, or of the payment.", required=True),
            amount("AFinAmount", "Whole pounds.", 0, 999_999, required=True),
        ),
    ),
    limits(
        "LearningDeliveryHE",
        "UCASAPPID",
        min_length=None,
        max_length=None,
        pattern="[a-zA-Z]{2}[0-9]{2}|[0-9]{9}",
    ),
)
