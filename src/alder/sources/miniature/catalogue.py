"""What is taught in the made-up nation: aims, apprenticeship standards and frameworks, and when each may begin.

Three tables of text, from which the tables of LARS are made (`aims`) and from which made-up learners choose
(`alder.synth.population`). An aim is a line of subject and level that comes in one or more editions: as one closes the
next opens, so that there is something to begin in every year from 1998 on, and learners of the old edition may finish.

Numbers that mean nobody's: aims count up from 99000101 (the line in four digits, the edition in two), and no
qualification on the register begins with 99; class codes from Z0990101 on; standards from 9001 on; frameworks from 901
on. The other references are those of real qualifications on the open register, with titles of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

YOUNG, ADULT, LOAN, APPRENTICE, COMMUNITY = "young", "adult", "loan", "apprentice", "community"
"""Whom an aim is open to: 16 to 19 study, adult skills, learners with a loan, part of an apprenticeship, community and
tailored learning. Every aim is open where nobody of the public pays."""

FIRST = date(1998, 8, 1)
"""Nothing opens before; made-up learning begins then."""


@dataclass(frozen=True)
class ListedAim:
    """One aim of the made-up list. `closes` is the last day of learning, some years after the last start."""

    ref: str
    title: str
    kind: str  # code of LearnAimRefType
    level: str  # NotionalNVQLevelv2
    subject: str  # sector subject area, second tier
    hours: int | None  # guided learning hours
    offers: frozenset[str]
    grades: str  # how it is graded: gcse, a_level, diploma or none
    skills: str  # english, mathematics or esol where it is a basic skill, else ""
    opens: date
    last_start: date | None
    closes: date | None
    successor: str | None  # the reference of the next edition

    def is_open(self, day: date) -> bool:
        """Whether the aim may be begun on a day."""
        return self.opens <= day and (self.last_start is None or day <= self.last_start)


@dataclass(frozen=True)
class ListedStandard:
    """One apprenticeship standard, with the aim that is taught in it, in all its editions."""

    code: int
    title: str
    level: int
    sector: int
    price: int  # the most that the state pays, in pounds
    subject: str
    components: tuple[str, ...]
    opens: date
    last_start: date | None


@dataclass(frozen=True)
class ListedFramework:
    """One apprenticeship framework with its pathway, and the aim that is its competence, in all its editions."""

    code: int
    kind: int  # ProgType: 3 intermediate, 2 advanced, 20 and 21 higher
    pathway: int
    level: int
    subject: str
    components: tuple[str, ...]
    price: int
    opens: date
    last_start: date


# How long editions take new starts. Each closes to learning four years later, the last one not at all.
_EDITIONS = {
    "0": ((date(1998, 8, 1), None),),
    "2": ((date(1998, 8, 1), date(2013, 7, 31)), (date(2013, 8, 1), None)),
    "3": (
        (date(1998, 8, 1), date(2010, 7, 31)),
        (date(2010, 8, 1), date(2019, 7, 31)),
        (date(2019, 8, 1), None),
    ),
    "t": ((date(2020, 8, 1), None),),
}
_RUN_OUT = 4
"""Years for which learners of an edition that takes no new starts may go on."""

_REGISTERED_SINCE = date(2010, 8, 1)
_OFFERS = {"y": YOUNG, "a": ADULT, "l": LOAN, "p": APPRENTICE, "c": COMMUNITY}
_GRADES = {"-": "none", "d": "diploma", "g": "gcse", "A": "a_level"}

_SKILLS = {
    **dict.fromkeys(("60142923", "60342845", "2", "7", "9"), "english"),
    **dict.fromkeys(("60146084", "60342572", "3", "8", "10"), "mathematics"),
    **dict.fromkeys(("4", "5"), "esol"),
}
"""Basic skills, by reference or line."""

_REGISTERED = """
60011804 | Diploma in hairdressing             | 0006 | 1   |  7.30 |  350 | ya   | d
60027538 | Diploma in hair and beauty          | 0006 | 1   |  7.30 |  360 | ya   | d
60014556 | Certificate in using computers      | 0016 | 1   |  6.20 |  120 | ya   | d
60027526 | Certificate in hair and beauty      | 0016 | 1   |  7.30 |  200 | ya   | d
50086947 | Diploma in hair services            | 0006 | 2   |  7.30 |  420 | ya   | d
60016486 | Diploma in business support         | 0006 | 2   | 15.20 |  280 | yap  | d
50089225 | Diploma in hair and beauty services | 0006 | 2   |  7.30 |  430 | yap  | d
50063297 | Certificate in serving customers    | 0016 | 2   | 15.20 |  150 | yap  | d
60171984 | Extended diploma in health and care | 1428 | 3   |  1.30 | 1080 | yal  | d
60174699 | Extended diploma in digital media   | 1428 | 3   |  9.30 | 1080 | yalp | d
60174225 | Extended diploma in sport           | 1428 | 3   |  8.10 | 1080 | yal  | d
60016462 | Diploma in business support         | 0006 | 3   | 15.20 |  320 | yalp | d
60158025 | Extended diploma in engineering     | 1428 | 3   |  4.10 | 1080 | yal  | d
60139948 | Sociology                           | 0002 | 3   | 11.20 |  360 | yal  | A
60143368 | Business                            | 0002 | 3   | 15.30 |  360 | yal  | A
60146254 | Biology                             | 0002 | 3   |  2.10 |  360 | yal  | A
60146771 | History                             | 0002 | 3   | 10.10 |  360 | yal  | A
60147258 | English literature                  | 0002 | 3   | 12.10 |  360 | yal  | A
60142923 | English language                    | 0003 | 1.5 | 12.10 |  120 | ya   | g
60146084 | Mathematics                         | 0003 | 1.5 |  2.20 |  120 | ya   | g
60342845 | English                             | 1439 | 1   | 12.10 |   55 | yap  | -
60342572 | Mathematics                         | 1439 | 1   | 14.10 |   55 | yap  | -
ZWRKX001 | Work experience                     | 4342 | X   | -2.00 |      | y    | -
ZPROG001 | Apprenticeship programme            | 4342 | X   | -2.00 |      | p    | -
40006396 | Access to science                   | 1460 | 3   |  2.10 |  480 | yal  | -
40007418 | Access to social work               | 1460 | 3   |  1.30 |  480 | yal  | -
40007467 | Access to physical science          | 1460 | 3   |  2.10 |  480 | yal  | -
60348665 | Diploma for managers                | 0006 | 5   | 15.30 |  210 | lp   | -
10061903 | Diploma in computing                | 0006 | 5   |  6.10 |  600 | lp   | -
Z0007846 | Community learning in arts          | 4342 | X   |  9.20 |      | c    | -
Z0007847 | Community learning in languages     | 4342 | X   | 12.20 |      | c    | -
Z0007848 | Community learning in computing     | 4342 | X   |  6.20 |      | c    | -
Z0007849 | Community learning in life skills   | 4342 | X   | 14.10 |      | c    | -
60341567 | Award in first aid for children     | 1452 | 3   |  1.30 |   12 | yal  | -
50117725 | Award in moving and handling        | 1452 | 2   |  1.30 |    8 | ya   | -
60355311 | Award for door staff                | 1452 | 2   |  1.40 |   52 | ya   | -
60034233 | Certificate in serving customers    | 0016 | 2   | 15.20 |  180 | yap  | -
60161103 | Extended diploma in health and care | 0006 | 3   |  1.30 |  720 | yalp | -
60101064 | Diploma in hair services            | 0006 | 3   |  7.30 |  480 | yalp | -
"""
"""Aims of real references: reference, title, kind, level, subject, hours, offers, grades. Open since August 2010."""

_LINES = """
  1 | Certificate in skills for working life          | 0016 | E   | 14.20 |  120 | ya | - | 3
  2 | Award in everyday English                       | 1452 | E   | 14.10 |   60 | ya | - | 3
  3 | Award in everyday mathematics                   | 1452 | E   | 14.10 |   60 | ya | - | 3
  4 | Award in English for speakers of other languages| 1452 | E   | 12.10 |   90 | ya | - | 2
  5 | Certificate in English for new speakers         | 0016 | 1   | 12.10 |  120 | ya | - | 2
  6 | Certificate in independent living               | 0016 | E   | 14.10 |  200 | ya | - | 2
  7 | English skills                                  | 1439 | 2   | 12.10 |   55 | yap| - | 2
  8 | Mathematics skills                              | 1439 | 2   |  2.20 |   55 | yap| - | 2
  9 | English skills, first steps                     | 1439 | E   | 12.10 |   55 | ya | - | 2
 10 | Mathematics skills, first steps                 | 1439 | E   |  2.20 |   55 | ya | - | 2
 11 | Certificate in health and social care           | 0016 | 1   |  1.30 |  180 | ya | d | 3
 12 | Diploma in health and social care               | 0006 | 2   |  1.30 |  360 | yap| d | 3
 13 | Diploma in adult care                           | 0006 | 3   |  1.30 |  400 | yalp| d | 3
 14 | Diploma in early years                          | 0006 | 2   |  1.50 |  360 | yap| d | 3
 15 | Diploma for the early years workforce           | 0006 | 3   |  1.50 |  720 | yalp| d | 3
 16 | Diploma in leading care services                | 0006 | 5   |  1.30 |  400 | lp | - | 2
 17 | Certificate in public services                  | 0016 | 2   |  1.40 |  360 | yap| d | 3
 18 | Extended diploma in public services             | 1428 | 3   |  1.40 | 1080 | yap| d | 2
 19 | Diploma in dental nursing                       | 0006 | 3   |  1.20 |  360 | yalp| - | 2
 20 | Certificate in pharmacy services                | 0016 | 3   |  1.20 |  300 | alp| - | 2
 21 | Diploma in applied science                      | 0006 | 2   |  2.10 |  360 | ya | d | 3
 22 | Extended diploma in applied science             | 1428 | 3   |  2.10 | 1080 | ya | d | 3
 23 | Diploma for laboratory technicians              | 0006 | 3   |  2.10 |  480 | yalp| - | 2
 24 | Certificate in land-based studies               | 0016 | 1   |  3.10 |  240 | ya | d | 3
 25 | Diploma in agriculture                          | 0006 | 2   |  3.10 |  420 | yap| d | 3
 26 | Extended diploma in agriculture                 | 1428 | 3   |  3.10 | 1080 | yap| d | 2
 27 | Diploma in horticulture                         | 0006 | 2   |  3.20 |  360 | yap| d | 3
 28 | Diploma in animal care                          | 0006 | 2   |  3.30 |  420 | yap| d | 3
 29 | Extended diploma in animal management           | 1428 | 3   |  3.30 | 1080 | yap| d | 2
 30 | Certificate in engineering skills               | 0016 | 1   |  4.10 |  300 | ya | d | 3
 31 | Diploma in performing engineering operations    | 0006 | 2   |  4.10 |  420 | yap| d | 3
 32 | Diploma in mechanical engineering               | 0006 | 3   |  4.10 |  720 | yalp| d | 3
 33 | Diploma in manufacturing                        | 0006 | 2   |  4.20 |  300 | yap| d | 3
 34 | Diploma in vehicle maintenance                  | 0006 | 1   |  4.30 |  360 | ya | d | 3
 35 | Diploma in light vehicle repair                 | 0006 | 2   |  4.30 |  420 | yap| d | 3
 36 | Diploma in light vehicle maintenance            | 0006 | 3   |  4.30 |  480 | yalp| d | 3
 37 | Higher certificate in engineering               | 0031 | 4   |  4.10 |  480 | lp | - | 2
 38 | Certificate in construction skills              | 0016 | 1   |  5.20 |  360 | ya | d | 3
 39 | Diploma in bricklaying                          | 0006 | 1   |  5.20 |  360 | ya | - | 3
 40 | Diploma in site carpentry                       | 0006 | 2   |  5.20 |  420 | yap| - | 3
 41 | Diploma in brickwork                            | 0006 | 2   |  5.20 |  420 | yap| - | 3
 42 | Diploma in plumbing and heating                 | 0006 | 2   |  5.20 |  420 | yap| - | 3
 43 | Diploma in electrical installation              | 0006 | 2   |  5.20 |  420 | yap| - | 3
 44 | Diploma in electrotechnical work                | 0006 | 3   |  5.20 |  540 | yalp| - | 3
 45 | Diploma in plumbing and domestic heating        | 0006 | 3   |  5.20 |  540 | yalp| - | 3
 46 | Award in health and safety on site              | 1452 | 1   |  5.20 |    8 | a  | - | 2
 47 | Higher certificate in construction              | 0031 | 4   |  5.20 |  480 | lp | - | 2
 48 | Award in digital skills                         | 1452 | E   |  6.20 |   50 | ya | - | 3
 49 | Certificate in information technology           | 0016 | 2   |  6.20 |  240 | yap| d | 3
 50 | Extended diploma in computing                   | 1428 | 3   |  6.10 | 1080 | yap| d | 3
 51 | Certificate in cyber security                   | 0016 | 3   |  6.10 |  180 | al | - | 2
 52 | Higher diploma in computing                     | 0032 | 5   |  6.10 |  960 | l  | - | 2
 53 | Certificate in retail skills                    | 0016 | 1   |  7.10 |  120 | ya | - | 3
 54 | Diploma in retail                               | 0006 | 2   |  7.10 |  240 | yap| - | 3
 55 | Certificate in warehousing                      | 0016 | 2   |  7.20 |  150 | ap | - | 3
 56 | Diploma in barbering                            | 0006 | 2   |  7.30 |  390 | yap| - | 2
 57 | Diploma in beauty therapy                       | 0006 | 3   |  7.30 |  540 | yalp| d | 3
 58 | Diploma in professional cookery                 | 0006 | 1   |  7.40 |  300 | ya | d | 3
 59 | Diploma in food and drink service               | 0006 | 2   |  7.40 |  390 | yap| d | 3
 60 | Diploma in kitchen and pastry                   | 0006 | 3   |  7.40 |  540 | yalp| d | 3
 61 | Award in food safety                            | 1452 | 2   |  7.40 |    8 | a  | - | 2
 62 | Certificate in sport and leisure                | 0016 | 1   |  8.10 |  240 | ya | d | 3
 63 | Diploma in sport                                | 0006 | 2   |  8.10 |  360 | ya | d | 3
 64 | Diploma in instructing exercise                 | 0006 | 3   |  8.10 |  360 | alp| - | 2
 65 | Diploma in travel and tourism                   | 0006 | 2   |  8.20 |  360 | yap| d | 3
 66 | Extended diploma in travel and tourism          | 1428 | 3   |  8.20 | 1080 | ya | d | 2
 67 | Diploma in art and design                       | 0006 | 2   |  9.20 |  360 | ya | d | 3
 68 | Extended diploma in art and design              | 1428 | 3   |  9.20 | 1080 | ya | d | 3
 69 | Certificate in creative media                   | 0016 | 1   |  9.30 |  240 | ya | d | 3
 70 | Extended diploma in performing arts             | 1428 | 3   |  9.10 | 1080 | ya | d | 3
 71 | Extended diploma in music                       | 1428 | 3   |  9.10 | 1080 | ya | d | 2
 72 | Certificate in local history                    | 0016 | 2   | 10.10 |   90 | a  | - | 2
 73 | Certificate in world faiths                     | 0016 | 2   | 10.40 |   60 | a  | - | 2
 74 | Psychology                                      | 0002 | 3   | 11.20 |  360 | ya | A | 2
 75 | Geography                                       | 0002 | 3   | 11.10 |  360 | ya | A | 2
 76 | Politics                                        | 0002 | 3   | 11.30 |  360 | ya | A | 2
 77 | Economics                                       | 0002 | 3   | 11.40 |  360 | ya | A | 2
 78 | Mathematics                                     | 0002 | 3   |  2.20 |  360 | ya | A | 2
 79 | Chemistry                                       | 0002 | 3   |  2.10 |  360 | ya | A | 2
 80 | Physics                                         | 0002 | 3   |  2.10 |  360 | ya | A | 2
 81 | Art and design                                  | 0002 | 3   |  9.20 |  360 | ya | A | 2
 82 | Media studies                                   | 0002 | 3   |  9.30 |  360 | ya | A | 2
 83 | Religious studies                               | 0002 | 3   | 10.40 |  360 | ya | A | 2
 84 | Law                                             | 0002 | 3   | 15.50 |  360 | ya | A | 2
 85 | French                                          | 0002 | 3   | 12.20 |  360 | ya | A | 2
 86 | Computer science                                | 0002 | 3   |  6.10 |  360 | ya | A | 2
 87 | Certificate in social science                   | 0016 | 2   | 11.20 |  120 | ya | - | 2
 88 | Access to humanities and social science         | 1460 | 3   | 11.20 |  480 | al | - | 2
 89 | Access to nursing and health professions        | 1460 | 3   |  1.20 |  480 | al | - | 2
 90 | Access to business                              | 1460 | 3   | 15.30 |  480 | al | - | 2
 91 | Award in practical languages                    | 1452 | 1   | 12.20 |   60 | a  | - | 2
 92 | Certificate in British sign language            | 0016 | 2   | 12.10 |  100 | a  | - | 2
 93 | Award in education and training                 | 1452 | 3   | 13.10 |   50 | al | - | 2
 94 | Diploma in education and training               | 0006 | 5   | 13.10 |  360 | lp | - | 2
 95 | Certificate in supporting learning in schools   | 0016 | 2   | 13.20 |  180 | ap | - | 3
 96 | Diploma in supporting teaching                  | 0006 | 3   | 13.20 |  300 | alp| - | 3
 97 | Award in preparing for work                     | 1452 | 1   | 14.20 |   60 | ya | - | 3
 98 | Certificate in employability                    | 0016 | 2   | 14.20 |  120 | ya | - | 3
 99 | Certificate in bookkeeping                      | 0016 | 2   | 15.10 |  150 | yap| - | 3
