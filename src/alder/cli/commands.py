"""`alder`: the list of commands, what every one of them does about errors, and groups whose commands may go unnamed."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from alder import __version__
from alder.errors import AlderError, StoreError
from alder.rights import OWNERS_ALONE, of_the_command_line

COMMANDS = {
    "check": "What is wrong with a return?",
    "load": "Keep returns in the store; a later return supersedes an earlier one.",
    "returns": "What the store holds, by provider, year and return.",
    "quality": "How the fields of the returns are filled.",
    "reference": "Reference data that rules look into: add, list and remove it.",
    "link": "Link learners with another table by identifier, and see how many were linked.",
    "persons": "Who is who over all sources that the store holds.",
    "table": "Make a protected table of a measure.",
    "analysis": "One row for each learner or aim behind a measure, for an analysis of your own.",
    "protect": "Hide what is small in a table, and what would give it away.",
    "audit": "Can anything be worked out of a published table?",
    "outputs": "Would an output checker let this out?",
    "project": "Run an analysis in a secure workspace.",
    "ledger": "What was released or shown, which new tables are compared with.",
    "sources": "What data there is, and which of it answers a question.",
    "aims": "Find a learning aim, and read what is known of it.",
    "rules": "List, search and count the rules.",
    "explain": "Read about a rule, a field, a variable, a measure or a source.",
    "screen": "Does a data set keep to the open-data standard?",
    "publish": "Publish data sets in the open-data standard.",
    "serve": "Serve what is published: the public API.",
    "applications": "Applications for learner-level data: the form, and whether answers to it are ready.",
    "requests": "Requests for tables: ask, and answer those of others.",
    "incidents": "What broke a promise to people, or nearly did: report it, and deal with it.",
    "accreditation": "The course for researchers, and its test to practise.",
    "people": "Who may sign in, and what for.",
    "organisations": "Whom people work for.",
    "teams": "People who have roles together, for everything or for one thing.",
    "trail": "Who did what, and whether that record was changed.",
    "worker": "What the site does in the background: publishing at the minute, and screening.",
    "synth": "Make returns of fictitious providers.",
    "store": "Look after the store.",
    "demo": "A fictitious college group, from its returns to a report.",
}
"""Every command with its one line of help, so that the list costs no import. The module is `alder.cli.<name>`."""


class _Commands(click.Group):
    def main(self, *args: Any, **kwargs: Any) -> Any:
        with of_the_command_line():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        from alder.model.event import recorded_as  # not for help, which is on the screen in less time than this takes

        with recorded_as(_origin):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"alder.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from alder.errors import unknown_name

            raise unknown_name("command", name, COMMANDS, next="List them all with: alder --help")
        return super().resolve_command(ctx, args)


def _origin() -> dict[str, str]:
    """What a trail says of a command: its name, and no argument, which may name a learner."""
    from alder.model.event import account

    now = click.get_current_context(silent=True)
    names = now.command_path.split()[1:] if now else ()
    return {"account": account(), "command": " ".join(("alder", *names))}


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="alder %(version)s")
def cli() -> None:
    """Alder takes learner records from provider returns to tables that are safe to publish.

    Exit status: 0 fine, 1 rules broken, 2 wrong usage, 10 and up for files that cannot be read and the like.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run a command. What a person caused is said without a traceback, on stderr, with its own exit status."""
    try:
        return cli.main(args=arguments, prog_name="alder", standalone_mode=False)
    except AlderError as error:
        click.echo(f"alder: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("alder: stopped. Nothing is half done.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        said = _closed(error) or _trouble_of_the_site(error)
        if said is None:
            raise
        click.echo(f"alder: {said}", err=True)
        sys.exit(said.exit_code)


def _closed(error: Exception) -> AlderError | None:
    """That a file may not be read or written: most often a folder of a store that its owner alone may enter.

    Members of a store's group meet it wherever a command wants the ledger or a key, so it is said here for all of them.
    """
    if not isinstance(error, PermissionError):
        return None
    path = Path(str(error.filename or ""))
    if any(part in OWNERS_ALONE for part in path.parts):
        return StoreError(
            "only the owner of the store may do this: the ledger, keys and what is published are closed to others",
            where=str(path),
            next="Ask whoever owns the store. Members of its group read returns, and make tables on the screen.",
        )
    return StoreError(
        "this may not be read or written", where=str(path), next="Ask whoever owns it for access, or choose another."
    )


def _trouble_of_the_site(error: Exception) -> AlderError | None:
    """What the disk or the database objected to, where the command used the site."""
    if "alder.web.setup" not in sys.modules:
        return None
    from alder.web.setup import in_words

    return in_words(error)


class ByPath(click.Group):
    """A group whose commands need not be named: where a path comes first, what lies there says what is meant, as
    `alder protect leavers` does.

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
