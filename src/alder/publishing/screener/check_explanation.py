"""The checks of a data set explained: all by stage, with the lists that some rest on, and each by itself."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.model.explanation import Explanation, Section
from alder.publishing.screener.check import screener
from alder.publishing.screener.lists import LIST_KINDS

if TYPE_CHECKING:
    from alder.publishing.screener.check import Check

_LEAD = (
    "What `alder screen DATA.csv` asks of a data file and its meta file. The checks are those of the screener of the "
    "Department for Education, version 0.3.1 of 2026, under its names, so that a file which passes here, with lists, "
    "passes there."
)
_ANSWERS = (
    ("pass", "what is asked is so"),
    ("advice", "look at it; the file may be published"),
    ("failure", "put it right first"),
    ("unavailable", "it rests on a list that is not there, so nothing is known"),
)
_LISTS = (
    "Alder does not bring these lists with it. The department publishes them, with its older screening app under an "
    "open licence (folder `data` of `dfe-analytical-services/dfe-published-data-qa`) and with the newer one (R package "
    "`eesyscreener`). Put the files into one folder and name it with `--lists FOLDER`, or once and for all in the "
    "environment variable `ALDER_LISTS`. A file may have either name; other columns than these are not read.",
)


def listed_checks() -> Explanation:
    """Every check by stage, what answers mean, and the lists."""
    stages = [
        Section(str(stage), rows=tuple((check.name, check.asks) for check in checks))
        for stage, checks in groupby(screener, key=lambda check: check.stage)
    ]
    lists = [
        (
            kind.title,
            listed([f"`{name}`" for name in kind.files], "or"),
            ", ".join(f"`{name}`" for name in kind.columns),
            ", ".join(f"`{check.name}`" for check in screener if kind.name in check.needs),
        )
        for kind in LIST_KINDS
    ]
    return Explanation(
        "checks",
        "list",
        (counted(len(screener), "check"),),
        _LEAD,
        sections=(
            Section(
                "Answers",
                (
                    "Checks are asked in stages, in this order: all of a stage are asked, and after a stage with a "
                    "failure the run ends. A failure on which no later check rests may be accepted (`--accept CHECK`): "
                    "the run goes on.",
                ),
                rows=_ANSWERS,
            ),
            *stages,
            Section("Lists", _LISTS, heads=("list", "file", "columns", "checks"), cells=tuple(lists)),
        ),
        next="One of them: alder explain check NAME",
        title="Checks of a data set",
    )


def explained(check: Check) -> Explanation:
    """One check: what must be so, how to put it right, and what it rests on."""
    rows = [
        ("put right", check.fix),
        ("worst answer", "advice: the file may be published" if check.advises else "failure: put it right first"),
    ]
    rows += [("needs", kind.title) for kind in LIST_KINDS if kind.name in check.needs]
    return Explanation(
        check.name, "check", (str(check.stage),), check.asks, rows=tuple(rows), next="All: alder explain checks"
    )
