"""Attainment at key stage 2 as a source of the catalogue."""

from __future__ import annotations

from alder.model import service
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
from alder.sources.citations import FORM, FORM_COVID, SECURE, SRS_MONTHS, in_second_leo
from alder.sources.declaration import DeclaredEntity, layout
from alder.sources.entries._npd_codes import LISTS

source = Source(
    id="npd_ks2",
    place=30,
    title="National Pupil Database: key stage 2 attainment",
    owner="Department for Education",
    address=service.FIND_NPD_DATA,
    imitated_by="alder synth npd --population DIR --out DIR",
    holds=Holds.PEOPLE,
    unit="a pupil at the end of primary school, and each test",
    people=("pupils", "young"),
    also_called=("ks2", "key stage 2"),
    coverage=Coverage(
        "England",
        "pupils of state schools at the end of primary school, and those of private schools who sat the tests",
        FORM,
        Years.parse("1995/96 -"),
        gaps=(
            Gap(Years.parse("2019/20 - 2020/21"), "no tests, because of the pandemic"),
            Gap(Years.parse("2021/22"), "tests were sat, but their use is limited"),
        ),
        breaks=(Gap(Years.parse("2015/16"), "scaled scores replaced levels"),),
        note="The tests are sat at 10 or 11: a learner of 16 in 2025/26 sat them in 2019/20 or 2020/21, so has none.",
    ),
    identifiers=("PupilMatchingRefAnonymous", "UPN", "URN"),
    collected=Collected.TESTS,
    how="National tests, marked outside the school; teachers assess writing.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Key stage 2 attainment, on Explore Education Statistics",
            "figures by school and characteristic",
            NO_WAIT,
            about=("school_results",),
        ),
        AccessRoute(RouteKind.PROJECT, "the ONS Secure Research Service", SECURE, SRS_MONTHS, FORM),
        in_second_leo("the same, linked to later learning and work", 1995, 2015),
    ),
    grade=SourceGrade.A,
    strong=(Fact("The same test for everyone in a year.", FORM),),
    weak=(
        Fact("Levels up to 2014/15 and scaled scores from 2015/16 do not compare.", FORM),
        Fact("Pupils of two pandemic years have no results at all.", FORM_COVID),
        Fact("Letters in place of a result have several meanings: absent, not entered, lost.", FORM),
    ),
    links=(
        SourceLink("npd_census", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink(
            "npd_ks4", "PupilMatchingRefAnonymous", "attainment at 11 is already in the file of key stage 4", FORM
        ),
        SourceLink("leo", "PupilMatchingRefAnonymous, to AE_ID", cite=FORM),
    ),
    answers=(
        Answer("prior_attainment", "How well someone did at 11, the usual starting point of value added."),
        Answer("school_results", "Reading, mathematics and grammar at the end of primary school."),
        Answer("identity", "Keys of persons."),
    ),
    outputs=("Key stage 2 attainment",),
    cites=(FORM, FORM_COVID),
    layout=layout(
        __name__,
        DeclaredEntity(
            "ks2_pupil",
            "KS2 Pupil table",
            "a pupil in the year of the tests",
            FORM,
            key=("PupilMatchingRefAnonymous", "ACADYR"),
            patterns=("KS2_{name}",),
            of=474,
            judged_by="the department's form",
            note="474 is the number of variables of the whole key stage, exam table included.",
        ),
        DeclaredEntity(
            "ks2_exam",
            "KS2 Exam table",
            "a result of a pupil",
            FORM,
            patterns=("KS2_{name}",),
            judged_by="the department's form",
            note="No key: a pupil has a row for each test and each judgement by teachers.",
        ),
        lists=LISTS,
    ),
)
