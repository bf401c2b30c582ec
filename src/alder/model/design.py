"""Designs that allow to say why: only with one of them may the words of a table claim an effect.

A table compares; it does not say that one thing made another. Words that do need a design: chance decided who got what,
a limit or a date divides people, or like was matched with like. No result of Alder declares one yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from alder.errors import UsageError


class DesignKind(StrEnum):
    """How it was made sure that those compared differ in nothing else that matters."""

    RANDOMISED = "randomised"
    DISCONTINUITY = "discontinuity"
    DIFFERENCE_IN_DIFFERENCES = "difference-in-differences"
    MATCHING = "matching"

    @property
    def meaning(self) -> str:
        return {
            "randomised": "chance decided who took part",
            "discontinuity": "a limit or a date, which people could not choose, divides those compared",
            "difference-in-differences": "changes are compared between groups that moved alike before",
            "matching": "each was compared with others who are alike in what was measured",
        }[self.value]


@dataclass(frozen=True)
class Design:
    """A declared design: its kind, in a sentence what was done, and for matching how alike the groups became.

    `balance` says how far the matched groups still differ, characteristic by characteristic; matching without it is
    no design. Alder shows what is declared beside the figures. It cannot check that it was done.
    """

    kind: DesignKind
    says: str
    balance: str = ""

    def __post_init__(self) -> None:
        if self.kind not in set(DesignKind):
            raise UsageError(
                "no such design is known", where=f"A design is one of: {', '.join(DesignKind)}.", next="Declare one."
            )
        object.__setattr__(self, "kind", DesignKind(self.kind))
        if not self.says.strip():
            raise UsageError(
                "a design says in a sentence what was done", where="For example: places were drawn by lot."
            )
        if self.kind is DesignKind.MATCHING and not self.balance.strip():
            raise UsageError(
                "matching is a design only where its balance is shown",
                where="Say how far the matched groups still differ: standardised differences of each characteristic.",
                next="Give it as: Design('matching', says=..., balance=...)",
            )

    @property
    def words(self) -> str:
        """What stands beside the figures."""
        balance = f" Balance: {self.balance.rstrip('.')}." if self.balance else ""
        return f"{self.kind.value} ({self.kind.meaning}). {self.says.rstrip('.')}.{balance}"


_WORDS = re.compile(
    r"\b(caus(?:e|es|ed|ing)|led to|leads? to|leading to|impact(?:s|ed|ing)?|because of|thanks to|"
    r"(?:the|an) effects? of)\b",
    re.IGNORECASE,
)


def effect_words(text: str) -> tuple[str, ...]:
    """The words of a text that claim an effect, as they stand in it."""
    return tuple(found[0] for found in _WORDS.finditer(text))
