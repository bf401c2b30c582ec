"""Texts that people type into the desk's forms."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


def text(request: HttpRequest, name: str) -> str:
    """Of several lines, without signs that no text has."""
    given = request.POST.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in given if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def line(request: HttpRequest, name: str) -> str:
    """Of one line."""
    return " ".join(text(request, name).split())


def too_long(given: Mapping[str, str], longest: Mapping[str, int]) -> dict[str, str]:
    """What is wrong, by field."""
    return {
        name: f"That is {len(given[name]):,} characters long. There is room for {most:,}."
        for name, most in longest.items()
        if len(given[name]) > most
    }
