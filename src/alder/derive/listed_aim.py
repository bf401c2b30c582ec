"""Variables that the list of aims (LARS) gives: level in full, subject, qualification, awarding body, hours, credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive import notional_level as ladder
from alder.derive.categories import OTHER, UNKNOWN, code_or, coded
from alder.derive.length import GUIDED_BANDS, GUIDED_HOURS, GUIDED_HOURS_BANDS, banded
from alder.derive.programme import APPRENTICESHIPS, STANDARD
from alder.derive.variable import column_if, variables
from alder.model.definition import Evidence
from alder.model.expr import cases, ifelse, null
from alder.model.statistic import Category
from alder.sources.reference import lars_codes
from alder.sources.reference.lars_codes import SUBJECT_AREAS as AREAS

if TYPE_CHECKING:
    from alder.model.expr import Table, Text, Value, Whole

SUBJECT_AREAS = (
    *(Category(str(n), label) for n, label in AREAS.items()),
    Category("Unknown", "Not applicable or not known"),
)


def tier_1(code: Value) -> Whole:
    """The first tier of a subject area given as a number, such as 1 of 1.2; missing for -1, -2 and anything unknown."""
    whole = code.cast("float64").floor().cast("int32")
    return ifelse(whole.isin(list(AREAS)), whole, null("int32"))


def tier_1_area(code: Value) -> Text:
    """The code of the first tier's category; Unknown where the subject area is not applicable or not known."""
    whole = tier_1(code)
    return cases((whole.isnull(), "Unknown"), else_=whole.cast("string"))


_TEXT = """
    1.1 | Medicine and Dentistry
    1.2 | Nursing and Subjects and Vocations Allied to Medicine
    1.3 | Health and Social Care
    1.4 | Public Services
    1.5 | Child Development and Well Being
    2.1 | Science
    2.2 | Mathematics and Statistics
    3.1 | Agriculture
    3.2 | Horticulture and Forestry
    3.3 | Animal Care and Veterinary Science
    3.4 | Environmental Conservation
    4.1 | Engineering
    4.2 | Manufacturing Technologies
    4.3 | Transportation Operations and Maintenance
    5.1 | Architecture
    5.2 | Building and Construction
    5.3 | Urban, Rural and Regional Planning
    6.1 | ICT Practitioners
    6.2 | ICT for Users
    7.1 | Retailing and Wholesaling
    7.2 | Warehousing and Distribution
    7.3 | Service Enterprises
    7.4 | Hospitality and Catering
    8.1 | Sport, Leisure and Recreation
    8.2 | Travel and Tourism
    9.1 | Performing Arts
    9.2 | Crafts, Creative Arts and Design
    9.3 | Media and Communication
    9.4 | Publishing and Information Services
    10.1 | History
    10.2 | Archaeology and Archaeological Sciences
    10.3 | Philosophy
    10.4 | Theology and Religious Studies
    11.1 | Geography
    11.2 | Sociology and Social Policy
    11.3 | Politics
    11.4 | Economics
    11.5 | Anthropology
    12.1 | Languages, Literature and Culture of the British Isles
    12.2 | Other Languages, Literature and Culture
    12.3 | Linguistics
    13.1 | Teaching and Lecturing
    13.2 | Direct Learning Support
    14.1 | Foundations for Learning and Life
    14.2 | Preparation for Work
    15.1 | Accounting and Finance
    15.2 | Administration
    15.3 | Business Management
    15.4 | Marketing and Sales
    15.5 | Law and Legal Services
"""

TIER_2 = tuple(
    Category(code.strip(), label.strip())
    for code, _, label in (line.partition("|") for line in _TEXT.strip().splitlines())
)


