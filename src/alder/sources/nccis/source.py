"""The caseload of young people and attainment by age as a source of the catalogue."""

from __future__ import annotations

from alder.model.citation import Fact
from alder.model.period import AcademicYear
from alder.model.source import (
    NO_WAIT,
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Gap,
    Holds,
    Link,
    RouteKind,
    Source,
    SourceGrade,
)
from alder.model.years import Years
from alder.sources.citations import FORM, LEO_MONTHS, SECURE, SRS_MONTHS
from alder.sources.declare import Entity, layout
from alder.sources.nccis.codes import LISTS

source = Source(
    id="nccis_ypmad",
    title="Client caseload of young people (NCCIS) and matched attainment by age (YPMAD)",
    owner="local authorities; Department for Education",
    holds=Holds.PEOPLE,
    unit="a young person in a month (NCCIS); a young person in each year to 25 (YPMAD)",
    people=("young", "sixth_form"),
    also_called=("nccis", "ypmad"),
    coverage=Coverage(
        "England",
        "NCCIS: young people of 16 to 18 whom authorities must track, to 25 with special needs; YPMAD: everyone who "
        "was in a school at 14 or 15",
        FORM,
        Years.parse("2001/02 -"),
        gaps=(Gap(Years.parse("2001/02 - 2009/10"), "YPMAD only; the caseload begins in 2010/11"),),
        breaks=(Gap(Years.parse("2016/17"), "flag for special needs in place of learning difficulties"),),
    ),
    identifiers=("PupilMatchingRefAnonymous",),
    collected=Collected.ADMINISTRATIVE,
    how="Authorities follow young people up and send the state of the caseload each month; YPMAD is matched from "
    "school, college and exam records.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Participation and NEET, and Attainment by age 19, on Explore Education Statistics",
            "figures by authority and characteristic",
            NO_WAIT,
            about=("neet", "participation", "achievement", "disadvantage", "disability"),
        ),
        AccessRoute(RouteKind.PROJECT, "the ONS Secure Research Service", SECURE, SRS_MONTHS, FORM),
        AccessRoute(
            RouteKind.PROJECT,
            "the second LEO, in the ONS Secure Research Service",
            "the same, linked to later learning and work",
            LEO_MONTHS,
            FORM,
            years=Years.between(AcademicYear(2001), AcademicYear(2020)),
        ),
    ),
    grade=SourceGrade.B,
    strong=(Fact("The only record of young people who are in neither education nor work.", FORM),),
    weak=(
        Fact("An activity that nobody confirmed in time lapses to not known, more in some authorities.", FORM),
        Fact("Authorities differ in how hard they follow up."),
        Fact("Background at 15 is in the snapshot of the latest year only.", FORM),
    ),
    links=(
        Link("npd_census", "PupilMatchingRefAnonymous", cite=FORM),
        Link("npd_ks4", "PupilMatchingRefAnonymous", cite=FORM),
        Link("leo", "PupilMatchingRefAnonymous, to AE_ID", cite=FORM),
    ),
    answers=(
        Answer(
            "neet",
            "Who is in education, training or work at 16 and 17, or in none, month by month.",
            "Those whose activity is not known.",
            years=Years.parse("2010/11 -"),
        ),
        Answer("participation", "What young people do, by month.", years=Years.parse("2010/11 -")),
        Answer(
            "destinations", "The plan at the end of school, the offer, and what came.", years=Years.parse("2010/11 -")
        ),
        Answer("achievement", "Levels 2 and 3 reached by each age to 25 (YPMAD)."),
        Answer("progression", "Level 3 after level 2 by 19 and later ages (YPMAD).", "Which provider or course."),
        Answer("deprivation", "Area deprivation at 15, in the snapshot.", "Earlier cohorts: join the census."),
        Answer("disadvantage", "Free meals at 15, in the snapshot.", "Earlier cohorts: join the census."),
        Answer("disability", "Special needs."),
        Answer("identity", "Keys of persons."),
    ),
    outputs=("Participation in education, training and NEET", "Level 2 and 3 attainment by age 19"),
    cites=(FORM,),
    layout=layout(
        "alder.sources.nccis",
        Entity(
            "nccis",
            "NCCIS",
            "a young person in a month",
            FORM,
            key=("PupilMatchingRefAnonymous", "ACADYR", "MonthNo"),
            patterns=("NCCIS_{name}",),
            of=33,
            judged_by="the department's form",
        ),
        Entity(
            "ypmad",
            "YPMAD",
            "a young person, with attainment in each year",
            FORM,
            key=("PupilMatchingRefAnonymous", "Base_Year"),
            patterns=("YPMAD_{name}",),
            of=260,
            judged_by="the department's form",
        ),
        lists=LISTS,
    ),
)
