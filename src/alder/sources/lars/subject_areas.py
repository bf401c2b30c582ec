"""Sector subject areas of the second tier by the names that the regulator's lists give them today.

LARS and the ILR have codes; lists of approved qualifications have names, with capitals here and there. The first tier
is the whole part of a code. Names are those of 2025: 6.10, say, was "ICT practitioners" in the first years.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

_NAMES = """
 1.10  Medicine and dentistry
 1.20  Nursing and subjects and vocations allied to medicine
 1.30  Health and social care
 1.40  Public services
 1.50  Child development and well-being
 2.10  Science
 2.20  Mathematics and statistics
 3.10  Agriculture
 3.20  Horticulture and forestry
 3.30  Animal care and veterinary science
 3.40  Environmental conservation
 4.10  Engineering
 4.20  Manufacturing technologies
 4.30  Transportation operations and maintenance
 5.20  Building and construction
 6.10  Digital technology (practitioners)
 6.20  Digital technology (users)
 7.10  Retailing and wholesaling
 7.20  Warehousing and distribution
 7.30  Service enterprises
 7.40  Hospitality and catering
 8.10  Sport, leisure and recreation
 8.20  Travel and tourism
 9.10  Performing arts
 9.20  Crafts, creative arts and design
 9.30  Media and communication
 9.40  Publishing and information services
10.10  History
10.20  Archaeology and archaeological sciences
10.30  Philosophy
10.40  Theology and religious studies
11.10  Geography
11.20  Sociology and social policy
11.30  Politics
11.40  Economics
11.50  Anthropology
12.10  Languages, literature and culture of the British Isles
12.20  Other languages, literature and culture
13.10  Teaching and lecturing
13.20  Direct learning support
14.10  Foundations for learning and life
14.20  Preparation for work
15.10  Accounting and finance
15.20  Administration
15.30  Business management
15.40  Marketing and sales
15.50  Law and legal services
"""


@cache
def codes() -> dict[str, Decimal]:
    """The code of each name, in small letters."""
    lines = (line.split(maxsplit=1) for line in _NAMES.strip().splitlines())
    return {name.casefold(): Decimal(code) for code, name in lines}


@cache
def names() -> dict[Decimal, str]:
    """The name of each code."""
    lines = (line.split(maxsplit=1) for line in _NAMES.strip().splitlines())
    return {Decimal(code): name for code, name in lines}
