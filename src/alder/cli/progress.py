"""Progress on stderr for what takes longer than a second; nothing at all where stderr is not a terminal."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from alder.look.waiting import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def counting(doing: str, total: int, noun: str) -> Iterator[Callable[[int], None]]:
    """Give a function that says how many more are done. The bar comes after a second and goes when all is done."""
    if not sys.stderr.isatty():
        yield lambda more: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}   {task.completed:,} of {task.total:,} " + noun),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(doing, total=total)
    began, shown = time.monotonic(), False

    def advance(more: int) -> None:
        nonlocal shown
        bar.advance(task, more)
        if not shown and time.monotonic() - began > 1:
            bar.start()
            shown = True

    try:
        yield advance
    finally:
        bar.stop()


@contextmanager
def activity() -> Iterator[Callable[[str], None]]:
    """Give a function that says what is done now. The line comes after a second and goes when all is done."""
    if not sys.stderr.isatty():
        yield lambda said: click.echo(said, err=True) if isinstance(said, Notice) else None
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
        if isinstance(said, Notice):
            bar.console.print(said, highlight=False)
            return
        bar.update(task, description=said)
        if not shown and time.monotonic() - began > 1:
            bar.start()
            shown = True

    try:
        yield tell
    finally:
        bar.stop()
