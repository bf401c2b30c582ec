"""Skills data put together by the department as a source of the catalogue."""

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
from alder.sources.citations import LSIP_DASHBOARD

_ANSWER = Citation("Written answer HL550", "parallelparliament.co.uk")
_NEWS = Citation("Unit for Future Skills", "feweek.co.uk")

source = Source(
    id="ufs",
    place=150,
    title="Unit for Future Skills, part of Skills England since 2024",
    owner="Department for Education; Skills England",
    holds=Holds.FIGURES,
    unit="published dashboards and their data",
    also_called=("unit for future skills", "skills england", "local skills dashboard"),
    coverage=Coverage("England", "labour market, provision and pathways by place", _NEWS, Years.parse("2021/22 -")),
    identifiers=("district", "local skills area", "combined authority", "sector subject area", "SOC"),
    collected=Collected.COMPILATION,
    how="Put together from the ILR, LEO, surveys, job adverts and projections.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "dashboards, with their data to download",
            "figures by place, subject and occupation",
            NO_WAIT,
            LSIP_DASHBOARD,
        ),
    ),
    grade=SourceGrade.C,
    strong=(Fact("Supply and demand of skills for the same places.", LSIP_DASHBOARD),),
    weak=(
        Fact("A mixture of registers, surveys and models: keep the grade of each.", LSIP_DASHBOARD),
        Fact("Job adverts are what is advertised, by those who advertise."),
    ),
    links=(SourceLink("nomis", "area codes"), SourceLink("working_futures", "SOC2020 and local skills areas")),
    answers=(
        Answer("skills_demand", "Job adverts and projections by local skills area.", "What will happen."),
        Answer("labour_market", "Work, occupations and qualifications by local skills area."),
        Answer("participation", "Further education and apprenticeships by local skills area, as published."),
        Answer("destinations", "Pathways from subjects to industries, from LEO.", "Single providers."),
        Answer("earnings", "Pay along pathways from subjects to industries.", "Any person's path."),
        Answer("progression", "Pathways after learning, in published figures.", "Breakdowns that are not published."),
        Answer("place", "Local skills areas and combined authorities."),
    ),
    outputs=("Local skills dashboard", "Post-16 education and labour market activities, pathways and outcomes"),
    cites=(_ANSWER, _NEWS, LSIP_DASHBOARD),
    no_layout="Each dashboard has files of its own, so no layout is declared. Their sources have layouts here.",
)
