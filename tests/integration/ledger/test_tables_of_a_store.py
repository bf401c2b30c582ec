"""Tables of a store of made-up returns, one after the other: each is judged beside those before."""

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner
from tests.support.stores import declared

import alder
from alder.cli.commands import cli
from alder.cli.ledger import of_store
from alder.derive import variables
from alder.disclosure.ledger import MORE, digest_of
from alder.disclosure.ledger.membership import membership
from alder.disclosure.nearest import nearest, share_hidden
from alder.engine.ledger_folder import LedgerFolder
from alder.environment import Environment
from alder.errors import AlderError, UsageError
from alder.measures import Query
from alder.measures.calculation.record_keys import learner_keys, secret_of
from alder.measures.query import coarser
from alder.model.period import ReturnNumber
from alder.model.statistic import TOTAL
from alder.synth import parse_years, write_returns


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("ledger")
    numbers = [ReturnNumber.R10, ReturnNumber.R14]
    write_returns(
        folder / "returns", providers=2, learners=70, years=parse_years(["2019/20..2020/21"]), returns=numbers, seed=5
    )
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    return declared(environment)


@pytest.fixture(autouse=True)
def _empty(environment: Environment) -> None:
    """Every test begins with an empty ledger, in whatever order they run."""
    shutil.rmtree(environment.store.folder / "ledger", ignore_errors=True)


@pytest.mark.parametrize(
    ("measure", "asked"),
    [
        ("learners_participating", {"by": ["sex", "provider"], "year": "2020/21"}),
        ("learners_participating", {"by": ["sex", "age_band"], "years": "2019/20..2020/21"}),
        ("starts", {"by": ["sex"], "year": "2020/21"}),
    ],
)
def test_the_records_told_are_those_that_are_counted(environment: Environment, measure: str, asked: dict) -> None:
    plain = alder.tabulate(environment, measure, **asked)
    told = alder.tabulate(environment, measure, records=True, **asked)
    assert plain.records is None
    assert told.cells.equals(plain.cells)
    members = membership(told)  # which compares the number of records with every count
    assert len(members.key) > 50


def test_a_learner_has_one_key_in_every_table_and_no_number_of_theirs_is_in_it(environment: Environment) -> None:
    by = {
        name: alder.tabulate(environment, "learners_participating", by=[name], records=True)
        for name in ("sex", "provider")
    }
    keys = [np.unique(np.asarray(c.records["record"])) for c in by.values() if c.records is not None]
    assert (keys[0] == keys[1]).all()
    files = [str(p) for p in environment.store.files("learner")]
    numbers = duckdb.sql("select distinct ULN from read_parquet($1)", params=[files]).fetchnumpy()["ULN"]
    assert not np.isin(keys[0], np.asarray(numbers, dtype=np.uint64)).any()


def test_an_earlier_return_shares_most_of_its_aims_with_the_last(environment: Environment) -> None:
    last, early = (
        membership(alder.tabulate(environment, "starts", year="2020/21", return_number=n, records=True)).key
        for n in ("R14", "R10")
    )
    both = np.isin(early, last)
    assert both.mean() > 0.9


def run(environment: Environment, *arguments: str) -> str:
    done = CliRunner().invoke(cli, [*arguments, "--store", str(environment.store.folder)])
    if done.exception:
        raise done.exception
    return done.output


def test_tables_are_remembered_by_the_command_and_others_stand_beside_them(environment: Environment) -> None:
    """All learners, then all but those of one provider in one ethnic group: too few to be told by the two tables."""
    held = alder.tabulate(environment, "learners_participating", by=["provider", "ethnicity"], year="2020/21")
    few = next(
        r for r in held.cells.to_pylist() if 0 < r["learners"] < 10 and TOTAL not in (r["provider"], r["ethnicity"])
    )
    alone = ("table", "learners_participating", "--year", "2020/21", "--by", "sex")
    ask = (*alone, "--ledger")
    first = run(environment, *ask)
    assert run(environment, *ask) == first
    assert len(of_store(environment.store.folder).releases()) == 1
    but = f"not (provider = {few['provider']} and ethnicity = {few['ethnicity']})"
    with pytest.raises(AlderError, match="cannot be released beside an earlier release") as refused:
        run(environment, *ask, "--where", but)
    words = str(refused.value)
    assert "0001: " in words
    assert "This may be released:  alder table learners_participating" in words
    listed = run(environment, "ledger")
    assert listed.count("\n") == 3, "one table, an empty line, and what to do next"
    assert "by sex, 2020/21" in listed
    run(environment, *alone, "--where", but)
    assert len(of_store(environment.store.folder).releases()) == 1


