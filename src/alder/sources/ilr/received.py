"""The rules for the name of a file that look at the files received before it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alder.rules.verdict import FileFault

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

    from alder.model.period import AcademicYear
    from alder.sources.ilr.files import FileName


class Received:
    """The times in the names of the files that a store holds, by provider and year."""

    def __init__(self, rows: pa.Table) -> None:
        self._files: dict[tuple[int, str], set[tuple[datetime, str]]] = defaultdict(set)
        for row in rows.select(["ukprn", "collection_year", "file_time", "file_hash"]).to_pylist():
            if row["file_time"] is not None:
                self._files[row["ukprn"], row["collection_year"]].add((row["file_time"], row["file_hash"]))

    def add(self, name: FileName, year: AcademicYear, file_hash: str) -> None:
        self._files[name.ukprn, year.label].add((name.time, file_hash))

    def broken_by(self, name: FileName, year: AcademicYear, file_hash: str) -> list[FileFault]:
        """What the name breaks. The same file again, under another return, is no other file."""
        times = {time for time, held in self._files.get((name.ukprn, year.label), ()) if held != file_hash}
        if name.time in times:
            message = "another file with this provider, year and time in its name is held already."
            return [FileFault("Filename_2", message, "Rename the file.")]
        if any(time > name.time for time in times):
            message = "a file of this provider and year with a later time in its name is held already."
            return [FileFault("Filename_8", message, "Send the latest file.")]
        return []
