"""Indices of deprivation as a source of the catalogue."""

from __future__ import annotations

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
from alder.sources.declaration import DeclaredEntity, layout

_PACKAGE = Citation.on_github("Indices of all editions", "humaniverse/IMD")
_USING = Citation("Using the index of multiple deprivation", "fingertips.phe.org.uk")

source = Source(
    id="imd",
    place=240,
    title="English indices of deprivation",
    owner="Ministry of Housing, Communities and Local Government",
    holds=Holds.REFERENCE,
    unit="a small area (LSOA)",
    also_called=("index of multiple deprivation", "indices of deprivation", "idaci"),
    coverage=Coverage(
        "England",
        "every small area: 32,482 of 2001, 32,844 of 2011, 33,755 of 2021",
        _PACKAGE,
        period="editions 2000, 2004, 2007, 2010, 2015, 2019 and 2025",
        note="Layouts are at hand for 2007 and later. Use the edition that was current in the learner's year, or one "
        "for a whole series, and say which.",
    ),
    identifiers=("LSOA of 2001, 2011 or 2021",),
    collected=Collected.REFERENCE,
    how="Put together from benefits, tax, health, crime and other records of the years before.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "download",
            "rank, tenth, score and seven domains of every area; children and older people apart",
            NO_WAIT,
            _PACKAGE,
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("The same for all of England, down to some 1,500 people.", _USING),),
    weak=(
        Fact("It ranks areas; it does not say how deprived one is, nor whether it has got better.", _USING),
        Fact("It is about the area: many deprived people live elsewhere, and not all there are deprived.", _USING),
        Fact("Editions are on different areas: only about half of areas keep their tenth from 2019 to 2025.", _PACKAGE),
        Fact("England only: other nations have indices of their own that do not compare."),
    ),
    links=(
        SourceLink("postcodes", "LSOA of the edition's year"),
        SourceLink("npd_census", "LSOA01, LSOA11"),
        SourceLink("hesa", "LSOA11 in LEO"),
    ),
    answers=(
        Answer(
            "deprivation",
            "Tenth or fifth of areas by deprivation, and by each domain.",
            "Anyone's own circumstances. Changes over time, across editions.",
        ),
        Answer("place", "Deprivation of small areas."),
    ),
    outputs=("English indices of deprivation",),
    cites=(_PACKAGE, _USING),
    layout=layout(
        __name__,
        DeclaredEntity("area", "IMD by LSOA", "a small area in an edition", _PACKAGE, ("lsoa_code",)),
    ),
)
