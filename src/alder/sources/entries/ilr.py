"""The Individualised Learner Record as a source of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model import service
from alder.model.fact import Fact
from alder.model.period import AcademicYear, Years
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
from alder.sources.citations import (
    BRIEF,
    FES_METHODOLOGY,
    FORM,
    ILR_SPECIFICATION,
    LEO_MONTHS,
    SECURE,
    SRS_MONTHS,
    WEEKS,
)

if TYPE_CHECKING:
    from alder.engine.store import Store
    from alder.model.layout import SourceEntity


def _layout() -> tuple[SourceEntity, ...]:
    from alder.sources.ilr.layout import layout

    return layout()


def _after_load(store: Store, entity: SourceEntity) -> tuple[str, ...]:
    """The copy that researchers get also fills the tables that returns fill."""
    from alder.sources.ilr import research_copy

    return tuple(research_copy.add_research_copy(store).said()) if research_copy.is_of_copy(entity) else ()


_PUBLISHED = (
    "participation",
    "retention",
    "achievement",
    "prior_attainment",
    "deprivation",
    "ethnicity",
    "sex",
    "age",
    "disability",
    "place",
    "subject",
    "level",
    "provider",
    "price",
)
"""Topics by which published figures are broken down, each alone or with few others."""

source = Source(
    id="ilr",
    place=10,
    title="Individualised Learner Record",
    owner="Department for Education; the Education and Skills Funding Agency until 31 March 2025",
    address=service.ILR_GUIDANCE,
    imitated_by="alder synth returns --out DIR --year YEAR; copy in LEO: alder synth leo --population DIR --out DIR",
    holds=Holds.PEOPLE,
    unit="a learner at a provider in a year, with learning aims, employment statuses and, to 2023/24, destinations",
    people=("young", "adults", "apprentices", "fe_learners"),
    also_called=("lilr", "individualised learner record"),
    coverage=Coverage(
        "England",
        "learners with colleges, training providers, local authorities and employers that have public money for "
        "further education, loans or apprenticeships; not pupils of school sixth forms",
        FORM,
        Years.parse("2002/03 -"),
        breaks=(
            Gap(Years.parse("2011/12"), "one ILR replaced the collections before it; ethnicity coded anew"),
            Gap(
                Years.parse("2013/14"),
                "codes of prior attainment above level 3; one way of funding adult skills",
                (
                    "prior_attainment",
                    "price",
                ),
            ),
            Gap(Years.parse("2015/16"), "categories of difficulties and disabilities", ("disability",)),
            Gap(
                Years.parse("2016/17"),
                "full levels 2 and 3 defined anew; method of achievement rates",
                (
                    "level",
                    "achievement",
                ),
            ),
            Gap(
                Years.parse("2017/18"),
                "apprenticeship levy and a new funding model, from May 2017",
                ("participation", "price"),
            ),
            Gap(
                Years.parse("2018/19 - 2019/20"),
                "standards replace frameworks, and training ends before assessment",
                (
                    "achievement",
                    "retention",
                ),
            ),
            Gap(Years.parse("2019/20 - 2021/22"), "the pandemic: breaks, assessed grades, no rates by institution"),
            Gap(
                Years.parse("2021/22"), "prior attainment became a dated record with new numbers", ("prior_attainment",)
            ),
            Gap(
                Years.parse("2024/25"),
                "adult skills fund; destinations are no longer collected",
                ("participation", "price", "destinations"),
            ),
        ),
        note="Before 2011/12 there were several collections with other codes; the research copy puts them in one form.",
    ),
    identifiers=("UKPRN", "LearnRefNumber", "ULN", "LearnAimRef", "AimSeqNumber", "postcode", "EmpId"),
    collected=Collected.ADMINISTRATIVE,
    how="Providers send a file up to fourteen times a year, R01 to R14; each replaces the one before, R14 is final.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Further education and skills, and Apprenticeships, on Explore Education Statistics",
            "counts and rates by the breakdowns that are published",
            NO_WAIT,
            FES_METHODOLOGY,
            about=_PUBLISHED,
        ),
        AccessRoute(
            RouteKind.BESPOKE,
            "a table made to your request by the department",
            "counts and rates by breakdowns of your choice, protected",
            WEEKS,
            wait_is_believed=True,
            without=("higher_education", "identity"),
        ),
        AccessRoute(
            RouteKind.PROJECT,
            "the ONS Secure Research Service",
            SECURE,
            SRS_MONTHS,
            BRIEF,
            without=("higher_education",),
        ),
        AccessRoute(
            RouteKind.PROJECT,
            "the copy in the second LEO, in the ONS Secure Research Service",
            "the same, linked to school, university, work and benefits; providers are pseudonyms, and home postcodes "
            "are not supplied by default",
            LEO_MONTHS,
            FORM,
            years=Years.between(AcademicYear(2002), AcademicYear(2020)),
            without=("provider",),
        ),
    ),
    grade=SourceGrade.A,
    strong=(
        Fact("Fields that decide funding are filled and checked: aims, dates, funding, provider.", BRIEF),
        Fact("Every publicly funded learner is there, and the same number finds a learner again.", ILR_SPECIFICATION),
    ),
    weak=(
        Fact("Destinations were recorded by providers, with many gaps, and ended with 2023/24.", BRIEF),
        Fact("Employers of learners who are no apprentices are seldom recorded."),
        Fact("Prior attainment is what the learner remembers; funding gives a reason to report it low or high."),
        Fact("Ethnicity that is not known differs by provider and course."),
        Fact("The current postcode is the address at the last update."),
        Fact("Returns before R14 are provisional.", FES_METHODOLOGY),
    ),
    links=(
        SourceLink("npd_census", "ULN, or names with date of birth and postcode", cite=FORM),
        SourceLink("hesa", "ULN", cite=FORM),
        SourceLink("apprenticeship_service", "ULN, UKPRN and standard", "start dates there are first days of months"),
        SourceLink("lars", "LearnAimRef", "take the edition of the learner's year"),
        SourceLink("gias", "UKPRN", "colleges only; training providers are not in it"),
        SourceLink("ukrlp", "UKPRN"),
        SourceLink("postcodes", "postcode", "ZZ99 9ZZ stands for an unknown one"),
        SourceLink("leo", "RECORDID of the research copy, to AE_ID", cite=FORM),
    ),
    answers=(
        Answer("participation", "Learners and starts by year, age, level, subject, funding and place."),
        Answer(
            "retention",
            "Who stays to the planned end of an aim or programme, with the day of leaving and a reason.",
            "Why people leave: reasons are chosen by staff, and Other is large. A break is not a withdrawal.",
        ),
        Answer(
            "achievement",
            "Achievement, pass and timely rates by the official method, from the final returns of several years.",
            "Rates by institution for 2019/20 and 2020/21, which were not published because of the pandemic.",
        ),
        Answer(
            "progression",
            "Who comes back at a higher level within further education and apprenticeships: the same ULN in a later "
            "year.",
            "Moves to university or to a school sixth form, which need HESA or the NPD; people who were given a new "
            "number look like people who stopped.",
        ),
        Answer(
            "higher_education",
            "Higher education taught in colleges, and degree apprenticeships; joined to HESA, who of its learners "
            "goes on to a university.",
            "Moves to a university, without HESA.",
            through=("hesa",),
        ),
        Answer(
            "destinations",
            "What providers recorded within months of leaving, to 2023/24.",
            "Whether it lasted, and those who could not be reached. Prefer FE outcomes or LEO.",
            years=Years.parse("2013/14 - 2023/24"),
        ),
        Answer(
            "employment",
            "Work before and during the course, and for apprentices the employer.",
            "Work after the course: LEO has that.",
        ),
        Answer(
            "prior_attainment",
            "The highest level held before, and English and mathematics grades at 16 to 19.",
            "Results at school and college, subject by subject: join the NPD, in LEO by one key of a person.",
        ),
        Answer(
            "deprivation",
            "The index of the home postcode's small area.",
            "The learner's own circumstances. Learners without a known postcode, and homes outside England.",
            through=("postcodes", "imd"),
        ),
        Answer("disadvantage", "Free meals, support funds and benefits of funded learners, by flags of the record."),
        Answer("ethnicity", "Ethnic group as declared."),
        Answer("sex", "Female or male, as declared."),
        Answer("age", "From the date of birth."),
        Answer("disability", "Difficulties, disabilities and health problems as declared; high needs and plans."),
        Answer(
            "travel",
            "The straight line from the home postcode to the postcode of delivery.",
            "Routes, time and means of travel. Learning at work or online has the employer's or the main site's "
            "postcode.",
            through=("postcodes",),
        ),
        Answer("place", "Home and delivery by any area that a postcode finds.", through=("postcodes",)),
        Answer("subject", "Sector subject areas and titles of aims.", through=("lars",)),
        Answer("level", "The level of each aim.", through=("lars",)),
        Answer("provider", "Who teaches, by UKPRN."),
        Answer("subcontracting", "Which aims a partner delivers, and which partner."),
        Answer("employer", "The employer of an apprentice.", "Its size and industry, which need a business register."),
        Answer("price", "Agreed prices of apprenticeships, funding model and source, loans.", "What was paid in fees."),
        Answer("identity", "ULN, names, date of birth, postcodes and previous references, for matching."),
    ),
    outputs=("Further education and skills", "Apprenticeships", "Further education outcomes"),
    cites=(ILR_SPECIFICATION, FES_METHODOLOGY, FORM, BRIEF),
    layout=_layout,
    after_load=_after_load,
)