def test_a_person_has_one_key_for_whatever_is_counted_and_in_every_year(environment: Environment) -> None:
    asked = [
        ("learners_participating", {"year": "2020/21"}),
        ("starts", {"year": "2020/21", "scope": "apprenticeships"}),
        ("learners_participating", {"year": "2019/20"}),
    ]
    tables = [alder.tabulate(environment, measure, records=True, **more).records for measure, more in asked]
    learners, started, before = ({*t["person"].to_pylist()} for t in tables if t is not None)
    records = [{*t["record"].to_pylist()} for t in tables if t is not None]
    assert started < learners
    assert len(learners & before) == 50
    assert not records[0] & records[1]
    assert not records[0] & records[2]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (
            "learners_participating --scope apprenticeships --where start_year=2020/21",
            "starts --scope apprenticeships",
        ),
        (
            "continuing --year 2019/20",
            "learners_participating --where",
        ),
    ],
    ids=["learners and programmes", "a person in two years"],
)
def test_tables_of_other_units_and_years_of_the_same_people_forbid_one(
    environment: Environment, first: str, then: str
) -> None:
    """16 learners and 15 starts; 50 who go on, and all but a few of them in the next year."""
    held = alder.tabulate(environment, "continuing", by=["ethnicity"], year="2019/20")
    few = next(r for r in held.cells.to_pylist() if 0 < r["learners"] < 10 and r["ethnicity"] != TOTAL)
    more = [f"start_year != 2020/21 and not ethnicity = {few['ethnicity']}"] if then.endswith("--where") else []
    year = [] if "--year" in first else ["--year", "2020/21"]
    said = run(environment, "table", *first.split(), *year, "--ledger")
    assert "Kept in the ledger as 0001: every later table of the same people is judged beside it." in said
    assert "not in this store" not in said
    with pytest.raises(AlderError, match="cannot be released beside an earlier release") as refused:
        run(environment, "table", *then.split(), *more, "--year", "2020/21", "--ledger")
    assert f"  {of_store(environment.store.folder).facts('0001').name}\n" in str(refused.value)
    assert "With it, a small group of people could be worked out." in str(refused.value)
    assert len(of_store(environment.store.folder).releases()) == 1


def test_two_harmless_tables_and_a_third_that_is_refused_because_of_both(environment: Environment) -> None:
    """One college, the other without a small ethnic group, then all: the small group is what is left."""
    held = alder.tabulate(environment, "learners_participating", by=["provider", "ethnicity"], year="2020/21")
    few = next(
        r for r in held.cells.to_pylist() if 0 < r["learners"] < 10 and TOTAL not in (r["provider"], r["ethnicity"])
    )
    ask = ("table", "learners_participating", "--year", "2020/21", "--by", "sex", "--ledger")
    but = f"provider = {few['provider']} and (not (ethnicity = {few['ethnicity']}) or ethnicity is not known)"
    for where in (f"not (provider = {few['provider']})", but):
        kept, *shown = run(environment, *ask, "--where", where).splitlines()
        assert kept.startswith("Kept in the ledger as 000")
        assert shown == run(environment, *ask[:-1], "--where", where).splitlines()
    with pytest.raises(AlderError) as refused:
        run(environment, *ask)
    first, _, one, two, _, advice, *_ = str(refused.value).splitlines()
    assert first == "this table cannot be released beside earlier releases"
    assert one.strip().startswith("0001: Learners participating (only those where ")
    assert two.strip().startswith("0002: Learners participating (only those where provider is ")
    assert advice.startswith("With these, a small group of people could be worked out.")
    assert not any(str(few["learners"]) == word for word in first.split() + advice.split())
    store = ["--store", str(environment.store.folder)]
    CliRunner().invoke(cli, ["ledger", *store, "forget", "0001", "--reason", "nobody saw it"], catch_exceptions=False)
    assert "All" in run(environment, *ask), "neither forbids it alone"


