"""`alder table`: a protected table of a measure, on the screen or in a file."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
import warnings
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from alder.cli import explain as explanation
from alder.cli.arrow_stream import ARROW_STREAM, check_for_a_program, write_table
from alder.cli.options import ReturnType, YearsType, research_copy_option, settings_of, store_option, writing
from alder.errors import AlderError, NotProtected, UsageError, present

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from alder.disclosure import Protected
    from alder.disclosure.drawn import Drawn
    from alder.disclosure.ledger import Ledger
    from alder.disclosure.nearest import Nearest
    from alder.disclosure.policy import Policy
    from alder.disclosure.reasons import Why
    from alder.environment import Environment
    from alder.measures import Query
    from alder.model.coverage import Whole
    from alder.model.period import AcademicYear, ReturnNumber
    from alder.model.statistic import Counts, FrameRows

MARK = "NOT FOR RELEASE"
_FORMATS = (".csv", ".html", ".parquet")


@click.command()
@click.argument("measure", required=False)
@click.option("--by", default="", metavar="A,B", help="Split by these characteristics, for example sex,age_band.")
@click.option("--where", default="", metavar="FILTER", help="Count only these, for example 'level = 3 and sex = F'.")
@click.option("--year", "years", type=YearsType(), help="The academic year, or several: 2018/19..2020/21.")
@click.option("--area", default="", metavar="AREA", help="Split by area of the learner's home, or provider:region.")
@click.option("--scope", help="One kind of provision only, for example apprenticeships.")
@click.option(
    "--set",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a rule that is left open, for example imd_edition=2019. May be repeated.",
)
@click.option(
    "--policy", default="srs-output", show_default=True, help="How small numbers are protected: a name or mine.toml."
)
@click.option("--bands", type=click.Choice(["quintile"]), help="Put providers in fifths of the main rate.")
@click.option("--sort", type=click.Choice(["value"]), help="Order the rows by their figures; providers need --bands.")
@click.option("--as-of", "return_number", type=ReturnType(), help="As it stood at this return; else the latest.")
@research_copy_option
@click.option("--query", "asked", type=click.Path(dir_okay=False, path_type=Path), help="Ask what this file asks.")
@click.option("--write-query", "kept", type=click.Path(dir_okay=False, path_type=Path), help="Only write the question.")
@click.option("--explain", is_flag=True, help="Say what would be counted, from what, in which SQL; count nothing.")
@click.option(
    "--format",
    type=click.Choice(["text", "json", ARROW_STREAM]),
    default="text",
    show_default=True,
    help="For people; with --explain JSON; the table itself as a stream of Arrow, for programs.",
)
@click.option(
    "--rows",
    type=click.Choice(["cells", "totals", "all"]),
    help="Of a stream of Arrow: rows that are in no total of each other, the totals, or both.  [default: cells]",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a .csv, .html or .parquet file.")
@click.option(
    "--whole", metavar="PLACE", help="What totals in a .csv are all of, if it is true: a level, code and name."
)
@click.option("--leak", is_flag=True, help="Say how much of a rounded table can be worked out, for you alone.")
@click.option(
    "--keep", type=click.Path(dir_okay=False, path_type=Path), help="A CSV of cells to keep visible if possible."
)
@click.option("--why", is_flag=True, help="Say why each hidden count is hidden, for you alone.")
@click.option("--nearest", is_flag=True, help="Name coarser tables that hide less, each safe beside this one.")
@click.option(
    "--ledger", "with_ledger", is_flag=True, help="Others see this screen: judge and remember it, as --out does."
)
@click.option(
    "--stays", metavar="REASON", help="With --out: the file never leaves, and why. Written down; binds no other."
)
@click.option("--unprotected", is_flag=True, help=f"Look at the counts themselves, every line marked {MARK}.")
@store_option
def table(
    measure: str | None,
    by: str,
    where: str,
    years: tuple[AcademicYear, ...],
    area: str,
    scope: str | None,
    parameters: tuple[str, ...],
    policy: str,
    bands: str | None,
    sort: str | None,
    return_number: ReturnNumber | None,
    research_copy: bool | None,
    asked: Path | None,
    kept: Path | None,
    explain: bool,
    format: str,
    rows: FrameRows | None,
    out: Path | None,
    whole: str | None,
    leak: bool,
    keep: Path | None,
    why: bool,
    nearest: bool,
    with_ledger: bool,
    stays: str | None,
    unprotected: bool,
    folder: Path,
) -> None:
    """Make a protected table of MEASURE from the returns in the store.

    A filter compares variables and collected fields: =, !=, <, in (...), between, is known; and, or, not. All
    margins and indicators are protected together, and the result is attacked before it is shown. What --out writes
    to a file, and with --ledger what is shown, is judged together with every earlier table of the same people that
    the store's ledger holds (`alder ledger`), which then holds this one too: whatever is counted, and of whichever
    year. Exit status 16: the table cannot be protected as it is, or not beside earlier ones. A table that is
    only shown to you, who may see the records anyway, is not kept; nor does a file bind later tables that --stays
    says will never leave. Rules that may be --set are in: alder explain MEASURE, and in that of each
    characteristic. With --out table.csv, its metadata and notes are written beside it: a data set that `alder
    publish import` reads. Its totals are about the place that the store is declared to hold (`alder store covers`),
    or about the one provider held. No code stands for a few providers: split the table --by provider, or say what
    they are all of, if it is true, as in --whole "LSIP E69000001 Greater Alder". Levels: NAT, which needs the
    declaration, REG, LAD, LSIP, EDA, PROV. The file of --keep has a column for each filter, `sex,age_band`, and a
    line for each cell: a filter that is left out is at its total. What could not stay visible is said.

    With --format arrow-stream a program reads the table from standard output, in the columns of `table.to_arrow()`. As
    every frame it is kept in the ledger of the store, to stay inside, unless --ledger says that others see it. A table
    with several scopes needs the --scope that is meant.
    """
    from alder.cli.ledger import of_store
    from alder.disclosure import Action, protect
    from alder.disclosure.ledger.finished import check_folder, looked_at
    from alder.disclosure.nearest import nearest as nearest_to
    from alder.disclosure.protection import Fate, Protection
    from alder.disclosure.totals import totals_of
    from alder.environment import open as open_environment
    from alder.measures import Query, measures
    from alder.model.coverage import Whole

    if unprotected and (keep or why or nearest):
        raise UsageError("--keep, --why and --nearest are about a protected table", next="Leave out --unprotected.")
    if unprotected and out:
        raise NotProtected(
            "unprotected counts are for this screen alone, and cannot be saved",
            next="Leave out --unprotected, or leave out --out.",
        )
    if unprotected:
        explanation.check_for_a_terminal("unprotected counts", instead="alder.tabulate(...).cells")
    if format == "json" and not explain:
        raise UsageError(
            "--format json belongs to --explain",
            where="A table is saved as data with --out table.csv or --out table.parquet.",
            next="Add --explain, or leave out --format.",
        )
    if format == ARROW_STREAM:
        _check_stream(
            out=out, only_for_people={"--explain": explain, "--unprotected": unprotected, "--nearest": nearest}
        )
    elif rows is not None:
        raise UsageError("--rows belongs to a stream of Arrow", next="Add --format arrow-stream, or leave out --rows.")
    if out and out.suffix.lower() not in _FORMATS:
        raise UsageError(f"{out.name} does not say in which format to save", where=f"End it in {', '.join(_FORMATS)}.")
    if out:
        check_folder(out)
    fate = Fate.of_files(written=out is not None, shown=with_ledger, stays=stays)
    if whole and (out is None or out.suffix.lower() != ".csv"):
        raise UsageError("--whole belongs to a data file", next="Add --out table.csv, or leave out --whole.")
    about = Whole.read(whole) if whole else None
    cells = read_keep(keep) if keep else []
    protection = Protection.of_counts(  # what is wrong with it is said before anything is counted
        policy, bands=bands or "", by_value=sort == "value", keep=tuple(cells), leak=leak, nearest=nearest
    )
    chosen = present(protection.policy, "a table of a measure has a policy")
    if asked is not None:
        if any((measure, by, where, years, area, scope, parameters, return_number)) or research_copy is not None:
            raise UsageError("a question is in the file or on the line, not in both", next="Leave out one of them.")
        query = Query.from_json(_read(asked))
    else:
        if measure is None or not years:
            raise UsageError(
                "a table needs a measure and a year", next="For example:  alder table starts --by sex --year 2020/21"
            )
        query = Query.ask(
            measure,
            by=by,
            years=years,
            where=where,
            area=area,
            scope=scope,
            return_number=return_number.value if return_number else None,
            parameters=settings_of(parameters),
            research_copy=research_copy,
        )
    if kept is not None:
        _write(kept, query.to_json())
        return
    environment = open_environment(folder)
    width = min(100, shutil.get_terminal_size((100, 24)).columns)
    if explain:
        _explain(environment, query, chosen, width, format)
        return
    remembers = fate is not Fate.UNSAID and not unprotected
    of_people, is_drawn = chosen.action is not Action.NONE, measures[query.measure].extract is not None
    if of_people:  # figures of other policies are compared with none
        protection = replace(protection, fate=fate, reason=stays or "")
    drawing = None
    if is_drawn and remembers and of_people and not chosen.is_keyed:
        from alder.disclosure.drawn import drawn

        drawing = drawn(environment, query)
        counts = drawing.counts
    else:
        counts = _counted(environment, query, keys=chosen.is_keyed, records=remembers and of_people)
        query = counts.behind.query if counts.behind else query  # with what it was asked of: returns, or their copy
    from alder.cli.progress import activity
    from alder.measures.emptiness import why_empty

    with activity() as tell:
        tell("looking why it is empty")
        empty = why_empty(environment, query, counts)
    reasons = empty.lines(unprotected=unprotected) if empty else []
    if unprotected:
        from alder.disclosure.unprotected import text

        for line in text(counts, width - len(MARK) - 3).splitlines():
            click.echo(f"{MARK}   {line}".rstrip())
        for line in reasons:
            click.echo(f"{MARK}   {line}")
        click.echo(f"{MARK}   Protect it:  {command(query)}")
        return

    if out and out.suffix.lower() == ".csv":
        totals_of(counts.group, counts.filters, about)  # refuses what is not true before the table counts as out

    def safe(some: Counts, against: Ledger | None, cells: Sequence[Mapping[str, str]] = ()) -> Protected:
        return protect(some, replace(protection, keep=cells), against=against, progress=tell)

    if remembers and of_people:
        with activity() as tell:
            ledger = of_store(folder, tell)
            protected = protected_beside(environment, query, counts, ledger, safe, cells, drawing)
        say_kept(protected, ledger)
        if drawing is not None:
            say_drawn(drawing, ledger)
    else:
        with activity() as tell:
            # On the screen of whoever may see the records nothing leaves, so nothing is compared either.
            protected = safe(counts if out or format == ARROW_STREAM else looked_at(counts), None, cells)
        if remembers:
            click.echo("Not compared with earlier tables: the figures of this policy are not about people.", err=True)
    say_not_kept(protected)
    if why:
        say_why(protected)
    if leak:
        _say_leak(counts, protected.policy)
    if format == ARROW_STREAM:
        write_table(_frame(protected, rows or "cells"))
    elif out:
        _save(environment, protected, out, about)
    else:
        click.echo(protected.text(width))
        click.echo("\nSave it:  --out table.csv | .html | .parquet")
    if reasons:
        say_why_empty(reasons, width)
    if nearest:
        judged = remembers and stays is None
        beside = of_store(folder) if judged else None
        found = nearest_to(environment, query, chosen, against=beside, keep=cells)
        say_nearest(found, protected, " --ledger" if judged else "")


def _counted(environment: Environment, query: Query, *, keys: bool, records: bool) -> Counts:
    from alder.measures import tabulate

    if not keys and not records:
        return tabulate(environment, query)
    return tabulate(environment, query, record_keys=keys, records=records)


def command(query: Query) -> str:
    """The command line that asks a question."""
    from alder.measures.query import query_object
    from alder.model.definition import Parameter

    said = query_object(query)
    parts = ["alder", "table", query.measure]
    parts += ["--by", ",".join(query.by)] if query.by else []
    parts += ["--where", said["where"]] if "where" in said else []
    parts += ["--year", said["years"]]
    parts += ["--scope", said["scope"]] if "scope" in said else []
    parts += ["--as-of", said["as_of"]] if "as_of" in said else []
    parts += ["--research-copy"] if query.research_copy else []
    for name, setting in query.set:
        parts += ["--set", f"{name}={Parameter.shown(setting) if setting != () else ''}"]
    return shlex.join(parts)


def _check_stream(*, out: Path | None, only_for_people: Mapping[str, bool]) -> None:
    if out is not None:
        raise UsageError("a table goes to a file or to a program, not to both", next="Leave out --out or --format.")
    for option, is_asked in only_for_people.items():
        if is_asked:
            raise UsageError(f"{option} is for people, and not for a stream of Arrow", next=f"Leave out {option}.")
    check_for_a_program()


def _frame(protected: Protected, rows: FrameRows) -> pa.Table:
    """The table as a frame; of what sums of it leave out, standard error warns."""
    from alder.model.statistic import FrameCaution

    with warnings.catch_warnings(record=True) as cautions:
        warnings.simplefilter("always", FrameCaution)
        frame = protected.to_arrow(rows=rows)
    for caution in cautions:
        click.echo(str(caution.message), err=True)
    return frame


def _explain(environment: Environment, query: Query, policy: Policy, width: int, format: str) -> None:
    from alder.measures.query_explanation import asked, facts
    from alder.model.explanation import Section

    if format == "json":
        protection = {"policy": policy.name, "label": policy.label, "says": policy.says, "why": list(policy.why)}
        said = {**facts(environment, query), "protection": protection}
        click.echo(json.dumps(said, indent=1, ensure_ascii=False))
        return
    found = asked(environment, query)
    section = Section("Protection", (policy.says, *policy.why), rows=(("policy", policy.label),))
    *first, sql = found.sections
    click.echo(replace(found, sections=(*first, section, sql)).text(width))


@contextmanager
def _reading(path: Path, next: str) -> Iterator[None]:
    """While a file of text is read: that it cannot be is said in words."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} cannot be read", where=str(error.strerror or error)) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text in UTF-8", next=next) from None


