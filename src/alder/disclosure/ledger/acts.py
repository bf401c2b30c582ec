"""What was done with a table that the ledger knows: which of it lets figures out, and binds all later tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from alder.wall_clock import now as moment

if TYPE_CHECKING:
    from pathlib import Path


class Kind(StrEnum):
    """What can be done with a table, in words."""

    SHOWN = "shown"
    FILE = "written to a file"
    STAYS = "kept inside"
    JUDGED = "judged beside what is out"
    PREVIEWED = "shown before publication"
    APPROVED = "approved for publication"
    PUBLISHED = "published"

    @property
    def is_final(self) -> bool:
        """Whether others have the figures, or will, whatever whoever made the table says."""
        return self in (Kind.PREVIEWED, Kind.APPROVED, Kind.PUBLISHED)


@dataclass(frozen=True)
class Act:
    """Something that was done with a table."""

    what: Kind
    when: str
    by: str
    of: str = ""
    """The name of the file, the data set with its version, or why it stays inside."""
    digest: str = ""
    """Of a file: what its bytes are known by."""

    @classmethod
    def now(cls, what: Kind, by: str, of: str = "", digest: str = "") -> Act:
        return cls(what, now(), by, of, digest)

    def same_as(self, other: Act) -> bool:
        """Whether nothing new is said by another."""
        return (self.what, self.of, self.digest) == (other.what, other.of, other.digest)


def digest_of(path: Path) -> str:
    """What the bytes of a file are known by, packed with gzip or not."""
    import gzip

    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    found = sha256()
    with gzip.open(path) if packed else path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def now() -> str:
    return moment().isoformat(timespec="seconds")