100 | Diploma in accounting                           | 0006 | 3   | 15.10 |  240 | yalp| - | 3
101 | Diploma in professional accounting              | 0006 | 4   | 15.10 |  300 | lp | - | 2
102 | Extended diploma in business                    | 1428 | 3   | 15.30 | 1080 | ya | d | 3
103 | Certificate in team leading                     | 0016 | 2   | 15.30 |  120 | ap | - | 3
104 | Diploma in management                           | 0006 | 3   | 15.30 |  240 | alp| - | 2
105 | Diploma in operations management                | 0006 | 4   | 15.30 |  300 | lp | - | 2
106 | Higher diploma in business                      | 0032 | 5   | 15.30 |  960 | l  | - | 2
107 | Degree in management                            | 1462 | 6   | 15.30 | 1200 | p  | - | 2
108 | Degree in digital technology                    | 1462 | 6   |  6.10 | 1200 | p  | - | 2
109 | Masters in leadership                           | 1463 | 7   | 15.30 |  900 | p  | - | 2
110 | Diploma in accountancy and taxation             | 0006 | 7   | 15.10 |  600 | p  | - | 2
111 | Degree in nursing                               | 1462 | 6   |  1.20 | 1500 | p  | - | 2
112 | Technical qualification in digital production   | 1468 | 3   |  6.10 | 1200 | y  | - | t
113 | Technical qualification in building design      | 1468 | 3   |  5.20 | 1200 | y  | - | t
114 | Technical qualification in education            | 1468 | 3   | 13.20 | 1200 | y  | - | t
115 | Certificate in teaching assistance              | 0016 | 1   | 13.20 |  120 | ya | - | 2
116 | Certificate in publishing                       | 0016 | 3   |  9.40 |  180 | alp| - | 2
117 | Certificate in marketing                        | 0016 | 3   | 15.40 |  240 | alp| - | 2
118 | Certificate in legal studies                    | 0016 | 3   | 15.50 |  240 | alp| - | 2
119 | Diploma in trees and timber                     | 0006 | 3   |  3.20 |  420 | alp| - | 2
120 | Certificate in countryside conservation         | 0016 | 2   |  3.40 |  240 | yap| - | 2
"""
"""Made-up aims: line, title, kind, level, subject, hours, offers, grades, editions."""

_CLASSES = """
 1 | Community learning in health          |  1.30
 2 | Community learning in science         |  2.10
 3 | Community learning in gardening       |  3.20
 4 | Community learning in repair          |  4.30
 5 | Community learning in do it yourself  |  5.20
 6 | Community learning in cookery         |  7.40
 7 | Community learning in fitness         |  8.10
 8 | Community learning in history         | 10.10
 9 | Community learning in society         | 11.20