def _read(path: Path) -> str:
    with _reading(path, "Make one with:  --write-query"):
        return path.read_text(encoding="utf-8-sig")


def _say_leak(counts: Counts, policy: Policy) -> None:
    """How much a rounded or perturbed table gives away, year by year, beside the table and not in it."""
    from alder.disclosure.exact_rates import with_decimals
    from alder.disclosure.leak import leak_of
    from alder.disclosure.yearly import years_of
    from alder.model.statistic import TIME

    years = years_of(with_decimals(counts, policy))
    for rows, year in years:
        name = f"{counts.cells[TIME][rows[0]].as_py()}: " if len(years) > 1 else ""
        click.echo(f"For you alone: {name}{leak_of(year, policy).words()}", err=True)


def _write(path: Path, text: str) -> None:
    with writing(path):
        path.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"Written: {path}")


def _save(environment: Environment, protected: Protected, out: Path, whole: Whole | None) -> None:
    from alder.disclosure.totals import totals_in_file, totals_of

    with writing(out):
        if out.suffix.lower() == ".csv":
            files = protected.write_csv(out, whole=whole)
        elif out.suffix.lower() == ".html":
            protected.write_html(out, boundaries=environment.boundaries())
            files = [out]
        else:
            files = [protected.write_parquet(out)]
    click.echo("Written: " + ", ".join(str(f) for f in files))
    about = totals_of(protected.about.group, protected.filters, whole) if len(files) > 1 else None
    said = totals_in_file(protected.about.group, about) if len(files) > 1 else ""
    for line in filter(None, (protected.about.group.words, said)):
        click.echo(line)
    if files[0] != out:
        click.echo(f"The figures are {protected.about.made_up.mark.lower()}, so the name of the file says it.")


