"""In which lines of a CSV some of its rows stand: looked up only for the few rows that are told about."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.files.archive import PackedFile


@dataclass(frozen=True)
class Header:
    """The names of the columns, and the encoding in which they could be read.

    `is_given` where the publisher gives the names apart, and the first line is a row like the others.
    """

    names: tuple[str, ...]
    encoding: str
    is_given: bool = False


def lines_of(
    source: PackedFile, header: Header, encoding: str, rows: Sequence[int], wrong: int, delimiter: str = ","
) -> tuple[dict[int, int], list[int]]:
    """The lines of some rows, counted from 0 without those of another width; and of the first `wrong` of those."""
    wanted, found, odd, width = set(rows), dict[int, int](), list[int](), len(header.names)
    if not wanted and not wrong:
        return found, odd
    with source.bytes() as raw:
        records = csv.reader(
            io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline=""), delimiter=delimiter
        )
        row, line = 0, 0 if header.is_given else 1
        try:
            if not header.is_given:
                next(records)
            for record in records:
                begins, line = line + 1, records.line_num
                if not record:
                    continue
                if len(record) != width:
                    if len(odd) < wrong:
                        odd.append(begins)
                else:
                    if row in wanted:
                        found[row] = begins
                    row += 1
                if len(found) == len(wanted) and len(odd) >= wrong:
                    break
        except (csv.Error, StopIteration):
            pass
    return found, odd
