"""`alder explain` of commands, policies, filters, reference tables, checks and forms: what the site shows, in words."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import alder
from alder.cli.group import COMMANDS, cli
from alder.disclosure import POLICIES
from alder.errors import UsageError
from alder.explanations import OTHERS
from alder.measures import Query
from alder.measures.query import QUERY_EXAMPLE
from alder.publishing.screener import screener
from alder.sources.reference.tables import tables

LISTS = [
    "commands",
    "policies",
    "filters",
    "reference tables",
    "checks",
    "form of a file",
    "queries as JSON",
    "measures from deliveries",
]


def said(*words: str) -> str:
    result = CliRunner().invoke(cli, ["explain", *words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_had_by_its_words_quoted_or_not(name: str) -> None:
    text = said(*name.split())
    assert text == said(name)
    assert text.startswith(name)


def test_everything_can_be_explained_within_100_columns() -> None:
    for kind in OTHERS:
        for one in [kind.listed(), *(kind.explained(name) for name in kind.names())]:
            assert one.lead.endswith("."), one.name
            wide = [line for line in one.text(300).splitlines() if len(line) > 100 and "https://" not in line]
            assert not wide, "an address stays whole"


def test_lists_name_everything_that_there_is() -> None:
    told = {name: alder.explain(name).text() for name in ("policies", "reference tables", "checks")}
    assert all(f"\n  {name}" in told["policies"] for name in POLICIES)
    assert all(f"\n  {name}" in told["reference tables"] for name in tables())
    assert all(f"\n  {check.name}" in told["checks"] for check in screener)
    assert all(f"\n  {name} " in said("commands") for name in COMMANDS)


def test_a_policy_says_what_it_does_and_why() -> None:
    text = said("policy", "srs-output")
    assert text.startswith("srs-output   policy   version")
    assert "  - A count is small from 1 to 9." in text
    assert "\nWhy\n" in text
    assert said("srs-output") == text, "no other kind has the name"


def test_an_earlier_version_of_a_policy_goes_by_its_label() -> None:
    assert said("policy", "dfe-statistics (version 1)").startswith("dfe-statistics   policy   version 1")


def test_a_filter_says_how_its_name_is_written_and_which_values_it_has() -> None:
    text = said("filter", "sex")
    assert "write      sex = F" in text
    assert "F  Female" in text
    assert said("sex").startswith("sex   variable"), "a name alone is the variable"
    assert "LearningDeliveryFAM with (SOF = 1 and ...)" in said("filter", "LearningDeliveryFAM")


def test_what_a_filter_is_told_to_look_like_is_understood() -> None:
    for name in next(kind for kind in OTHERS if kind.name == "filter").names():
        rows = dict(alder.explain(f"filter {name}").rows)
        Query.ask("achievement_rate", years="2016/17..2025/26", where=rows["write"])


def test_a_reference_table_says_where_to_get_it_and_what_its_columns_are_called() -> None:
    text = said("reference", "table", "postcode_place")
    assert "https://geoportal.statistics.gov.uk/" in text
    assert "pcds" in text


def test_a_check_says_what_must_be_so_and_how_to_put_it_right() -> None:
    text = said("check", "filename_spaces")
    assert "The names of both files have no space." in text
    assert "put right     Rename the file" in text


def commands(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found.append((*words, name))
        if isinstance(command, click.Group):
            found += commands(command, (*words, name))
    return found


def test_every_command_and_each_below_it_is_explained_with_its_options() -> None:
    every = commands(cli)  # type: ignore[arg-type]
    assert len(every) > len(COMMANDS)
    for words in every:
        assert said("command", *words).startswith(f"{' '.join(words)}   command")
    assert "\n  --by A,B " in said("command", "table")
    assert "reference add     Add reference data" in said("command", "reference")


@pytest.mark.parametrize(
    ("wrong", "kind", "meant"),
    [
        ("policy srs-outputt", "policy", "srs-output"),
        ("filter sexx", "filter", "sex"),
        ("reference table postcode_plaice", "reference table", "postcode_place"),
        ("check filename_space", "check", "filename_spaces"),
        ("command tabel", "command", "table"),
        ("measure achievment_rate", "measure", "achievement_rate"),
    ],
)
def test_a_wrong_name_of_a_kind_is_answered_with_the_nearest_of_that_kind(wrong: str, kind: str, meant: str) -> None:
    with pytest.raises(UsageError) as refused:
        CliRunner().invoke(cli, ["explain", *wrong.split()], catch_exceptions=False)
    assert f"there is no {kind} called" in str(refused.value)
    assert f"Did you mean {meant}?" in str(refused.value)


def test_the_lists_are_named_to_whoever_asks_for_nothing_that_there_is() -> None:
    with pytest.raises(UsageError) as refused:
        CliRunner().invoke(cli, ["explain", "qqqqqqqqqq"], catch_exceptions=False)
    assert all(name in str(refused.value) for name in LISTS)


def test_the_example_of_a_query_as_json_is_one() -> None:
    query = Query.ask(
        "achievement_rate",
        by="sex",
        where="level = 3 and FundModel in (35, 36)",
        years="2018/19..2020/21",
        scope="apprenticeships",
        parameters={"transfer_days": 90},
    )
    assert query.to_json().rstrip() == QUERY_EXAMPLE


def test_programs_get_lists_and_tables_of_several_columns() -> None:
    found = json.loads(said("policies", "--format", "json"))
    sections = {section["title"]: section for section in found["sections"]}
    assert sections["Ways of rounding"]["table"][0]["method"] == "`nearest`, base 10, threshold 5"
    assert len(sections["What each policy does about it"]["items"]) == 6


def test_a_page_of_them_has_the_same_parts(tmp_path: Path) -> None:
    said("policies", "--to", str(tmp_path / "policies.html"))
    said("policies", "--to", str(tmp_path / "policies.md"))
    html = (tmp_path / "policies.html").read_text(encoding="utf-8")
    assert "<code>nearest</code>, base 10" in html
    assert "`" not in html.partition("<main")[2].partition("<pre")[0]
    assert "| `nearest`, base 10, threshold 5 | low | low |" in (tmp_path / "policies.md").read_text(encoding="utf-8")