10 | Community learning in helping schools | 13.20
11 | Community learning in getting to work | 14.20
12 | Community learning in money           | 15.10
"""
"""Made-up class codes of community learning: number, title, subject."""

_STANDARDS = """
 119 | Adult care worker                  | 2 | 25 |  3000 |  1.30 | 60034233 | 2015-08-01 |
 122 | Customer service practitioner      | 2 | 54 |  4000 | 15.20 | 50063297 | 2015-08-01 |
 101 | Retailer                           | 2 | 31 |  5000 |  7.10 | 60016486 | 2015-08-01 |
 105 | Team leader or supervisor          | 3 | 24 |  5000 | 15.30 | 60016462 | 2015-08-01 |
 118 | Lead adult care worker             | 3 | 25 |  3000 |  1.30 | 60161103 | 2015-08-01 |
 154 | Software development technician    | 3 |  7 | 15000 |  6.10 | 60174699 | 2016-11-01 |
   2 | Software developer                 | 4 |  7 | 18000 |  6.20 | 10061903 | 2014-08-01 |
 104 | Operations or departmental manager | 5 | 24 |  9000 | 15.30 | 60348665 | 2015-08-01 |
9001 | Care support worker                | 2 | 25 |  3000 |  1.30 |  12 | 2017-08-01 |
9002 | Nursery assistant                  | 2 | 25 |  6000 |  1.50 |  14 | 2019-04-01 |
9003 | Nursery educator                   | 3 | 25 |  7000 |  1.50 |  15 | 2018-10-01 |
9004 | Senior care practitioner           | 3 | 25 |  3500 |  1.30 |  13 | 2017-08-01 |
9005 | Dental nurse                       | 3 | 25 |  7000 |  1.20 |  19 | 2017-05-01 |
9006 | Pharmacy assistant                 | 3 | 25 |  8000 |  1.20 |  20 | 2018-08-01 |
9007 | Registered nurse                   | 6 | 25 | 26000 |  1.20 | 111 | 2017-09-01 |
9008 | Manager of care services           | 5 | 25 |  7000 |  1.30 |  16 | 2018-08-01 |
9009 | Community safety officer           | 3 | 32 |  9000 |  1.40 |  18 | 2017-08-01 |
9010 | Laboratory technician              | 3 | 17 | 18000 |  2.10 |  23 | 2017-05-01 |
9011 | General farm worker                | 2 |  1 |  7000 |  3.10 |  25 | 2018-08-01 |
9012 | Stock technician                   | 3 |  1 |  9000 |  3.10 |  26 | 2018-08-01 |
9013 | Gardener                           | 2 |  1 |  5000 |  3.20 |  27 | 2017-08-01 |
9014 | Tree specialist                    | 3 |  1 | 12000 |  3.20 | 119 | 2018-08-01 |
9015 | Animal carer                       | 2 |  1 |  6000 |  3.30 |  28 | 2018-08-01 |
9016 | Countryside worker                 | 2 |  1 |  9000 |  3.40 | 120 | 2019-08-01 |
9017 | Engineering operative              | 2 | 17 |  6000 |  4.10 |  31 | 2017-08-01 |
9018 | Engineering technician             | 3 | 17 | 26000 |  4.10 |  32 | 2017-05-01 |
9019 | Lean manufacturing operative       | 2 | 17 |  7000 |  4.20 |  33 | 2017-05-01 | 2024-07-31
9020 | Process operative                  | 2 | 17 |  7000 |  4.20 |  33 | 2024-08-01 |
9021 | Vehicle fitter                     | 2 |  3 | 12000 |  4.30 |  35 | 2017-08-01 |
9022 | Vehicle technician                 | 3 |  3 | 15000 |  4.30 |  36 | 2017-05-01 |
9023 | Engineering associate              | 4 | 17 | 24000 |  4.10 |  37 | 2018-08-01 |
9024 | Bricklayer                         | 2 | 10 | 14000 |  5.20 |  41 | 2018-05-01 |
9025 | Carpenter and joiner               | 2 | 10 | 14000 |  5.20 |  40 | 2018-08-01 |
9026 | Heating installer                  | 2 | 10 | 16000 |  5.20 |  42 | 2018-08-01 | 2023-07-31
9027 | Electrician's assistant            | 2 | 10 | 15000 |  5.20 |  43 | 2019-08-01 |
9028 | Electrician                        | 3 | 10 | 21000 |  5.20 |  44 | 2017-05-01 |
9029 | Plumber                            | 3 | 10 | 21000 |  5.20 |  45 | 2017-08-01 |
9030 | Site manager                       | 4 | 10 | 15000 |  5.20 |  47 | 2018-08-01 |
9031 | Network technician                 | 3 |  7 | 15000 |  6.10 |  50 | 2017-05-01 |
9032 | Digital support worker             | 2 |  7 |  9000 |  6.20 |  49 | 2018-08-01 |
9033 | Digital professional               | 6 |  7 | 25000 |  6.10 | 108 | 2017-05-01 |
9034 | Shop team member                   | 2 | 31 |  4000 |  7.10 |  54 | 2019-08-01 |
9035 | Warehouse worker                   | 2 | 33 |  3000 |  7.20 |  55 | 2017-05-01 |
9036 | Hair professional                  | 2 |  9 |  7000 |  7.30 | 50089225 | 2017-05-01 |
9037 | Beauty therapist                   | 3 |  9 |  9000 |  7.30 |  57 | 2019-08-01 |
9038 | Barber                             | 2 |  9 |  7000 |  7.30 |  56 | 2017-05-01 |
9039 | Hospitality worker                 | 2 |  9 |  4000 |  7.40 |  59 | 2017-05-01 |
9040 | Chef                               | 3 |  9 |  8000 |  7.40 |  60 | 2017-08-01 |
9041 | Exercise coach                     | 3 |  8 |  6000 |  8.10 |  64 | 2018-08-01 |
9042 | Travel consultant                  | 2 |  8 |  5000 |  8.20 |  65 | 2018-02-01 |
9043 | Publishing assistant               | 3 | 12 |  8000 |  9.40 | 116 | 2018-08-01 |
9044 | Teaching assistant                 | 3 | 13 |  5000 | 13.20 |  96 | 2018-08-01 |
9045 | Trainer and teacher                | 5 | 13 | 10000 | 13.10 |  94 | 2018-08-01 |
9046 | Assistant accountant               | 3 | 24 |  8000 | 15.10 | 100 | 2017-05-01 |
9047 | Professional accountant            | 4 | 24 |  8000 | 15.10 | 101 | 2017-08-01 |
9048 | Accountancy specialist             | 7 | 24 | 21000 | 15.10 | 110 | 2017-09-01 |
9049 | Business administrator             | 3 | 24 |  5000 | 15.20 | 60016462 | 2017-10-01 |
9050 | Marketing assistant                | 3 | 24 | 11000 | 15.40 | 117 | 2018-08-01 |
9051 | Legal assistant                    | 3 | 24 |  8000 | 15.50 | 118 | 2018-08-01 |
9052 | Associate manager                  | 4 | 24 |  9000 | 15.30 | 105 | 2017-08-01 |
9053 | Manager with a degree              | 6 | 24 | 22000 | 15.30 | 107 | 2017-05-01 |
9054 | Senior leader                      | 7 | 24 | 14000 | 15.30 | 109 | 2018-02-01 |
"""
"""Standards: code, title, level, sector, price, subject, component (reference or line), first and last start."""

_FRAMEWORKS = """
488 |  3 | 1 | 2 | 15.20 | 50063297 | 2000
445 |  3 | 1 | 2 | 15.20 | 60034233 | 2000
488 |  2 | 1 | 3 | 15.20 | 60016462 | 2500
445 |  2 | 1 | 3 |  1.30 | 60161103 | 3000
508 |  2 | 1 | 3 |  7.30 | 60101064 | 4000
901 |  3 | 1 | 2 |  1.30 |  12 | 2500
901 |  2 | 1 | 3 |  1.30 |  13 | 3000
902 |  3 | 1 | 2 |  1.50 |  14 | 2500
902 |  2 | 1 | 3 |  1.50 |  15 | 3500
903 |  3 | 1 | 2 |  3.20 |  27 | 4500
904 |  3 | 1 | 2 |  4.10 |  31 | 5000
904 |  2 | 1 | 3 |  4.10 |  32 | 9000
905 |  3 | 1 | 2 |  4.30 |  35 | 6000
905 |  2 | 1 | 3 |  4.30 |  36 | 9000
906 |  3 | 1 | 2 |  5.20 |  41 | 6000
906 |  2 | 1 | 3 |  5.20 |  44 | 9000
907 |  3 | 1 | 2 |  6.20 |  49 | 2500
907 |  2 | 1 | 3 |  6.10 |  50 | 5000
908 |  3 | 1 | 2 |  7.40 |  59 | 2500
909 |  3 | 1 | 2 |  7.10 |  54 | 2000
910 |  3 | 1 | 2 | 13.20 |  95 | 2000
910 |  2 | 1 | 3 | 13.20 |  96 | 2500
911 |  2 | 1 | 3 | 15.10 | 100 | 3500
911 | 20 | 1 | 4 | 15.10 | 101 | 4500
912 | 21 | 1 | 5 | 15.30 | 60348665 | 5000
"""
"""Frameworks: code, programme type, pathway, level, subject, competence (reference or line), price."""

FRAMEWORKS_CLOSED = date(2020, 7, 31)
"""The last day on which an apprentice could begin on a framework."""


def _cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def _registered() -> list[ListedAim]:
    return [
        ListedAim(
            ref,
            title,
            kind,
            level,
            subject,
            hours=int(hours) if hours else None,
            offers=frozenset(_OFFERS[letter] for letter in offers),
            grades=_GRADES[grades],
            skills=_SKILLS.get(ref, ""),
            opens=FIRST if ref.startswith("Z") else _REGISTERED_SINCE,
            last_start=None,
            closes=None,
            successor=None,
        )
        for ref, title, kind, level, subject, hours, offers, grades in _cells(_REGISTERED)
    ]


def _editions(cells: list[str]) -> list[ListedAim]:
    """One line in all its editions."""
    line, title, kind, level, subject, hours, offers, grades, editions = cells
    windows = _EDITIONS[editions]
    refs = [f"99{int(line):04d}{n:02d}" for n in range(1, len(windows) + 1)]
    return [
        ListedAim(
            ref,
            title,
            kind,
            level,
            subject,
            hours=int(hours),
            offers=frozenset(_OFFERS[letter] for letter in offers),
            grades=_GRADES[grades],
            skills=_SKILLS.get(line, ""),
            opens=opens,
            last_start=last,
            closes=last and last.replace(year=last.year + _RUN_OUT),
            successor=successor,
        )
        for ref, successor, (opens, last) in zip(refs, [*refs[1:], None], windows, strict=True)
    ]


def _classes() -> list[ListedAim]:
    """Community learning, in class codes that have no level and no hours."""
    return [
        ListedAim(
            f"Z099{int(number):02d}01",
            title,
            "4342",
            "X",
            subject,
            hours=None,
            offers=frozenset({COMMUNITY}),
            grades="none",
            skills="",
            opens=FIRST,
            last_start=None,
            closes=None,
            successor=None,
        )
        for number, title, subject in _cells(_CLASSES)
    ]


@cache
def listed_aims() -> tuple[ListedAim, ...]:
    """Every aim: those of real references, then made-up ones by line and edition, then classes."""
    lines = (edition for cells in _cells(_LINES) for edition in _editions(cells))
    return (*_registered(), *lines, *_classes())


@cache
def _opening() -> dict[str, date]:
    return {aim.ref: aim.opens for aim in listed_aims()}


def _components(text: str) -> tuple[str, ...]:
    """The references of a component: its own, or those of all editions of a line."""
    if len(text) == len("60034233"):
        return (text,)
    return tuple(ref for ref in _opening() if ref.startswith(f"99{int(text):04d}"))


@cache
def listed_standards() -> tuple[ListedStandard, ...]:
    """Every apprenticeship standard."""
    return tuple(
        ListedStandard(
            int(code),
            title,
            int(level),
            int(sector),
            int(price),
            subject,
            _components(component),
            date.fromisoformat(opens),
            date.fromisoformat(last) if last else None,
        )
        for code, title, level, sector, price, subject, component, opens, last in _cells(_STANDARDS)
    )


@cache
def listed_frameworks() -> tuple[ListedFramework, ...]:
    """Every apprenticeship framework. None may be begun before its competence."""
    return tuple(
        ListedFramework(
            int(code),
            int(kind),
            int(pathway),
            int(level),
            subject,
            _components(component),
            int(price),
            _opening()[_components(component)[0]],
            FRAMEWORKS_CLOSED,
        )
        for code, kind, pathway, level, subject, component, price in _cells(_FRAMEWORKS)
    )
