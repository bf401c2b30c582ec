"""The automatic checks, a file a subject. Each takes a whole output and says what it finds."""

from alder.outputs.checks.book import CHECKS

__all__ = ["CHECKS"]
