"""`alder protect`: hide what is small in a table, and what would give it away; a group of `table` and `records`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alder.cli.commands import ByPath
from alder.cli.options import YearType, store_option, with_options
from alder.errors import UsageError, present

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.disclosure import Protected
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.microdata import Figures
    from alder.disclosure.microdata.counting import LineKeys
    from alder.disclosure.microdata.remembered import Remembered
    from alder.disclosure.policy import Policy
    from alder.disclosure.protection import Protection, RecordQuery, Rule
    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.pub_file import CellProtection
    from alder.disclosure.tables.rounding import Rounded
    from alder.disclosure.tables.table import Numbers, Table
    from alder.model.statistic import Counts

    Tell = Callable[[str], None]

UNGUARDED = (
    "Made with --may-be-empty, so without the guard against readers who know that no hidden count is 0: what they can "
    "work out was not looked for. Every line of the file says so, in the column hidden_may_be_empty."
)
NOT_KNOWN = "No ledger remembers this table, nor was it judged beside earlier ones: "
"""Said of a table that leaves without one."""
FOLDER_WAY = "a table folder does not say who is behind its cells. Give it to later tables with --against."
RECORDS_WAY = "nobody knows who is behind its lines. Say it with --learner COLUMN --year 2020/21 --store DIR."

_files = (
    click.option(
        "--out",
        required=True,
        type=click.Path(path_type=Path),
        help="The file to write; for several tables the folder.",
    ),
    click.option(
        "--release", type=click.Path(path_type=Path), help="Write what readers get here too: without reasons."
    ),
)
_protection = (
    click.option("--policy", metavar="NAME", help="A policy that hides; its threshold and what it promises."),
    click.option("--threshold", type=int, help="Counts below it are small. Without it, what the folder says."),
    click.option("--p", type=float, help="The p % rule, for tables of values."),
    click.option(
        "--insider/--no-insider", default=True, show_default=True, help="Guard against people alone in a cell."
    ),
    click.option("--interval", is_flag=True, help="Small counts keep as many values as the threshold leaves open."),
    click.option(
        "--never-empty/--may-be-empty",
        default=None,
        help="Guard counts against readers who know that no hidden one is 0, as zeros tell. "
        "Without the guard every line of the file says so.  [default: never-empty]",
    ),
    click.option(
        "--telling",
        "tells",
        multiple=True,
        metavar="COLUMN[=VALUE]",
        help="A value, Yes if none is named, that no table says of everybody in a group: loan. May be repeated.",
    ),
)
_records = (
    click.option("--by", help="Columns of RECORDS.csv to count by: region,level,sex."),
    click.option(
        "--of", metavar="COLUMN", help="The column of RECORDS.csv with the values that a statistic is made of."
    ),
    click.option(
        "--as",
        "statistic",
        metavar="STATISTIC",
        help="Of these values: total, mean, median, p1 to p99, minimum, maximum, or rate (of yes and no). "
        "[default: total]",
    ),
    click.option("--contributor", metavar="COLUMN", help="Whose a line is: a provider with all its sites, a learner."),
    click.option("--weight", metavar="COLUMN", help="How many a line of a survey stands for: 1 or more."),
    click.option("--to", type=float, help="Round means, percentiles and extremes to multiples of this."),
    click.option("--limit", "limits", type=float, multiple=True, help="A minimum or maximum that is so by design."),
    click.option(
        "--beside",
        multiple=True,
        metavar="STATISTIC:PUB.csv",
        help="A statistic of the same column that is out already: p25:P25.csv, or p25/100:P25.csv if rounded to "
        "hundreds.",
    ),
)
_more = (
    click.option("--source", "sources", multiple=True, metavar="ID", help="With --policy: whose figures these are."),
    click.option("--keep", type=click.Path(path_type=Path), help="A CSV of cells to keep visible if at all possible."),
)
_tables = (
    click.option(
        "--against", multiple=True, metavar="FOLDER:PUB.csv", help="A table that is out already. May be repeated."
    ),
    click.option(
        "--base", type=click.Path(path_type=Path), help="The folder of what linked tables rest on: the finest table."
    ),
)
_proofs = (
    click.option(
        "--certificate", type=click.Path(path_type=Path), help="Write here what proves that the table is safe."
    ),
    click.option(
        "--secret", type=click.Path(path_type=Path), help="A file of random bytes, for policies that draw at random."
    ),
)
_learners = (
    click.option(
        "--learner",
        metavar="COLUMN",
        help="The ULNs in RECORDS.csv: the table is judged beside earlier ones, and kept.",
    ),
    click.option("--year", type=YearType(), help="With --learner: the academic year in which they are counted."),
    store_option,
)
_seed = click.option("--seed", default=0, show_default=True, help="The same seed gives the same choice.")


@click.group(cls=ByPath)
def protect() -> None:
    """Hide what is small in a table, and what would give it away; or round it.

    A table folder holds a table as it was counted: protect it with `table`. A file of records has one line a person:
    `records` counts it, or makes statistics of a column, and protects these.

    The file that is written says of each cell whether it is small (`primary`), whether it is hidden (`suppressed`),
    and what is `published`. It is for you; --release writes the one for readers. A cell is hidden with the symbol c.

    Without either word, `alder protect PATH` looks at what lies at the path. A path that exists is a path, even if it
    is called `table` or `records`.
    """


@protect.command()
@click.argument("tables", metavar="TABLE_FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_options(*_files, *_protection, *_more, *_tables, *_proofs, _seed)
def table(tables: tuple[Path, ...], **given: Any) -> None:
    """Protect a table folder, or several together.

    A TABLE_FOLDER holds `inner.csv`, the finest cells, and `hier.json`, what they add up to. Several folders are
    protected together, as tables of the same people, and written to the folder --out.

    That everybody of a group has a telling value is hidden like a small count: 42 of 42 with a loan. A policy has a
    list of such values, of columns that are named as in `alder table` (learner_loan); --telling names others.

    A --policy that rounds or perturbs publishes figures near the counts. What they give away together is told.
    """
    if (first := tables[0]).is_file():
        raise UsageError(
            f"{first} is a file, and no table folder",
            next=f"If it is of records, write: alder protect records {first} --by region,level --out PUB.csv",
        )
    _protect(tables, given)


@protect.command()
@click.argument("file", metavar="RECORDS.csv", type=click.Path(path_type=Path))
@with_options(*_files, *_protection, *_records, *_more, *_proofs, *_learners, _seed)
def records(file: Path, **given: Any) -> None:
    """Protect counts or statistics of a file of records.

    RECORDS.csv has one line a person, or more with --contributor; --of and --as make statistics of a column.

    That everybody of a group has a telling value is hidden like a small count: 42 of 42 with a loan. A policy has a
    list of such values, of columns that are named as in `alder table` (learner_loan); --telling names others.

    A --policy that rounds or perturbs publishes figures near the counts. What they give away together is told.

    With --learner the ledger of --store judges the table of RECORDS.csv beside all earlier tables of the same learners,
    and its figures of a column beside all that were made of it; and remembers them, as `alder table --out` does.
    Without it the command says that nobody does.
    """
    if file.is_dir():
        raise UsageError(
            f"{file} is a folder, and no file of records",
            next=f"If it is of a table, write: alder protect table {file} --out PUB.csv",
        )
    if not given["by"]:
        raise UsageError("records are counted by their columns", next=f"Write: {_FORM}")
    _protect(_query(file, given), given)


_FORM = "alder protect records RECORDS.csv --by region,level --threshold 10 --out PUB.csv"


@click.command()
@click.argument(
    "paths", metavar="TABLE_FOLDER... | RECORDS.csv", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@with_options(*_files, *_protection, *_records, *_more, *_tables, *_proofs, *_learners, _seed)
def by_path(paths: tuple[Path, ...], **given: Any) -> None:
    """Protect what lies at a path: table folders, or a file of records.

    So was it written before there were `alder protect table` and `alder protect records`, and so it goes on working.
    """
    from alder.disclosure.protection import policy_with_sources
    from alder.disclosure.tables.full_groups import asked_for

    OutputFiles.of(given).check(len(paths))
    policy, first = policy_with_sources(given["policy"], given["sources"]), paths[0]
    asked_for(given["tells"])  # refuses what names no value, before what is about the path
    if first.is_dir():
        of_records = {"--by": given["by"], "--of": given["of"], "--as": given["statistic"], "--weight": given["weight"]}
        of_records |= {"--contributor": given["contributor"], "--to": given["to"], "--limit": given["limits"]}
        if odd := [name for name, value in (of_records | {"--beside": given["beside"]}).items() if value]:
            raise UsageError(
                f"{odd[0]} is about a file of records, and {first} is a table folder", next="Leave it out."
            )
        if given["learner"] is not None:
            raise UsageError("a table folder has no lines of learners", next="Leave --learner out.")
    elif not given["by"] or len(paths) > 1 or given["against"] or given["base"]:
        raise UsageError(
            f"{first} is no table folder; records are protected one file at a time, with --by",
            next="Write: alder protect RECORDS.csv --by region,level --threshold 10 --out PUB.csv",
        )
    given |= _passed_over(given, policy, len(paths), is_folder=first.is_dir())
    _protect(paths if first.is_dir() else _query(first, given), given)


protect.by_path = by_path


def _passed_over(given: Mapping[str, Any], policy: Policy | None, paths: int, *, is_folder: bool) -> dict[str, Any]:
    """What this spelling never heeded, set to what it is without: a line that worked goes on working.

    The commands that are named refuse each of these, as `Protection` does.
    """
    alters = policy is not None and policy.is_altering
    unheeded: dict[str, Any] = {}
    if given["learner"] is not None:
        return unheeded
    unheeded["year"] = None
    if is_folder and paths == 1 and not given["against"] and not alters:
        unheeded["base"] = None
    without = {"threshold": None, "p": None, "interval": False}
    if not is_folder and given["of"] and given["statistic"] == "rate":
        return unheeded | without
    if not is_folder and given["of"] and given["statistic"] not in (None, "total"):
        return unheeded | without | {"never_empty": None} if alters else unheeded
    return unheeded | {"secret": None} if alters and policy is not None and not policy.is_keyed else unheeded


def _query(file: Path, given: Mapping[str, Any]) -> RecordQuery:
    from alder.disclosure.protection import RecordQuery

    asked = ("by", "of", "statistic", "contributor", "weight", "to", "limits", "beside", "learner", "year")
    return RecordQuery(path=file, **{name: given[name] for name in asked})


@dataclass(frozen=True)
class OutputFiles:
    """What is written, and where."""

    out: Path
    release: Path | None
    certificate: Path | None
    seed: int

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> OutputFiles:
        return cls(given["out"], given["release"], given["certificate"], given["seed"])

    def check(self, tables: int) -> None:
        """Raises where a file has no folder to go to, before anything is worked out: as `alder table --out` does.

        A folder that was never named is not made, since it is more often a wrong name than a wish. For several tables
        --out and --release are folders themselves, and are made where they are missing, in one that is there.
        """
        from alder.disclosure.ledger.finished import check_folder

        for path in filter(None, (self.out, self.release, self.certificate)):
            check_folder(path)
        for folder in filter(None, (self.out, self.release) if tables > 1 else ()):
            if folder.exists() and not folder.is_dir():
                raise UsageError(f"{folder} is a file, and several tables go to a folder", next="Name a folder.")
            folder.mkdir(exist_ok=True)

    def words(self) -> list[str]:
        return [f"Written to {self.out}."] + ([f"For readers: {self.release}."] if self.release else [])


def _protect(of: tuple[Path, ...] | RecordQuery, given: Mapping[str, Any]) -> None:
    """What all spellings come to."""
    from alder.cli.progress import activity
    from alder.disclosure.protection import Protection, policy_with_sources
    from alder.disclosure.tables.full_groups import asked_for

    to = OutputFiles.of(given)
    to.check(len(of) if isinstance(of, tuple) else 1)
    settings = ("threshold", "p", "insider", "interval", "never_empty", "keep", "against", "base", "certificate")
    asked = Protection(
        of=of,
        policy=policy_with_sources(given["policy"], given["sources"]),
        named=asked_for(given["tells"]),
        **{name: given[name] for name in (*settings, "secret") if name in given},
    )
    query = asked.query
    with activity() as tell:
        tell("Reading")
        if query is not None and query.learner is not None:
            said = _remembered(asked, query, given["folder"], to, tell)
        elif query is not None and query.is_rate:
            said = _rates(asked, query, to, tell)
        elif query is not None and query.is_placed:
            said = _statistic(asked, query, to, tell)
        elif asked.altering is not None:
            said = _altered(asked, asked.altering, to, tell)
        elif query is not None:
            said = _recorded(asked, query, to, tell)
        else:
            said = _folders(asked, to, tell)
    if to.release and (query is None or query.learner is None):
        said = f"{said}\n{NOT_KNOWN}{RECORDS_WAY if query is not None else FOLDER_WAY}"
    click.echo(said)


def _policy_words(asked: Protection) -> list[str]:
    """The policy with its version, as it is printed with each table."""
    return [f"Policy {asked.policy.label}: {asked.policy.says}"] if asked.policy is not None else []


def _folders(asked: Protection, to: OutputFiles, tell: Tell) -> str:
    from alder.disclosure.tables.folder import read_folder
    from alder.disclosure.tables.protecting import rule_for

    folders = [read_folder(path) for path in asked.folders]
    if len(folders) == 1 and not asked.against:
        table = folders[0].table
        return _one(asked, table, rule_for(asked, table, folders[0]), to, tell)
    return _several(asked, folders, to, tell)


def _recorded(asked: Protection, query: RecordQuery, to: OutputFiles, tell: Tell) -> str:
    """Counts and totals of records."""
    from alder.disclosure.microdata.answer import table_of

    table, rule, also, totals = table_of(asked, query, seed=to.seed, progress=tell)
    made = _one(asked, table, rule, to, tell, also)
    attacked = _attacked_words(totals, query) if totals is not None else []
    return "\n".join([*_contributor_words(asked, query), made, *attacked])


def _one(asked: Protection, table: Table, rule: Rule, to: OutputFiles, tell: Tell, also: Numbers | None = None) -> str:
    from alder.disclosure.tables.keep_file import read_cells
    from alder.disclosure.tables.protecting import protect_table

    kept = read_cells(asked.keep, table) if isinstance(asked.keep, Path) else None
    outcome, cells = protect_table(table, rule, keep=kept, also=also, seed=to.seed, progress=tell)
    if to.certificate:
        tell("Proving")
        outcome.certificate(cells).write(to.certificate)
    tell("Writing")
    lines = [*_policy_words(asked), _hidden_words(table, outcome.protection)]
    if full := int((outcome.cube.freq == 0).sum()):
        lines.append(
            f"{full:,} of them {'is a 0' if full == 1 else 'are zeros'} that would say that everybody of a group "
            "has a telling value."
        )
    if outcome.given_up:
        lines.append(f"{outcome.given_up:,} of the cells to keep could not stay visible.")
    if outcome.protection.may_be_empty:
        lines.append(UNGUARDED)
    return "\n".join([*lines, *_write(table, outcome.protection, to)])


def _write(table: Table, protection: CellProtection, to: OutputFiles) -> list[str]:
    from alder.disclosure.tables.pub_file import write

    for path in filter(None, (to.out, to.release)):
        write(table, protection, path, for_readers=path is to.release)
    return to.words()


def _hidden_words(table: Table, protection: CellProtection) -> str:
    from alder.disclosure.tables.table import TableKind

    primary = int(protection.primary.sum())
    extra = protection.hidden & ~protection.primary
    count = table.kind is TableKind.COUNT
    why = "they are small" if count else "few contributors, or one above all, stand behind them"
    return (
        f"{len(protection.primary):,} cells: {primary:,} {'is' if primary == 1 else 'are'} hidden because {why}, "
        f"{int(extra.sum()):,} more so that these cannot be worked out (together {protection.shown[extra].sum():,.0f})."
    )


def _several(asked: Protection, folders: list[Folder], to: OutputFiles, tell: Tell) -> str:
    from alder.disclosure.tables.base import finest
    from alder.disclosure.tables.folder import read_folder
    from alder.disclosure.tables.full_groups import refuse
    from alder.disclosure.tables.keep_file import read_cells
    from alder.disclosure.tables.protecting import rule_for
    from alder.disclosure.tables.protecting_linked import Earlier, New, protect_together

    earlier, old = zip(*(Earlier.read(one) for one in asked.against), strict=True) if asked.against else ((), ())
    keep = asked.keep if isinstance(asked.keep, Path) else None
    new = [
        New(one.name, one.table, rule_for(asked, one.table, one), read_cells(keep, one.table) if keep else None)
        for one in folders
    ]
    for each in new:
        refuse(each.table, asked.telling, each.rule.threshold or 1, "In several tables no 0 can be hidden for it.")
    ground = read_folder(asked.base) if asked.base else finest([*folders, *old])
    together = protect_together(new, ground, earlier, seed=to.seed, progress=tell)
    if to.certificate:
        tell("Proving")
        together.write_certificate(to.certificate)
    tell("Writing")
    lines = _policy_words(asked)
    for one, protection in zip(folders, together.protections, strict=True):
        out, release = (
            path / f"{one.name}.csv" if path and len(folders) > 1 else path for path in (to.out, to.release)
        )
        files = OutputFiles(present(out, "--out is asked for before"), release, None, to.seed)
        lines += [f"{one.name}: {_hidden_words(one.table, protection)}", *_write(one.table, protection, files)]
    if any(one.may_be_empty for one in together.protections):
        lines.append(UNGUARDED)
    if together.out:
        lines.append(f"{together.out:,} small cells were shown by an earlier release already.")
    if together.lost:
        lines.append(
            f"{together.lost:,} small cells can be worked out from the earlier releases, whatever is hidden now."
        )
    return "\n".join(lines)


def _altered(asked: Protection, policy: Policy, to: OutputFiles, tell: Tell) -> str:
    """Round one table, attack what came out, and write it; or refuse it where the policy refuses what leaks."""
    from alder.disclosure.tables.rounding import attacked, table_and_keys

    table, keys = table_and_keys(asked)
    made, leak = attacked(asked, table, keys, progress=tell)
    tell("Writing")
    written = _write(table, made.protection, to)
    return "\n".join([_altered_words(made, policy), leak_words(leak), *written])


def _altered_words(made: Rounded, policy: Policy) -> str:
    protection = made.protection
    symbols = int(protection.hidden.sum())
    found = (
        f"{len(protection.primary):,} cells under policy {policy.label}: {int(protection.primary.sum()):,} are small"
    )
    found += f", {symbols:,} stand as {protection.symbol}." if symbols else "."
    if made.steps > 1:
        found += f" To add up, counts moved up to {made.steps} steps of {policy.base}."
    return found


def leak_words(leak: Leak) -> str:
    """What rounded figures give away, in words without values."""
    found = (
        f"Together the figures give away {len(leak.told):,} of {leak.small:,} small counts exactly; each alone "
        f"{leak.alone:,}. Of all {leak.counts:,} counts {leak.exact:,} follow exactly. A count keeps {leak.width:.1f} "
        f"possible values on average, where its own figure leaves {leak.promised:.1f}."
    )
    if leak.unasked:
        found += f" For {leak.unasked:,} small counts there was time for single sums alone."
    return found


def _statistic(asked: Protection, query: RecordQuery, to: OutputFiles, tell: Tell) -> str:
    """Protect a mean, percentile or extreme, and write it with the counts beside it."""
    from alder.disclosure.microdata.answer import statistic_of
    from alder.disclosure.microdata.worked_out import decimals_of
    from alder.disclosure.microdata.written import write_figures

    lines, found = statistic_of(asked, query, seed=to.seed, progress=tell)
    tell("Writing")
    symbol = asked.altering.no_rate if asked.altering is not None else "c"
    decimals = decimals_of(query.asks, lines, query.to)
    for path in filter(None, (to.out, to.release)):
        write_figures(found, decimals, path, symbol=symbol, for_readers=path is to.release)
    unguarded = [UNGUARDED] if found.counts is not None and found.counts.may_be_empty else []
    heads = [*_contributor_words(asked, query), *_policy_words(asked)]
    return "\n".join([*heads, *_figures_words(found, query), *unguarded, *to.words()])


def _contributor_words(asked: Protection, query: RecordQuery) -> list[str]:
    """Who is taken to stand behind a line, and what a policy promises that contributors are not given."""
    from alder.disclosure.protection import CONTRIBUTORS_KEEP

    if not query.contributor:
        return [f"Each line of {query.path.name} is taken for a person, or a contributor, of its own."]
    if asked.policy is None or asked.policy.values <= CONTRIBUTORS_KEEP:
        return []
    return [
        f"A hidden number of contributors keeps {CONTRIBUTORS_KEEP} possible values at least: the "
        f"{asked.policy.values} of {asked.policy.name} are for people with a line each."
    ]


def _figures_words(found: Figures, query: RecordQuery) -> list[str]:
    """How much is hidden, without a number of anybody."""
    of_counts = present(found.counts, "figures are told of with the counts that they rest on")
    what, hidden = query.asks.plural, int(found.hidden.sum())
    primary, counts = int(found.primary.sum()), int(of_counts.hidden.sum())
    lines = [
        f"{found.table.size:,} cells: {primary:,} {what} are hidden for what they would tell or because their count is "
        f"hidden, {hidden - primary:,} more so that these cannot be worked out. {counts:,} counts are hidden."
    ]
    if query.asks.what == "percentile" and query.to is None and found.unshared:
        lines.append(
            f"A {'median' if query.asks.share == 0.5 else 'percentile'} that fewer than three have is somebody's own: "
            "--to 100 shows those that three or more have to the nearest 100."
        )
    return [*lines, *_attacked_words(found, query)]


def _attacked_words(found: Figures, query: RecordQuery) -> list[str]:
    """What came of the attack on all figures together."""
    if not found.is_attacked:
        return [
            "There are too many figures to attack them here, so each was judged by itself: attack what came out with "
            f"alder audit --as {query.asks.name}, or ask for fewer columns, or round to larger steps."
        ]
    beside = f" with {len(query.beside):,} that stand beside them" if query.beside else ""
    if not found.out and not found.unasked:
        lines = [f"Attacked together{beside}, and held."]
    else:
        lines = [f"Attacked together{beside}."]
    if found.more:
        lines.insert(0, f"{found.more:,} of them are hidden for what they would tell beside others.")
    if found.out:
        lines.append(f"Findings that rest on what is out already: {found.out:,}. alder audit names them.")
    if found.unasked:
        lines.append(f"For {found.unasked:,} questions of the attack there was no time.")
    return lines


def _rates(asked: Protection, query: RecordQuery, to: OutputFiles, tell: Tell) -> str:
    from alder.disclosure.microdata.answer import rates_of

    table, counts = rates_of(asked, query, progress=tell)
    tell("Writing")
    _write_counts(table, counts, to)
    return "\n".join([*_policy_words(asked), *_counted_words(table), *to.words()])


def _write_counts(table: Protected, counts: Counts, to: OutputFiles) -> None:
    from alder.disclosure.ledger.finished import note_file
    from alder.disclosure.microdata.written import write_counted

    for path in filter(None, (to.out, to.release)):
        write_counted(table, counts, path, for_readers=path is to.release)
        note_file(table, path)


def _counted_words(table: Protected) -> list[str]:
    from alder.disclosure.protected import rows_of

    names = [i.id for i in table.indicators]
    gone = {name: sum(row[n] in ("c", "low", "x") for _, row in rows_of(table)) for n, name in enumerate(names)}
    rates = f"{gone['rate']:,} rates and " if "rate" in gone else ""
    said = f"{len(rows_of(table)):,} cells: {rates}{gone['count']:,} counts are hidden or left out."
    return [said, *([table.about.checked] if table.about.checked else [])]


def _remembered(asked: Protection, query: RecordQuery, store: Path, to: OutputFiles, tell: Tell) -> str:
    """Protect a table beside all earlier ones of the same learners that the ledger holds, and keep it."""
    from alder.cli.ledger import of_store
    from alder.disclosure.ledger import MORE, not_here, not_known
    from alder.disclosure.ledger.finished import number_of
    from alder.disclosure.microdata.answer import remembered_table
    from alder.engine.store_sign import is_store

    if not is_store(store):
        raise UsageError(
            f"{store} is no store, and the ledger that remembers tables lies in one",
            next="Give --store DIR, the store of your returns.",
        )
    are_ulns = True

    def keys() -> LineKeys:
        nonlocal are_ulns
        found, are_ulns = _keys_of_learners(query, store)
        return found

    table, counts, values, ledger = remembered_table(asked, query, keys, lambda: of_store(store, tell), progress=tell)
    tell("Writing")
    if values is None:
        _write_counts(table, counts, to)
        came = _counted_words(table)
    else:
        came = _write_values(table, values, query, to)
    number = number_of(table)
    lines = [*_policy_words(asked), *came, *([MORE] if ledger.facts(number).more else []), *to.words()]
    lines += [not_known(others)] if (others := ledger.not_compared(number)) else []
    lines += [not_here(elsewhere)] if (elsewhere := ledger.elsewhere()) else []
    lines.append(f"Kept in the ledger as {number}: every later table of the same learners is judged beside it.")
    if not are_ulns:
        lines.append("Their keys are no ULNs, so only tables with the same keys are about the same people to it.")
    return "\n".join(lines)


def _write_values(table: Protected, values: Remembered, query: RecordQuery, to: OutputFiles) -> list[str]:
    from alder.disclosure.ledger.finished import note_file
    from alder.disclosure.microdata.written import write_figures

    figures = present(values.figures, "figures are written once they were judged")
    for path in filter(None, (to.out, to.release)):
        write_figures(figures, values.decimals, path, for_readers=path is to.release)
        note_file(table, path)
    if values.held is None:
        return [_figures_words(figures, query)[0], "The answer is the one that was given before to the same question."]
    return [*_figures_words(figures, query), *values.held.words()]


def _keys_of_learners(query: RecordQuery, store: Path) -> tuple[LineKeys, bool]:
    """The keys of each line in the store, and whether all are of ULNs. Nobody has two lines."""
    import pyarrow.compute as pc

    from alder.disclosure.microdata.counting import LineKeys
    from alder.disclosure.tables.text_csv import insist, line, read_text
    from alder.environment import open as open_environment
    from alder.measures.calculation.record_keys import lasting_keys, learner_keys, secret_of
    from alder.model.record_keys import record_keys

    column = present(query.learner, "learners are in a column")
    rows = read_text(query.path, "the file of records")
    insist(rows, [column], query.path)
    people = pc.utf8_trim_whitespace(rows.column(column)).to_pylist()
    first: dict[str, int] = {}
    for n, one in enumerate(people):
        if not one or first.setdefault(one, n) != n:
            raise UsageError(
                f"column {column} is blank" if not one else "a learner has two lines",
                where=line(n, query.path) if not one else f"{line(first[one], query.path)} and line {n + 2:,}",
                next="Give one line a learner, with the ULN or another lasting key.",
            )
    are_ulns = all(len(one) == 10 and one.isdigit() for one in people)
    secret = secret_of(open_environment(store))
    start = present(query.year, "learners are counted in a year").start
    lasting = lasting_keys(secret, people, start)
    return LineKeys(learner_keys(secret, people, start), lasting, record_keys(secret, people)), are_ulns