def tier_2_area(code: Value) -> Text:
    """The category of a subject area given as a number, such as 1.3; Unknown for a first tier alone, -1, -2 or none."""
    tenths = (code.cast("float64") * 10).round().cast("int32")
    text = (tenths // 10).cast("string") + "." + (tenths % 10).cast("string")
    return cases((text.isin([c.code for c in TIER_2]), text), else_="Unknown")


QUALIFICATION_TYPES = tuple(Category(code, name) for code, name in lars_codes.aim_type_names().items())


_LARS = "LARS, LearningDelivery: the row in force when the aim began"
_LEVEL_CODES = "LARS code list of NotionalNVQLevelv2; how codes fall into groups is a reading"
_KINDS = coded("AimType")


@variables.declare(
    title="Notional level of the aim",
    unit="category",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("notional_level",),
    source=_LEVEL_CODES,
    evidence=Evidence.B,
    categories=(*(Category(code, label) for code, (label, _) in ladder.LEVELS.items() if code != "X"), UNKNOWN),
    unknown="Unknown",
)
def notional_level(aims: Table) -> Text:
    """The level of the aim itself as the list of aims codes it, with its codes for levels 1/2, higher and mixed.

    The programme aim of an apprenticeship is a generic aim without a level: `level` takes that of its standard.
    """
    known = [code for code in ladder.LEVELS if code != "X"]
    return cases((aims.notional_level.isin(known), aims.notional_level), else_="Unknown")


@variables.declare(
    title="Level group of the aim",
    unit="category",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("notional_level",),
    source=_LEVEL_CODES,
    evidence=Evidence.B,
    parameters=(ladder.LEVEL_1_2, ladder.HIGHER_LEVEL),
    categories=ladder.GROUPS,
    unknown="Unassigned",
)
def level_group(aims: Table, *, level_1_2: int, higher_level: int) -> Text:
    """The level of the aim itself in the groups of reports: entry and 1, 2, 3, 4 and over, or unassigned."""
    number = ladder.level_number(aims.notional_level, level_1_2=level_1_2, higher_level=higher_level)
    return ladder.level_group(number)


@variables.declare(
    title="Full level",
    unit="category",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("notional_level", "full_level_2_share", "full_level_3_share"),
    source="LARS, AnnualValue: the share of a full level 2 and 3; that 100% makes a full level is a reading",
    evidence=Evidence.B,
    categories=(
        Category("full_level_2", "Full level 2"),
        Category("full_level_3", "Full level 3"),
        Category("not_full", "Not a full level"),
        UNKNOWN,
    ),
    unknown="Unknown",
)
def full_level(aims: Table) -> Text:
    """Whether the aim is wide enough to be a full level 2, or a full level 3, by itself.

    Width is not a level of its own: level 2 holds full level 2. Some aims were classified anew in 2016/17. An aim
    without a yearly value in LARS is not known.
    """
    two, three = aims.full_level_2_share, aims.full_level_3_share
    return cases(
        ((aims.notional_level == "3") & (three >= 100), "full_level_3"),
        ((aims.notional_level == "2") & (two >= 100), "full_level_2"),
        (two.isnull() & three.isnull(), "Unknown"),
        else_="not_full",
    )


_SUBJECT_READS = ("LearnAimRef", "LearnStartDate", "AimType", "ProgType", "StdCode", "FworkCode", "PwayCode")
_SUBJECT_HELP = ("standard_ssa", "framework_ssa")
_SUBJECT_SOURCE = (
    "LARS, LearningDelivery, Standard and Framework: the row in force when the aim or programme began; that the "
    "subject of an apprenticeship is that of its standard or pathway is a reading of the published tables"
)
_WITHOUT_SUBJECTS = (
    "Without the subjects of standards and pathways, that of an apprenticeship is not known. Add Standard.csv and "
    "Framework.csv of LARS:  alder reference add FILE"
)


def _subject_code(aims: Table) -> Value:
    """The second tier of what is learned, as LARS codes it.

    A programme aim is a generic aim without a subject, so that an apprenticeship has that of its standard, or of the
    pathway of its framework, in the version that was in force when it began. Its components have their own.
    """
    programme = (aims.AimType == 1) & aims.ProgType.isin([*APPRENTICESHIPS])
    standard = column_if(aims, "standard_ssa", "float64")
    pathway = column_if(aims, "framework_ssa", "float64")
    return ifelse(programme, ifelse(aims.ProgType == STANDARD, standard, pathway), aims.ssa_tier_2)


@variables.declare(
    title="Sector subject area (tier 1)",
    unit="category",
    reads=_SUBJECT_READS,
    columns=("ssa_tier_2",),
    helped_by=_SUBJECT_HELP,
    source=f"{_SUBJECT_SOURCE}; tier 1 is the whole part of tier 2",
    evidence=Evidence.B,
    categories=SUBJECT_AREAS,
    unknown="Unknown",
    without=_WITHOUT_SUBJECTS,
)
def subject_area(aims: Table) -> Text:
    """The first tier of the sector subject area, 1 to 15, of the aim; of an apprenticeship that of its programme.

    An apprenticeship has the subject of its standard, or of the pathway of its framework.
    """
    return tier_1_area(_subject_code(aims))


@variables.declare(
    title="Sector subject area (tier 2)",
    unit="category",
    reads=_SUBJECT_READS,
    columns=("ssa_tier_2",),
    helped_by=_SUBJECT_HELP,
    source=_SUBJECT_SOURCE,
    evidence=Evidence.B,
    categories=(*TIER_2, UNKNOWN),
    unknown="Unknown",
    without=_WITHOUT_SUBJECTS,
    broader=("subject_area",),
    within=lambda code: code.partition(".")[0],
)
def subject_area_tier_2(aims: Table) -> Text:
    """The second tier of the sector subject area of the aim, such as 1.3 Health and Social Care.

    An apprenticeship has the subject of its standard, or of the pathway of its framework. What is classified to the
    first tier alone is not known here.
    """
    return tier_2_area(_subject_code(aims))


@variables.declare(
    title="Aim type",
    unit="category",
    reads=("AimType",),
    source="ILR code list",
    evidence=Evidence.V,
    categories=(*_KINDS, OTHER),
)
def aim_type(aims: Table) -> Text:
    """What the aim is in the learner's programme: the programme aim, a component, an aim alone, or a core aim."""
    return code_or(aims.AimType, _KINDS, missing=OTHER.code)


@variables.declare(
    title="Qualification type",
    unit="category",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("aim_ref_type",),
    source=f"{_LARS} (LearnAimRefType)",
    evidence=Evidence.B,
    categories=(*QUALIFICATION_TYPES, OTHER, UNKNOWN),
    unknown="Unknown",
)
def qualification_type(aims: Table) -> Text:
    """What kind of qualification or unit the aim is, as the list of aims classifies it: GCSE, NVQ, diploma and so on.

    A code that came after 2020 is shown as other.
    """
    return code_or(aims.aim_ref_type, QUALIFICATION_TYPES, missing="Unknown")


@variables.declare(
    title="Awarding body",
    unit="category",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("award_org",),
    labels="award_org_name",
    source=f"{_LARS} (AwardOrgCode)",
    evidence=Evidence.B,
    categories=(UNKNOWN,),
    unknown="Unknown",
    is_open=True,
)
def awarding_body(aims: Table) -> Text:
    """The organisation that awards the qualification, by its code in LARS; with its name where the names are held.

    Generic aims, which cover learning that is not regulated, have none or a code that stands for none.
    """
    return cases((aims.award_org.isnull(), "Unknown"), else_=aims.award_org)


@variables.declare(
    title="Least guided learning hours",
    unit="hours",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("least_guided_hours",),
    source=f"{_LARS} (OfQualGlhMin)",
    evidence=Evidence.B,
)
def minimum_guided_hours(aims: Table) -> Whole:
    """The least guided learning hours that the awarding body and Ofqual give for the qualification."""
    return aims.least_guided_hours


@variables.declare(
    title="Guided learning hours",
    unit="hours band",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("least_guided_hours", "most_guided_hours"),
    source=f"{_LARS}; the bands are Alder's own",
    evidence=Evidence.A,
    parameters=(GUIDED_HOURS,),
    categories=GUIDED_HOURS_BANDS,
    unknown="Unknown",
)
def guided_hours_band(aims: Table, *, guided_hours: str) -> Text:
    """Guided learning hours of the qualification in bands. They are of the qualification, not of what was taught."""
    return banded(aims.least_guided_hours if guided_hours == "minimum" else aims.most_guided_hours, GUIDED_BANDS)


@variables.declare(
    title="Credit points",
    unit="credits",
    reads=("LearnAimRef", "LearnStartDate"),
    columns=("credits",),
    source=f"{_LARS} (RegulatedCreditValue)",
    evidence=Evidence.B,
)
def credit_points(aims: Table) -> Whole:
    """The credit value of a regulated qualification; missing where it is not expressed in credits."""
    return aims.credits


@variables.declare(
    title="Funding rate of the aim",
    unit="GBP",
    reads=("LearnAimRef", "LearnStartDate", "FundModel"),
    columns=("weighted_rate",),
    source="LARS, Funding: RateWeighted of category Matrix, in force when the aim began; that Matrix is that of "
    "adult skills is a reading",
    evidence=Evidence.B,
)
def funding_rate(aims: Table) -> Value:
    """The weighted national rate at which an aim of adult skills (funding model 35 or 38) was listed at its start.

    It is a list price: uplifts, co-funding, and what is earned by month are not in it. Missing for other funding.
    """
    return ifelse(aims.FundModel.isin([35, 38]), aims.weighted_rate, null("float64"))


@variables.declare(
    title="Funding cap of the standard",
    unit="GBP",
    reads=("StdCode", "LearnStartDate", "FundModel"),
    columns=("standard_cap",),
    source="LARS, StandardFunding: CoreGovContributionCap of category App_May_2017, in force when the aim began",
    evidence=Evidence.B,
)
def standard_funding_cap(aims: Table) -> Value:
    """The most that is paid for an apprenticeship standard begun on that day (funding model 36). Missing for others."""
    return ifelse(aims.FundModel == 36, aims.standard_cap, null("float64"))
