"""The declaration that a researcher signs, in its versions: what was signed can be read for good."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.governance.accreditation_policy import SETTING, accreditation_policy

if TYPE_CHECKING:
    from datetime import date


def declaration(version: str) -> str:
    """The words of a version, as Markdown. Raises `UsageError` where there is none."""
    names = {file.name: file for file in files("alder.accreditation").joinpath("declarations").iterdir()}
    if f"{version}.md" not in names:
        raise UsageError(
            f"there is no version {version} of the declaration",
            next=f"Name one that there is in the policy of accreditation ({SETTING}).",
        )
    return names[f"{version}.md"].read_text(encoding="utf-8").strip()


def current_declaration(on: date) -> tuple[str, str]:
    """The version that is signed on a day, and its words."""
    version = accreditation_policy(on).declaration
    return version, declaration(version)
