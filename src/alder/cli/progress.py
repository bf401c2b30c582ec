"""Progress on stderr for what takes longer than a second; nothing at all where stderr is not a terminal. And whether
stdout is one with colours.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from alder.look.words import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress
    from rich.status import Status


@contextmanager
def after_a_second(bar: Progress | Status) -> Iterator[Callable[[], None]]:
    """Give a function that shows the bar once a second has gone by: what is done before then needs none. In the end it
    goes.
    """
    began, is_shown = time.monotonic(), False

    def show() -> None:
        nonlocal is_shown
        if not is_shown and time.monotonic() - began > 1:
            bar.start()
            is_shown = True

    try:
        yield show
    finally:
        bar.stop()


def takes_colour() -> bool:
    """Whether what is printed goes to a screen with colours, and nobody asked for none (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


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
    with after_a_second(bar) as show:

        def advance(more: int) -> None:
            bar.advance(task, more)
            show()

        yield advance


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
    with after_a_second(bar) as show:

        def tell(said: str) -> None:
            if isinstance(said, Notice):
                bar.console.print(said, highlight=False)
                return
            bar.update(task, description=said)
            show()

        yield tell
