"""Published rules that Alder does not judge, each with the reason. A test sees to it that none is judged after all."""

from __future__ import annotations

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
"""Code → why."""
