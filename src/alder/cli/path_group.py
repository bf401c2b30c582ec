"""A group of commands of which none need be named: a path says which is meant, as `alder protect leavers` does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Options that several commands have, in this order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


class ByPath(click.Group):
    """A group whose commands need not be named: where a path comes first, what lies there says what is meant.

    So was it written before there were commands, and so it goes on working. A path that exists is a path, also where
    it is called like a command.
    """

    by_path: click.Command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args and args[0] not in ("-h", "--help") and not self._names_command(args[0]):
            return self.by_path.make_context(info_name, args, parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def _names_command(self, said: str) -> bool:
        return said in self.commands and not Path(said).exists()

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Its commands, and paths."""
        return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]
