"""The register of schools and colleges as a source of the catalogue."""

from __future__ import annotations

from alder.model import service
from alder.model.fact import Citation, Fact
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
from alder.sources.citations import DAYS
from alder.sources.declaration import DeclaredEntity, layout

_HEADER = Citation.on_github("Header of the extract of 2024", "DFE-Digital/education-benchmarking-and-insights")
_ROW = Citation.on_github("A public row quoted in a specification", "DFE-Digital/register-trainee-teachers")

source = Source(
    id="gias",
    place=210,
    title="Get information about schools",
    owner="Department for Education",
    address=service.SCHOOLS,
    holds=Holds.REFERENCE,
    unit="an establishment; a trust; a link between establishments",
    also_called=("get information about schools", "edubase"),
    coverage=Coverage(
        "England, with some of Wales and overseas",
        "about 65,000 establishments, open and closed",
        _HEADER,
        note="A file a day, about 60 MB.",
    ),
    identifiers=("URN", "LAESTAB", "UKPRN", "UPRN"),
    collected=Collected.REGISTER,
    how="Schools, colleges and authorities keep their own entries.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "a CSV file a day, edubasealldata with the date, and a file of links",
            "every establishment",
            NO_WAIT,
            _HEADER,
        ),
        AccessRoute(
            RouteKind.SIGN_IN, "an interface for services", "the same, by request", DAYS, wait_is_believed=True
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("Openings, closures, mergers and trusts, with dates.", _HEADER),),
    weak=(
        Fact("Colleges are there; training providers are not.", _HEADER),
        Fact("UKPRN is sometimes blank.", _ROW),
        Fact("Columns come and go, such as those of inspections.", _HEADER),
    ),
    links=(
        SourceLink("ilr", "UKPRN", cite=_HEADER),
        SourceLink("npd_census", "URN, LAESTAB", "pseudonyms in research files"),
        SourceLink("ukrlp", "UKPRN"),
        SourceLink("postcodes", "postcode"),
    ),
    answers=(
        Answer("provider", "Type, phase, status, trust and history of a school or college.", "Training providers."),
        Answer("place", "Where schools and colleges are, with grid references."),
        Answer(
            "travel",
            "The place of a school or college, to measure to.",
            "Sites beside the main one, and learners' homes.",
        ),
        Answer("codes", "What the numbers of establishments mean."),
    ),
    outputs=("Downloads of the register",),
    cites=(_HEADER, _ROW),
    layout=layout(
        __name__,
        DeclaredEntity("establishment", "edubasealldata", "an establishment", _HEADER, ("URN",), of=140),
        DeclaredEntity(
            "link", "links_edubasealldata", "a link between two establishments", _HEADER, ("URN", "LinkURN")
        ),
    ),
)
