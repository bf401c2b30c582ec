"""The caseload of young people and attainment by age as a source of the catalogue."""

from __future__ import annotations

from alder.model.code_list import CodeList
from alder.model.fact import Fact
from alder.model.period import Years
from alder.model.source import (
    NO_WAIT,
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Gap,
    Holds,
    RouteKind,
    Source,
    SourceGrade,
    SourceLink,
)
from alder.sources.citations import FORM, SECURE, SRS_MONTHS, in_second_leo
from alder.sources.declaration import DeclaredEntity, layout

_ACTIVITY = CodeList.parse(
    "Current_Activity_Code",
    "What a young person is doing",
    """
    110 | at a school or the like in the area
    120 | taught at home
    130 | in custody
    140 | not at a school or the like
    150 | not known
    210 | full time at a school sixth form
    220 | full time at a sixth form college
    230 | full time in further education
    240 | full time in higher education
    250 | part-time education
    260 | gap year
    270 | full-time education, other
    280 | independent specialist provider
    290 | custody for young offenders
    310 | apprenticeship
    320 | full-time job with study for a regulated qualification
    330 | job without training
    340 | job with other training
    350 | temporary job
    360 | part-time job
    380 | self-employed
    381 | self-employed, with study for a regulated qualification
    410 | work-based learning with public money
    430 | other training
    440 | training in the Work Programme
    450 | traineeship
    460 | supported internship
    530 | re-engagement provision
    540 | working without reward
    550 | working without reward, with part-time study
    610 | not ready for work or learning
    615 | start agreed, other
    616 | start agreed, meets the duty to participate
    619 | seeking a job, education or training
    620 | not available: young carer
    630 | not available: teenage parent
    640 | not available: illness
    650 | not available: pregnancy
    660 | not available: religious grounds
    670 | not available: unlikely ever to be in work
    """,
)
_INTENDED = CodeList.parse(
    "Year_11_Intended_Destination",
    "What a young person plans to do after school; the form gives older and newer codes together",
    """
    110 | stay at the same school
    111 | full time at the same school
    120 | other school or sixth form college
    121 | full-time education or training elsewhere
    130 | college
    211 | apprenticeship or traineeship
    220 | training, with a definite place
    230 | training, without a definite place
    310 | work, with a definite place
    311 | full-time job with study for a regulated qualification
    320 | work, without a definite place
    321 | job without training
    410 | undecided, older code
    411 | other
    510 | other, older code
    511 | undecided
    610 | not obtained, older code
    611 | not obtained
    """,
)
_GUARANTEE = CodeList.parse(
    "Year_11_September_Guarantee_status",
    "Whether a place was offered by September",
    """
    110 | offer made
    114 | goes on in education
    115 | goes on in a job with training at level 2
    120 | in or going into a job without such training
    122 | personal circumstances prevent learning
    123 | no offer, other reason
    124 | personal development
    140 | applied, outcome awaited
    150 | no suitable provision
    151 | has not applied
    153 | moved away
    154 | could not be reached
    159 | not recorded yet
    """,
)

LISTS = {"activity": _ACTIVITY, "intended": _INTENDED, "guarantee": _GUARANTEE}
"""The lists by the names that the table of fields uses."""


source = Source(
    id="nccis_ypmad",
    place=70,
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
        in_second_leo("the same, linked to later learning and work", 2001, 2020),
    ),
    grade=SourceGrade.B,
    strong=(Fact("The only record of young people who are in neither education nor work.", FORM),),
    weak=(
        Fact("An activity that nobody confirmed in time lapses to not known, more in some authorities.", FORM),
        Fact("Authorities differ in how hard they follow up."),
        Fact("Background at 15 is in the snapshot of the latest year only.", FORM),
    ),
    links=(
        SourceLink("npd_census", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("npd_ks4", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("leo", "PupilMatchingRefAnonymous, to AE_ID", cite=FORM),
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
        __name__,
        DeclaredEntity(
            "nccis",
            "NCCIS",
            "a young person in a month",
            FORM,
            key=("PupilMatchingRefAnonymous", "ACADYR", "MonthNo"),
            patterns=("NCCIS_{name}",),
            of=33,
            judged_by="the department's form",
        ),
        DeclaredEntity(
            "ypmad",
            "YPMAD",
            "a young person in a year, with attainment so far",
            FORM,
            key=("PupilMatchingRefAnonymous", "Academic_Year"),
            patterns=("YPMAD_{name}",),
            of=183,
            judged_by="the department's form",
            note="The form gives no types for most of these: those here are assumed, from what a field counts.",
        ),
        DeclaredEntity(
            "ypmad_snapshot",
            "YPMAD snapshot",
            "a young person, as last known",
            FORM,
            key=("PupilMatchingRefAnonymous",),
            patterns=("YPMAD_{name}",),
            of=77,
            judged_by="the department's form",
            note="The file of the latest year alone. The form gives no types: those here are assumed.",
        ),
        lists=LISTS,
    ),
)
