"""The cover sheet of an output: `cover.toml` beside its files, which says what no program can see.

Every key may be left out: what is missing is asked for by the check that needs it. A key that does not exist is an
error, since whoever wrote it believes that it was read.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError, unknown_name
from alder.outputs.output_rules import output_rule
from alder.show.chart_plan import ChartKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE_NAME = "cover.toml"
CHARTS = tuple(str(kind) for kind in ChartKind if kind != ChartKind.MAP)
"""As what a drawing may be drawn anew."""


class Part(StrEnum):
    """What a file of an output is there for."""

    OUTPUT = "output"
    """It is to leave."""
    SUPPORTING = "supporting"
    """It shows checkers what lies behind, and stays."""
    CODE = "code"
    """It made the output, and leaves with it."""
    EARLIER = "earlier"
    """It left before: the output is compared with it."""


@dataclass(frozen=True, kw_only=True)
class FileCover:
    """What is said of one file."""

    name: str
    kind: Part = Part.OUTPUT
    statistic: tuple[str, ...] = ()
    """The kinds of statistics in it, by the ids of `output_rules`."""
    columns: Mapping[str, str]
    """The kind of single columns, by their names."""
    counts: str = ""
    """The supporting file with the unweighted counts behind its figures."""
    table: str = ""
    """Of a drawing of lines, the file with the table that it shows: it is drawn anew from that."""
    figures: str = ""
    """The heading of the column of that table that is drawn, where it has several."""
    chart: str = ""
    """As what it is drawn, if not as suits the table: `lines`, `bars` or `dots`."""
    n: str | int = ""
    """The column that says how many people are behind the figures of a row, or the number behind all."""
    df: int | None = None
    """Residual degrees of freedom of the model."""
    structural: tuple[str, ...] = ()
    """Cells that are zero by definition, in words that name their labels."""
    relation: str = ""
    """How it differs from earlier outputs."""
    exception: str = ""
    """The rule that is to be set aside, and why: `EXT: limit fixed by design`."""
    made_by: str = ""

    @property
    def excepted(self) -> str:
        """The id of the rule that an exception is asked from, empty without one."""
        return self.exception.partition(":")[0].strip().upper()


@dataclass(frozen=True, kw_only=True)
class CoverSheet:
    """What is said of an output as a whole, and of each of its files."""

    title: str = ""
    shows: str = ""
    population: str = ""
    people: int | None = None
    """How many people the population is, before weighting."""
    unit: str = ""
    """What a count counts."""
    weighted: bool = False
    threshold: int | None = None
    rounding: int | None = None
    suppression: str = ""
    names_providers: bool | None = None
    sources: tuple[str, ...] = ()
    """What it is made from, by the names that the catalogue of sources has: those who check for them see it."""
    files: tuple[FileCover, ...] = ()

    def of(self, name: str) -> FileCover:
        """What is said of a file; of one that is not named, that it is to leave."""
        for file in self.files:
            if file.name == name:
                return file
        return FileCover(name=name, columns={})

    @property
    def counts_people(self) -> bool:
        """Whether a count is one of people, or of what people have. Where nothing is said, it is."""
        return not self.unit or self.unit.strip().lower() not in _NO_PEOPLE


_NO_PEOPLE = frozenset(
    [
        "providers",
        "colleges",
        "schools",
        "institutions",
        "organisations",
        "courses",
        "qualifications",
        "frameworks",
        "standards",
        "areas",
        "regions",
        "days",
        "weeks",
        "variables",
        "awarding",
        "bodies",
    ]
)
_OF_THE_OUTPUT: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "shows": str,
    "population": str,
    "people": int,
    "unit": str,
    "weighted": bool,
    "threshold": int,
    "rounding": int,
    "suppression": str,
    "names_providers": bool,
    "sources": list,
    "files": list,
}
_OF_A_FILE: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "kind": str,
    "statistic": (str, list),
    "columns": dict,
    "counts": str,
    "table": str,
    "figures": str,
    "chart": str,
    "n": (str, int),
    "df": int,
    "structural": list,
    "relation": str,
    "exception": str,
    "made_by": str,
}
_WORDS = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table of columns"}


def read_cover_sheet(text: str, where: str = FILE_NAME) -> CoverSheet:
    """A cover sheet from its text. Raises `UsageError` that names the key, what it should be and what it may be."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{where} is no TOML: {error}", next='Each line is a key and its value, as in: title = "Achievement by age"'
        ) from None
    _check(said, _OF_THE_OUTPUT, where)
    files = []
    for number, one in enumerate(said.pop("files", ()), 1):
        at = f"{where}, file {number}"
        if not isinstance(one, dict):
            raise UsageError(f"{at} is no table of keys", next="Begin each file with a line [[files]]")
        _check(one, _OF_A_FILE, at)
        if "name" not in one:
            raise UsageError(f"{at} has no name", next='Say which file it is about: name = "table1.csv"')
        files.append(_file(one, at))
    return CoverSheet(**said | {"sources": read_sources(said.get("sources", ()), where)}, files=tuple(files))


def read_sources(names: Iterable[object], where: str = FILE_NAME) -> tuple[str, ...]:
    """Names of sources, each once. Raises `UsageError` for what is none of the catalogue."""
    found = sorted({str(name).strip() for name in names} - {""})
    if found:
        from alder.sources.catalogue import ids

        if unknown := next((name for name in found if name not in ids()), ""):
            raise unknown_name("source", unknown, ids(), next=f"{where} names sources as alder sources lists them.")
    return tuple(found)


def _check(said: Mapping[str, Any], known: Mapping[str, type | tuple[type, ...]], where: str) -> None:
    for key, value in said.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise UsageError(
                f"{where} has a key {key!r}, which means nothing there",
                next=f"Did you mean {near[0]!r}?" if near else f"Keys: {', '.join(known)}",
            )
        wanted = known[key] if isinstance(known[key], tuple) else (known[key],)
        fits = isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))  # type: ignore[operator]
        if not fits:
            raise UsageError(f"{where}: {key} should be {' or '.join(_WORDS[kind] for kind in wanted)}")  # type: ignore[union-attr, index]
        if isinstance(value, int) and value < 0:
            raise UsageError(f"{where}: {key} cannot be below 0")


def _file(said: dict[str, Any], where: str) -> FileCover:
    said = dict(said)
    statistic = said.pop("statistic", ())
    kinds = (statistic,) if isinstance(statistic, str) else tuple(map(str, statistic))
    columns = {str(name): str(kind) for name, kind in said.pop("columns", {}).items()}
    for kind in (*kinds, *columns.values()):
        output_rule(kind)
    part = said.pop("kind", Part.OUTPUT)
    if part not in set(Part):
        raise UsageError(f"{where}: kind is {part!r}", next=f"Kinds: {', '.join(Part)}")
    chart = said.get("chart", "")
    if chart and chart not in CHARTS:
        raise UsageError(f"{where}: chart is {chart!r}", next=f"Charts: {', '.join(CHARTS)}")
    structural = tuple(map(str, said.pop("structural", ())))
    return FileCover(kind=Part(part), statistic=kinds, columns=columns, structural=structural, **said)
