"""Would the service take this file? What is said first of every file that is checked.

Two things are judged apart: the content, by the official schema of its year and the rules for headers, and the name, by
the rules for names. Both refuse a file whole, so they are no findings about a learner, and `alder load` does not ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.look.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.model.period import AcademicYear

PUBLIC = "as far as is public"
"""The service's own reading is not published for any year: what it refuses is known from rules and schemas alone."""


class Compliance(StrEnum):
    """What can be said of the content of a file, or of its name."""

    KEEPS = "keeps"
    BREAKS = "breaks"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True)
class FileFault:
    """One rule about the file as a whole that it breaks: which, what is wrong without any value, and what to do."""

    rule: str
    message: str
    next: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


@dataclass(frozen=True)
class OfficialSchema:
    """The schema that the agency published for a year: the name of its file, and the version that stands in it."""

    year: AcademicYear
    file: str
    version: str

    def __str__(self) -> str:
        return f"the official schema of {self.year} (version {self.version})"


@dataclass(frozen=True)
class SchemaFaults:
    """Where the content breaks its schema.

    `refusing` are the faults for which the service refuses a file whole; `reported` those of single values and records,
    which it reports learner by learner under the published `FD_` rules. `first` is the first that refuses, or else the
    first of the others.
    """

    refusing: int = 0
    reported: int = 0
    first: FileFault | None = None

    def __bool__(self) -> bool:
        return bool(self.refusing or self.reported)


@dataclass(frozen=True)
class FileContent:
    """What the content is judged by: `schema`, None where none of its year is known, and the rules for headers."""

    schema: OfficialSchema | None
    faults: SchemaFaults = SchemaFaults()
    header: tuple[FileFault, ...] = ()

    @property
    def breaks_schema(self) -> bool:
        return self.schema is not None and bool(self.faults)

    @property
    def is_refused(self) -> bool:
        return bool(self.header) or (self.schema is not None and self.faults.refusing > 0)

    @property
    def judgement(self) -> Compliance:
        if self.header or self.breaks_schema:
            return Compliance.BREAKS
        return Compliance.NOT_JUDGED if self.schema is None else Compliance.KEEPS


@dataclass(frozen=True)
class BookRun:
    """How much of which rule book ran.

    `of` is how many rules the book has; `is_whole` whether that is a whole book. `year` is the book's, and `file_year`
    the file's: where they differ, the book was chosen, and its rules are only known to hold in its own year.
    """

    year: AcademicYear
    file_year: AcademicYear
    ran: int
    of: int
    is_whole: bool

    @property
    def is_borrowed(self) -> bool:
        return self.year != self.file_year

    def __str__(self) -> str:
        if self.is_borrowed:
            return f"{self.ran:,} of {self.of:,} rules of {self.year} ran"
        if self.is_whole:
            return f"{self.ran:,} of {self.of:,} rules ran"
        return f"{self.ran:,} rules ran: no whole book"

    @property
    def sentence(self) -> str:
        """The same with all that there is to know of the book."""
        if self.is_borrowed:
            return f"{self.ran:,} of the {self.of:,} rules of {self.year} ran, on a return of {self.file_year}."
        if self.is_whole:
            return f"{self.ran:,} of the {self.of:,} rules of {self.year} ran."
        return f"{self.ran:,} of the {self.of:,} rules known for {self.year} ran. That year has no whole rule book."


@dataclass(frozen=True)
class Verdict:
    """What is said of a file first: whether the service would refuse it, why, and how many rules looked at the rest."""

    content: FileContent
    name: tuple[FileFault, ...]
    book: BookRun

    @property
    def is_refused(self) -> bool:
        """Whether the service refuses the file whole, as far as is public."""
        return self.content.is_refused or bool(self.name)

    @property
    def name_judgement(self) -> Compliance:
        return Compliance.BREAKS if self.name else Compliance.KEEPS

    @property
    def headline(self) -> str:
        """The first line of every report."""
        return f"{self._judged()}. {self.book}."

    def _judged(self) -> str:
        if self.is_refused:
            broken = [*self._refused_content(), *(f.rule for f in self.content.header)]
            parts = [f"content breaks {listed(broken)}"] if broken else []
            parts += [f"name breaks {listed([f.rule for f in self.name])}"] if self.name else []
            return f"Would be refused: {'; '.join(parts)}"
        if self.content.breaks_schema:
            return "Not refused whole, but content breaks the official schema"
        if self.content.judgement is Compliance.NOT_JUDGED:
            return f"Content not judged (no schema of {self.book.file_year}); name keeps its rules"
        return "No reason to refuse it: content keeps the official schema, name its rules"

    def _refused_content(self) -> Iterator[str]:
        if self.content.schema is not None and self.content.faults.refusing:
            yield "the official schema"

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What stands below the first line: of the content and of the name what they keep or break, and of the book."""
        content, name = " ".join(self._of_content()), " ".join(self._of_name())
        return (("content", content), ("name", name), ("rules", self.book.sentence))

    def _of_content(self) -> Iterator[str]:
        content = self.content
        if content.schema is None:
            yield f"Not judged by a schema: none of {self.book.file_year} is known here."
        elif content.faults.refusing:
            yield (
                f"Breaks {content.schema} in {counted(content.faults.refusing, 'place')}; "
                f"the service refuses such a file, {PUBLIC}."
            )
        elif content.faults:
            places = counted(content.faults.reported, "value or record", "values or records")
            yield (
                f"Breaks {content.schema} in {places}. The service reports these learner by learner by its FD_ rules "
                f"and leaves those learners out, {PUBLIC}."
            )
        else:
            yield f"Keeps {content.schema}."
        if content.schema is not None and content.faults.first is not None:
            yield _first(content.faults.first, content.faults.refusing + content.faults.reported)
        if content.header:
            yield f"Breaks {_listed(content.header)}; the service refuses such a file, {PUBLIC}."
        elif content.judgement is not Compliance.BREAKS:
            yield "Breaks no rule for headers." if content.schema is None else "Keeps the rules for headers."

    def _of_name(self) -> Iterator[str]:
        if self.name:
            yield f"Breaks {_listed(self.name)}; the service refuses such a file, {PUBLIC}."
        else:
            yield "Keeps the rules for names."


def _first(fault: FileFault, faults: int) -> str:
    where = f"line {fault.line:,}, " if fault.line else ""
    lead = "First" if faults > 1 else "It is"
    return f"{lead}: {where}{fault}"


def _listed(faults: tuple[FileFault, ...]) -> str:
    return "; ".join(f"{f.rule}: {f.message[:1].lower()}{f.message[1:].rstrip('.')}" for f in faults)
