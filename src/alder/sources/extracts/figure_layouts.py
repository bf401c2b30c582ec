"""How publishers lay out figures: which columns describe a row, and which hold figures, of what period and base."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.look.words import listed
from alder.model import geographic_levels as levels
from alder.sources.extracts.delivered_files import AGAIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alder.files.delimited import DelimitedFile

EES = frozenset({"time_period", "time_identifier", "geographic_level"})
"""Columns that every file of Explore Education Statistics has."""

_EES_PLACE = re.compile(
    r"(country|region|la|lad|lep|lsip|pcon|ward|school|provider|trust|opportunity_area|sponsor|institution|rsc_region"
    r"|local_authority|english_devolved_area|planning_area|new_la|old_la|mat|parliamentary_constituency|lead)_?\w*_?"
    r"(code|name|ukprn|urn|laestab|id|estab)"
)
_LEVELS = (
    levels.REGIONAL,
    levels.LOCAL_AUTHORITY,
    levels.DISTRICT,
    levels.LEP,
    levels.LSIP,
    levels.DEVOLVED_AREA,
    levels.CONSTITUENCY,
    levels.OPPORTUNITY_AREA,
    levels.WARD,
    levels.TRUST,
    levels.SCHOOL,
    levels.INSTITUTION,
    levels.PROVIDER,
)
"""The kinds of area that published figures are read by. The nation's columns are always there."""

_EES_BASES = ("cohort", "denominator", "base")


@dataclass(frozen=True)
class Figure:
    """A column of figures: what they are, of which period, and which columns hold their base and their interval.

    `is_words` where words are expected in place of numbers; `also` are categories that the column's name says.
    """

    place: int
    indicator: str
    period: str = ""
    unit: str = ""
    base: int | None = None
    lower: int | None = None
    upper: int | None = None
    is_words: bool = False
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FigureLayout:
    """The layout of one file. Places are those of columns; None where the file has none of the kind.

    `source` is whose the layout is, where one source alone has it. `levels` gives the code and the
    name of an area where the kind of area decides which columns hold them.
    """

    title: str
    data_set: str
    figures: tuple[Figure, ...]
    categories: tuple[int, ...]
    period: int | None = None
    area_code: int | None = None
    area_name: int | None = None
    area_kind: int | None = None
    levels: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    data_set_by: int | None = None
    symbol: int | None = None
    source: str = ""


def is_figures(file: DelimitedFile) -> bool:
    """Whether a file is one of Explore Education Statistics or of HESA open data, of whichever source."""
    names = [n.casefold() for n in file.names]
    return set(names) >= EES or (file.above > 0 and _open_data(names) is not None)


def known_as_figures(names: Sequence[str]) -> int:
    """How many names of columns are those of Explore Education Statistics, where all that it must have are there."""
    plain = {n.casefold() for n in names}
    return len(plain) if plain >= EES else 0


def form_of(file: DelimitedFile, numbers: frozenset[int], meta: Path | None) -> FigureLayout:
    """The form of a file. `numbers` are the columns that hold numbers and symbols alone, `meta` its metadata."""
    names = [n.casefold() for n in file.names]
    stem = re.sub(r"(\.csv)?(\.gz)?$", "", file.where.split(" in ")[0].rsplit("/", 1)[-1], flags=re.IGNORECASE)
    if set(names) >= EES:
        return _ees(names, file, stem, numbers, meta)
    if file.above and (form := _open_data(names, stem)) is not None:
        return form
    for known in (_obsm, _thresholds, _projection, _nomis):
        if (form := known(names, stem)) is not None:
            return form
    raise UnreadableFile(
        "this file has no form of published figures that Alder knows",
        where=f"{file.where}, line 1",
        next=f"{AGAIN} Known are files of Explore Education Statistics, HESA open data, the outcome-based success "
        "measures, Nomis and the Skills Imperative.",
    )


def _ees(
    names: Sequence[str], file: DelimitedFile, stem: str, numbers: frozenset[int], meta: Path | None
) -> FigureLayout:
    described = {n for n in names if n in EES or _EES_PLACE.fullmatch(n)}
    units: dict[str, str] = {}
    if meta is not None:
        units = _indicators(meta)
        if lacking := [u for u in units if u not in names]:
            raise UnreadableFile(
                f"the metadata names indicators that the file has no column for: {listed(lacking[:3])}",
                where=f"{file.where}, line 1",
                next=f"{AGAIN} Both files must be of the same release.",
            )
    places = [n for n, name in enumerate(names) if (name in units if meta else n in numbers and name not in described)]
    ends = {n: _ends(names, name) for n, name in enumerate(names) if n in places}
    places = [n for n in places if not any(n in pair for pair in ends.values())]
    base = next((names.index(b) for b in _EES_BASES if b in names), None)
    if meta is None and base is not None and base not in numbers:
        raise UnreadableFile(
            f"the column {file.names[base]} should hold numbers of people, and it holds other things",
            where=f"{file.where}, line 1",
            next=f"{AGAIN} Perhaps columns were changed about.",
        )
    return FigureLayout(
        "a file of Explore Education Statistics",
        stem,
        tuple(
            Figure(p, file.names[p], "", units.get(names[p], ""), None if p == base else base, *ends[p]) for p in places
        ),
        tuple(n for n, name in enumerate(names) if n not in places and name not in EES),
        period=names.index("time_period"),
        area_code=_at(names, "country_code"),
        area_name=_at(names, "country_name"),
        area_kind=names.index("geographic_level"),
        levels={level.text: (_at(names, level.code_column), _at(names, level.name_column)) for level in _LEVELS},
    )


