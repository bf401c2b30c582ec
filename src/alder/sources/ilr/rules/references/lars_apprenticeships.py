"""The national list of learning aims (LARS): frameworks and standards of apprenticeships."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, POUNDS, TEXT, WHOLE, reference

FRAMEWORK = {"FworkCode": "FworkCode", "ProgType": "ProgType", "PwayCode": "PwayCode"}
STANDARD = {"StdCode": "StandardCode"}

REFERENCES = (
    reference(
        "lars_framework",
        "the apprenticeship frameworks (LARS)",
        FRAMEWORK,
        FworkCode=WHOLE,
        ProgType=WHOLE,
        PwayCode=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    reference(
        "lars_framework_aim",
        "the aims of apprenticeship frameworks (LARS)",
        {"LearnAimRef": "LearnAimRef"},
        FworkCode=WHOLE,
        ProgType=WHOLE,
        PwayCode=WHOLE,
        LearnAimRef=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        FrameworkComponentType=WHOLE,
    ),
    reference(
        "lars_framework_component",
        "the common components of apprenticeship frameworks (LARS)",
        FRAMEWORK,
        FworkCode=WHOLE,
        ProgType=WHOLE,
        PwayCode=WHOLE,
        CommonComponent=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    reference(
        "lars_standard",
        "the apprenticeship standards (LARS)",
        STANDARD,
        StandardCode=WHOLE,
        StandardSectorCode=TEXT,
        NotionalEndLevel=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        LastDateStarts=DAY,
    ),
    reference(
        "lars_standard_funding",
        "what the state pays towards apprenticeship standards (LARS)",
        STANDARD,
        StandardCode=WHOLE,
        FundingCategory=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        CoreGovContributionCap=POUNDS,
    ),
    reference(
        "lars_standard_validity",
        "the dates between which apprenticeship standards are open (LARS)",
        STANDARD,
        StandardCode=WHOLE,
        ValidityCategory=TEXT,
        StartDate=DAY,
        LastNewStartDate=DAY,
        EndDate=DAY,
    ),
    reference(
        "lars_standard_component",
        "the common components of apprenticeship standards (LARS)",
        STANDARD,
        StandardCode=WHOLE,
        CommonComponent=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    reference(
        "lars_standard_type",
        "the types of apprenticeship standards (LARS)",
        STANDARD,
        StandardCode=WHOLE,
        StandardTypeCode=TEXT,
    ),
)
