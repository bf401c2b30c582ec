"""Whether figures are about anybody: said by whoever made the records up, never guessed, and never lost on the way."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SUPPLIER = "Alder: made-up learners"
"""What returns that Alder makes up have in their header as `SoftwareSupplier`. The header has no field of its own for
it, and this one says who wrote the file."""

DESCRIBED = {b"supplier": SUPPLIER.encode()}
"""What the description of a Parquet file of made-up records holds."""

COLUMN = "made_up"
"""The column of a data file that says it in every row."""
IN_A_NAME = "made_up"
"""What the name of a data file then has in it."""
MIX = "--mix-made-up"
"""The option that keeps made-up records and others in one store. Said here, its command loads no engine for help."""


class MadeUp(StrEnum):
    """What of the records behind figures was made up."""

    NO_WORD = ""
    """Nobody said so. That is no promise that they are real."""
    PART = "part"
    """Some records were made up, or the reference data was, and others were not: one store held both."""
    ALL = "all"

    @classmethod
    def of(cls, each: Iterable[bool]) -> MadeUp:
        """That of figures which rest on several returns or deliveries, of each of which it is known."""
        marks = set(each)
        return cls.NO_WORD if True not in marks else cls.PART if False in marks else cls.ALL

    @classmethod
    def together(cls, each: Iterable[MadeUp]) -> MadeUp:
        """That of what is made of several tables."""
        marks = set(each)
        return next(iter(marks)) if len(marks) == 1 else cls.PART if marks else cls.NO_WORD

    @property
    def mark(self) -> str:
        """In two or three words, for a tag, a chart and the rows of a file; nothing where nobody said so."""
        return {MadeUp.NO_WORD: "", MadeUp.PART: "Partly made up", MadeUp.ALL: "Made up"}[self]

    @property
    def heading(self) -> str:
        """The same as a name of the figures."""
        return f"{self.mark} figures".replace("Made up", "Made-up").replace("made up", "made-up") if self else ""

    @property
    def says(self) -> str:
        """In a sentence that stands with the figures."""
        return {
            MadeUp.NO_WORD: "",
            MadeUp.PART: (
                "Partly made-up figures: made-up records or reference data were mixed with others, so nothing follows "
                "from these figures about anybody."
            ),
            MadeUp.ALL: "Made-up figures: the people behind them do not exist, so nothing follows from them.",
        }[self]

    def file_name(self, stem: str) -> str:
        """The name of a data file, without its ending: one that says it."""
        is_said = IN_A_NAME in stem.casefold().replace("-", "_").replace(" ", "_")
        return stem if self is MadeUp.NO_WORD or is_said else f"{stem}_{IN_A_NAME}"


def read(mark: str) -> MadeUp:
    """What a cell of `COLUMN` says; nothing where it is no word of ours."""
    return next((word for word in MadeUp if word and word.mark == mark.strip()), MadeUp.NO_WORD)
