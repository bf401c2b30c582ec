"""What a command is doing, on stderr, for work that is not counted; nothing where stderr is not a terminal."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def saying() -> Iterator[Callable[[str], None]]:
    """Give a function that says what is done now. The line comes after a second and goes when all is done."""
    if not sys.stderr.isatty():
        yield lambda said: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("")
    began, shown = time.monotonic(), False

    def tell(said: str) -> None:
        nonlocal shown
        bar.update(task, description=said)
        if not shown and time.monotonic() - began > 1:
            bar.start()
            shown = True

    try:
        yield tell
    finally:
        bar.stop()
