"""The environment: one store of learner records, and what can be asked of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alder.model.period import AcademicYear, ReturnNumber

if TYPE_CHECKING:
    from alder.engine.store import Store
    from alder.sources.ilr.load import LoadReport, Progress
    from alder.sources.ilr.returns import Returns


class Environment:
    """The store in a folder. Opening it makes nothing: the first load does."""

    def __init__(self, folder: str | Path = "store") -> None:
        from alder.engine.store import Store
        from alder.sources.ilr.submissions import tables

        self.store: Store = Store(Path(folder), tables())

    def load(
        self,
        *files: str | Path,
        return_number: ReturnNumber | str | None = None,
        strict: bool = False,
        progress: Progress | None = None,
    ) -> LoadReport:
        """Keep returns: files, folders of them, or patterns. A later return supersedes; nothing is lost.

        Without `return_number` the return is worked out from the day on which the file was prepared.
        """
        from alder.sources.ilr.load import load

        told = ReturnNumber.parse(return_number) if return_number is not None else None
        return load(self.store, files, return_number=told, strict=strict, progress=progress)

    def returns(self, year: AcademicYear | str | None = None, ukprn: int | None = None) -> Returns:
        """What is held, by provider, year and return, and what of it is current."""
        from alder.sources.ilr.returns import returns

        return returns(self.store, year=AcademicYear.parse(year) if isinstance(year, str) else year, ukprn=ukprn)

    def __repr__(self) -> str:
        return f"<Environment {self.store.folder}>"


def open(folder: str | Path = "store") -> Environment:
    """Open the store in a folder: `alder.open("store")`."""
    return Environment(folder)
