"""The rules of the ILR, a module for each field or theme, registered in one book."""

from alder.sources.ilr.rules import (
    apprenticeships,
    dates,
    destinations,
    difficulties,
    employment,
    files,
    funding,
    lars,
    learners,
    outcomes,
    programmes,
)
from alder.sources.ilr.rules.book import ilr

__all__ = [
    "apprenticeships",
    "dates",
    "destinations",
    "difficulties",
    "employment",
    "files",
    "funding",
    "ilr",
    "lars",
    "learners",
    "outcomes",
    "programmes",
]
