"""Linking by identifier: persons over years, and the rows of two tables that are the same person's."""

from alder.engine.project_keys import Project, project_in
from alder.linkage.conflicts import Conflict
from alder.linkage.links import Links, link
from alder.linkage.passes import STANDARD, Expect, Pass
from alder.linkage.people import People, people
from alder.linkage.report import BySubgroup, LinkReport, Share
from alder.linkage.sides import Side
from alder.linkage.subgroup import Subgroup

__all__ = [
    "STANDARD",
    "BySubgroup",
    "Conflict",
    "Expect",
    "LinkReport",
    "Links",
    "Pass",
    "People",
    "Project",
    "Share",
    "Side",
    "Subgroup",
    "link",
    "people",
    "project_in",
]
