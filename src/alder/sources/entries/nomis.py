"""Labour market and census tables as a source of the catalogue."""

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
from alder.sources.citations import LSIP_DASHBOARD
from alder.sources.declaration import DeclaredEntity, layout

_CLIENT = Citation("Introduction to nomisr", "docs.ropensci.org/nomisr", "https://docs.ropensci.org/nomisr")
_SEEN = Citation.on_github("Answers of the interface kept in a public project", "GSS-Cogs/census-test")
_SEEN_TOO = Citation.on_github("Answers of the interface kept in another public project", "DiaAzul/Nomis2021")

source = Source(
    id="nomis",
    place=140,
    title="Nomis: labour market and census tables",
    owner="Office for National Statistics; run by Durham University",
    address=service.NOMIS,
    holds=Holds.FIGURES,
    unit="an area, a period and the dimensions of the table",
    also_called=("annual population survey", "aps", "ashe", "bres"),
    coverage=Coverage(
        "United Kingdom",
        "censuses; annual population survey, pay, jobs, businesses, claimants",
        _CLIENT,
        note="Each data set has years of its own.",
    ),
    identifiers=("official area codes", "Nomis area numbers", "SOC", "SIC"),
    collected=Collected.SURVEY,
    how="Surveys, censuses and administrative counts of the Office for National Statistics in one place; each data set "
    "has its own kind.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "web pages and an interface, without registration up to 25,000 cells a call, 100,000 with a key",
            "figures by area, period and dimension",
            NO_WAIT,
            LSIP_DASHBOARD,
        ),
    ),
    grade=SourceGrade.C,
    strong=(Fact("The same areas over many data sets, and areas of one's own.", LSIP_DASHBOARD),),
    weak=(
        Fact("Survey figures have a sampling error: show the range, and mind small areas.", _CLIENT),
        Fact("Area codes are those of a date: keep it.", _SEEN),
        Fact("Data sets differ in kind: a claimant count is no survey, whatever the grade of the whole."),
    ),
    links=(
        SourceLink("classifications", "SOC, SIC"),
        SourceLink("postcodes", "area codes", "through the district or small area of a postcode"),
    ),
    answers=(
        Answer("labour_market", "Work, pay, occupations, industries and qualifications of the people of an area."),
        Answer("employment", "Rates of work by area.", "What learners do: no one can be told apart."),
        Answer("earnings", "Pay by area and occupation.", "Pay of learners."),
        Answer("skills_demand", "Jobs now, by occupation and industry.", "The future."),
        Answer("population", "People by age and area, to divide by."),
        Answer("place", "Figures for any area."),
    ),
    outputs=("Labour market profiles",),
    cites=(_CLIENT, _SEEN, _SEEN_TOO, LSIP_DASHBOARD),
    layout=layout(
        __name__,
        DeclaredEntity("dataset", "dataset metadata (def.sdmx.json)", "a data set", _CLIENT, ("id",)),
        DeclaredEntity(
            "observation",
            "dataset/<id>.data.csv",
            "a value",
            _SEEN,
            note="Beside these columns, six for each dimension of the data set: its name alone and with _NAME, _CODE, "
            "_TYPE, _TYPECODE and _SORTORDER.",
        ),
        DeclaredEntity("query", "query", "a question to the interface", _CLIENT),
    ),
)
