"""Every measure, a file for each or for each family: words, criteria, rows, and the cohort that it counts.

A file that lies here is found by being here.
"""

from alder.model.registry import imported_modules

__all__ = imported_modules(__name__, __path__)