_ENDS = (
    ("{}_lower", "{}_upper"),
    ("{}_lower_ci", "{}_upper_ci"),
    ("{}_ci_lower", "{}_ci_upper"),
    ("lower_ci_{}", "upper_ci_{}"),
)
"""How publishers name the columns of the lower and the upper end of the interval of another column."""


def _ends(names: Sequence[str], name: str) -> tuple[int | None, int | None]:
    """The columns with both ends of a figure's interval, where the file has them."""
    for lower, upper in _ENDS:
        low, high = _at(names, lower.format(name)), _at(names, upper.format(name))
        if low is not None and high is not None:
            return low, high
    return None, None


def _indicators(meta: Path) -> dict[str, str]:
    text = meta.read_bytes().decode("utf-8-sig", errors="replace")
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or not {"col_name", "col_type"} <= set(rows[0]):
        raise UnreadableFile(
            "this metadata does not say which columns are indicators",
            where=meta.name,
            next=f"{AGAIN} It should have the columns col_name and col_type.",
        )
    return {r["col_name"].casefold(): r.get("indicator_unit") or "" for r in rows if r["col_type"] == "Indicator"}


_MEASURED = {"number": "", "percentage": "%", "percent": "%", "value": "", "median": "", "mean": ""}
"""What columns of figures are called in open data of HESA, and their units. That it is laid out so is believed."""


def _open_data(names: Sequence[str], stem: str = "") -> FigureLayout | None:
    figures = tuple(Figure(n, name, unit=_MEASURED[name]) for n, name in enumerate(names) if name in _MEASURED)
    if not figures:
        return None
    at = {f.place for f in figures}
    described = tuple(n for n, name in enumerate(names) if n not in at and name != "academic year")
    return FigureLayout("a file of HESA open data", stem, figures, described, period=_at(names, "academic year"),
                area_code=_at(names, "ukprn"), area_name=_at(names, "he provider"))  # fmt: skip


_OBSM = re.compile(r"(completions|sustained positive destination rate|quintile) (\d\d)/(\d\d) (bl|all)")
_LEARNERS = {"bl": "claimed benefits", "all": "all but those who claimed benefits"}


def _obsm(names: Sequence[str], stem: str) -> FigureLayout | None:
    matches = {n: m for n, name in enumerate(names) if (m := _OBSM.fullmatch(name))}
    if not matches or "ukprn" not in names:
        return None
    bases = {m.groups()[1:]: n for n, m in matches.items() if m[1] == "completions"}
    figures = tuple(
        Figure(
            n,
            m[1],
            f"20{m[2]}/{m[3]}",
            "%" if "rate" in m[1] else "",
            bases.get(m.groups()[1:]) if m[1] != "completions" else None,
            is_words=m[1] == "quintile",
            also={"learners": _LEARNERS[m[4]]},
        )
        for n, m in matches.items()
    )
    described = tuple(n for n in range(len(names)) if n not in matches)
    return FigureLayout("outcome-based success measures by provider", "provider", figures, described,
                area_code=names.index("ukprn"), area_name=_at(names, "provider name"), source="obsm")  # fmt: skip


def _thresholds(names: Sequence[str], stem: str) -> FigureLayout | None:
    matches = {n: m for n, name in enumerate(names) if (m := re.fullmatch(r"(\d\dth percentile) (\d\d)/(\d\d)", name))}
    if not matches:
        return None
    figures = tuple(Figure(n, m[1], f"20{m[2]}/{m[3]}", "%") for n, m in matches.items())
    described = tuple(n for n in range(len(names)) if n not in matches)
    return FigureLayout(
        "thresholds of the outcome-based success measures", "thresholds", figures, described, source="obsm"
    )


def _projection(names: Sequence[str], stem: str) -> FigureLayout | None:
    matches = {}
    for n, name in enumerate(names):
        if m := re.fullmatch(r"emp_(\d{4})_k", name):
            matches[n] = Figure(n, "employment", m[1], "thousands")
        elif m := re.fullmatch(r"(net_change|replacement_demand|total_requirement)_(\d{4})_(\d\d)_k", name):
            matches[n] = Figure(n, m[1], f"{m[2]}-20{m[3]}", "thousands")
    if not matches or not {"area", "dimension", "group"} <= set(names):
        return None
    described = tuple(n for n in range(len(names)) if n not in matches)
    return FigureLayout("projections of the Skills Imperative", "projection", tuple(matches.values()), described,
                area_name=names.index("area"), data_set_by=names.index("dimension"),
                source="working_futures")  # fmt: skip


def _nomis(names: Sequence[str], stem: str) -> FigureLayout | None:
    if not {"obs_value", "geography_code"} <= set(names):
        return None
    number = re.search(r"NM_\d+_\d+", stem, re.IGNORECASE)
    needed = ("date_name", "geography_name", "obs_status_name", "obs_conf_name")
    words = [n for n, name in enumerate(names) if name.endswith("_name") and name not in needed]
    value = Figure(names.index("obs_value"), "value")
    period = _at(names, "date_name" if "date_name" in names else "date")
    return FigureLayout("observations of Nomis", number[0].upper() if number else stem, (value,), tuple(words),
                period=period, area_code=names.index("geography_code"),
                area_name=_at(names, "geography_name"), area_kind=_at(names, "geography_type"),
                symbol=_at(names, "obs_status"), source="nomis")  # fmt: skip


def _at(names: Sequence[str], name: str) -> int | None:
    return names.index(name) if name in names else None
