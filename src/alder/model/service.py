"""Services and pages of others that Alder names, with their addresses: each stands here once.

An address is here because a declaration names it in full, or because the page was read there. Whatever has none reads
as its name alone; none is guessed. A package is named by its own page, and code by its repository.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPLORE_EDUCATION_STATISTICS = "https://explore-education-statistics.service.gov.uk/"
SECURE_RESEARCH_SERVICE = (
    "https://www.ons.gov.uk/aboutus/whatwedo/statistics/requestingstatistics/secureresearchservice/"
    "applyforanaccreditedresearchproject"
)
NOMIS = "https://www.nomisweb.co.uk/"
FIND_NPD_DATA = "https://www.find-npd-data.education.gov.uk/"
SCHOOLS = "https://get-information-schools.service.gov.uk/"
SCHOOLS_DOWNLOADS = "https://get-information-schools.service.gov.uk/Downloads"
PROVIDERS = "https://www.ukrlp.co.uk/"
LEARNING_AIMS = "https://submit-learner-data.service.gov.uk/find-a-learning-aim/"
ILR_GUIDANCE = "https://guidance.submit-learner-data.service.gov.uk/"
GEOGRAPHY_PORTAL = "https://geoportal.statistics.gov.uk/"
CODE_POINT_OPEN = "https://osdatahub.os.uk/downloads/open/CodePointOpen"
OFFICE_FOR_STUDENTS = "https://www.officeforstudents.org.uk/"
LEO = (
    "https://www.gov.uk/government/publications/longitudinal-education-outcomes-leo-dataset/"
    "longitudinal-education-outcomes-leo-data"
)
SKILLS_IMPERATIVE = "https://warwick.ac.uk/fac/soc/ier/researchthemesoverview/skillsimprerative2035"
SOC_2020 = (
    "https://www.ons.gov.uk/methodology/classificationsandstandards/standardoccupationalclassificationsoc/soc2020"
)

SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "Explore Education Statistics": EXPLORE_EDUCATION_STATISTICS,
        "ONS Secure Research Service": SECURE_RESEARCH_SERVICE,
        "Nomis": NOMIS,
        "Find and explore NPD data": FIND_NPD_DATA,
        "Get information about schools": SCHOOLS,
        "UK Register of Learning Providers": PROVIDERS,
        "Open Geography portal": GEOGRAPHY_PORTAL,
        "Code-Point Open": CODE_POINT_OPEN,
        "Office for Students": OFFICE_FOR_STUDENTS,
    }
)
"""By the names under which pages, declarations and guides speak of them."""


def deprivation(year: int) -> str:
    """The page of an edition of the English indices of deprivation."""
    return f"https://www.gov.uk/government/statistics/english-indices-of-deprivation-{year}"


def repository(name: str) -> str:
    """Code on GitHub by owner and name, or all of an owner's."""
    return f"https://github.com/{name}"


def package(name: str) -> str:
    """A package for Python: its own page on PyPI."""
    return f"https://pypi.org/project/{name}/"


_ADDRESS = re.compile(r"(?P<words>[^.;:()]+?) \((?P<address>https://[^\s):]+)(?P<more>[^)]*)\)")
_BEGINS = re.compile(r"^[,\s]*(and )?")
_NAME = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(SERVICES, key=len, reverse=True)))


def pieces(text: str) -> list[tuple[str, str]]:
    """A text in pieces, each with the address to which its words lead, or none.

    An address in brackets belongs to the words before it in their sentence, which stand for it. A service that is named
    is led to where it is first named.
    """
    parts: list[tuple[str, str]] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        words = match["words"]
        blank = len(words) - len(_BEGINS.sub("", words))
        parts += _named(text[at : match.start()] + words[:blank])
        parts.append((words[blank:], match["address"]))
        at = match.end()
        if more := match["more"].lstrip(": "):
            parts.append((f" ({more})", ""))
    parts += _named(text[at:])
    return [piece for piece in parts if piece[0]]


def _named(text: str) -> list[tuple[str, str]]:
    parts, at, seen = [], 0, set()
    for match in _NAME.finditer(text):
        if match[0] not in seen:
            parts += [(text[at : match.start()], ""), (match[0], SERVICES[match[0]])]
            at = match.end()
            seen.add(match[0])
    return [*parts, (text[at:], "")]


def named_in(*texts: str) -> dict[str, str]:
    """The services that texts name, with their addresses."""
    return {match[0]: SERVICES[match[0]] for text in texts for match in _NAME.finditer(text)}