def read_keep(path: Path) -> list[dict[str, str]]:
    """The cells that a CSV lists: a column for each filter, and `indicator` where one count alone is meant.

    A filter without a column, or without a code in a line, stands at its total.
    """
    with _reading(path, "Save it as CSV in UTF-8."), path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    for n, line in enumerate(lines, 2):
        if None in line or None in line.values():
            raise UsageError(
                "this line does not have one code for each column", where=f"{path.name}, line {n}",
                next="Write a column for each filter, with a header: sex,age_band",
            )  # fmt: skip
    return [{name.strip(): code.strip() for name, code in line.items() if code.strip()} for line in lines]


def say_not_kept(protected: Protected) -> None:
    """Which of the cells to keep could not stay visible."""
    for name in protected.not_kept():
        click.echo(f"For you alone: {name} was to be kept visible, and could not.", err=True)


def say_why(protected: Protected) -> None:
    """Why each hidden count is hidden, one line each."""
    from alder.disclosure.protected import rows_of
    from alder.model.statistic import TOTAL

    lines = []
    for i in protected.indicators:
        for codes, _ in rows_of(protected):
            where = {f.id: code for f, code in zip(protected.filters, codes, strict=True)}
            why = protected.why(i.id, **where)
            if why.is_hidden and not i.is_rate:
                named = [f.label_of(c) for f, c in zip(protected.filters, codes, strict=True) if c != TOTAL]
                lines.append(f"  {', '.join([i.label, *named])}: {_one_line(why)}")
    heads = "For you alone, why figures are hidden:" if lines else "For you alone: no count is hidden."
    for line in (heads, *lines):
        click.echo(line, err=True)


