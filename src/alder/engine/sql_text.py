"""Names and texts as SQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """The name in quotation marks, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as a value."""
    return "'" + text.replace("'", "''") + "'"