def test_more_that_is_hidden_because_of_earlier_tables_is_said(environment: Environment) -> None:
    """What is left of two tables has ten people or more, and fewer of one sex: that is hidden, and the total is not."""
    held = alder.tabulate(environment, "learners_participating", by=["provider", "ethnicity", "sex"], year="2020/21")
    count = {(r["provider"], r["ethnicity"], r["sex"]): r["learners"] for r in held.cells.to_pylist()}
    provider, one, two = next(
        (p, a, b)
        for p, a, s in count
        for b in sorted({e for _, e, _ in count} - {a, TOTAL, "Unknown"})
        if TOTAL not in (p, a, s)
        and a != "Unknown"
        and 0 < count[p, a, s] + count[p, b, s] < 10 <= count[p, a, TOTAL] + count[p, b, TOTAL]
    )
    ask = ("table", "learners_participating", "--year", "2020/21", "--by", "sex", "--ledger")
    but = f"provider = {provider} and (not (ethnicity in ({one}, {two})) or ethnicity is not known)"
    for where in (f"not (provider = {provider})", but):
        assert MORE not in run(environment, *ask, "--where", where)
    beside = run(environment, *ask)
    assert "c hidden to protect people" in beside
    assert "c hidden to protect people" not in run(environment, *ask[:-1])
    assert MORE in beside
    assert run(environment, *ask) == beside


def test_the_first_table_is_as_it_would_be_without_a_ledger(environment: Environment) -> None:
    """With rates too, whose counts may be shown or not."""
    alone = ("table", "achievement_rate", "--by", "provider,sex", "--year", "2020/21")
    ask = (*alone, "--ledger")
    first = run(environment, *ask)
    assert first.splitlines()[1:] == run(environment, *alone).splitlines()
    assert first == run(environment, *ask)


def test_a_rounded_table_is_kept_as_intervals(environment: Environment) -> None:
    ask = ("table", "starts", "--by", "sex", "--year", "2019/20", "--policy", "dfe-statistics", "--ledger")
    first = run(environment, *ask)
    assert run(environment, *ask) == first
    (kept,) = of_store(environment.store.folder).releases()
    assert kept.grid == "nearest 10 from 5"
    assert (kept.binds, kept.hidden) == (True, 0)


def test_a_release_is_shown_and_forgotten_by_the_command(environment: Environment) -> None:
    run(environment, "table", "starts", "--year", "2019/20", "--ledger")
    id = of_store(environment.store.folder).releases()[-1].id
    store = ["--store", str(environment.store.folder)]
    shown = CliRunner().invoke(cli, ["ledger", *store, "show", id]).output
    assert "srs-output, version" in shown
    assert '"measure": "starts"' in shown
    gone = CliRunner().invoke(cli, ["ledger", *store, "forget", id, "--reason", "nobody saw it"])
    assert gone.output.startswith(f"Forgotten: {id}: ")
    assert f"{id}: forgotten " in run(environment, "ledger")


def test_broader_categories_are_those_of_variables() -> None:
    assert variables["home_local_authority"].broader == ("home_lsip", "home_region"), "the nearest first"
    assert all(name in variables.groupings for variable in variables for name in variable.broader)


