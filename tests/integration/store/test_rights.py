"""What is about people is its owner's alone, or a named group's to read, whatever the umask; protected tables are not.

The umask of a test is the widest there is, so that nothing is private by chance.
"""

import grp
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support import commands
from tests.support.unreadable_extracts import GOOD, of
from tests.support.variable_forms import form

import alder
from alder import rights
from alder.cli import commands as command_line
from alder.engine.project_keys import project_in
from alder.errors import UsageError
from alder.synth import parse_years, write_returns

GROUP = grp.getgrgid(os.getegid()).gr_name


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """A umask that keeps nothing from anybody."""
    before = os.umask(0)
    yield
    assert os.umask(before) == 0, "whoever calls Alder has the umask that they had"


def modes(folder: Path) -> dict[str, str]:
    """The rights of everything in a folder and of itself, by path, in octal; without the bit that hands on a group."""
    every = [folder, *sorted(folder.rglob("*"))]
    return {str(p.relative_to(folder.parent)): f"{stat.S_IMODE(p.stat().st_mode) & 0o777:03o}" for p in every}


def wider(folder: Path, *, folders: str = "700", files: str = "600") -> dict[str, str]:
    return {
        p: mode for p, mode in modes(folder).items() if mode != (folders if (folder.parent / p).is_dir() else files)
    }


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    write_returns(tmp_path / "returns", years=parse_years(["2020/21"]), learners=20)
    return tmp_path / "returns"


def test_all_that_the_command_line_keeps_is_its_owners_alone(tmp_path: Path, returns: Path) -> None:
    store = tmp_path / "store"
    for command in (
        ("load", returns),
        ("load", "--source", "plams", "--made-up", of(GOOD)(tmp_path)),
        ("reference", "add", form(tmp_path)),
        ("table", "learners_participating", "--year", "2020/21", "--by", "sex", "--out", tmp_path / "t_made_up.csv"),
        ("store", "optimise"),
        ("people", "add", "ada@mereshire.example", "--name", "Ada"),
    ):
        commands.run(*command, "--store", store)
    project_in(store, "attainment-2026")
    assert not wider(store)
    names = {Path(p).name for p in modes(store)}
    assert {"alder.sqlite3", "00000000000000000000.json", "attainment-2026.key", "facts.json", "readers"} <= names


def test_what_is_protected_or_made_up_keeps_the_rights_that_the_user_gives(tmp_path: Path, returns: Path) -> None:
    commands.run("load", returns, "--store", tmp_path / "store")
    table = ("table", "learners_participating", "--year", "2020/21", "--by", "sex", "--store", tmp_path / "store")
    (tmp_path / "out").mkdir()
    for name in ("t_made_up.csv", "t.html", "t.parquet"):
        commands.run(*table, "--out", tmp_path / "out" / name)
    commands.run("explain", "starts", "--to", tmp_path / "out" / "starts.html")
    assert set(modes(tmp_path / "out").values()) == {"777", "666"}
    commands.run("synth", "returns", "--out", tmp_path / "made", "--year", "2020/21", "--learners", "5")
    assert set(modes(tmp_path / "made").values()) == {"777", "666"}


@pytest.mark.parametrize("name", ["findings.csv", "findings.html", "findings.json"])
def test_reports_with_names_are_their_owners_alone_from_python_too(name: str, tmp_path: Path, returns: Path) -> None:
    (file,) = returns.iterdir()
    findings = alder.check(file)
    report = tmp_path / name
    report.touch(0o666)
    findings.write(report)
    assert f"{report.stat().st_mode & 0o777:o}" == "600", "one that was there before is closed"


def test_a_store_made_from_python_is_closed_by_its_folders_and_its_rows(tmp_path: Path, returns: Path) -> None:
    store = alder.open(tmp_path / "deep" / "store")
    store.load(returns)
    store.add_reference(form(tmp_path))
    store.load_source(of(GOOD)(tmp_path), source="plams", made_up=True)
    found = modes(store.store.folder)
    assert {m for p, m in found.items() if (store.store.folder.parent / p).is_dir()} == {"700"}
    assert {m for p, m in found.items() if p.endswith(".parquet") and "_delta_log" not in p} == {"600"}
    assert (tmp_path / "deep").stat().st_mode & 0o777 == 0o700
    assert not rights.wrong(store.store.folder), "what lies in a closed folder is closed"


