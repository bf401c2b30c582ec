"""Classifications of subjects, occupations, industries and levels as a source of the catalogue."""

from __future__ import annotations

from alder.model.fact import Fact
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
from alder.sources.citations import COURSE_DIRECTORY, LSIP_DASHBOARD

source = Source(
    id="classifications",
    place=250,
    title="Sector subject areas, SOC2020, SIC2007, HECoS, levels of qualifications",
    owner="Ofqual and Department for Education; Office for National Statistics; Jisc",
    holds=Holds.REFERENCE,
    unit="a code",
    also_called=("ssa", "soc", "sic", "hecos", "rqf"),
    coverage=Coverage(
        "United Kingdom; sector subject areas in England",
        "sector subject areas since 2004, SOC2020, SIC2007, HECoS since 2019/20",
        COURSE_DIRECTORY,
        note="15 broad and 50 detailed sector subject areas, which the published look-up lists in 67 rows with broad "
        "rows, unknown and not applicable; SOC2020 has 9 major, 26 sub-major, 104 minor and 412 unit groups.",
    ),
    identifiers=("code",),
    collected=Collected.REFERENCE,
    how="Each is kept by its owner and revised every few years.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "download from the owner",
            "codes and titles",
            NO_WAIT,
            LSIP_DASHBOARD,
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("They make sources comparable that code alike.", COURSE_DIRECTORY),),
    weak=(
        Fact("Names of detailed subject areas changed, as ICT became digital technology.", COURSE_DIRECTORY),
        Fact("SOC2010 and SOC2020 have no map of one to one.", LSIP_DASHBOARD),
    ),
    links=(
        SourceLink("lars", "sector subject area"),
        SourceLink("graduate_outcomes", "SOC2020"),
        SourceLink("hesa", "HECoS"),
    ),
    answers=(
        Answer("codes", "What a code of subject, occupation or industry means."),
        Answer("subject", "Groups of subjects.", "Which subject anyone takes."),
        Answer("labour_market", "Groups of occupations and industries.", "How many work in them."),
        Answer("level", "Levels of qualifications, and how schemes compare."),
    ),
    cites=(COURSE_DIRECTORY, LSIP_DASHBOARD),
    no_layout="Lists of a code and its title, with no layout of their own. Those that Alder uses are among its "
    "reference tables.",
)
