"""Projections of jobs and skills as a source of the catalogue."""

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
from alder.sources.citations import LSIP_DASHBOARD
from alder.sources.declaration import DeclaredEntity, layout

_WARNING = Citation.on_github(
    "Workbook of main tables, England, sheet of warnings", "dfe-analytical-services/lsip_dashboard"
)
_IER = Citation(
    "The skills imperative 2035", "warwick.ac.uk, Institute for Employment Research", service.SKILLS_IMPERATIVE
)
_NFER = Citation("Blog of 21 March 2023", "nfer.ac.uk")

source = Source(
    id="working_futures",
    place=160,
    title="Skills Imperative 2035 projections; Working Futures before",
    owner="Warwick Institute for Employment Research and Cambridge Econometrics, for the department and NFER",
    address=service.SKILLS_IMPERATIVE,
    holds=Holds.FIGURES,
    unit="projected jobs by area, industry, occupation and qualification",
    also_called=("skills imperative", "skills imperative 2035", "working futures"),
    coverage=Coverage(
        "United Kingdom, nations, regions; local skills areas and combined authorities",
        "all jobs",
        _WARNING,
        Years.parse("2014/15 - 2034/35"),
        period="calendar years 2015, 2019, 2020, 2025 and 2035",
        note="Projected from 2020. Revised in 2024, since data of the Office for National Statistics was in doubt.",
    ),
    identifiers=("SOC2020 sub-major group", "groups of SIC", "level of qualification"),
    collected=Collected.FORECAST,
    how="An economic model of industries and regions, with assumptions of its date.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "workbooks, one an area",
            "projected jobs, openings and qualifications",
            NO_WAIT,
            LSIP_DASHBOARD,
        ),
    ),
    grade=SourceGrade.D,
    strong=(Fact("The only projection with qualifications and small places.", _IER),),
    weak=(
        Fact("No margin of error can be given.", _WARNING),
        Fact("The authors ask to publish only cells of 10,000 people and more, and to use none below 1,000.", _WARNING),
        Fact("It rests on 2020, the year of the pandemic, and was revised in 2024.", _WARNING),
        Fact("Law on statistics of trade limits detail.", _WARNING),
    ),
    links=(SourceLink("classifications", "SOC2020"), SourceLink("nomis", "areas and SOC2020")),
    answers=(
        Answer(
            "skills_demand",
            "Jobs and openings to 2035 by occupation, industry, qualification and place.",
            "What will happen: it is a model.",
        ),
        Answer("labour_market", "Jobs by occupation and industry.", "The present: it is a model there too."),
        Answer("place", "Regions, local skills areas and combined authorities."),
    ),
    outputs=("Labour market and skills projections",),
    cites=(_WARNING, _IER, _NFER, LSIP_DASHBOARD),
    layout=layout(
        __name__,
        DeclaredEntity(
            "projection",
            "Occ T2 / Qual T1 / Ind T2",
            "an area, a group of a dimension and a year",
            _WARNING,
            ("area", "dimension", "group", "year"),
        ),
    ),
)
