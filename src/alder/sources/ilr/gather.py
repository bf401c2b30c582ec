"""The files that a person means by naming files, folders and patterns."""

from __future__ import annotations

from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDINGS = {".xml", ".zip"}


def gather(named: Iterable[str | Path]) -> list[Path]:
    """The files named, each once: a folder stands for the XML and ZIP files in it and below, in order of name.

    A pattern is spelled out where the shell did not. A file that is not there stays in the list, to be reported.
    """
    found: dict[Path, Path] = {}
    for name in named:
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS and p.is_file())
            paths = [p for p in inside if not p.name.startswith(".")]
        elif not path.exists() and any(sign in str(path) for sign in "*?["):
            # `Path.glob` does not take a pattern that begins at the root of the disk.
            paths = sorted(Path(p) for p in glob(str(path), recursive=True))  # noqa: PTH207
        else:
            paths = [path]
        if not paths:
            raise UsageError(
                "there are no returns here",
                where=str(path),
                next="Returns are XML files, or ZIP files of one XML file. Name the files or their folder.",
            )
        for p in paths:
            found.setdefault(p.resolve(), p)
    return list(found.values())
