"""The terms of use that everybody on a project accepts in person, in their versions: what was accepted can be read for
good.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

_TEXTS = "terms_of_use"


def terms(version: str) -> str:
    """The words of a version, as Markdown. Raises `UsageError` where there is none."""
    known = {file.name: file for file in files(__package__).joinpath(_TEXTS).iterdir()}
    if f"{version}.md" not in known:
        raise UsageError(
            f"there is no version {version} of the terms of use", next="See policy.toml for those there are."
        )
    return known[f"{version}.md"].read_text(encoding="utf-8").strip()


@cache
def _versions() -> tuple[tuple[date, str], ...]:
    text = files(__package__).joinpath("policy.toml").read_text(encoding="utf-8")
    return tuple(sorted((one["from"], str(one["version"])) for one in tomllib.loads(text)["terms"]))


def current_terms(on: date) -> tuple[str, str]:
    """The version that is accepted on a day, and its words. The first also counts before its day."""
    held = [version for since, version in _versions() if since <= on] or [_versions()[0][1]]
    return held[-1], terms(held[-1])
