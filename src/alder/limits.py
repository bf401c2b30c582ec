"""How large what people hand in may be: every limit once, with its reason, and how somebody who has more allows it.

A small file can unpack to a huge one, and keep a command at work for an hour or fill the memory of a machine. So what
is unpacked is counted as it is read, and a file is refused within seconds.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

MOST_TIMES = 200
"""Nothing real packs to less than one byte in so many: returns take 10 to 60, tables of figures 5 to 50."""

UNSUSPECTED = 32 << 20
"""Up to so many bytes a file may be packed as tightly as it likes: no reader is harmed by them."""

RETURN = 512 << 20
"""An XML file in a ZIP. A learner takes about 2,750 bytes, so it has nearly 200,000: more than any one provider."""

TABLE = 8 << 30
"""A delivered extract or published table, packed. The largest, the postcode directory, has 1.5 gigabytes."""

DATA_SET = 2 * 1024**3
"""A data set of the open-data standard, packed or not: the service takes no larger ones."""

MOST_COLUMNS = 5_000
"""Columns of a delivered extract. The widest kind of record that is declared has 63 fields; in a wide file, with a
column for each in every term since 2005, they make some 3,500. Each costs a look at every name that it ever had.
"""

UNPACKED_SETTING = "ALDER_MOST_UNPACKED"
"""Gigabytes that a file may unpack to, however tightly it is packed: `ALDER_MOST_UNPACKED=20`."""

COLUMNS_SETTING = "ALDER_MOST_COLUMNS"
"""Columns that a delivered extract may have: `ALDER_MOST_COLUMNS=20000`."""


class TooLarge(Exception):
    """It unpacks to more bytes than a file of its kind has."""


class TooTight(Exception):
    """It unpacks to far more bytes than any real file of its size."""


@dataclass(frozen=True)
class Unpacked:
    """How much a file may unpack to. What somebody set in words holds however tightly the file is packed."""

    most: int
    tightly: bool = False
    unsuspected: int | None = None
    """So many bytes are read however tightly they are packed, if not as many as of any file."""

    @classmethod
    def of(cls, most: int) -> Unpacked:
        """The limit `most`, unless the setting says another."""
        said = _set(UNPACKED_SETTING)
        return cls(most) if said is None else cls(int(said * (1 << 30)), tightly=True)

    def check(self, unpacked: int, packed: int) -> None:
        """Raise where so many bytes, from so many packed ones, are more than there may be."""
        if unpacked > self.most:
            raise TooLarge
        unsuspected = UNSUSPECTED if self.unsuspected is None else self.unsuspected
        if not self.tightly and unpacked > unsuspected and unpacked > MOST_TIMES * max(packed, 1):
            raise TooTight


class Bounded(io.RawIOBase):
    """A stream that is being unpacked and gives no more bytes than it may; `packed` says how many it took so far."""

    def __init__(self, stream: IO[bytes], packed: Callable[[], int], allowed: Unpacked) -> None:
        self._stream, self._packed, self._allowed, self._given = stream, packed, allowed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = int(self._stream.readinto(buffer))  # type: ignore[attr-defined]  # every file opened here has it
        self._given += found
        self._allowed.check(self._given, self._packed())
        return found

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def most_columns() -> int:
    said = _set(COLUMNS_SETTING)
    return MOST_COLUMNS if said is None else int(said)


def _set(name: str) -> float | None:
    text = os.environ.get(name)
    if not text:
        return None
    try:
        said = float(text)
    except ValueError:
        said = 0.0
    if not 0 < said < 1e9:
        raise UsageError(f"{name} is not a number above 0", where=f"{name}={text}", next=f"For example:  {name}=20")
    return said
