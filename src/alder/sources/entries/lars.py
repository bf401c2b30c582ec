"""Learning aims, frameworks and standards as a source of the catalogue."""

from __future__ import annotations

from alder.model import service
from alder.model.fact import Citation, Fact
from alder.model.period import Years
from alder.model.source import (
    NO_WAIT,
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Holds,
    RouteKind,
    Source,
    SourceGrade,
    SourceLink,
)
from alder.sources.citations import COURSE_DIRECTORY
from alder.sources.declaration import DeclaredEntity, layout

_SERVICE = Citation.on_github(
    "Source of the ILR's reference data", "SkillsFundingAgency/DC-ILR-2021-ReferenceDataService"
)
_LARS = Citation.on_github("Source of the aim reference service", "SkillsFundingAgency/DC-LARS")


def _table(name: str, published: str, grain: str, *key: str) -> DeclaredEntity:
    return DeclaredEntity(name, published, grain, _SERVICE, key=key)


source = Source(
    id="lars",
    place=180,
    title="Learning Aim Reference Service (Find a learning aim)",
    owner="Department for Education",
    address=service.LEARNING_AIMS,
    holds=Holds.REFERENCE,
    unit="a learning aim, apprenticeship framework or standard, with dates of validity and rates of funding",
    also_called=("learning aim reference service", "find a learning aim"),
    coverage=Coverage(
        "England",
        "aims that are or were funded, and class codes for others",
        COURSE_DIRECTORY,
        Years.parse("2001/02 -"),
        note="Version 1 is of 2014, version 7 of 2019/20; aims go back to 2001.",
    ),
    identifiers=("LearnAimRef", "StandardCode", "FworkCode, ProgType and PwayCode", "AwardOrgCode"),
    collected=Collected.REFERENCE,
    how="The department keeps it from the Ofqual register and from what providers ask for.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "download as a database or as CSV files, or search on the web",
            "all aims, frameworks and standards",
            NO_WAIT,
            COURSE_DIRECTORY,
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("Every funded aim is there, since no aim is funded without it.", _LARS),),
    weak=(
        Fact("Aims are changed in place: keep the edition of the learner's year.", _LARS),
        Fact("Class codes, which begin with Z, do not say what is learned.", COURSE_DIRECTORY),
    ),
    links=(
        SourceLink("ilr", "LearnAimRef", cite=_SERVICE),
        SourceLink("ofqual", "the number of the qualification without slashes", cite=COURSE_DIRECTORY),
        SourceLink("plams", "QN is LearnAimRef"),
    ),
    answers=(
        Answer("subject", "Title, sector subject area and kind of an aim."),
        Answer("level", "Level on both scales, and how much of a full level 2 or 3 it is."),
        Answer("price", "Rates, weights, bands and caps, by date."),
        Answer("qualifications", "Which aims may be taken, by whom and until when.", "How many are taken."),
        Answer("codes", "What aim, framework and standard codes mean."),
    ),
    outputs=("Find a learning aim",),
    cites=(COURSE_DIRECTORY, _SERVICE, _LARS),
    layout=layout(
        __name__,
        _table("learning_delivery", "Core_LARS_LearningDelivery", "an aim", "LearnAimRef"),
        _table("annual_value", "Core_LARS_AnnualValue", "an aim in a span of years", "LearnAimRef", "EffectiveFrom"),
        _table("validity", "Core_LARS_Validity", "an aim, for a purpose and time"),
        _table("funding", "Core_LARS_Funding", "a rate of an aim", "LearnAimRef", "FundingCategory", "EffectiveFrom"),
        _table("learning_delivery_category", "Core_LARS_LearningDeliveryCategory", "a category of an aim"),
        _table("category", "CoreReference_LARS_Category", "a category", "CategoryRef"),
        _table("standard", "Core_LARS_Standard", "a standard", "StandardCode"),
        _table("standard_funding", "Core_LARS_StandardFunding", "a rate of a standard"),
        _table("apprenticeship_funding", "Core_LARS_ApprenticeshipFunding", "a rate of a standard or framework"),
        _table("framework", "Core_LARS_Framework", "a pathway of a framework", "FworkCode", "ProgType", "PwayCode"),
        _table(
            "framework_or_standard_aim", "Core_LARS_FrameworkAims / StandardAims", "an aim in a framework or standard"
        ),
        _table(
            "common_component",
            "Core_LARS_FrameworkCmnComp / StandardCommonComponent",
            "a component of a framework or standard",
        ),
        _table("awarding_organisation", "CoreReference_LARS_AwardOrgCode", "an organisation", "AwardOrgCode"),
        _table("section_96", "LARS_Section96", "an aim that may be taken under 19"),
    ),
)
