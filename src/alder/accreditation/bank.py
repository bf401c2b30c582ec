"""The bank of questions, which `bank.toml` declares."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

TOPICS = {
    "five_safes": "Five Safes",
    "law": "Law and agreements",
    "public_good": "Public good and ethics",
    "security": "Security and places",
    "disclosure": "Disclosure control",
    "quality": "Quality and meaning",
}
"""The topics of the test, as people read them, in the order of the modules."""


@dataclass(frozen=True)
class BankQuestion:
    """One question with its answers, of which the first is right."""

    id: str
    version: int
    topic: str
    stem: str
    right: str
    wrong: tuple[str, ...]
    why: str
    critical: str = ""
    """Why a wrong answer fails the test by itself; empty for others."""
    retired_on: date | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        return (self.right, *self.wrong)


@cache
def _bank() -> tuple[BankQuestion, ...]:
    said = tomllib.loads(files("alder.accreditation").joinpath("bank.toml").read_text(encoding="utf-8"))
    return tuple(BankQuestion(**{**one, "wrong": tuple(one["wrong"])}) for one in said["question"])


def questions(on: date) -> tuple[BankQuestion, ...]:
    """The questions that are asked on a day."""
    return tuple(one for one in _bank() if one.retired_on is None or on < one.retired_on)


def question_with(id: str, version: int) -> BankQuestion:
    """A question as it was asked. Raises `LookupError` where the bank has it no longer."""
    for one in _bank():
        if (one.id, one.version) == (id, version):
            return one
    raise LookupError(f"the bank has no version {version} of {id}")
