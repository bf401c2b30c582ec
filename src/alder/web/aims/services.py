"""The store of aims, and the published data sets about an aim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from alder.model.word_stems import parts
from alder.sources.ilr.submissions import open_store
from alder.web.frame import query
from alder.web.publications.data_set_store import contents_of
from alder.web.publications.public_catalogue import data_sets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from uuid import UUID

    from alder.engine.store import Store
    from alder.sources.aims import Aim
    from alder.web.publications.public_catalogue import PublicDataSet


def store_of_aims() -> Store:
    """The store of this site. Only its reference tables are read here: nothing about anybody."""
    return _opened(settings.ALDER_PUBLISHED.parent)


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Store:
    return open_store(folder)


_MOST = 12
_MOST_OPTIONS = 20_000
_TOTALS = ("total", "all")
Options = dict[str, list[tuple[int, str, str, str]]]
"""For a label, where it is an option: place and id of the filter, id of the option, and the name of the filter."""


@dataclass(frozen=True)
class AimStatistics:
    """A data set that tells about an aim, by what, and the address of a table with that chosen."""

    listed: PublicDataSet
    by: tuple[str, ...]
    address: str
    rank: int


def statistics_about(aim: Aim) -> list[AimStatistics]:
    """Data sets that can be narrowed to the aim or to aims like it, the nearest first."""
    wanted = list(_wanted(aim))
    about = [one for listed in data_sets() if (one := _about(listed, wanted))]
    about.sort(key=lambda one: one.rank)
    near = [one for one in about if one.rank < len(wanted) - 1]
    return (near or about)[:_MOST]


def _wanted(aim: Aim) -> list[tuple[str, tuple[str, ...]]]:
    """What an option may be called for each thing that the aim is, the narrowest first. The level is last."""
    number = re.sub(r"\D", "", aim.level)
    level = (aim.level, f"{number}", f"{aim.level} aims") if aim.level_code != "X" else ()
    return [
        ("this aim", (aim.ref, aim.title)),
        (f"the subject {aim.subject_name}", (aim.subject_name,) if aim.subject else ()),
        (f"the subject area {aim.area_name}", (aim.area_name,) if aim.area else ()),
        (f"the kind {aim.kind}", (aim.kind,) if aim.kind else ()),
        (f"the awarding body {aim.body}", (aim.body,) if aim.body else ()),
        (aim.level[:1].lower() + aim.level[1:], level),
    ]


def _about(listed: PublicDataSet, wanted: list[tuple[str, tuple[str, ...]]]) -> AimStatistics | None:
    options, totals = _options(listed.version.id)
    chosen: dict[int, tuple[str, str]] = {}
    by, ranks = [], []
    for rank, (words, names) in enumerate(wanted):
        for place, filter, option, label in (hit for name in names for hit in options.get(plain(name), ())):
            is_level = rank == len(wanted) - 1
            if place in chosen or (is_level and "level" not in label.casefold()):
                continue
            chosen[place] = (filter, option)
            by.append(words)
            ranks.append(rank)
    if not chosen:
        return None
    items = {**totals, **{place: f"{filter}.{option}" for place, (filter, option) in chosen.items()}}
    address = reverse("table-places", args=[listed.id]) + query(*(("item", items[n]) for n in sorted(items)))
    return AimStatistics(listed, tuple(dict.fromkeys(by)), address, min(ranks))


@lru_cache(maxsize=256)
def _options(version: UUID) -> tuple[Options, Mapping[int, str]]:
    """The options of a version by their plain labels, and for each filter the one that stands for all."""
    contents = contents_of(version)
    options: Options = {}
    totals: dict[int, str] = {}
    for place, filter in enumerate(contents.filters):
        for option in filter.options[:_MOST_OPTIONS]:
            options.setdefault(plain(option.label), []).append((place, filter.id, option.id, filter.label))
            if option.label.casefold() in (*_TOTALS, filter.default.casefold() or _TOTALS[0]):
                totals.setdefault(place, f"{filter.id}.{option.id}")
    return options, totals


def plain(label: str) -> str:
    """A label for comparing: without a code before it, without "and", in small letters."""
    words = [word for word in parts(label) if word != "and"]
    while len(words) > 1 and words[0].isdigit():
        words = words[1:]
    return " ".join(words)
