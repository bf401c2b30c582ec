"""The apprenticeship service as a source of the catalogue."""

from __future__ import annotations

from alder.model.fact import Citation, Fact
from alder.model.period import Years
from alder.model.source import (
    NO_WAIT,
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Gap,
    Holds,
    RouteKind,
    Source,
    SourceGrade,
    SourceLink,
)
from alder.sources.citations import FES_METHODOLOGY, MONTHS
from alder.sources.declaration import DeclaredEntity, layout

_CODE = Citation.on_github("Source of the commitments service", "SkillsFundingAgency/das-commitments")
_RELEASE = Citation("Apprenticeships and traineeships 2020/21", "Explore Education Statistics")
_HISTORY = Citation.on_github(
    "Source of the ILR's reference data", "SkillsFundingAgency/DC-ILR-2021-ReferenceDataService"
)
_JUDGED = "Alder's judgement, on the scale of the department's NPD tables"

source = Source(
    id="apprenticeship_service",
    place=100,
    title="Apprenticeship service data: commitments, accounts and payments",
    owner="Department for Education",
    holds=Holds.PEOPLE,
    unit="an apprenticeship that an employer and a provider agreed; an employer's account",
    people=("apprentices",),
    also_called=("das", "digital apprenticeship service", "commitments"),
    coverage=Coverage(
        "England",
        "apprentices of employers with an account: levy payers from May 2017, others by and by since January 2020",
        _RELEASE,
        Years.parse("2016/17 -"),
        gaps=(Gap(Years.parse("2016/17"), "May to July 2017 only"),),
        breaks=(Gap(Years.parse("2019/20"), "employers without levy join; another link with the ILR, January 2020"),),
    ),
    identifiers=("ULN", "UKPRN", "employer account", "legal entity", "standard code, StandardUId"),
    collected=Collected.TRANSACTIONS,
    how="Employers and providers agree, change and stop apprenticeships in the service; every step is a transaction.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Apprenticeships, on Explore Education Statistics: commitments, registrations, reservations",
            "counts by level, age and month",
            NO_WAIT,
            _RELEASE,
            about=("participation", "level", "age"),
        ),
        AccessRoute(
            RouteKind.BESPOKE,
            "figures from the department, matched to the ILR",
            "counts by breakdowns of your choice, protected",
            MONTHS,
            FES_METHODOLOGY,
        ),
    ),
    grade=SourceGrade.B,
    strong=(
        Fact("The price agreed and the employer, from those who pay.", _CODE),
        Fact("Transfers of levy, redundancy and reservations, which no other source has.", _RELEASE),
    ),
    weak=(
        Fact("A commitment is not a start: some never begin.", _RELEASE),
        Fact("Planned dates are the first of a month.", _CODE),
        Fact("How commitments and the ILR are joined changed in January 2020.", FES_METHODOLOGY),
        Fact("No outcome: achievement is in the ILR.", _CODE),
    ),
    links=(
        SourceLink("ilr", "ULN, UKPRN, standard and month of start", "payments need this match", FES_METHODOLOGY),
        SourceLink("lars", "standard code"),
    ),
    answers=(
        Answer(
            "participation", "Apprenticeships agreed, by employer, standard and month.", "Starts: the ILR has them."
        ),
        Answer("retention", "Apprenticeships stopped or paused in the service, and when.", "Achievement and breaks."),
        Answer("employer", "Employer, legal entity, levy or not, transfers.", "Size and industry, without a register."),
        Answer("price", "The price agreed, for training and for assessment."),
        Answer("provider", "The provider of each apprenticeship."),
        Answer("subject", "Standards and their options.", through=("lars",)),
        Answer("level", "Level of the standard.", through=("lars",)),
        Answer("age", "From the date of birth."),
        Answer("identity", "ULN beside the employer's account."),
    ),
    outputs=("Apprenticeships",),
    cites=(_CODE, _RELEASE, FES_METHODOLOGY, _HISTORY),
    layout=layout(
        __name__,
        DeclaredEntity(
            "apprenticeship",
            "Apprenticeship (Commitments)",
            "an apprenticeship agreed",
            _CODE,
            ("Id",),
            judged_by=_JUDGED,
        ),
        DeclaredEntity("cohort", "Cohort", "a batch of one employer and one provider", _CODE, judged_by=_JUDGED),
        DeclaredEntity(
            "earnings_history",
            "AppsEarningsHistory (ILR reference data)",
            "payments for a programme of a learner in a year",
            _HISTORY,
            ("AppIdentifier", "ULN", "UKPRN", "CollectionYear"),
            judged_by=_JUDGED,
        ),
    ),
)
