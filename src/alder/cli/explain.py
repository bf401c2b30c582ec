"""`alder explain`: what anything that Alder knows by a name is; the commands too, from the commands themselves."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.arrow_stream import ARROW_STREAM, check_for_a_program, stream_format_option, write_table
from alder.cli.commands import cli
from alder.cli.options import (
    ReturnType,
    YearType,
    research_copy_option,
    settings_of,
    store_if_any,
    store_option,
    writing,
)
from alder.errors import NotProtected, UsageError
from alder.look.words import counted
from alder.model.explanation import Explanation, Section
from alder.rights import for_everybody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.explanations import ExplanationKind
    from alder.model.period import AcademicYear, ReturnNumber


@click.command()
@click.argument("words", metavar="NAME", nargs=-1, required=True)
@click.option("--sql", is_flag=True, help="Show the SQL of a rule, too.")
@click.option("--to", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page: .html or .md.")
@stream_format_option
@click.option("--learner", metavar="LEARNREF", help="How a measure judged each aim of this learner of your store.")
@click.option("--ukprn", help="The provider whose learner it is, where several have one of that reference.")
@click.option("--year", type=YearType(), help="The year that the measure is of; else the latest that is held.")
@click.option("--as-of", "return_number", type=ReturnType(), help="As it stood at this return; else the latest.")
@research_copy_option
@click.option("--set", "parameters", multiple=True, metavar="NAME=VALUE", help="Set a rule of the measure.")
@store_option
def explain(
    words: tuple[str, ...],
    sql: bool,
    page: Path | None,
    format: str,
    learner: str | None,
    ukprn: str | None,
    year: AcademicYear | None,
    return_number: ReturnNumber | None,
    research_copy: bool | None,
    parameters: tuple[str, ...],
    folder: Path,
) -> None:
    """Read about a rule, a field, a variable, a measure or a source.

    NAME is its name, or one of the lists: measures, variables, rules, fields, sources. A field may be of any source. Of
    a rule you see what is wrong, what it reads, how to put it right, an example that breaks it and one that keeps it.
    Where the store holds the LEO variable request form, a field has its years, risk and sensitivity from there, too.

    More lists: commands, policies, filters, reference tables, checks, form of a file, queries as JSON, measures from
    deliveries. With the word before it, a name is looked for among its kind alone: command table, policy srs-output,
    filter sex, reference table provider, check filename_spaces.

    With --format arrow-stream one of these lists is a table of names and what is said of each.

    With --learner you see, step by step, how a measure judged each aim of one learner: what was read, in scope or not,
    left out or not, counted in which year, and what each step rests on. That is shown on a terminal and nowhere else.
    """
    name = " ".join(words)
    if learner is not None:
        explain_learner(
            name,
            learner,
            ukprn=ukprn,
            year=year,
            return_number=return_number,
            research_copy=research_copy,
            parameters=parameters,
            format=format,
            folder=folder,
            page=page,
            sql=sql,
        )
        return
    if ukprn or year or return_number or parameters or research_copy is not None:
        raise UsageError(
            "--ukprn, --year, --as-of, --research-copy and --set go with --learner", next="Leave them out."
        )
    if format == ARROW_STREAM:
        _write_names(name)
        return
    from alder.explanations import explain as explained

    found = explained(name, store_if_any(folder), [commands()])
    text = _sql(found.name, found.kind) if sql else ""
    if page:
        _write(page, found, text)
        click.echo(f"Written: {page}")
        return
    if format == "json":
        click.echo(json.dumps({**found.as_object(), **({"sql": text} if sql else {})}, indent=1, ensure_ascii=False))
        return
    click.echo(found.text(shutil.get_terminal_size().columns))
    if sql:
        click.echo()
        click.echo(text)


def _write_names(title: str) -> None:
    """One of the lists of names as a table: of each its kind, its name and what is said of it."""
    from alder.explanations import name_lists

    check_for_a_program()
    lists = name_lists()
    if (asked := title.replace(" ", "_")) not in lists:
        raise UsageError(
            f"{title} is not a list of names, and only these are tables",
            where=f"There are {', '.join(one.replace('_', ' ') for one in lists)}.",
            next="Leave out --format arrow-stream.",
        )
    write_table(lists[asked].to_arrow().select(["kind", "name", "says"]))


@for_everybody()
def _write(path: Path, found: Explanation, sql: str) -> None:
    from alder.look.page import write_explanation

    ending = path.suffix.lower()
    if ending not in (".html", ".md"):
        raise UsageError(f"no page can be written as {path.name}", where="Pages end in .html or .md.")
    with writing(path):
        if ending == ".html":
            write_explanation(path, found, sql=sql)
        else:
            told = f"{found.markdown()}\n## SQL\n\n```sql\n{sql}\n```\n" if sql else found.markdown()
            path.write_text(told, encoding="utf-8", newline="\n")


def _sql(name: str, kind: str) -> str:
    """The statements that judge a rule, as it holds in the latest year whose book is full."""
    from alder.rules.plan import sql_of_rule
    from alder.sources.ilr.rules import ilr

    if kind != "rule":
        raise UsageError(f"{name} is no rule of the book, so no SQL judges it", next="Leave --sql out.")
    rule = ilr.versions(name)[-1]
    return sql_of_rule(rule, ilr, max(y for y in ilr.full if rule.holds_in(y)))


def explain_learner(
    measure: str,
    learner: str,
    *,
    ukprn: str | None,
    year: AcademicYear | None,
    return_number: ReturnNumber | None,
    research_copy: bool | None,
    parameters: tuple[str, ...],
    format: str,
    folder: Path,
    page: Path | None,
    sql: bool,
) -> None:
    """Print the trace, after refusing whatever would put it anywhere but on a screen."""
    from alder.environment import open as open_environment
    from alder.environment import trace

    if page is not None:
        raise NotProtected("a learner's trace is for this screen alone, and cannot be saved", next="Leave out --to.")
    if sql:
        raise UsageError("SQL is shown of a rule, and not of a learner", next="Leave out --sql.")
    check_for_a_terminal("traces of a learner", instead="alder.trace(...)")
    found = trace(
        open_environment(folder),
        measure,
        learner=learner,
        ukprn=ukprn,
        year=year,
        return_number=return_number.value if return_number else None,
        research_copy=research_copy,
        **settings_of(parameters),
    )
    if format == "json":
        click.echo(json.dumps(found.as_object(), indent=1, ensure_ascii=False))
        return
    click.echo(found.text(shutil.get_terminal_size().columns))


def check_for_a_terminal(what: str, *, instead: str) -> None:
    """Refuse to show `what` (in the plural) unless it goes to a screen; `instead` is how a program gets it."""
    if not on_a_terminal():
        raise NotProtected(
            f"{what} are shown on a terminal and nowhere else",
            where="The output is led to a file or to another program, which might keep it.",
            next=f"Run it without > or |. A program of your own can ask for it in Python:  {instead}",
        )


def on_a_terminal(*, errors: bool = False) -> bool:
    """Whether what is printed goes to a screen; or, of `errors`, what is said beside it."""
    return (sys.stderr if errors else sys.stdout).isatty()


_LONGEST = 240


def commands() -> ExplanationKind:
    """The kind of thing that commands are, by their names without `alder`: `table`, `reference add`."""
    from alder.explanations import ExplanationKind  # it knows every rule and measure; `alder table` needs none here

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
