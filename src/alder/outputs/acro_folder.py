"""Folders of `acro`, the tool of the SACRO project: `results.json`, its settings and a checksum of each file.

What acro decided is read, not believed: its files are judged again like any others. An output can be written as such a
folder, too, for checkers who work with its viewer. Both as version 1.0.2 does it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from alder.outputs.cover_sheet import CoverSheet, FileCover, Part
from alder.outputs.readers.forms import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.outputs.content import SubmittedFile

RESULTS = "results.json"
VERSION = "1.0.2"
"""Of the folder's form: acro opens none that names another."""
_BESIDE = frozenset({RESULTS, "config.json", "session_summary.json", "session_summary.csv"})
_STATISTICS = {
    "LinearAggregations": "MEAN",
    "Frequencies": "FREQ",
    "Position": "PCTL",
    "Extreme": "EXT",
    "Shape": "VAR",
    "Mode": "MODE",
    "OddsRatios": "OR",
    "Coefficients": "REGL",
    "CoefficientsOfAssociation": "REGL",
    "SurvivalTables": "KM",
    "StatisticalHypothesisTests": "TEST",
}
"""The statbarns that acro names, by the kinds of statistics that have their rule."""
_BY_TYPE = {"regression": "REGL", "survival plot": "KM", "histogram": "HIST"}


@dataclass(frozen=True)
class AcroRecord:
    """One output that acro recorded."""

    id: str
    status: str
    """`pass`, `fail` or `review`."""
    exception: str
    statistic: str
    """The kind of statistic, empty where acro does not say."""
    files: tuple[str, ...]
    """Names within the output."""
    freedom: int | None = None
    """Residual degrees of freedom of a model."""
    counted: bool = False
    """Whether acro counted the people behind each cell of it, and found no cell of too few."""


@dataclass(frozen=True)
class AcroFolder:
    """A folder of acro within an output."""

    at: str
    """Its path within the output, empty or ending in `/`."""
    records: tuple[AcroRecord, ...]
    settings: Mapping[str, Any]
    checksums: Mapping[str, str]
    """For each file of which one was written, by its name within the output."""

    @property
    def recorded(self) -> frozenset[str]:
        return frozenset(name for record in self.records for name in record.files)


def acro_folders(files: Iterable[SubmittedFile]) -> list[AcroFolder]:
    """The folders of acro among files that are handed in. A `results.json` of something else is none."""
    by_name = {file.name: file for file in files}
    found = []
    for name, file in by_name.items():
        if PurePosixPath(name).name != RESULTS:
            continue
        said = _json(file)
        if isinstance(said, dict) and isinstance(said.get("results"), dict) and "version" in said:
            at = name.removesuffix(RESULTS)
            found.append(
                AcroFolder(
                    at,
                    tuple(_record(id, one, at) for id, one in said["results"].items() if isinstance(one, dict)),
                    _settings(by_name.get(f"{at}config.json")),
                    _checksums(by_name, at),
                )
            )
    return found


def with_acro(cover: CoverSheet, folders: Iterable[AcroFolder], names: Iterable[str]) -> CoverSheet:
    """The cover sheet with what acro says of files that it does not name: what each is there for, and what is in it."""
    said = {file.name for file in cover.files}
    more = []
    names = list(names)
    for folder in folders:
        by_file = {name: record for record in folder.records for name in record.files}
        for name in names:
            inner = name.removeprefix(folder.at)
            if name in said or not name.startswith(folder.at):
                continue
            if inner in _BESIDE or inner.startswith("checksums/"):
                more.append(FileCover(name=name, kind=Part.SUPPORTING, columns={}))
            elif name in by_file and by_file[name].statistic:
                record = by_file[name]
                more.append(FileCover(name=name, statistic=(record.statistic,), columns={}, df=record.freedom))
    return CoverSheet(**{**vars(cover), "files": (*cover.files, *more)}) if more else cover


def _json(file: SubmittedFile | None) -> Any:
    if file is None:
        return None
    try:
        return json.loads(text_of(file.bytes) or "")
    except (ValueError, RecursionError):
        return None


def _settings(file: SubmittedFile | None) -> Mapping[str, Any]:
    said = _json(file)
    return said if isinstance(said, dict) else {}


def _record(id: str, said: Mapping[str, Any], at: str) -> AcroRecord:
    fair = said.get("fair")
    barn = str(fair.get("statbarn", "")) if isinstance(fair, dict) else ""
    files = said.get("files")
    named = [one.get("name") for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    return AcroRecord(
        id,
        str(said.get("status", "")),
        str(said.get("exception") or ""),
        _STATISTICS.get(barn) or _BY_TYPE.get(str(said.get("type", "")), ""),
        tuple(f"{at}{name}" for name in named if isinstance(name, str)),
        _freedom(said.get("properties")),
        _is_counted(files),
    )


def _is_counted(files: Any) -> bool:
    """Whether the summary of each file says of its checks of the threshold that no cell failed."""
    if not isinstance(files, list) or not files:
        return False
    for one in files:
        sdc = one.get("sdc") if isinstance(one, dict) else None
        summary = sdc.get("summary") if isinstance(sdc, dict) else None
        failed = summary.get("MinimumThresholdCheck") if isinstance(summary, dict) else None
        if isinstance(failed, bool) or failed != 0:
            return False
    return True


def _freedom(properties: Any) -> int | None:
    found = properties.get("dof") if isinstance(properties, dict) else None
    return int(found) if isinstance(found, (int, float)) and not isinstance(found, bool) and found >= 0 else None


def _checksums(by_name: Mapping[str, SubmittedFile], at: str) -> dict[str, str]:
    start = f"{at}checksums/"
    return {
        f"{at}{name.removeprefix(start).removesuffix('.txt')}": (text_of(file.bytes) or "").split()[0].lower()
        for name, file in by_name.items()
        if name.startswith(start) and name.endswith(".txt") and (text_of(file.bytes) or "").split()
    }
