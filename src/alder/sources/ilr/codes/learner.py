"""Codes about the learner."""

from __future__ import annotations

from alder.model.code_list import CodeList

ethnicity = CodeList.parse(
    "Ethnicity",
    "Ethnicity, in the groups of the 2011 census",
    """
    31 | White: British, of any of the four nations
    32 | White: Irish
    33 | White: Gypsy or Irish Traveller
    34 | White: other
    35 | Mixed: White and Black Caribbean
    36 | Mixed: White and Black African
    37 | Mixed: White and Asian
    38 | Mixed: other
    39 | Asian: Indian
    40 | Asian: Pakistani
    41 | Asian: Bangladeshi
    42 | Asian: Chinese
    43 | Asian: other
    44 | Black: African
    45 | Black: Caribbean
    46 | Black: other
    47 | Arab
    98 | Other ethnic group
    99 | Not provided
    """,
)

sex = CodeList.parse(
    "Sex",
    "Legal sex",
    """
    F | Female
    M | Male
    """,
)

lldd_health_prob = CodeList.parse(
    "LLDDHealthProb",
    "Whether the learner says they have a learning difficulty, disability or health problem",
    """
    1 | Yes
    2 | No
    9 | Not given
    """,
)

lldd_cat = CodeList.parse(
    "LLDDCat",
    "Kind of learning difficulty, disability or health problem",
    """
    1  | Emotional/behavioural difficulties | | 2015-07-31 | Emotional or behavioural difficulties
    2  | Multiple disabilities | | 2015-07-31 | Several disabilities
    3  | Multiple learning difficulties | | 2015-07-31 | Several learning difficulties
    4  | Visual impairment | | | Sight
    5  | Hearing impairment | | | Hearing
    6  | Disability affecting mobility | | | Mobility
    7  | Profound complex disabilities | | | Profound and complex disabilities
    8  | Social and emotional difficulties
    9  | Mental health difficulty | | | Mental health
    10 | Moderate learning difficulty
    11 | Severe learning difficulty
    12 | Dyslexia
    13 | Dyscalculia
    14 | Autism spectrum disorder | | | Autism spectrum
    15 | Asperger's syndrome | | 2025-07-31
    16 | Temporary disability after illness (for example post-viral) or accident | | | Disability for a time, after illness or accident
    17 | Speech, Language and Communication Needs | | | Speech, language and communication
    93 | Other physical disability
    94 | Other specific learning difficulty (e.g. Dyspraxia) | | | Other specific learning difficulty, such as dyspraxia
    95 | Other medical condition (for example epilepsy, asthma, diabetes) | | | Other medical condition, such as asthma, epilepsy or diabetes
    96 | Other learning difficulty
    97 | Other disability
    98 | Prefer not to say | | | Prefers not to say
    99 | Not provided
    """,  # noqa: E501
)
"""In the words of the specification, by which statistics of learners by primary difficulty are published. Where other
lists say in our own words what a code means, no statistics are split by it."""

prior_attain = CodeList.parse(
    "PriorAttain",
    "Highest level reached before enrolment, in the codes used to 2020/21",
    """
    9  | Entry level
    7  | Other qualifications below level 1
    1  | Level 1
    2  | Full level 2
    3  | Full level 3
    4  | Level 4, before it had its own code   | | 2013-07-31
    5  | Level 5 or above, before separate codes | | 2013-07-31
    10 | Level 4
    11 | Level 5
    12 | Level 6
    13 | Level 7 or above
    97 | A qualification of unknown level
    98 | Not known
    99 | None
    """,
)

# The published list was not at hand. The meanings are those of the list consulted on for 2021/22; the 2025/26 rules
# R132, R148, PriorAttain_04 and LearnDelFAMType_130 agree with it on which codes are below or above full level 2 and 3.
prior_level = CodeList.parse(
    "PriorLevel",
    "Level reached before enrolment, in the codes used since 2021/22, as consulted on for that year",
    """
    1  | Entry level, or other below level 1
    2  | Level 1
    3  | Level 2, not full
    4  | Full level 2
    5  | Level 3, not full
    6  | Full level 3
    7  | Level 4
    8  | Level 5
    9  | Level 6
    10 | Level 7 or above
    97 | A qualification of unknown level
    98 | Not known
    99 | None
    """,
)

