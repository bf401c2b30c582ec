"""The second tier of sector subject areas: codes and what each is called in LARS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Value

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


def tier_2(code: Value) -> Text:
    """The category of a subject area given as a number, such as 1.3; Unknown for a first tier alone, -1, -2 or none."""
    tenths = (code.cast("float64") * 10).round().cast("int32")
    text = (tenths // 10).cast("string") + "." + (tenths % 10).cast("string")
    return cases((text.isin([c.code for c in TIER_2]), text), else_="Unknown")