def test_coarser_questions_have_broader_categories_or_one_filter_less_or_leave_nobody_out() -> None:
    asked = Query.ask("starts", by="sex,home_lsip", year="2020/21", where="sex = F")
    found = [(c.query.by, c.query.where is None) for c in coarser(asked)]
    assert [c.words for c in coarser(asked)] == [
        "by the learner's home: region, and not by the learner's home: local skills improvement plan area",
        "not by the learner's home: local skills improvement plan area",
        "not by sex",
        "of everybody, with nobody left out",
    ]
    assert (("sex", "home_region"), False) in found
    assert (("sex",), False) in found
    assert found[-1] == (asked.by, True)


def test_the_nearest_tables_hide_less_and_hold_beside_the_one_on_show(environment: Environment) -> None:
    asked = Query.ask("learners_participating", by="ethnicity_minor,lldd", year="2020/21")
    found = nearest(environment, asked)
    on_show = alder.protect(alder.tabulate(environment, asked))
    assert 1 <= len(found) <= 3
    assert [one.hides for one in found] == sorted(one.hides for one in found)
    for one in found:
        assert one.hides == share_hidden(one.table) < share_hidden(on_show)
        assert len(one.query.by) == 1 or "ethnicity" in one.query.by
    assert not of_store(environment.store.folder).releases(), "nothing was released by asking"


def test_the_command_names_the_nearest_tables(environment: Environment) -> None:
    asked = ("table", "learners_participating", "--by", "ethnicity_minor", "--year", "2020/21", "--nearest")
    said = run(environment, *asked, "--ledger").splitlines()
    start = next(n for n, line in enumerate(said) if line.endswith("of its figures. Safe beside it, and hiding less:"))
    assert "  0%, not by ethnic group (18 groups):" in said[start + 1 :: 2]
    assert "      alder table learners_participating --year 2020/21 --ledger" in said[start + 2 :: 2]
    assert len(of_store(environment.store.folder).releases()) == 1, "the table itself alone is remembered"
    said = run(environment, "table", "learners_participating", "--year", "2020/21", "--nearest").splitlines()
    assert said[-1] == "This table hides nothing, so no other hides less."
    with pytest.raises(AlderError, match="no other table hides less"):
        run(environment, *asked, "--policy", "dfe-statistics")