def say_why_empty(reasons: Sequence[str], width: int) -> None:
    """Beside the table and not in it, on a screen and in no file: whether some were left is a fact about people."""
    if not explanation.on_a_terminal(errors=True):
        click.echo("Why it is empty is said on a screen alone: run it without | or 2>.", err=True)
        return
    for line in reasons:
        click.echo(fill(f"For you alone: {line}", width, subsequent_indent="  ", break_on_hyphens=False), err=True)


def _one_line(why: Why) -> str:
    sums = f", in the sum of {'; of '.join(why.sums)}" if why.sums else ""
    return f"{why.reason}{sums}."


def say_nearest(found: list[Nearest], protected: Protected, also: str) -> None:
    """The coarser tables that hide less, with the share of figures that each hides."""
    from alder.disclosure.nearest import share_hidden

    share = share_hidden(protected)
    if not share:
        click.echo("\nThis table hides nothing, so no other hides less.")
        return
    if not found:
        click.echo(f"\nThis table hides {share:.0%} of its figures. No coarser one that was tried hides less.")
        return
    click.echo(f"\nThis table hides {share:.0%} of its figures. Safe beside it, and hiding less:")
    for one in found:
        click.echo(f"  {one.hides:.0%}, {one.words}:\n      {command(one.query)}{also}")


