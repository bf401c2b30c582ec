"""What a disk may hold after the power went: a model, and the cuts of a recorded run at every flush.

A file holds for sure what it held when it was last flushed, and a folder the names that it had then. All else may be on
the disk or not: later bytes, none of them or some; new names, removed names. The model follows every `os.fsync` of this
process, whoever calls it, and makes the folders that could be found after a cut at that moment.
"""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLLOWED = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="a flush is followed by its open file")

KINDS = ("nothing more", "names alone", "half of it", "everything")
"""What of that which was not flushed is on the disk after the cut. Any other text seeds a mixture of all."""


class Disk:
    """The folder `root`, whose present content counts as flushed, with the folder above it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._bytes: dict[int, bytes] = {}
        self._names: dict[int, dict[str, tuple[int, bool]]] = {}
        self._pinned: set[int] = set()
        self._open: list[int] = []
        for folder, _, files in os.walk(root):
            for path in (Path(folder), *(Path(folder) / f for f in files)):
                descriptor = os.open(path, os.O_RDONLY)
                self.flushed(descriptor)
                os.close(descriptor)

    def flushed(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        if status.st_ino not in self._pinned:  # so that its number is not given to another file
            self._open.append(os.dup(descriptor))
            self._pinned.add(status.st_ino)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if stat.S_ISDIR(status.st_mode):
            self._names[status.st_ino] = _names(path)
        else:
            self._bytes[status.st_ino] = path.read_bytes()

    def after_cut(self, to: Path, kind: str) -> None:
        """Make `to` what `root` may be after a cut now."""
        self._folder(self.root.stat().st_ino, self.root, to, random.Random(kind) if kind not in KINDS else None, kind)

    def close(self) -> None:
        for descriptor in self._open:
            os.close(descriptor)

    def _folder(self, number: int, now: Path | None, to: Path, chance: random.Random | None, kind: str) -> None:
        to.mkdir()
        sure = self._names.get(number, {})
        present = _names(now) if now is not None and now.is_dir() else {}
        for name in sorted({*sure, *present}):
            kept = now is not None and (kind != "nothing more" if chance is None else chance.random() < 0.5)
            entry = present.get(name) if kept else sure.get(name)
            if entry is None:
                continue
            inode, is_folder = entry
            there = now / name if now is not None and present.get(name) == entry else None
            if is_folder:
                self._folder(inode, there, to / name, chance, kind)
            else:
                (to / name).write_bytes(self._content(inode, there, chance.choice(KINDS) if chance else kind))

    def _content(self, inode: int, there: Path | None, kind: str) -> bytes:
        sure = self._bytes.get(inode, b"")
        present = there.read_bytes() if there is not None else sure
        if kind == "everything" or present == sure:
            return present
        if kind == "half of it":
            return present[: max(len(present) // 2, len(sure) if present.startswith(sure) else 0)]
        return sure


@contextmanager
def cut_at_every_flush(
    root: Path, look: Callable[[Disk], None], forgotten: Callable[[Path], bool] = lambda path: False
) -> Iterator[Disk]:
    """Within it, `look` is called before each flush of something in `root`, as if the power went just before.

    Flushes of what is `forgotten` do nothing, as if the code under test had left them out.
    """
    disk, flush, looking = Disk(root), os.fsync, False

    def watch(file: int | object) -> None:
        nonlocal looking
        descriptor = file if isinstance(file, int) else file.fileno()  # type: ignore[attr-defined]
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if not looking and path.is_relative_to(root) and not forgotten(path):
            looking = True
            try:
                look(disk)
            finally:
                looking = False
            disk.flushed(descriptor)

    os.fsync = watch
    try:
        yield disk
    finally:
        os.fsync = flush
        disk.close()


def _names(folder: Path) -> dict[str, tuple[int, bool]]:
    with os.scandir(folder) as found:
        return {e.name: (e.inode(), e.is_dir()) for e in found}
