"""`alder sources`, and `alder explain` of fields of any source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import alder
from alder.cli import commands
from alder.model.source import Source
from alder.sources import catalogue, every


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> str:
        commands.main(list(words))
        said = capsys.readouterr().out
        if "json" not in words:
            assert max(len(line) for line in said.splitlines() if "https://" not in line) <= 100, (
                "an address stays whole"
            )
        return said

    return run


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        commands.main(list(words))
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_all_sources_are_listed(say) -> None:
    said = say("sources")
    assert all(f"\n  {id} " in said for id in catalogue.ids())
    assert len(json.loads(say("sources", "--format", "json"))) == len(catalogue.ids())


def test_one_source_is_told_in_full(say) -> None:
    said = say("sources", "plams")
    for heading in ("How to get it", "What it answers", "Strong", "Weak", "Joins to", "Layout", "Read in"):
        assert f"\n{heading}\n" in said
    assert "Its fields:      alder sources plams --fields" in said
    whole = json.loads(say("sources", "leo", "--format", "json"))
    assert whole["entities"][4]["fields"][2]["sensitivity"] == "C"
    assert whole["routes"][1]["years"] == "1997/98 to 2020/21"


def test_a_card_says_how_made_up_files_of_its_layout_can_be_had(say) -> None:
    assert "made-up files  alder synth leo --population DIR --out DIR" in say("sources", "leo")
    assert "Longitudinal Education Outcomes. Grade B. At once, published. Made-up files at once." in " ".join(
        say("sources").split()
    )
    for source in ("npd_census", "npd_ks2", "npd_ks4", "npd_ks5", "plams"):
        assert "made-up files  alder synth npd --population DIR --out DIR" in say("sources", source)
    assert json.loads(say("sources", "gias", "--format", "json"))["imitated_by"] is None


def test_a_source_without_a_layout_says_why(say) -> None:
    assert "so no layout is declared" in " ".join(say("sources", "ufs").split())
    assert "so no layout is declared" in " ".join(say("sources", "ufs", "--fields").split())


@pytest.mark.parametrize("id", catalogue.ids())
def test_every_source_can_be_shown_with_its_fields(say, id: str) -> None:
    assert say("sources", id).startswith(f"{id}   source   ")
    fields = json.loads(say("sources", id, "--fields", "--format", "json"))
    assert [e["name"] for e in fields] == [e.name for e in catalogue.source(id).entities]
    assert say("sources", id, "--fields")


def test_a_question_is_answered(say) -> None:
    said = say("sources", "--for", "progression,deprivation", "--years", "2018/19..2022/23")
    assert said.startswith("Asked: going on to more learning and deprivation of the area; 2018/19 to 2022/23.")
    assert "Sources that answer all of it" in said
    assert "  cannot    " in said
    assert "bespoke, some weeks, believed" in said
    assert json.loads(say("sources", "--for", "retention", "--format", "json"))["topics"] == ["retention"]
    assert "No source answers all of it" in say("sources", "--for", "travel,earnings,qualifications")


def test_topics_are_listed(say) -> None:
    assert "drop out" in say("sources", "--topics")


def test_two_sources_are_compared(say) -> None:
    said = say("sources", "compare", "ilr", "plams")
    assert "joins to" in said
    assert "\nretention " in said
    assert json.loads(say("sources", "compare", "ilr", "plams", "--format", "json"))["joins"][0]["to"] == "ilr"
    assert "They do not join to each other." in say("sources", "compare", "imd", "lrs")


def test_many_sources_are_compared_below_each_other(say) -> None:
    said = say("sources", "compare", "ilr", "plams", "hesa", "leo", "obsm")
    assert "\nweak\n  ilr   " in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("hessa",), "Did you mean hesa?"),
        (("compare", "ilr"), "nothing to compare"),
        (("compare", "ilr", "ILR"), "nothing to compare"),
        (("ilr", "plams"), "alder sources compare ilr"),
        (("--for", "progresion"), "Did you mean progression?"),
        (("--for", "retention", "--years", "2020"), "not an academic year"),
        (("--years", "2018/19"), "--years goes with --for"),
        (("--fields",), "--fields needs one source"),
        (("compare", "ilr", "plams", "--fields"), "--fields needs one source"),
        (("plams", "--for", "retention"), "exclude each other"),
    ],
)
def test_what_cannot_be_asked_is_refused(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str) -> None:
    assert says in refused(capsys, "sources", *words)


def test_a_field_of_any_source_is_explained(say) -> None:
    said = say("explain", "Benefit_type")
    assert "LEO.Benefits" in said
    assert "sensitivity  C" in said
    assert "Which benefit." in said


def test_a_field_of_a_public_register_has_no_risk(say) -> None:
    said = say("explain", "EstablishmentNumber")
    assert "identifies  public" in said
    assert "risk" not in said


def test_a_field_is_found_by_any_column_name_that_it_has_had(say) -> None:
    assert say("explain", "gend_17").startswith("Gender   field   npd_census")
    both = say("explain", "QAN")
    assert "npd_ks4   KS4 Exam Table" in both
    assert "plams   PLAMS" in both
    found = json.loads(say("explain", "QAN", "--format", "json"))["fields"]
    assert {"npd_ks4", "npd_ks5", "plams"} <= {f["source"] for f in found}


def test_a_field_of_the_ilr_says_where_else_it_is(say) -> None:
    said = say("explain", "NUMHUS")
    assert said.startswith("NUMHUS   field   ILR")
    assert "In other sources" in said
    assert "graduate_outcomes" in said
    assert "In other sources" not in say("explain", "PlanLearnHours")


def test_a_source_and_the_list_of_sources_are_explained_too(say) -> None:
    assert say("explain", "imd").startswith("imd   source   reference data")
    assert say("explain", "sources").startswith(f"sources   list   {len(catalogue.ids())} sources")


@pytest.mark.parametrize("source", every(), ids=lambda source: source.id)
def test_a_source_is_explained_by_each_name_that_it_can_be_asked_for_by(say, source: Source) -> None:
    for name in (source.title, *source.also_called, source.id.upper(), source.id.replace("_", "-")):
        assert say("explain", "source", name) == say("explain", source.id), name
        assert say("sources", name).startswith(f"{source.id}   source"), name


def test_what_else_a_source_is_called_gives_way_to_what_has_that_name(say) -> None:
    assert say("explain", "NSPL") == say("explain", "postcodes")
    assert say("explain", "fe-outcomes").startswith("fe-outcomes   policy")
    assert say("explain", "ssa").startswith("Ssa   field")


def test_an_unknown_name_suggests_another_name_of_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean plasc?" in refused(capsys, "explain", "plascc")


def test_an_unknown_name_suggests_a_field_of_any_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean Benefit_type?" in refused(capsys, "explain", "Benefit_typ")


def test_the_same_from_python() -> None:
    assert alder.sources.source("plams").title == "Post-16 learning aims (PLAMS)"
    assert repr(alder.sources.compare("ilr", "plams")) == alder.sources.compare("ilr", "plams").text()
    assert repr(alder.sources.answering("neet")) == str(alder.sources.answering("neet"))
    assert [h.entity.name for h in alder.sources.find("seiss_tot_amt")] == ["self_employment_support"]
    assert str(alder.sources.compare("ilr", "plams")).startswith("  ")
