"""The census of 2021 in small areas as a source of the catalogue."""

from __future__ import annotations

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
from alder.sources.citations import MONTHS

_FILES = Citation.on_github("Census 2021 files, seen by name", "humaniverse/IMD")

source = Source(
    id="census2021",
    place=170,
    title="Census 2021, small-area tables",
    owner="Office for National Statistics",
    holds=Holds.FIGURES,
    unit="an area and the dimensions of the table",
    also_called=("census", "census 2021"),
    coverage=Coverage(
        "England and Wales",
        "everyone who usually lives there on 21 March 2021",
        _FILES,
        Years.parse("2020/21"),
        period="one day in March 2021, during a lockdown",
    ),
    identifiers=("output area, LSOA and MSOA of 2021",),
    collected=Collected.CENSUS,
    how="A form that each household has to fill in, mostly on the web.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Nomis, by its interface or in bulk",
            "counts by area, age, qualification, activity, ethnic group and household deprivation",
            NO_WAIT,
            _FILES,
        ),
        AccessRoute(
            RouteKind.PROJECT,
            "samples of records, in the ONS Secure Research Service",
            "records without names",
            MONTHS,
            wait_is_believed=True,
        ),
    ),
    grade=SourceGrade.B,
    strong=(Fact("Everyone, down to areas of some hundred households.", _FILES),),
    weak=(
        Fact("Records are swapped and counts altered a little to protect people: totals differ by table."),
        Fact("Travel to work and work itself are those of a lockdown."),
        Fact("Ten years old by the next one."),
    ),
    links=(SourceLink("postcodes", "output area or LSOA of 2021"), SourceLink("nomis", "its tables are there")),
    answers=(
        Answer("population", "People by age, ethnic group and qualification in small areas, to divide learners by."),
        Answer("labour_market", "Qualifications, work and occupations of the people of an area, in March 2021."),
        Answer("ethnicity", "Ethnic groups of an area's people.", "Ethnic groups of learners."),
        Answer("deprivation", "Deprivation of households by area.", "Which households have learners."),
        Answer("place", "Small areas."),
    ),
    cites=(_FILES,),
    no_layout="Hundreds of tables, each with dimensions of its own, so no layout is declared: Nomis describes each.",
)
