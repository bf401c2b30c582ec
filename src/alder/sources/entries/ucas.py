"""Applications to higher education as a source of the catalogue."""

from __future__ import annotations

from alder.model.fact import Citation, Fact
from alder.model.period import Years
from alder.model.source import Answer, Collected, Coverage, Holds, Source, SourceGrade, SourceLink
from alder.sources.citations import FORM, SECURE, in_second_leo

_ADR = Citation(
    "ADR UK annual report 2022/23",
    "reports.adruk.org",
    "https://reports.adruk.org/annual-report-2022-2023/new-and-emerging-datasets/new-and-emerging-datasets/"
    "longitudinal-education-outcomes/",
)

source = Source(
    id="ucas",
    place=90,
    title="UCAS applicants in LEO",
    owner="UCAS; held by the Office for National Statistics",
    holds=Holds.PEOPLE,
    unit="an applicant; an application",
    people=("young", "he_students"),
    also_called=("ucas applicants",),
    coverage=Coverage(
        "England",
        "applicants to full-time higher education, those of 18 first",
        FORM,
        Years.parse("2007/08 - 2020/21"),
        note="Other descriptions speak of the cycles of 2007 to 2021; the years here are those of the form.",
    ),
    identifiers=("PupilMatchingRefAnonymous", "applicant_id"),
    collected=Collected.ADMINISTRATIVE,
    how="Applicants fill in the form; schools add predicted grades, universities offers.",
    routes=(in_second_leo(SECURE, 2007, 2020),),
    grade=SourceGrade.B,
    strong=(Fact("Offers and predicted grades, which no other source has.", FORM),),
    weak=(
        Fact("Much is what applicants state.", FORM),
        Fact("Part-time students and many from colleges do not apply through UCAS."),
    ),
    links=(
        SourceLink("leo", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("npd_ks5", "PupilMatchingRefAnonymous", cite=FORM),
    ),
    answers=(
        Answer(
            "higher_education", "Who applies, is offered a place and takes it.", "Whether they stay: HESA has that."
        ),
        Answer(
            "progression",
            "Applications from school and college to university.",
            "Those who go on without UCAS: part time, in colleges, to apprenticeships.",
        ),
        Answer("prior_attainment", "Predicted and stated grades.", "Grades as awarded: the NPD has them."),
        Answer("deprivation", "Fifth of area deprivation, and of young participation."),
        Answer("identity", "Keys of persons."),
    ),
    cites=(FORM, _ADR),
    no_layout="The form lists 64 variables; no layout is declared, since no delivered file was seen.",
)