accom = CodeList.parse("Accom", "Accommodation", "5 | Lives away from home, in rooms of the provider")

learner_fam = CodeList.parse(
    "LearnFAMType",
    "Funding and monitoring of the learner",
    """
    HNS 1  | High needs student with top-up funding
    EHC 1  | Has an education, health and care plan
    DLA 1  | Receives disabled students' allowance
    LSR 36 | Care to Learn
    LSR 55 | 16 to 19 bursary, vulnerable group
    LSR 56 | 16 to 19 bursary, discretionary
    LSR 57 | Residential support
    LSR 58 | Hardship support from 19
    LSR 59 | Childcare support from 20
    LSR 60 | Residential access fund from 19
    SEN 1  | Special educational needs
    NLM 17 | Came with a merger of providers
    NLM 18 | Moved because of the least contract size
    EDF 1  | No good GCSE in maths by the end of year 11
    EDF 2  | No good GCSE in English by the end of year 11
    MCF 1  | Excused from GCSE maths: learning difficulty
    MCF 2  | Excused from GCSE maths: equal qualification from abroad
    MCF 3  | Condition met in maths: equal UK qualification
    MCF 4  | Condition met in maths: taken at another institution
    MCF 5  | Functional skills level 2 passed in maths | 2019-08-01
    ECF 1  | Excused from GCSE English: learning difficulty
    ECF 2  | Excused from GCSE English: equal qualification from abroad
    ECF 3  | Condition met in English: equal UK qualification
    ECF 4  | Condition met in English: taken at another institution
    ECF 5  | Functional skills level 2 passed in English | 2019-08-01
    FME 2  | 16 to 19, eligible for free meals and receiving them
    """,
)

contact_preference = CodeList.parse(
    "ContPrefType",
    "How the learner may be contacted, and what for",
    """
    RUI 1 | Not about courses           | | 2018-05-25
    RUI 2 | Not for surveys or research | | 2018-05-25
    RUI 3 | Not at all: illness or death | | 2013-07-31
    RUI 4 | Not at all: severe illness or the like
    RUI 5 | Not at all: the learner has died
    RUI 6 | Yes, about courses
    RUI 7 | Yes, for surveys and research
    PMC 1 | Not by post      | | 2018-05-25
    PMC 2 | Not by telephone | | 2018-05-25
    PMC 3 | Not by email     | | 2018-05-25
    PMC 4 | Yes, by post
    PMC 5 | Yes, by telephone
    PMC 6 | Yes, by email
    """,
)

gcse_grade = CodeList.parse(
    "EngGrade",
    "Highest grade in GCSE English or maths, in letters (double awards too) and in figures",
    """
    A*A* | Double award
    A*A  | Double award
    A*   | Highest letter
    AA   | Double award
    A    | Grade A
    AB   | Double award
    BB   | Double award
    B    | Grade B
    BC   | Double award
    CC   | Double award
    C    | Lowest letter of a good pass
    CD   | Double award
    DD   | Double award
    D    | Grade D
    DE   | Double award
    EE   | Double award
    E    | Grade E
    EF   | Double award
    FF   | Double award
    F    | Grade F
    FG   | Double award
    GG   | Double award
    G    | Lowest letter of a pass
    N    | No result
    U    | Ungraded
    9    | Highest figure
    8    | Grade 8
    7    | Grade 7
    6    | Grade 6
    5    | Grade 5
    4    | Lowest figure of a good pass
    3    | Grade 3
    2    | Grade 2
    1    | Lowest figure of a pass
    NONE | Holds no grade
    """,
)
