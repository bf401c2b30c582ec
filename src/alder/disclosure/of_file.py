"""What a file that Alder wrote says of its own quality, read back from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

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
