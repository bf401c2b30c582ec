"""What returns are all of is declared with a list of providers, and believed only while the list is what is held."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.support import commands

import alder
from alder.engine.coverage import Declaration, DeclarationCheck
from alder.environment import Environment
from alder.errors import NothingHeld, UnreadableFile, UsageError
from alder.model.coverage import ENGLAND
from alder.model.made_up import SUPPLIER
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import write_returns

YEAR = AcademicYear(2020)
R04, R14 = ReturnNumber.R04, ReturnNumber.R14
PLACE = "LSIP E69990001 Mereshire (made up)"
PROOF = {"proof": "UK Register of Learning Providers", "proof_date": "2021-10-20"}
FOUR = [10000001, 10000002, 10000003, 10000004]


@pytest.fixture(scope="module", name="returns")
def _returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("returns")
    write_returns(folder, years=[YEAR], providers=4, learners=60, returns=[R04, R14], seed=5)
    return folder


@pytest.fixture(scope="module", name="loaded")
def _loaded(returns: Path) -> Path:
    """The store of the four, of which each test has a copy."""
    store = returns / "store"
    alder.open(store).load(returns)
    return store


@pytest.fixture(name="four")
def _four(loaded: Path, tmp_path: Path) -> Environment:
    return alder.open(shutil.copytree(loaded, tmp_path / "store"))


def listed(folder: Path, *providers: object, head: str = "UKPRN,name") -> Path:
    file = folder / "providers.csv"
    file.write_text("\n".join([head, *(str(p) for p in providers)]) + "\n", encoding="utf-8")
    return file


def covers(environment: Environment, *more: object, place: str = "England", exit: int = 0) -> str:
    where = ("--store", environment.store.folder)
    proof = ("--year", "2020/21", "--from", "UK Register of Learning Providers", "--date", "2021-10-20")
    return commands.run("store", "covers", place, *proof, *more, *where, exit=exit)


def table(environment: Environment, *more: object) -> tuple[str, ...]:
    where = ("--year", "2020/21", "--store", environment.store.folder)
    return tuple(map(str, ("table", "learners_participating", *more, *where)))


def levels(file: Path) -> set[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return {(r["geographic_level"], r.get("provider_ukprn", r.get("lsip_code", ""))) for r in csv.DictReader(rows)}


def test_four_colleges_are_nowhere_called_england(four: Environment, tmp_path: Path) -> None:
    said = commands.run(*table(four, "--by", "sex"))
    assert "All, the 4 providers held" in said
    assert "They stand for no place: nothing declares what the store holds as of R14." in said.replace("\n  ", " ")
    out = tmp_path / "t_made_up.csv"
    for more in ((), ("--whole", "NAT E92000001 England"), ("--whole", "PROV 10000001 Northfield College")):
        refused = commands.refused(*table(four, "--by", "sex", "--out", out, *more))
        assert "--by provider" in refused
        assert "the 4 providers held" in refused
    assert not out.exists()
    assert list(four.ledger().releases()) == [], "what is refused does not count as out"
    page = tmp_path / "t.html"
    commands.run(*table(four, "--by", "sex", "--out", page))
    text = page.read_text(encoding="utf-8")
    assert "England" not in text
    assert "All, the 4 providers held" in text
    said = commands.run(*table(four, "--by", "provider", "--out", out))
    assert levels(out) == {("Provider", str(ukprn)) for ukprn in FOUR}
    assert "Totals are left out of the file" in said
    counts = alder.tabulate(four, "learners_participating", by="sex", year="2020/21")
    with pytest.raises(UsageError, match="no code of a data file"):
        alder.protect(counts).write_csv(out)
    with pytest.raises(UsageError, match="not about England"):
        alder.protect(counts).write_csv(out, whole="NAT E92000001 England")


def test_a_list_that_is_not_what_is_held_proves_nothing(four: Environment, tmp_path: Path) -> None:
    file = listed(tmp_path, *FOUR[:3], "10000009,Saltmarsh College")
    said = covers(four, "--providers", file, exit=1)
    assert "10000009 Saltmarsh College: listed, and no return is held" in said
    assert "10000004: held, and not listed" in said
    (standing,) = four.coverage()
    assert (standing.missing, standing.unlisted, standing.holds) == ((10000009,), (10000004,), False)
    refused = commands.refused(*table(four, "--by", "sex", "--out", tmp_path / "t_made_up.csv"))
    assert "England is declared, but 1 of the 4 providers listed is missing (10000009)" in refused
    assert "It does not hold" in commands.run("store", "covers", "--store", four.store.folder, exit=1)


def test_totals_are_about_the_place_once_it_is_proved(four: Environment, tmp_path: Path) -> None:
    assert "It holds" in covers(four, "--providers", listed(tmp_path, *FOUR))
    out = tmp_path / "t_made_up.csv"
    said = commands.run(*table(four, "--by", "sex", "--out", out))
    assert levels(out) == {("National", "")}
    proof = "Totals are about England: all 4 providers of providers.csv (UK Register of Learning Providers, 20 October "
    assert proof in said
    assert proof in out.with_suffix(".notes.txt").read_text(encoding="utf-8")
    assert covers(four, "--providers", listed(tmp_path, *FOUR), place=PLACE), "it takes the place of the other"
    commands.run(*table(four, "--by", "age_band", "--out", out))
    assert levels(out) == {("Local skills improvement plan area", "E69990001")}
    refused = commands.refused(*table(four, "--by", "sex", "--out", out, "--whole", "NAT E92000001 England"))
    assert "about Mereshire (made up)" in refused or "declared to hold Mereshire" in refused


def test_a_made_up_nation_bears_its_own_name_and_code_in_every_file(four: Environment, tmp_path: Path) -> None:
    miniature.load(four.store)
    providers = listed(tmp_path, *FOUR)
    assert "Wealdmark (made up) (NAT E92990001)" in covers(four, "--providers", providers, place="Wealdmark")
    assert covers(four, "--providers", providers, place="NAT E92990001 Wealdmark (made up)"), "the same in full"
    out = tmp_path / "t_made_up.csv"
    said = commands.run(*table(four, "--by", "home_region", "--out", out))
    assert "Totals are about Wealdmark (made up): all 4 providers of providers.csv" in " ".join(said.split())
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {(r["country_code"], r["country_name"]) for r in rows} == {("E92990001", "Wealdmark (made up)")}
    assert {r["geographic_level"] for r in rows} == {"National", "Regional"}
    assert ("E12990007", "Mereside") in {(r["region_code"], r["region_name"]) for r in rows}
    assert "providers_are" not in rows[0], "they are all of the nation's"
    screened = commands.run("screen", out)
    assert "It says that figures are about Wealdmark (made up) (National)" in " ".join(screened.split())
    page = tmp_path / "t.html"
    commands.run(*table(four, "--by", "home_local_authority", "--out", page))
    written = [f.read_text(encoding="utf-8") for f in tmp_path.iterdir() if f.suffix in {".csv", ".txt", ".html"}]
    assert not [text for text in written if "E92000001" in text or "England," in text or ">England<" in text]
    covers(four, "--providers", providers, place="REG E12990007 Mereside")
    commands.run(*table(four, "--by", "sex", "--out", out))
    assert "E92990001,Wealdmark (made up),E12990007,Mereside" in out.read_text(encoding="utf-8")


def test_a_made_up_place_is_declared_of_made_up_records_alone(returns: Path, tmp_path: Path) -> None:
    file = next(returns.glob("ILR-10000001-*.xml"))
    others = tmp_path / file.name
    others.write_text(file.read_text(encoding="utf-8").replace(SUPPLIER, "A College Ltd"), encoding="utf-8")
    environment = alder.open(tmp_path / "store")
    environment.load(others)
    for place in ("Wealdmark", PLACE):
        with pytest.raises(UsageError, match="is no real place"):
            environment.covers(place, year="2020/21", providers=[10000001], **PROOF)


def test_a_declaration_is_about_one_return_of_one_year(four: Environment) -> None:
    four.covers("England", year="2020/21", return_number="R04", providers=FOUR, **PROOF)

    def place(**asked: str) -> object:
        counts = alder.tabulate(four, "learners_participating", year="2020/21", **asked)
        return counts.group.place and counts.group.place.name

    assert place(return_number="R04") == "England"
    assert place() is None
    four.covers("England", year="2020/21", providers=FOUR, **PROOF)
    assert place() == "England"


def test_it_stops_holding_when_somebody_else_returns(returns: Path, tmp_path: Path) -> None:
    environment = alder.open(tmp_path / "store")
    files = sorted(returns.glob("ILR-*.xml"))
    environment.load(*[f for f in files if "10000004" not in f.name])
    three = FOUR[:3]
    assert environment.covers("England", year="2020/21", providers=three, **PROOF).holds
    environment.load(*[f for f in files if "10000004" in f.name])
    group = alder.tabulate(environment, "learners_participating", year="2020/21").group
    assert (group.place, group.name) == (None, "the 4 providers held")
    assert "1 is held and not listed (10000004)" in group.words


def test_a_provider_of_the_list_that_returned_only_earlier_is_not_counted_as_there(
    returns: Path, tmp_path: Path
) -> None:
    environment = alder.open(tmp_path / "store")
    for file in sorted(returns.glob("ILR-*.xml")):
        number = "R04" if "2020" in file.name.split("-")[3] else "R14"
        if "10000004" not in file.name or number == "R04":
            environment.load(file)
    standing = environment.covers("England", year="2020/21", providers=FOUR, **PROOF)
    assert standing.earlier == (10000004,)
    assert "as of a return before R14" in standing.against


def test_one_provider_is_about_itself(returns: Path, tmp_path: Path) -> None:
    environment = alder.open(tmp_path / "store")
    environment.load(*returns.glob("ILR-10000002-*.xml"))
    out = tmp_path / "t_made_up.csv"
    said = commands.run(*table(environment, "--by", "sex", "--out", out))
    assert levels(out) == {("Provider", "10000002")}
    assert "(UKPRN 10000002)" in said


def test_a_filter_that_leaves_one_provider_leaves_the_level_provider(four: Environment, tmp_path: Path) -> None:
    four.covers("England", year="2020/21", providers=FOUR, **PROOF)
    out = tmp_path / "t_made_up.csv"
    commands.run(*table(four, "--by", "sex", "--where", "provider = 10000001 and sex = F", "--out", out))
    assert levels(out) == {("Provider", "10000001")}
    for where, name in (
        ("provider != 10000001", "England"),
        ("not (provider in (10000001, 10000002, 10000003))", "10000004"),
        ("provider = 10000001 or sex = F", "England"),
    ):
        group = alder.tabulate(four, "learners_participating", year="2020/21", where=where).group
        assert group.name == name
    commands.run("store", "covers", "--withdraw", "--year", "2020/21", "--store", four.store.folder)
    group = alder.tabulate(four, "learners_participating", year="2020/21", where="provider != 10000001").group
    assert group.name == "3 of the 4 providers held"


def test_what_was_declared_is_taken_back(four: Environment, tmp_path: Path) -> None:
    covers(four, "--providers", listed(tmp_path, *FOUR))
    back = ("store", "covers", "--withdraw", "--year", "2020/21", "--store", four.store.folder)
    assert "Taken back" in commands.run(*back)
    assert "nothing is declared of 2020/21 R14" in commands.refused(*back)
    assert "Nothing is declared" in commands.run("store", "covers", "--store", four.store.folder)
    assert "nothing is declared of 2020/21 R14" in commands.refused(*back[:-1], tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("lines", "head", "message"),
    [
        (["10000001", "1000000"], "UKPRN", "this is no UKPRN"),
        (["10000001"], "number", "has no column ukprn"),
        ([], "ukprn", "is what proves it, and none is given"),
    ],
)
def test_a_list_that_is_none_is_refused(
    four: Environment, tmp_path: Path, lines: list[str], head: str, message: str
) -> None:
    with pytest.raises((UsageError, UnreadableFile), match=message):
        four.covers("England", year="2020/21", providers=listed(tmp_path, *lines, head=head), **PROOF)
    assert four.coverage() == ()


def test_a_declaration_names_a_place_its_proof_and_its_day(four: Environment, tmp_path: Path) -> None:
    file = listed(tmp_path, *FOUR)
    where = ("--store", four.store.folder)
    assert "a declaration has a year" in commands.refused("store", "covers", "England", "--year", "2020/21", *where)
    assert "a declaration names the place" in commands.refused("store", "covers", "--year", "2020/21", *where)
    assert "is no day" in commands.refused(
        "store", "covers", "England", "--year", "2020/21", "--providers", file, "--from", "x", "--date", "soon", *where
    )
    with pytest.raises(UsageError, match="a provider is not declared"):
        four.covers("PROV 10000001 Northfield College", year="2020/21", providers=FOUR, **PROOF)
    of_copy = ("--of", "ilr", "--return", "R14", "--from", "x", "--date", "2021-10-20")
    assert "has no list of providers and no return" in commands.refused(
        "store", "covers", "England", "--year", "2020/21", *of_copy, *where
    )
    for source in ("npd_ks5", "ilr"):
        with pytest.raises(NothingHeld, match="no delivery of"):
            four.covers("England", year="2020/21", source=source, **PROOF)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (1, "1 of the 9 providers listed is missing (10000001)"),
        (3, "3 of the 9 providers listed are missing (10000001, 10000002, 10000003)"),
        (4, "4 of the 9 providers listed are missing (10000001, 10000002, 10000003 and 1 more)"),
    ],
)
def test_of_many_providers_that_are_missing_three_are_named(missing: int, said: str) -> None:
    numbers = range(10_000_001, 10_000_010)
    declaration = Declaration(ENGLAND, YEAR, R14, "a list", date(2026, 1, 1), dict.fromkeys(numbers, ""))
    assert DeclarationCheck(declaration, missing=tuple(numbers)[:missing]).against == said
