"""2025-26: destinations leave the return; prior attainment becomes a dated record; frameworks are over.

The changes are against 2020-21, the nearest year before whose schema is at hand.
"""

from __future__ import annotations

from alder.sources.ilr.schema import year_2020_21 as before
from alder.sources.ilr.schema.notation import (
    added,
    code,
    day,
    entity,
    limits,
    occurs,
    removed,
    renamed,
    text,
    with_changes,
)

message = with_changes(
    before.message,
    limits("CollectionDetails", "Year", values=("2526",)),
    occurs("Learner", least=1),
    removed("Learner", "PriorAttain", "ContactPreference"),
    added(
        "Learner",
        entity(
            "PriorAttain",
            "prior_attain",
            "A level that the learner had reached before enrolment.",
            code(
                "PriorLevel",
                "Level that the learner had reached, in the codes that are used since 2021/22.",
                2,
                required=True,
            ),
            day("DateLevelApp", "The day from which it counts.", required=True),
        ),
        after="Email",
    ),
    occurs("EmploymentStatusMonitoring", most=10),
    removed("LearningDelivery", "FworkCode", "PwayCode", "EmpOutcome"),
    added("LearningDelivery", code("TLOut", "What the learner gained from tailored learning.", 2), after="SWSupAimId"),
    removed("LearningDeliveryHE", "NUMHUS", "PCFLDCS", "PCSLDCS", "PCTLDCS"),
    renamed("LearningDeliveryHE", "SOC2000", code("SOC", "Occupation.", 4)),
    renamed(
        "LearningDeliveryHE",
        "UCASAPPID",
        text(
            "UCASSCHEMECODE",
            "Under which scheme and number the student applied through UCAS.",
            pattern="[a-zA-Z]{2}[0-9]{2}|[0-9]{9}",
        ),
    ),
    limits("LearningDeliveryHE", "FUNDLEV", required=False),
    limits("LearningDeliveryHE", "FUNDCOMP", required=False),
    renamed("LearningDeliveryHE", "DOMICILE", text("PERMADDCOUNTRY", "Country of permanent home.", 2)),
    removed("Message", "LearnerDestinationandProgression"),
)
