"""Codes of higher education records."""

from __future__ import annotations

from alder.model.code_list import CodeList

equal_or_lower = CodeList.parse(
    "ELQ",
    "Whether the student studies for a qualification no higher than one they hold (ELQ)",
    """
    1 | Yes, and not funded for that reason
    2 | Yes, but exempt
    3 | No
    9 | Not asked for
    """,
)

support = CodeList.parse(
    "FINTYPE",
    "Kind of financial support by the provider",
    """
    1 | Money
    2 | As good as money, such as vouchers
    3 | Cheaper rooms
    4 | Other
    """,
)

completion = CodeList.parse(
    "FUNDCOMP",
    "Whether the year of study was completed, for funding",
    """
    1 | Completed
    2 | Not completed
    3 | Still going on, and not given up
    9 | Not counted in the survey of higher education students
    """,
)

level = CodeList.parse(
    "FUNDLEV",
    "Level of study, for funding",
    """
    10 | Undergraduate
    11 | Undergraduate, long year
    20 | Taught postgraduate
    21 | Taught postgraduate, long year
    30 | Postgraduate research
    31 | Postgraduate research, long year
    99 | Not counted in the survey of higher education students
    """,
)

mode = CodeList.parse(
    "MODESTUD",
    "Mode of study, for funding",
    """
    1  | Full time, or sandwich year at the provider
    2  | Sandwich year away from the provider
    3  | Part time
    99 | Not counted in the survey of higher education students
    """,
)

fee = CodeList.parse(
    "SPECFEE",
    "Whether a special fee applies",
    """
    0 | The usual fee
    1 | Sandwich placement
    2 | Language year abroad, not a whole year of exchange
    3 | Whole year of exchange abroad
    4 | Final full-time year of fewer than 15 weeks
    5 | Final full-time year of 15 to 23 weeks
    9 | Another fee
    """,
)

year_of_study = CodeList.parse(
    "TYPEYR",
    "How the year of study lies in the teaching year",
    """
    1 | Within 1 August to 31 July
    2 | Across 31 July
    """,
)

term_time_home = CodeList.parse(
    "TTACCOM",
    "Where the student lives in term time",
    """
    1 | Rooms of the provider
    2 | Home of parents or guardians
    4 | Other
    5 | Not known
    6 | Not studying at the provider
    7 | A home of their own
    8 | Other rented rooms
    9 | Private halls
    """,
)

socio_economic_class = CodeList.parse(
    "SEC",
    "Socio-economic class, of the parent's occupation for students under 21",
    """
    1 | Higher managers and professionals
    2 | Lower managers and professionals
    3 | Intermediate
    4 | Small employers and self-employed
    5 | Lower supervisors and technicians
    6 | Semi-routine
    7 | Routine
    8 | Never worked, or long out of work
    9 | Cannot be classed
    """,
)

