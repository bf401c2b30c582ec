"""The department's definitions of data items as a source of the catalogue."""

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

_SCREENER = Citation.on_github("Data dictionary of the screener", "dfe-analytical-services/eesyscreener")

source = Source(
    id="cbds",
    place=260,
    title="Common Basic Data Set",
    owner="Department for Education",
    holds=Holds.REFERENCE,
    unit="the definition of a data item",
    also_called=("common basic data set",),
    coverage=Coverage(
        "England",
        "items that schools and authorities return, by codes such as N00001",
        _SCREENER,
        note="An edition a year.",
    ),
    identifiers=("code of the item",),
    collected=Collected.REFERENCE,
    how="The department keeps it for the makers of school systems.",
    routes=(AccessRoute(RouteKind.PUBLISHED, "a spreadsheet", "names, formats and valid values", NO_WAIT, _SCREENER),),
    grade=SourceGrade.R,
    strong=(Fact("One code for an item over all of the department's collections.", _SCREENER),),
    weak=(
        Fact("It says what may be returned, not what is.", _SCREENER),
        Fact("No further education: the ILR has a specification of its own."),
    ),
    links=(SourceLink("npd_census", "definitions of fields"),),
    answers=(Answer("codes", "Format and valid values of school data items.", "Items of the ILR."),),
    outputs=("Common Basic Data Set",),
    cites=(_SCREENER,),
    no_layout="A list of definitions, not records, so no layout is declared.",
)
