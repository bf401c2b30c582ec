"""Data files of Stata, SPSS and SAS, read by ReadStat in a process of its own.

ReadStat is written in C and can be brought down by a file that is made for it (a byte changed in the head of an SPSS
file is enough). What it reads comes back as JSON, from a process that has an end to its memory, its time and what it
writes, and that knows nothing of where it runs. Where that process falls, the file is damaged.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from typing import Any

from alder.files.package import TooMuch

SECONDS = 20
"""Of a processor, and three times as much by the clock. The largest file of an output takes two."""
_MEMORY = 1 << 30
_WRITTEN = 256 << 20
_TOO_MUCH, _DAMAGED = 3, 4
"""How the process ends when it does not end well."""
_BEGINNING = "from alder.files import data_file; raise SystemExit(data_file.main())"
READERS = {
    "dta": "read_dta",
    "sav": "read_sav",
    "por": "read_por",
    "sas7bdat": "read_sas7bdat",
    "xpt": "read_xport",
}
"""Which function of the library reads which kind of file. `sav` is that of packed files of SPSS (zsav), too."""
_OLD_STATA = frozenset(bytes([version]) for version in range(104, 116))
"""The first byte of a file of Stata 4 to 12 is the version of its form."""
_SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd920800")


class DataFileDamaged(Exception):
    """It cannot be read as what it says it is."""


@dataclass(frozen=True, slots=True)
class StatisticsFile:
    """What a data file holds, everything as text."""

    names: list[str]
    labels: dict[str, str]
    """What a column is called at length."""
    columns: list[list[str]]
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    """For a column what its values are called."""
    all_labels: list[str] = field(default_factory=list)
    """Every label of a value, also of those that no column uses."""
    missing: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """For a column from where to where its figures are declared missing."""
    notes: list[str] = field(default_factory=list)
    title: str = ""


def kind_of(data: bytes) -> str:
    """Which of the kinds of data files this is, by its bytes; empty where it is none."""
    if data.startswith(b"<stata_dta>"):
        return "dta"
    if data[:1] in _OLD_STATA and data[1:2] in (b"\1", b"\2") and data[2:4] == b"\1\0":
        return "dta"
    if data.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if b"SPSS PORT FILE" in data[:220]:
        return "por"
    if data.startswith(_SAS):
        return "sas7bdat"
    return "xpt" if data.startswith(b"HEADER RECORD*******LIB") else ""


def read_data_file(data: bytes, *, most_cells: int, most_bytes: int) -> StatisticsFile:
    """The columns of a data file.

    Raises `TooMuch` where it has more cells or is wider than it may be, and `DataFileDamaged` where it cannot be read.
    """
    command = [sys.executable, "-P", "-c", _BEGINNING, kind_of(data), str(most_cells), str(most_bytes)]
    environment = {name: value for name, value in os.environ.items() if name in _GIVEN}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as back:
        given.write(data)
        given.seek(0)
        try:
            ended = subprocess.run(
                command, stdin=given, stdout=back, stderr=subprocess.DEVNULL, env=environment, timeout=3 * SECONDS
            )
        except subprocess.TimeoutExpired:
            raise TooMuch from None
        if ended.returncode == _TOO_MUCH:
            raise TooMuch
        if ended.returncode:
            raise DataFileDamaged
        back.seek(0)
        return StatisticsFile(**json.load(back))


_GIVEN = frozenset(
    {"PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "COVERAGE_PROCESS_START"}
)
"""What the process is told of its surroundings."""


def main() -> int:  # pragma: no cover  # in a process that a test starts
    """Read the file that is the standard input, and write what it holds."""
    _end_in_time()
    import pyreadstat

    kind, most_cells, most_bytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    try:
        found = _read(getattr(pyreadstat, READERS[kind]), kind, sys.stdin.buffer.read(), most_cells, most_bytes)
    except (MemoryError, TooMuch):
        return _TOO_MUCH
    except Exception:  # whatever a damaged file makes the library say
        return _DAMAGED
    json.dump(found, sys.stdout)
    return 0


def _end_in_time() -> None:  # pragma: no cover  # in a process that a test starts
    try:
        import resource
    except ImportError:  # on Windows the clock alone ends it
        return
    for kind, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, _WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        _, allowed = resource.getrlimit(kind)  # the site's checks run within bounds of their own, which hold
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (most, most))


def _read(  # pragma: no cover  # in a process that a test starts
    read: Any, kind: str, data: bytes, most_cells: int, most_bytes: int
) -> dict[str, Any]:
    """First what the file says of itself, so that no more is read of it than of any other."""
    import io

    _, about = read(io.BytesIO(data), metadataonly=True, output_format="dict")
    names = list(about.column_names)
    widths = sum(max(8, int(width or 0)) for width in (about.variable_storage_width or {}).values())
    rows = about.number_rows if about.number_rows and about.number_rows > 0 else 0
    if rows * len(names) > most_cells or rows * widths > most_bytes:
        raise TooMuch
    most = max(1, min(most_cells // max(1, len(names)), most_bytes // max(1, widths)))
    as_kept = {"user_missing": True} if kind == "sav" else {}  # what is declared missing is in the file all the same
    try:
        columns, about = read(io.BytesIO(data), output_format="dict", row_limit=most + 1, **as_kept)
    except (OverflowError, ValueError):  # days beyond the calendar
        columns, about = read(
            io.BytesIO(data), output_format="dict", row_limit=most + 1, disable_datetime_conversion=True, **as_kept
        )
    sizes = {len(values) for values in columns.values()}
    if any(size > most for size in sizes):
        raise TooMuch
    if len(sizes) > 1 or list(columns) != names:
        raise ValueError("columns of different lengths")
    return {
        "names": names,
        "labels": {name: label for name, label in about.column_names_to_labels.items() if label},
        "columns": [[_worded(value) for value in columns[name]] for name in names],
        "value_labels": {
            name: {_worded(value): str(label) for value, label in labels.items()}
            for name, labels in about.variable_value_labels.items()
        },
        "all_labels": [str(label) for labels in about.value_labels.values() for label in labels.values()],
        "missing": {
            name: [(pair["lo"], pair["hi"]) for pair in pairs if _is_numbers(pair)]
            for name, pairs in (about.missing_ranges or {}).items()
        },
        "notes": [str(note) for note in about.notes or ()],
        "title": str(about.file_label or about.table_name or ""),
    }


def _is_numbers(pair: dict[str, Any]) -> bool:  # pragma: no cover  # in a process that a test starts
    return all(isinstance(pair.get(end), (int, float)) for end in ("lo", "hi"))


def _worded(value: Any) -> str:  # pragma: no cover  # in a process that a test starts
    """A cell. Whole numbers stand without a point: SPSS knows no others."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return format(value, ".12g") if isinstance(value, float) else str(value)
