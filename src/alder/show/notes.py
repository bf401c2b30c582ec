"""What a table says of itself beside its figures, on its page and in its files; and notes read back from a file."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from alder.errors import UnreadableFile, UsageError
from alder.look.words import day
from alder.model.made_up import MadeUp
from alder.show.table import NO_ROW, indicators_of, title_of, unit_in_words, used
from alder.show.table_citation import DataSetCitation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from alder.show.table import Outline, StatisticalTable

Orders = tuple[tuple[str, tuple[str, ...]], ...]
"""For a dimension the ids of its members, as someone wants them to stand."""


_BREAK = re.compile(r"^\s*Break from (\d{4}(?:/\d\d)?): *(.*)$", re.MULTILINE)

Breaks = tuple[tuple[str, str], ...]
"""The first period after each break with a reason. Two reasons are two of them."""

AS_PUBLISHED = "Figures are as they were published. What was rounded may not add up."
NO_FIGURE = "no figure"
"""What stands in a cell of a workbook for which the data set has no row. A page leaves it blank and reads this out."""


@dataclass(frozen=True)
class TableSource:
    """Where the figures are from, and how they are laid out."""

    data_set: str
    data_set_id: str
    publication: str
    release: str
    version: str
    published: str
    """The day, as 2026-03-26; blank for what is not published."""
    address: str
    """The page of the table."""
    source: str
    """The page of the data set in this version."""
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    """Names of the dimensions down the side and along the top."""
    orders: Orders = ()
    """Members of dimensions that stand in an order of their own."""
    notes: str = ""
    """What whoever published it says must be known of the figures: quality, breaks, caveats."""
    breaks: Breaks = ()
    """Periods whose figures do not compare with those before, each with the reason."""
    made_up: str = ""
    """Whether they are made up, as `MadeUp` has it."""
    faults: tuple[tuple[str, str], ...] = ()
    """What checks of the data set found wrong, each with the reason why it was published all the same."""

    @property
    def figures_are(self) -> MadeUp:
        return MadeUp(self.made_up)

    def titled(self, table: Outline) -> str:
        """The title of the table, as files have it: that of made-up figures says so."""
        mark = self.figures_are.mark
        return f"{title_of(table)} ({mark.lower()})" if mark else title_of(table)

    @property
    def day(self) -> str:
        return day(date.fromisoformat(self.published)) if self.published else "not published"

    def cited(self, table: Outline) -> DataSetCitation:
        """What a citation of the table needs."""
        return DataSetCitation(
            self.titled(table),
            f"{self.publication}, {self.release}",
            self.data_set,
            self.version,
            self.published[:4],
            self.address,
        )

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        return found if self.made_up else {k: v for k, v in found.items() if k != "made_up"}  # as it always was

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> TableSource:
        kept = {field.name: found[field.name] for field in fields(cls) if field.name in found}
        kept |= {name: tuple(kept[name]) for name in ("rows", "columns")}
        kept["orders"] = tuple((name, tuple(order)) for name, order in kept.get("orders", ()))
        # A table that an earlier Alder froze tells its breaks in its notes alone.
        own = found.get("breaks", breaks_in(kept.get("notes", "")))
        kept["breaks"] = tuple((period, reason) for period, reason in own)
        kept["faults"] = tuple((check, reason) for check, reason in kept.get("faults", ()))
        return cls(**kept)


def reasons(breaks: Breaks) -> dict[str, list[str]]:
    """For each period at which a series breaks, the reasons."""
    found: dict[str, list[str]] = {}
    for period, reason in breaks:
        found.setdefault(period, []).append(reason)
    return found


def breaks_in(notes: str) -> Breaks:
    """The breaks that notes tell of, in lines that begin `Break from 2019/20:`."""
    return tuple(dict.fromkeys((period, reason.strip()) for period, reason in _BREAK.findall(notes)))


def about(table: Outline, facts: TableSource) -> list[tuple[str, str]]:
    """Names and words for a cover: what the table is and where it is from."""
    found = [(facts.figures_are.mark, facts.figures_are.says)] if facts.figures_are else []
    found += [(d.title, d.members[0][1]) for d in table.fixed]
    found += [("Data set", facts.data_set), ("Publication", f"{facts.publication}, {facts.release}")]
    found += [("Version", f"{facts.version}, published {facts.day}")]
    found += [("The table", facts.address), ("The data set", facts.source)]
    return [*found, ("How to cite", facts.cited(table).plain())]


def measures(table: Outline) -> list[tuple[str, str]]:
    """Every measure with its unit."""
    return [(i.label, unit_in_words(i) or "number") for i in indicators_of(table)]


def symbols(table: StatisticalTable, *, has_gaps: bool) -> list[tuple[str, str]]:
    """The symbols in the table with what they mean."""
    return [*used(table.figures.values()), *([(NO_FIGURE, NO_ROW)] if has_gaps else [])]


def caveats(facts: TableSource) -> list[str]:
    """What must be known of the figures, a paragraph each."""
    found = [line.strip() for line in facts.notes.splitlines() if line.strip()]
    found += [f"Published although a check failed: {said.rstrip('.')}. Why: {why}" for said, why in facts.faults]
    return [*found, AS_PUBLISHED]


def as_lines(table: Outline, facts: TableSource, texts: Iterable[str]) -> list[str]:
    """All of it as lines of text, for files that have room for text alone. `texts` are those of the figures."""
    return [
        facts.titled(table),
        *_pairs(about(table, facts)),
        *(f"Measure: {label} ({unit})" for label, unit in measures(table)),
        *(f"Symbol {symbol}: {words}" for symbol, words in used(texts)),
        *caveats(facts),
    ]


def _pairs(found: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}: {words}" for name, words in found]


_GRADE = re.compile(r"^Quality: grade ([A-D]) \((.+)\)\.$")
_BECAUSE = re.compile(r"(\w+|the definition of \w+): ")
"""How a line begins that says why a grade is what it is: with a field or a definition. Other lines say what to mind."""


@dataclass(frozen=True)
class TableNotes:
    """Notes as `alder table` writes them. Other notes are all `rest`."""

    grade: str = ""
    meaning: str = ""
    because: tuple[str, ...] = ()
    """The fields that decide the grade, each with why."""
    breaks: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    """What to mind when reading, with the code of each caution."""
    rest: str = ""


def noted(notes: str) -> TableNotes:
    grade = meaning = ""
    because: list[str] = []
    breaks: list[str] = []
    care: list[str] = []
    rest: list[str] = []
    for part in re.split(r"\n\s*\n", notes.strip()):
        first, *more = [line.strip() for line in part.splitlines()] or [""]
        if found := _GRADE.match(first):
            grade, meaning = found[1], found[2]
            breaks += [line.removeprefix("Break ") for line in more if line.startswith("Break from")]
            others = [line for line in more if not line.startswith("Break from")]
            because += [line for line in others if _BECAUSE.match(line)]
            care += [line for line in others if not _BECAUSE.match(line)]
        elif first == "Take care":
            care += more
        elif part.strip():
            rest.append(part)
    return TableNotes(grade, meaning, tuple(because), tuple(breaks), tuple(care), "\n\n".join(rest))


_TOLD = ("Protection", "Quality", "Take care", "Notes", "Coverage", "Totals")
"""The paragraphs of the notes that stand on a page; the definition is its summary, symbols have a key of their own."""
_MADE_UP = tuple(one.says for one in MadeUp if one)
_OURS = ("Source", "Protection", "Quality")
"""Paragraphs that the notes of every table of Alder's have, and hardly any other text."""


