"""The command line: a file for each command, loaded when it is used."""

from alder.cli.group import main

__all__ = ["main"]
