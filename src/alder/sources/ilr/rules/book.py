"""The rule book of the ILR. Rules register here; the package's other modules hold them, by field and theme."""

from __future__ import annotations

from alder.rules.book import RuleBook
from alder.sources.ilr.rules.record_tables import SHAPE

ilr = RuleBook(
    "ilr",
    shape=SHAPE,
    full=("2020/21", "2025/26"),
    first="2020/21",
    version="1",
)


MISSING = {
    "FD_UCASPERID_AR": (
        "The UCAS number is a text of ten digits, so it has no range. What is not ten digits breaks FD_UCASPERID_AP or "
        "FD_UCASPERID_AL."
    ),
    "Inconsistent UKPRN": (
        "It compares the name of a file with the account that uploads it. Alder reads files where they lie, and knows "
        "no accounts."
    ),
    "TTACCOM_02": (
        "It reports codes for the home in term time that were closed when the learner's first aim started. No code of "
        "the list was ever closed, so nothing can break it."
    ),
}
"""Published rules that are not judged, by code, and why."""