source_of_fees = CodeList.parse(
    "MSTUFEE",
    "Main source of the tuition fees",
    """
    1  | Nobody else: no award or backing
    2  | Award of an English or Welsh authority | | 2024-07-31
    3  | Student Awards Agency for Scotland
    4  | Northern Ireland: department or library boards | | 2025-07-31
    5  | The provider waives support costs | | 2025-07-31
    6  | Channel Islands or Isle of Man | | 2025-07-31
    7  | Waived for unemployed learners | | 2025-07-31
    8  | British Academy | | 2025-07-31
    9  | Part-time graduate apprenticeship | | 2025-07-31
    10 | Student Loans Company | 2024-08-01
    11 | Research council: biology | | 2025-07-31
    12 | Research council: medicine | | 2025-07-31
    13 | Research council: environment | | 2025-07-31
    14 | Research council: engineering and physics | | 2025-07-31
    15 | Research council: economics and society | | 2025-07-31
    17 | Research council: arts and humanities | | 2025-07-31
    18 | Research council: science facilities | | 2025-07-31
    19 | Research council, which one not said | | 2025-07-31
    22 | International agency | | 2025-07-31
    23 | Cancer Research UK | | 2025-07-31
    24 | Wellcome Trust | | 2025-07-31
    25 | Another medical charity | | 2025-07-31
    26 | Another charity | | 2025-07-31
    31 | Health departments, NHS or social care
    32 | Social services departments | | 2025-07-31
    33 | Department for business | | 2018-07-31
    34 | Another government department or public body
    35 | Armed forces scholarship
    36 | Enterprise agency or company
    37 | Training grant of an authority
    38 | Northern Ireland: agriculture
    39 | Scottish authority, at its discretion
    41 | European Commission
    42 | Overseas award of the government or British Council
    43 | Government of another country
    44 | Overseas development
    45 | Institution in another country
    46 | Company in another country
    47 | Other funding from abroad
    48 | Other funding from abroad, as a loan
    49 | Overseas research award
    52 | The learner and the Student Loans Company
    53 | The learner, and Scotland's agency or the loans company
    54 | The learner, and Northern Ireland's department or boards
    61 | Company in the United Kingdom
    71 | Away for a year
    81 | The learner's employer
    96 | New Deal
    97 | Other
    98 | No fees
    99 | Not known
    """,
)
"""The list of 2020/21, with the code 10 and the last days that those of 2024/25 and 2025/26 add.

Of the list of 2025/26 the codes up to 34 were at hand. Higher ones are taken to be open still.
"""

highest_on_entry = CodeList.parse(
    "QUALENT3",
    "Highest qualification on entry. The first letter is the level: D doctorate to R level 1, X other",
    """
    C20 | Certificate of higher education
    C30 | Higher national certificate
    C44 | Higher apprenticeship at level 4 | | 2023-07-31
    C80 | Other at level 4
    C90 | Credits towards a first degree
    D80 | Other at doctoral level
    DUK | Doctorate, UK
    DZZ | Doctorate from abroad
    H11 | First degree with qualified teacher status
    H71 | Professional graduate certificate in education
    H80 | Other at the level of a first degree
    HUK | First degree with honours, UK
    HZZ | First degree from abroad
    J10 | Foundation degree
    J20 | Diploma of higher education
    J30 | Higher national diploma
    J48 | Certificate or diploma of education
    J49 | Foundation course in higher education
    J80 | Other at level 5
    JUK | First degree without honours, UK
    M2X | Integrated master's degree
    M41 | Postgraduate diploma
    M44 | Postgraduate certificate
    M71 | Postgraduate certificate of education
    M80 | Other at master's level
    M90 | Postgraduate credits
    MUK | Master's degree, UK
    MZZ | Master's degree from abroad
    P41 | Level 3 diploma
    P42 | Level 3 certificate
    P46 | Level 3 award
    P47 | AQA Baccalaureate
    P50 | A or AS levels
    P51 | Advanced Diploma, 14 to 19
    P53 | Scottish Baccalaureate
    P54 | Scottish Highers or Advanced Highers
    P62 | International Baccalaureate diploma
    P63 | International Baccalaureate certificate
    P64 | Cambridge Pre-U diploma
    P65 | Cambridge Pre-U certificate
    P68 | Welsh Baccalaureate, advanced
    P70 | Professional qualification at level 3 | | 2013-07-31
    P80 | Other at level 3
    P91 | Mixed level 3, some or all with tariff points | | 2014-07-31
    P92 | Mixed level 3, none with tariff points
    P93 | Level 3, all with tariff points
    P94 | Level 3, some with tariff points
    Q51 | Higher Diploma, 14 to 19
    Q52 | Welsh Baccalaureate, intermediate
    Q80 | Other at level 2
    R51 | Foundation Diploma, 14 to 19
    R52 | Welsh Baccalaureate, foundation
    R80 | Other at level 1
    X00 | Access course, recognised
    X01 | Access course, not recognised
    X02 | Mature student, by experience or admission test
    X04 | A qualification of unknown level
    X05 | None
    X06 | Not known
    """,
)
"""The list of 2020/21. That of 2024/25, of which the codes up to M71 were at hand, adds the last day of C44."""