TRIES = 6
"""So many other questions are tried."""


def protected_beside(
    environment: Environment,
    query: Query,
    counts: Counts,
    ledger: Ledger,
    protect: Callable[..., Protected],
    keep: Sequence[Mapping[str, str]] = (),
    drawn: Drawn | None = None,
) -> Protected:
    """The table, kept in the ledger. Where it is refused because of earlier ones, a question that would not be."""
    from alder.disclosure.ledger import BesideEarlier
    from alder.measures.query import query_object

    try:
        asked = query_object(query) | (drawn.said if drawn else {})
        return protect(counts, ledger.asking(asked), keep)
    except BesideEarlier as refused:
        found = _other(environment, query, lambda c: protect(c, ledger.trying()))
        if found is not None:
            refused.next = f"{refused.next}\nThis may be released:  {command(found)} --ledger"
        raise


def say_kept(table: Protected, ledger: Ledger) -> None:
    """What the ledger did with a table, beside it."""
    from alder.disclosure.drawn import of_the_other, said_of_the_other
    from alder.disclosure.ledger import MORE, not_here, not_known
    from alder.disclosure.ledger.finished import number_of, said_of

    facts = ledger.facts(number_of(table))
    if facts.more:
        click.echo(MORE, err=True)
    for line in said_of(table):
        click.echo(line, err=True)
    if facts.binds and (others := ledger.not_compared(facts.id)):
        click.echo(not_known(others), err=True)
    if facts.binds and (apart := of_the_other(facts, ledger.releases())):
        click.echo(said_of_the_other(facts, apart), err=True)
    if facts.binds and (elsewhere := ledger.elsewhere()):
        click.echo(not_here(elsewhere), err=True)
    if facts.binds:
        click.echo(
            f"Kept in the ledger as {facts.id}: every later table of the same people is judged beside it.",
            err=True,
        )
    else:
        click.echo(f"Kept in the ledger as {facts.id}, to stay inside: no later table is judged beside it.", err=True)


def say_drawn(drawn: Drawn, ledger: Ledger) -> None:
    """Which tables of delivered people the ledger could compare, and which it could not."""
    click.echo(
        "People of deliveries have no lasting keys: it is judged beside tables drawn in the same way from the same "
        "deliveries, and beside no others.",
        err=True,
    )
    if apart := drawn.apart(ledger):
        names = ", ".join(f.id for f in apart)
        click.echo(
            f"Not compared with {names}: drawn from other deliveries, or in another way, so nobody knows who is in "
            "both. Judge yourself what they tell beside this one.",
            err=True,
        )


def _other(environment: Environment, query: Query, protect: Callable[[Counts], object]) -> Query | None:
    """The first of some coarser questions whose table may be released, by trying."""
    from alder.disclosure.drawn import with_people
    from alder.measures.query import coarser

    for other in islice(coarser(query), TRIES):
        try:
            protect(with_people(environment, other.query))
        except AlderError:  # it is refused too, or cannot be asked: none to suggest
            continue
        return other.query
    return None
