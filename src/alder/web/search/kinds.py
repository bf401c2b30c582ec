"""The kinds of thing that are found, in the order of the list, with how much each counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """`title` heads a group, `one` stands beside a result, and `weight` says how much its score counts."""

    PUBLICATION = ("publications", "Publications", "Publication", 1.7)
    DATA_SET = ("data-sets", "Data sets", "Data set", 1.35)
    MEASURE = ("measures", "Measures", "Measure", 1.6)
    METHOD = ("methodology", "Methodology", "Method", 1.5)
    GLOSSARY = ("glossary", "Glossary", "Word", 1.55)
    SOURCE = ("sources", "Data sources", "Data source", 1.5)
    PAGE = ("pages", "Pages of this site", "Page", 1.4)
    AIM = ("learning-aims", "Learning aims", "Learning aim", 1.0)
    RELEASE = ("releases", "Releases", "Release", 0.9)
    VARIABLE = ("variables", "Variables", "Variable", 1.0)
    INDICATOR = ("indicators", "Indicators of data sets", "Indicator", 0.85)
    FILTER = ("filters", "Groups of data sets", "Group", 0.8)
    FIELD = ("fields", "Fields", "Field", 0.75)
    HANDBOOK = ("handbook", "Handbook", "Entry of the handbook", 0.6)
    RULE = ("rules", "Rules", "Rule", 0.5)

    def __init__(self, slug: str, title: str, one: str, weight: float) -> None:
        self.slug = slug
        self.title = title
        self.one = one
        self.weight = weight


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find: its title, other names, what it says, and where it is.

    `summary` is shown where the words found are not in the text; `of` is what it belongs to.
    """

    kind: Kind
    title: str
    address: str
    summary: str
    names: str = ""
    text: str = ""
    of: str = ""
