"""The commands explained, from the commands themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from alder.cli.group import cli
from alder.explanations import ExplanationKind
from alder.look.words import counted
from alder.model.explanation import Explanation, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 240
_AS_IT_STANDS = "\b"
"""The mark before a paragraph of help whose lines are not to be joined."""


def commands() -> ExplanationKind:
    """The kind of thing that commands are, by their names without `alder`: `table`, `reference add`."""
    # with the group's own settings: a command keeps the names of its help option
    top = click.Context(cli, info_name="alder", **cli.context_settings)
    own = {name: found for name, found in _below(top) if name}
    return ExplanationKind(
        "command", "commands", lambda: _listed(own), lambda: own, lambda name: _explained(name, *own[name])
    )


Found = tuple[click.Command, click.Context]


def _below(context: click.Context) -> Iterator[tuple[str, Found]]:
    """A command and those below it, by their words."""
    command = context.command
    yield context.command_path.partition(" ")[2], (command, context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            if found := command.get_command(context, child):
                yield from _below(click.Context(found, info_name=child, parent=context))


def _listed(own: dict[str, Found]) -> Explanation:
    rows = tuple((name, command.get_short_help_str(_LONGEST)) for name, (command, _) in own.items() if " " not in name)
    return Explanation(
        "commands",
        "list",
        (counted(len(rows), "command"),),
        "What is typed at a terminal. Answers go to standard output; progress and notes go to standard error. Exit "
        "status: 0 fine, 1 rules broken, "
        "2 wrong usage, 10 and up for files that cannot be read and the like.",
        rows,
        next="One of them: alder explain command NAME, or alder NAME --help",
        title="Commands",
    )


def _explained(name: str, command: click.Command, context: click.Context) -> Explanation:
    lead, *others = [" ".join(part.split()) for part in (command.help or "").strip().split("\n\n")]
    sections = [Section("Usage", code=" ".join([context.command_path, *command.collect_usage_pieces(context)]))]
    if others:
        sections.append(Section("What to know", tuple(others)))
    options = (param.get_help_record(context) for param in command.get_params(context))
    if rows := tuple(record for record in options if record and record[1]):
        sections.append(Section("Options", rows=rows))
    if isinstance(command, click.Group):
        children = [(child, command.get_command(context, child)) for child in command.list_commands(context)]
        rows = tuple((f"{name} {child}", one.get_short_help_str(_LONGEST)) for child, one in children if one)
        sections.append(Section("Commands", rows=rows))
    return Explanation(
        name, "command", (), lead, sections=tuple(sections), next="All: alder explain commands", title=f"alder {name}"
    )
