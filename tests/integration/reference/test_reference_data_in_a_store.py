"""Reference data in a store: editions, all or nothing, and the rules that look into it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from tests.support import commands, ilr_files
from tests.support.few_rules import check_by, judge_by_few, rules_of
from tests.support.unreadable_reference_tables import text

import alder
from alder.cli import commands as command_line
from alder.engine import receipts, reference
from alder.engine.compaction import optimise
from alder.engine.delta_table import Delta
from alder.engine.integrity import check_integrity
from alder.engine.repair import repair
from alder.environment import Environment
from alder.errors import UnreadableFile, UsageError
from alder.model.ids import ULN
from alder.model.period import AcademicYear
from alder.sources.reference.table_catalogue import tables

YEAR = AcademicYear(2020)
NAME = "ILR-10000001-2021-20201201-093000-01.xml"


@pytest.fixture(scope="module", autouse=True)
def _rules_of_aims() -> Iterator[None]:
    """Checks and loads judge by the rules of what lists say of aims: with those of one list held, and those of none."""
    with pytest.MonkeyPatch.context() as patch:
        judge_by_few(patch, rules_of("LearnAimRef", "StdCode"))
        check_by(patch, rules_of("LearnAimRef", "StdCode"))
        yield


def aims(folder: Path, *known: str, name: str = "LearningDelivery.csv") -> Path:
    """A published list of aims, with the columns that rules need and one more."""
    columns = tables()["lars_delivery"].schema.names
    path = folder / name
    lines = [",".join([*columns, "AwardOrgAimRef"])]
    lines += [",".join([ref, *[""] * (len(columns) - 1), "A number"]) for ref in known]
    path.write_text("\n".join(lines) + "\n")
    return path


def a_return(folder: Path) -> Path:
    """One learner with one aim, of which nothing is in the list of aims that `aims` makes by default."""
    fields = {"ULN": str(ULN(1000000019)), "FamilyName": "Ash", "GivenNames": "Priya"}
    path = folder / NAME
    people = [ilr_files.whole_learner("SOUND1", ilr_files.delivery(LearnAimRef="60001234"), **fields)]
    path.write_bytes(ilr_files.message(people, YEAR, UKPRN="10000001", Provider="10000001"))
    return path


def run(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = 0
    try:
        command_line.main([*map(str, arguments)])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    return alder.open(tmp_path / "store")


def counting(store: Environment) -> dict[str, str]:
    return {name: e.edition for name, e in reference.current(store.store).items()}


def test_the_edition_added_last_counts_and_the_one_before_comes_back(store: Environment, tmp_path: Path) -> None:
    store.add_reference(aims(tmp_path, "60001234"), edition="V008")
    store.add_reference(aims(tmp_path, "60001234", "60001235"), edition="V009", replace=True)
    assert [(e.edition, e.rows) for e in store.references()] == [("V008", 1), ("V009", 2)]
    held = reference.get(store.store, "lars_delivery")
    assert held is not None
    assert held.num_rows == 2
    assert held.schema.names == tables()["lars_delivery"].schema.names
    assert [e.edition for e in store.remove_reference("lars_delivery", "V009")] == ["V009"]
    assert counting(store) == {"lars_delivery": "V008"}
    store.remove_reference("lars_delivery")
    assert store.references() == ()
    assert reference.get(store.store, "lars_delivery") is None


def test_an_edition_of_the_same_name_is_replaced(store: Environment, tmp_path: Path) -> None:
    for known in (["60001234"], ["60001234", "60001235"]):
        store.add_reference(aims(tmp_path, *known), replace=True)
    assert [(e.edition, e.rows) for e in store.references()] == [("LearningDelivery", 2)]


def test_a_second_file_of_a_table_is_added_to_the_rows_held_where_none_is_about_the_same(
    store: Environment, tmp_path: Path
) -> None:
    store.add_reference(aims(tmp_path, "60001234", "60001235", name="first.csv"))
    said = commands.run(
        "reference", "add", aims(tmp_path, "60001236", name="second.csv"), "--store", tmp_path / "store"
    )
    assert "added to the 2 rows that were held, which stay" in said
    (_, both) = store.references()
    assert (both.edition, both.rows) == ("first + second", 3)
    held = reference.get(store.store, "lars_delivery")
    assert held is not None
    assert sorted(held["LearnAimRef"].to_pylist()) == ["60001234", "60001235", "60001236"]
    store.remove_reference("lars_delivery", "first + second")
    assert counting(store) == {"lars_delivery": "first"}


def test_a_file_in_whose_place_rows_would_go_is_refused_with_how_many(store: Environment, tmp_path: Path) -> None:
    store.add_reference(aims(tmp_path, "60001234", "60001235", "60001236", name="first.csv"))
    other = aims(tmp_path, "60001236", "60001237", name="second.csv")
    where = ("--store", tmp_path / "store")
    refused = commands.refused("reference", "add", other, *where)
    assert "2 of the 3 rows of lars_delivery that are held would go" in refused
    assert "1 of the rows held is about the same as rows of the file" in refused
    assert "--replace" in refused
    assert counting(store) == {"lars_delivery": "first"}
    said = commands.run("reference", "add", other, "--replace", *where)
    assert "in place of 3 rows of edition first" in said
    assert counting(store) == {"lars_delivery": "second"}
    with pytest.raises(UsageError, match="2 rows of lars_delivery that are held would be replaced, and none go"):
        store.add_reference(aims(tmp_path, "60001236", "60001237", "60001238", name="third.csv"))


def test_columns_that_a_second_file_lacks_do_not_vanish_either(store: Environment, tmp_path: Path) -> None:
    def districts(name: str, more: str, own: str) -> Path:
        path = tmp_path / name
        lines = (f"LAD23CD,LAD23NM,{more}RGN23CD,RGN23NM", f"E0700000{len(own) % 7},Alderley,{own}E12000001,North East")
        path.write_text("\n".join(lines) + "\n")
        return path

    store.add_reference(districts("all.csv", "UTLA23CD,UTLA23NM,", "E10000001,Mereshire,"))
    with pytest.raises(UsageError, match="would go") as refused:
        store.add_reference(districts("some.csv", "", ""))
    assert "which the rows held have" in refused.value.where


def test_the_same_file_again_and_made_up_tables_make_way_by_themselves(store: Environment, tmp_path: Path) -> None:
    commands.run("reference", "add", "--made-up", "--store", tmp_path / "store")
    for _ in range(2):
        store.add_reference(aims(tmp_path, "60001234", name="first.csv"))
    assert counting(store)["lars_delivery"] == "first"
    path = tmp_path / "real.csv"
    path.write_text("ukprn,name\n10000077,Elm College\n")
    store.add_reference(path)
    held = reference.get(store.store, "provider")
    assert held is not None
    assert held["name"].to_pylist() == ["Elm College"], "no made-up provider stands among real ones"
    refused = commands.refused("reference", "add", "--made-up", "--store", tmp_path / "store")
    assert "2 rows of lars_delivery and provider would go" in refused
    assert "--replace" in refused


def test_a_list_of_learner_numbers_is_taken_for_a_register_only_if_somebody_says_so(
    store: Environment, tmp_path: Path
) -> None:
    for name in ("pupils.csv", "register.csv"):
        (tmp_path / name).write_text("ULN\n1000000019\n")
        with pytest.raises(UnreadableFile, match="ULN alone, so it may be about something else") as refused:
            store.add_reference(tmp_path / name)
        assert "--table learner_register" in refused.value.next
    store.add_reference(tmp_path / "pupils.csv", table="learner_register")
    assert counting(store) == {"learner_register": "pupils"}


def test_removing_what_is_not_held_is_answered_with_what_is(store: Environment, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no reference table in the store called lars"):
        store.remove_reference("lars_delivery")
    store.add_reference(aims(tmp_path, "60001234"), edition="V008")
    with pytest.raises(UsageError) as caught:
        store.remove_reference("lars_delivery", "V009")
    assert "V008" in caught.value.where


def test_files_are_added_all_or_none(store: Environment, tmp_path: Path) -> None:
    odd = tmp_path / "FrameworkAims.csv"
    odd.write_text(text().replace("2010-08-01", "01/08/10"))
    path = tmp_path / "LARS.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(aims(tmp_path, "60001234"), "LearningDelivery.csv")
        archive.write(odd, "FrameworkAims.csv")
    for named in ([path], [tmp_path / "LearningDelivery.csv", odd]):
        with pytest.raises(UnreadableFile, match="a spreadsheet has changed this file"):
            store.add_reference(*named)
        assert store.references() == ()


def test_a_zip_fills_its_tables_and_passes_over_the_rest(store: Environment, tmp_path: Path) -> None:
    path = tmp_path / "LARS_V009.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(aims(tmp_path, "60001234"), "csv/Core_LARS_LearningDelivery.csv")
        archive.writestr("csv/FrameworkAims.csv", text())
        archive.writestr("csv/BandNumber.csv", "BandNumber,BandNumberDesc\n1,A band\n")
        archive.writestr("read me.md", "# LARS")
    report = store.add_reference(path)
    assert {a.edition.table: a.edition.edition for a in report.tables} == {
        "lars_delivery": "LARS_V009",
        "lars_framework_aim": "LARS_V009",
    }
    assert report.passed_over == ("csv/BandNumber.csv in LARS_V009.zip",)


def test_one_that_is_killed_leaves_nothing_behind(
    store: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is written but the receipt: readers see nothing, and the next addition clears up."""
    store.add_reference(aims(tmp_path, "60001234"), edition="V008")
    framework = tmp_path / "FrameworkAims.csv"
    framework.write_text(text())
    with monkeypatch.context() as killed:
        killed.setattr(receipts.Receipts, "append", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.add_reference(aims(tmp_path, "60001234", "60001235"), framework, edition="V009", replace=True)
    again = alder.open(store.store.folder)
    assert counting(again) == {"lars_delivery": "V008"}
    assert [name for name, _, _ in reference.current_files(again.store)] == ["lars_delivery"]
    again.add_reference(framework, edition="V010")
    assert counting(again) == {"lars_delivery": "V008", "lars_framework_aim": "V010"}
    parts = {e.part for e in again.references()}
    for folder in ("lars_delivery", "lars_framework_aim"):
        found = {f.name for f in Delta(again.store.folder / "reference" / folder).files()}
        assert found <= parts


def test_optimise_keeps_every_edition_that_is_listed(store: Environment, tmp_path: Path) -> None:
    store.load(a_return(tmp_path))
    for edition in ("V008", "V009", "V009"):
        store.add_reference(aims(tmp_path, "60001234"), edition=edition)
    optimise(store.store, grace=timedelta(0))
    assert len(list(store.store.folder.glob("reference/lars_delivery/*.parquet"))) == 2
    store.remove_reference("lars_delivery", "V009")
    held = reference.get(store.store, "lars_delivery")
    assert held is not None
    assert held.num_rows == 1


def test_a_spoilt_list_of_editions_is_told_and_written_again(store: Environment, tmp_path: Path) -> None:
    store.add_reference(aims(tmp_path, "60001234"), edition="V008")
    listed = store.store.folder / "reference" / "editions.json"
    before = listed.read_text()
    listed.write_text("[{]")
    assert counting(alder.open(store.store.folder)) == {"lars_delivery": "V008"}, "the receipts say the same"
    assert check_integrity(store.store).faults == ("reference/editions.json: is not what was acknowledged",)
    repair(store.store)
    assert listed.read_text() == before
    assert not check_integrity(store.store).faults


def test_a_rule_is_unavailable_until_its_table_is_there_and_then_runs(store: Environment, tmp_path: Path) -> None:
    path = a_return(tmp_path)
    before = alder.check(path)
    assert "LearnAimRef_01" in {u.rule for u in before.unavailable}
    assert before.references == ()
    store.add_reference(aims(tmp_path, "50000000"), edition="LARS V009")
    after = alder.check(path, store=store.store)
    assert "LearnAimRef_01" not in {u.rule for u in after.unavailable}
    assert "LearnAimRef_01" in {f.rule for f in after}
    assert after.rules_run > before.rules_run
    assert [(r.table, r.edition) for r in after.references] == [("lars_delivery", "LARS V009")]
    assert "Reference data: LARS V009 (1 table)." in after.summary()
    assert json.loads(after.to_json())["reference_data"] == [{"table": "lars_delivery", "edition": "LARS V009"}]
    after.write(tmp_path / "findings.html")
    assert "Edition <b>LARS V009</b>" in (tmp_path / "findings.html").read_text(encoding="utf-8")
    store.add_reference(aims(tmp_path, "60001234"), edition="LARS V010")
    assert "LearnAimRef_01" not in {f.rule for f in alder.check(path, store=store.store)}


def test_a_load_judges_by_the_tables_of_the_store_and_keeps_which(store: Environment, tmp_path: Path) -> None:
    store.add_reference(aims(tmp_path, "50000000"), edition="LARS V009")
    report = store.load(a_return(tmp_path))
    assert [r.edition for r in report.references] == ["LARS V009"]
    assert report.unavailable > 0
    (row,) = store.store.submissions().to_pylist()
    assert json.loads(row["reference_data"]) == {"lars_delivery": "LARS V009"}
    assert json.loads(row["findings_summary"])["LearnAimRef_01"] == 1


def test_a_table_of_an_earlier_form_makes_its_rules_unavailable(store: Environment, tmp_path: Path) -> None:
    reference.put(store.store, "lars_delivery", pa.table({"LearnAimRef": ["60001234"]}))
    findings = alder.check(a_return(tmp_path), store=store.store)
    assert "LearnAimRef_01" in {u.rule for u in findings.unavailable}
    assert findings.references == ()


def test_the_commands_add_list_and_remove(
    store: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", store.store.folder]
    assert "No reference data yet" in run("reference", "list", *where, capsys=capsys)[1]
    path = aims(tmp_path, "60001234", "6000")
    code, _, error = run("reference", "add", path, *where, capsys=capsys)
    assert (code, "without its leading zeros" in error) == (11, True)
    path = aims(tmp_path, *(f"6000{n}" for n in range(1000, 1020)), "60001234X")
    code, said, error = run("reference", "add", path, "--edition", "V009", *where, capsys=capsys)
    assert (code, error) == (0, "")
    assert "  lars_delivery  20 rows   the list of learning aims (LARS)" in said
    assert "1 row left out:" in said
    assert "line 22: LearnAimRef is not the eight characters of an aim reference" in said
    code, said, _ = run("reference", "list", *where, capsys=capsys)
    assert said.splitlines()[1].split() == ["lars_delivery", "V009", "20", "1"]
    (row,) = json.loads(run("reference", "list", "--format", "json", *where, capsys=capsys)[1])
    assert (row["table"], row["edition"], row["counts"], row["rows"], row["rows_left_out"]) == (
        "lars_delivery",
        "V009",
        True,
        20,
        1,
    )
    code, said, _ = run("check", a_return(tmp_path), *where, capsys=capsys)
    assert "Reference data: V009 (1 table)." in said
    code, said, _ = run("load", a_return(tmp_path), *where, capsys=capsys)
    assert "Reference data: 1 table (V009)." in said
    code, said, _ = run("reference", "remove", "lars_delivery", *where, capsys=capsys)
    assert (code, said.splitlines()[0]) == (0, "Removed lars_delivery, edition V009.")
    assert run("reference", "remove", "lars_delivery", *where, capsys=capsys)[0] == 2


def test_a_store_that_is_named_has_to_be_there_and_the_usual_one_may_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALDER_STORE", raising=False)
    path = a_return(tmp_path)
    assert run("check", path, capsys=capsys)[0] in (0, 1)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "something else.txt").touch()
    assert run("check", path, capsys=capsys)[0] in (0, 1), "a folder of that name that is no store is left alone"
    code, _, error = run("check", path, "--store", "elsewhere", capsys=capsys)
    assert (code, "there is no store here yet" in error) == (14, True)
    assert not (tmp_path / "elsewhere").exists()


def test_the_published_files_are_read_whole(shared: Path, store: Environment) -> None:
    report = store.add_reference(shared / "reference" / "lars", edition="December 2020")
    rows = {a.edition.table: a.edition.rows for a in report.tables}
    assert rows["lars_standard"] == 589
    assert rows["lars_standard_validity"] == 589
    assert rows["lars_framework"] == 1437
    assert rows["lars_framework_aim"] == 16776
    assert rows["lars_framework_component"] == 8668
    assert rows["lars_standard_component"] == 4074
    assert {a.edition.unusable for a in report.tables} == {0}
    assert len(report.passed_over) == 8, "lists of releases, mappings and files without rows"


def test_the_published_names_of_providers_are_read(shared: Path, store: Environment, tmp_path: Path) -> None:
    folder = shared / "reference" / "providers"
    report = store.add_reference(folder / "ukprn_names_from_obsm_2018.csv")
    assert report.tables[0].edition.rows == 1025
    assert store.add_reference(folder / "gias_sample_row.csv").tables[0].edition.table == "provider"
    with pytest.raises(UnreadableFile, match="no table that Alder takes"):
        store.add_reference(folder / "ukprns_not_on_roatp.csv")


def test_a_sample_return_is_judged_with_the_published_frameworks(shared: Path, store: Environment) -> None:
    store.add_reference(shared / "reference" / "lars", edition="December 2020")
    sample = next((shared / "ilr" / "samples").glob("2021_small*.xml"))
    findings = alder.check(sample, store=store.store)
    lacking = {need for u in findings.unavailable for need in u.needs}
    assert "the apprenticeship frameworks (LARS)" not in lacking
    assert findings.rules_run > alder.check(sample).rules_run
