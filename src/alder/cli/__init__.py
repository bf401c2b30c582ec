"""The command line: a file for each command, loaded when it is used."""

from alder.cli.commands import main

__all__ = ["main"]