def test_a_file_binds_every_later_table_unless_it_is_said_to_stay(environment: Environment, tmp_path: Path) -> None:
    ask = ("table", "learners_participating", "--year", "2020/21", "--by", "sex")
    inside, outside, page = (tmp_path / n for n in ("inside_made_up.csv", "outside_made_up.csv", "outside.html"))
    why = "For the governors, who see the records."
    assert "0001, to stay inside" in run(environment, *ask, "--out", str(inside), "--stays", why)
    assert "0002: every later table" in run(environment, *ask, "--out", str(outside))
    run(environment, *ask, "--out", str(page))
    ledger = of_store(environment.store.folder)
    stays, out = ledger.releases()
    assert (stays.binds, out.binds) == (False, True)
    assert [(str(a.what), a.of) for a in stays.acts] == [
        ("kept inside", why),
        ("written to a file", "inside_made_up.csv"),
    ]
    assert [a.of for a in out.acts] == ["", "outside_made_up.csv", "outside.html"]
    assert inside.read_bytes() == outside.read_bytes()
    found = ledger.of_file(digest_of(inside))
    assert found is not None
    assert found.binds, "the same bytes are out already"
    listed = run(environment, "ledger")
    assert "(stays inside)" in listed
    assert "0002: Learners participating by sex" in listed
    store = ["--store", str(environment.store.folder)]
    told = CliRunner().invoke(cli, ["ledger", *store, "show", "0001"], catch_exceptions=False).output
    assert f"kept inside, by {stays.by}: {why}" in told


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--stays", "For me."), "--stays is about a file"),
        (("--out", "x.csv", "--ledger", "--stays", "For me."), "--stays is about a file"),
        (("--out", "x.csv", "--stays", " "), "stays inside for a reason"),
    ],
)
def test_what_stays_is_a_file_and_has_a_reason(environment: Environment, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run(environment, "table", "learners_participating", "--year", "2020/21", *options)


def test_the_records_behind_counts_can_be_asked_for_later(environment: Environment) -> None:
    counts = alder.tabulate(environment, "learners_participating", by=["sex"], year="2020/21")
    asked = alder.tabulate(environment, "learners_participating", by=["sex"], year="2020/21", records=True)
    assert counts.behind is not None
    assert counts.behind.folder == str(environment.store.folder.resolve())
    assert counts.behind.ask().equals(asked.records)


def listed(path: Path, name: str, numbers: list[int], change: dict[int, str] | None = None) -> Path:
    """A file of learners of another system, by their ULNs: half of them in a course called evening."""
    lines = [f"{n},{'day' if k % 2 else 'evening'},{(change or {}).get(k, 'yes')}" for k, n in enumerate(numbers)]
    (path / name).write_text("\n".join(["uln,course,passed", *lines]) + "\n", encoding="utf-8")
    return path / name


def test_a_file_of_records_is_judged_beside_tables_of_its_learners(environment: Environment, tmp_path: Path) -> None:
    """All learners of a file, then all but three: the command says nothing of either that would tell of the three."""
    files = [str(p) for p in environment.store.files("learner")]
    held = duckdb.sql("select distinct ULN from read_parquet($1) order by ULN", params=[files]).fetchnumpy()["ULN"]
    numbers = [int(n) for n in held if n and n < 9_999_999_999][:60]
    counts = alder.tabulate(environment, "learners_participating", year="2020/21", records=True)
    own = learner_keys(secret_of(environment), [str(int(n)) for n in held], 2020)
    assert np.isin(membership(counts).key, own).all(), "a learner has one key, whichever file tells of them"

    every, but = listed(tmp_path, "every.csv", numbers), listed(tmp_path, "but.csv", numbers[3:])
    out = tmp_path / "out.csv"
    under = ("--by", "course", "--policy", "srs-output", "--learner", "uln", "--year", "2020/21", "--out", str(out))
    assert "Kept in the ledger as 0001" in run(environment, "protect", str(every), *under)
    assert out.read_text(encoding="utf-8").splitlines()[1] == '"Total",0,0,"60"'
    assert "0001: every by course, 2020/21" in run(environment, "ledger")
    assert of_store(environment.store.folder).of_file(digest_of(out)) is not None
    with pytest.raises(AlderError, match="cannot be released beside an earlier release"):
        run(environment, "protect", str(but), *under)
    rate = (*under[:4], "--of", "passed", "--as", "rate", *under[4:])
    half = listed(tmp_path, "every.csv", numbers, dict.fromkeys(range(30), "no"))
    said = run(environment, "protect", str(half), *rate)
    assert "Kept in the ledger as 0002" in said


def test_statistics_of_a_file_are_judged_beside_earlier_ones(environment: Environment, tmp_path: Path) -> None:
    """Pay of all learners of a file, then of all but fifteen, one of whom has most of what these have together."""
    pay = [20_000, *(90 + n % 11 for n in range(99))]
    files = {}
    for name, first in (("every", 0), ("but", 15)):
        files[name] = tmp_path / f"{name}.csv"
        lines = [f"{1_000_000_001 + n},{'ab'[n % 2]},{pay[n]}" for n in range(first, 100)]
        files[name].write_text("\n".join(["uln,course,pay", *lines]) + "\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    under = ("--by", "course", "--policy", str(own_policy(tmp_path)), "--of", "pay", "--out", str(out))
    who = ("--learner", "uln", "--year", "2020/21")
    alone = run(environment, "protect", str(files["but"]), *under, "--as", "mean")
    assert "0 means are hidden" in alone
    first = run(environment, "protect", str(files["every"]), *under, "--as", "total", *who)
    assert "Kept in the ledger as 0001" in first
    said = run(environment, "protect", str(files["but"]), *under, "--as", "mean", *who)
    assert "Judged beside 1 earlier table of the same values." in said
    assert "0 means are hidden" not in said
    written = out.read_text(encoding="utf-8")
    assert written.splitlines()[1].startswith('"Total",1,1,"c","85"')
    again = run(environment, "protect", str(files["but"]), *under, "--as", "mean", *who)
    assert "The answer is the one that was given before to the same question." in again
    assert out.read_text(encoding="utf-8") == written
    listed = run(environment, "ledger")
    assert "0001: every (total of pay) by course, 2020/21" in listed
    assert "0002: but (mean of pay) by course, 2020/21" in listed
    store = ["--store", str(environment.store.folder)]
    shown = CliRunner().invoke(cli, ["ledger", *store, "show", "0001"]).output
    assert "made of     total of pay" in shown
    assert "20000" not in said + listed + shown
    assert of_store(environment.store.folder).of_file(digest_of(out)) is not None
    for more, words in (
        (("--as", "median", *who, "--beside", f"mean:{out}"), "--beside does not go with --learner"),
        (("--as", "mean", *who, "--policy", "dfe-statistics"), "alters counts, and the ledger keeps means of a file"),
    ):
        with pytest.raises(AlderError, match=words):
            run(environment, "protect", str(files["but"]), *under, *more)


def own_policy(folder: Path) -> Path:
    """Threshold 10, and no one or two may have nearly all; a total of one who has most may stand."""
    path = folder / "policy.toml"
    path.write_text(
        'name = "ours"\nversion = 1\nsays = "Counts under 10 are hidden."\naction = "suppress"\nthreshold = 10\n'
        'dominance = [1, 80]\nrates = "counts"\n',
        encoding="utf-8",
    )
    return path


def test_a_table_that_no_ledger_remembers_says_so(environment: Environment, tmp_path: Path) -> None:
    every = listed(tmp_path, "every.csv", list(range(60)))
    out, release = str(tmp_path / "out.csv"), str(tmp_path / "release.csv")
    asked = ("protect", str(every), "--by", "course", "--policy", "srs-output", "--out", out)
    assert "No ledger remembers this table" not in run(environment, *asked)
    said = run(environment, *asked, "--release", release)
    assert said.endswith(
        "No ledger remembers this table, nor was it judged beside earlier ones: nobody knows who is behind its lines. "
        "Say it with --learner COLUMN --year 2020/21 --store DIR.\n"
    )
    year = ("--year", "2020/21")
    assert "Their keys are no ULNs" in run(environment, *asked, "--learner", "uln", *year)
    drawn = tmp_path / "drawn.toml"
    drawn.write_text(
        'name = "drawn"\nversion = 1\nsays = "Rounded to 3."\naction = "round"\nmethod = "random"\n'
        'threshold = 3\nbase = 3\nrates = "published"\ninsider = false\n',
        encoding="utf-8",
    )
    by_draw = ("protect", str(every), "--by", "course", "--policy", str(drawn), "--out", out, "--learner", "uln", *year)
    figures = [run(environment, *by_draw) and (tmp_path / "out.csv").read_text(encoding="utf-8") for _ in range(2)]
    assert figures[0] == figures[1], "the same learners draw alike"
    for more, words in (
        (("--learner", "uln"), "a learner is counted in a year"),
        (("--learner", "course", *year), "a learner has two lines"),
        (("--learner", "uln", *year, "--weight", "uln"), "--weight does not go with --learner"),
    ):
        with pytest.raises(AlderError, match=words):
            run(environment, *asked, *more)
    with pytest.raises(AlderError, match="is no store"):
        CliRunner().invoke(
            cli, [*asked, "--learner", "uln", *year, "--store", str(tmp_path / "none")], catch_exceptions=False
        )


def test_who_lets_a_table_out_reads_of_those_whose_records_are_in_another_store(environment: Environment) -> None:
    line = {"title": "Starts", "policy": "dfe-statistics (version 2)", "of": "Wealdmark"}
    LedgerFolder(environment.store.folder).list_elsewhere([json.dumps(line)])
    said = run(environment, "table", "starts", "--by", "level", "--year", "2020/21", "--ledger")
    assert "1 table of Wealdmark is out, and the records behind it are not in this store." in said
