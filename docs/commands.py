"""The page of commands, written by the command line itself."""

from __future__ import annotations

import click

from alder.cli.commands import COMMANDS, cli


def pages() -> dict[str, str]:
    """One page with the help text of every command and sub-command."""
    lines = [
        "# The command line",
        "",
        "Written by `make docs` from the commands themselves.",
        "",
        "Answers go to standard output; progress and notes go to standard error.",
        "",
    ]
    context = click.Context(cli, info_name="alder", **cli.context_settings)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        lines += _section(command, name, context, depth=2)
    return {"commands.md": "\n".join(lines)}


def _section(command: click.Command, name: str, parent: click.Context, *, depth: int) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    lines = [f"{'#' * depth} {context.command_path}", "", "```text", command.get_help(context), "```", ""]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            lines += _section(found, child, context, depth=depth + 1)
    return lines
