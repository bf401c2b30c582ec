"""The register of learning providers as a source of the catalogue."""

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

_FAQ = Citation("Questions about learner numbers", "gov.wales")

source = Source(
    id="ukrlp",
    place=220,
    title="UK Register of Learning Providers",
    owner="Department for Education",
    address=service.PROVIDERS,
    holds=Holds.REFERENCE,
    unit="a provider",
    also_called=("register of learning providers",),
    coverage=Coverage(
        "United Kingdom",
        "22,000 providers by 2009",
        _FAQ,
        Years.parse("2005/06 -"),
    ),
    identifiers=("UKPRN",),
    collected=Collected.REGISTER,
    how="Providers register themselves; their legal existence is verified.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "search on the web, and a web service",
            "names, status and address of a provider",
            NO_WAIT,
            COURSE_DIRECTORY,
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("Every provider that returns an ILR has a number of it.", COURSE_DIRECTORY),),
    weak=(Fact("Old and dormant entries stay.", COURSE_DIRECTORY), Fact("It does not say what a provider teaches.")),
    links=(
        SourceLink("ilr", "UKPRN"),
        SourceLink("gias", "UKPRN"),
        SourceLink("hesa", "UKPRN"),
        SourceLink("obsm", "UKPRN"),
    ),
    answers=(
        Answer("provider", "Legal and trading names, status and address of any provider.", "Size, type and quality."),
        Answer("identity", "Which provider a number is, and which belong together."),
    ),
    cites=(COURSE_DIRECTORY, _FAQ),
    layout=layout(
        __name__,
        DeclaredEntity(
            "provider", "provider (UKRLP)", "a provider", COURSE_DIRECTORY, ("UnitedKingdomProviderReferenceNumber",)
        ),
    ),
)
