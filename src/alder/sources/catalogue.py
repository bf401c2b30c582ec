"""The catalogue of sources: where each is declared, and how to find one by its name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from alder.errors import unknown_name

if TYPE_CHECKING:
    from alder.model.source import Source

HOMES: dict[str, str] = {
    "ilr": "ilr.source",
    "npd_census": "npd.census",
    "npd_ks2": "npd.ks2",
    "npd_ks4": "npd.ks4",
    "npd_ks5": "npd.ks5",
    "plams": "plams.source",
    "nccis_ypmad": "nccis.source",
    "hesa": "hesa.source",
    "ucas": "ucas.source",
    "apprenticeship_service": "apprenticeship_service.source",
    "leo": "leo.source",
    "obsm": "obsm.source",
    "graduate_outcomes": "graduate_outcomes.source",
    "nomis": "nomis.source",
    "ufs": "ufs.source",
    "working_futures": "working_futures.source",
    "census2021": "census2021.source",
    "lars": "lars.source",
    "lrs": "lrs.source",
    "ofqual": "ofqual.source",
    "gias": "gias.source",
    "ukrlp": "ukrlp.source",
    "postcodes": "postcodes.source",
    "imd": "imd.source",
    "classifications": "classifications.source",
    "cbds": "cbds.source",
}
"""The module of each source, below `alder.sources`, loaded when the source is wanted. Records of people come first,
then published figures, then what both are joined with."""


@cache
def source(name: str) -> Source:
    """One source, by its name or another that it goes by: `plams`, `NSPL`. Otherwise an error with the nearest."""
    wanted = _plain(name)
    for id in HOMES:
        if _plain(id) == wanted:
            return _load(id)
    for one in every():
        if wanted in map(_plain, (one.title, *one.also_called)):
            return one
    known = [*HOMES, *(other for one in every() for other in one.also_called)]
    raise unknown_name("source", name, known, next="List them all with:  alder sources")


@cache
def every() -> tuple[Source, ...]:
    """All sources, in the catalogue's order."""
    return tuple(_load(id) for id in HOMES)


def _load(id: str) -> Source:
    found: Source = import_module(f"alder.sources.{HOMES[id]}").source
    return found


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