def test_a_named_group_may_read_returns_but_no_secret_and_no_ledger(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALDER_GROUP", GROUP)
    store = tmp_path / "store"
    commands.run("load", returns, "--store", store)
    project_in(store, "attainment-2026")
    commands.run("people", "add", "ada@mereshire.example", "--name", "Ada", "--store", store)
    assert not wider(store / "tables", folders="750", files="640")
    assert modes(store)["store"] == "750"
    assert (store / "tables" / "learner" / "_delta_log").stat().st_gid == os.getegid()
    assert not wider(store / "keys")
    assert modes(store)["store/published/alder.sqlite3"] == "600"
    assert not rights.wrong(store)
    release = ("--publication", "Made up", "--release", "2020/21", "--store", store)
    table = ("table", "learners_participating", "--year", "2020/21", "--by", "sex", "--store", store)
    commands.run(*table, "--out", tmp_path / "t_made_up.csv")
    commands.run("publish", "import", tmp_path / "t_made_up.csv", *release)
    assert not wider(store / "ledger").get("ledger")
    assert not rights.wrong(store), "what lies below a closed folder is closed, however deep"


def test_a_group_that_is_not_there_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_GROUP", "nobody knows them")
    with pytest.raises(UsageError, match="there is no group called nobody knows them"):
        rights.rights()
    ended = CliRunner().invoke(command_line.cli, ["returns", "--store", str(tmp_path)])
    assert isinstance(ended.exception, UsageError)


def test_a_store_of_an_earlier_release_is_listed_and_mended(tmp_path: Path, returns: Path) -> None:
    store = tmp_path / "store"
    alder.open(store).load(returns)
    for path in (store, *store.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    said = commands.run("store", "check", "--rights", "--store", store, exit=1)
    assert "store   0755, should be 0700: is open to others" in said
    assert f"alder store check --rights --mend --store {store}" in said
    assert modes(store)["store"] == "755", "nothing is changed before it is asked for"
    assert "put right" in commands.run("store", "check", "--rights", "--mend", "--store", store)
    assert not wider(store)
    assert commands.run("store", "check", "--rights", "--store", store) == "Only those who should may read the store.\n"
    assert alder.open(store).returns().table.num_rows == 1


def test_mending_gives_a_closed_store_to_the_group_that_is_named_since(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    commands.run("load", returns, "--store", store)
    monkeypatch.setenv("ALDER_GROUP", GROUP)
    assert "is shut to the group" in commands.run("store", "check", "--rights", "--store", store, exit=1)
    commands.run("store", "check", "--rights", "--mend", "--store", store)
    assert not wider(store / "tables", folders="750", files="640")


def test_mending_lets_a_group_into_a_store_and_not_into_what_it_closed(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    commands.run("load", returns, "--store", store)
    commands.run("people", "add", "ada@mereshire.example", "--name", "Ada", "--store", store)
    for path in (store / "published").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (store / "published").chmod(0o755)  # as earlier releases left it, in a store that its owner closed by hand
    assert not rights.wrong(store)
    monkeypatch.setenv("ALDER_GROUP", GROUP)
    commands.run("store", "check", "--rights", "--mend", "--store", store)
    assert modes(store)["store"] == "750"
    assert modes(store)["store/published"] == "700"
    assert modes(store)["store/published/alder.sqlite3"] == "600"
    assert not rights.wrong(store)


@pytest.mark.parametrize(("command", "closed"), [("ledger", "ledger"), ("returns", "tables")])
def test_who_may_not_enter_a_folder_is_told_in_words_whose_it_is(
    command: str, closed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def barred(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", f"/data/store/{closed}/x")

    monkeypatch.setattr(command_line.cli, "main", barred)  # who runs the tests may be root, whom nothing is closed to
    with pytest.raises(SystemExit) as ended:
        command_line.main([command])
    assert ended.value.code == 14
    said = capsys.readouterr().err
    assert f"/data/store/{closed}/x" in said
    assert ("only the owner of the store" in said) == (closed == "ledger")


def test_a_devices_rights_are_left_alone() -> None:
    before = Path(os.devnull).stat().st_mode
    rights.private_file(Path(os.devnull))
    assert Path(os.devnull).stat().st_mode == before


def test_two_who_write_for_everybody_at_once_leave_the_umask_closed() -> None:
    with rights.of_the_command_line():
        one, other = rights.for_everybody(), rights.for_everybody()
        for begun in (one, other):
            begun.__enter__()
        for done in (one, other):
            done.__exit__(None, None, None)
        assert os.umask(0o077) == 0o077