def paragraphs_for_page(notes: str) -> str:
    """The paragraphs for the page of a table with these notes."""
    return "\n\n".join(part.strip() for part in notes.split("\n\n") if part.startswith(_TOLD))


def summary_in(notes: str) -> str:
    """What is measured, in the paragraph after the title."""
    return next(part.strip() for part in notes.strip().split("\n\n")[1:] if part.strip() not in _MADE_UP)


def made_up_in(notes: str) -> MadeUp:
    """Whether notes that Alder wrote say that the figures are made up."""
    parts = {part.strip() for part in notes.split("\n\n")}
    return next((one for one in MadeUp if one and one.says in parts), MadeUp.NO_WORD)


def notes_beside(data: Path) -> str:
    """The notes that Alder wrote beside a data file, NAME.notes.txt; blank where there are none of its own."""
    file = data.with_name(data.name.removesuffix(".gz").removesuffix(".csv") + ".notes.txt")
    if not file.is_file():
        return ""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{file.name} cannot be read", next="Move it away, or say --notes.") from error
    parts = text.split("\n\n")
    return text if all(any(part.startswith(start) for part in parts) for start in _OURS) else ""


ENDINGS = (".csv", ".parquet", ".txt")
_FIRST = "Source: "
_LEFT_OUT = "Symbols"


def quality_of_file(path: Path) -> str:
    """What table it is, its source, coverage and protection, its grade, fields, breaks and cautions."""
    text = _notes(path)
    title, _, rest = text.partition("\n")
    found = rest.find(_FIRST)
    if found < 0:
        raise UsageError(f"{path.name} says nothing of its quality", where="Alder's own tables do.")
    blocks = [b for b in rest[found:].strip("\n").split("\n\n") if not b.startswith(_LEFT_OUT)]
    return "\n\n".join([title, *blocks]) + "\n"


def _notes(path: Path) -> str:
    """The notes that travel with a table: within a Parquet file, beside a CSV file."""
    import pyarrow as pa  # whoever lays a table out reads no file
    import pyarrow.parquet as pq

    beside = path if path.suffix.lower() == ".txt" else path.with_suffix("").with_suffix(".notes.txt")
    if path.suffix.lower() == ".csv" and path.name.endswith(".meta.csv"):
        beside = path.with_name(path.name.removesuffix(".meta.csv") + ".notes.txt")
    try:
        if path.suffix.lower() == ".parquet":
            about = (pq.read_schema(path).metadata or {}).get(b"alder", b"{}")
            return str(json.loads(about).get("notes", ""))
        path.open("rb").close()
        return beside.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        missing = beside.name if path.exists() else path.name
        raise UsageError(
            f"there is no file {missing}", where="It is written beside the table." if path.exists() else ""
        ) from error
    except (OSError, ValueError, pa.ArrowInvalid) as error:
        raise UsageError(f"{path.name} cannot be read as a table that Alder wrote") from error
