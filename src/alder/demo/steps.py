"""Steps of what takes a while: what was done, what came of it, and how they are told on a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click


@dataclass(frozen=True)
class DoneStep:
    """A step that was done, now or in an earlier run: what came of it, and how many seconds it took."""

    doing: str
    outcome: str
    seconds: float
    name: str = ""
    """What it is called where a later run has to know it."""
    before: bool = False


def say_begun(doing: str) -> None:
    """What is being done, on a terminal only, until it is done."""
    if sys.stderr.isatty():
        click.echo(f"  {doing} …", err=True, nl=False)


def say_done(step: DoneStep) -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)
    before = " (done before)" if step.before else ""
    click.echo(f"  {step.seconds:>7.1f} s  {step.doing}: {step.outcome}{before}")
