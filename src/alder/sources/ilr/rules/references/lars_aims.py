"""The national list of learning aims (LARS): the aims themselves."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, HUNDREDTHS, TEXT, WHOLE, reference

AIM = {"LearnAimRef": "LearnAimRef"}

REFERENCES = (
    reference(
        "lars_delivery",
        "the list of learning aims (LARS)",
        AIM,
        LearnAimRef=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        LearnAimRefType=TEXT,
        NotionalNVQLevel=TEXT,
        NotionalNVQLevelv2=TEXT,
        LearningDeliveryGenre=TEXT,
        FrameworkCommonComponent=WHOLE,
        EnglPrscID=WHOLE,
        SectorSubjectAreaTier1=HUNDREDTHS,
        SectorSubjectAreaTier2=HUNDREDTHS,
        LearnDirectClassSystemCode1=TEXT,
        LearnDirectClassSystemCode2=TEXT,
        LearnDirectClassSystemCode3=TEXT,
    ),
    reference(
        "lars_validity",
        "the dates between which aims are open (LARS)",
        AIM,
        LearnAimRef=TEXT,
        ValidityCategory=TEXT,
        StartDate=DAY,
        EndDate=DAY,
        LastNewStartDate=DAY,
    ),
    reference(
        "lars_category",
        "the categories of learning aims (LARS)",
        AIM,
        LearnAimRef=TEXT,
        CategoryRef=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    reference(
        "lars_annual_value",
        "what learning aims count as in a year (LARS)",
        AIM,
        LearnAimRef=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        BasicSkills=WHOLE,
        BasicSkillsType=WHOLE,
        FullLevel2EntitlementCategory=WHOLE,
        FullLevel3EntitlementCategory=WHOLE,
        FullLevel2Percent=HUNDREDTHS,
        FullLevel3Percent=HUNDREDTHS,
    ),
)
