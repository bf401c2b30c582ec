"""`alder explain` and what it reads.

`alder explain` of commands, policies, filters, reference tables, checks and forms: what the site shows, in words.

`alder explain NAME --to page.html`: the same explanation, as a page to send to somebody.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from tests.support.each import each

import alder
from alder.cli.commands import COMMANDS, cli
from alder.derive import variables
from alder.disclosure import POLICIES
from alder.errors import UsageError
from alder.explanations import OTHERS
from alder.measures import Query, measures
from alder.measures.query import QUERY_EXAMPLE
from alder.model.definition import Evidence
from alder.model.explanation import Explanation, Section
from alder.publishing.screener import screener
from alder.sources.ilr import explanation
from alder.sources.reference.table_catalogue import tables
from docs import measures as pages


def said(name: str) -> str:
    result = CliRunner().invoke(cli, ["explain", name])
    assert result.exit_code == 0, result.output
    return result.output


@each([*measures.names, *variables.names, "measures", "variables", "rules", "fields"])
def test_everything_declared_can_be_explained_within_100_columns(name: str) -> None:
    text = alder.explain(name).text(300)
    assert text.startswith(name)
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 100, "an address stays whole"


@each(measures, lambda measure: measure.name)
def test_a_measure_shows_every_parameter_with_its_default_and_evidence(measure: object) -> None:
    text = " ".join(alder.explain(measure.name).text().split())  # type: ignore[attr-defined]
    for p in measure.parameters:  # type: ignore[attr-defined]
        assert p.name in text
        assert f"Unless set: {p.shown(p.default)}." in text
        assert f"({p.evidence.meaning})" in text


def test_a_field_shows_meaning_type_years_grade_and_codes() -> None:
    text = said("PriorAttain")
    assert text.startswith("PriorAttain   field   ILR   Learner")
    for part in (
        "whole number",
        "2016/17 to 2020/21",
        "\n  grade             B: ",
        "variables         prior_attainment",
        "Codes:",
    ):
        assert part in text
    assert "2025/26" not in text


def test_a_rule_shows_what_is_wrong_and_how_to_put_it_right() -> None:
    text = said("WithdrawReason_03")
    assert "reads" in text
    assert "WithdrawReason" in text
    assert "put right" in text


def test_case_matters_only_where_two_names_differ_by_nothing_else() -> None:
    assert said("Sex").startswith("Sex   field")
    assert said("sex").startswith("sex   variable")
    assert said("compstatus").startswith("CompStatus   field")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        UsageError, match="no measure, variable, rule, source or field called achievment_rate"
    ) as refused:
        alder.explain("achievment_rate")
    assert "Did you mean achievement_rate?" in str(refused.value)


def test_every_parameter_rests_on_something() -> None:
    for declared in [*measures, *variables]:
        for p in declared.parameters:
            assert p.evidence in set(Evidence)
            assert p.source.endswith(".")
            assert p.decides.endswith(".")
            assert p.read(p.shown(p.default)) == p.default


def test_the_pages_hold_a_page_for_each_measure_and_variable() -> None:
    found = pages.pages()
    assert set(found) == {
        "measures/index.md",
        "variables/index.md",
        *(f"measures/{n}.md" for n in measures.names),
        *(f"variables/{n}.md" for n in variables.names),
    }


def test_long_texts_wrap_and_bars_in_pages_are_kept() -> None:
    it = Explanation(
        "x", "thing", ("one",), "a " * 80, (("a|b", "c " * 60),), (Section("More", ("d " * 70,)),), "Next."
    )
    assert max(map(len, it.text(60).splitlines())) <= 60
    assert "a\\|b" in it.markdown()
    assert str(it) == repr(it) == it.text()


def test_a_rule_that_waits_for_reference_data_says_what_it_needs() -> None:
    from alder.sources.ilr.rules import ilr

    waiting = next(r.code for r in ilr if ilr.needs(r))
    assert "Without, it does not run." in alder.explain(waiting).text(1000).replace("\n", " ").replace("  ", "")


def test_every_rule_and_field_can_be_explained() -> None:
    from alder.sources.ilr import explanation

    for code in explanation.ilr.codes:
        assert alder.explain(code).lead.endswith((".", "?")), code
    for name in explanation.fields():
        assert explanation.field(name).kind == "field"


def test_a_long_name_stands_on_a_line_of_its_own() -> None:
    it = Explanation("x", "thing", (), "Lead.", (("n" * 45, "meaning"), ("short", "other")))
    assert f"  {'n' * 45}\n" in it.text()
    assert it._repr_markdown_() == it.markdown()


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


def explained(*words: str) -> str:
    result = CliRunner().invoke(cli, ["explain", *words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_had_by_its_words_quoted_or_not(name: str) -> None:
    text = explained(*name.split())
    assert text == explained(name)
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
    assert all(f"\n  {name} " in explained("commands") for name in COMMANDS)


def test_measures_are_listed_by_their_names_in_whichever_order_they_were_loaded() -> None:
    assert [m.name for m in measures] == sorted(m.name for m in measures)


def test_a_policy_says_what_it_does_and_why() -> None:
    text = explained("policy", "srs-output")
    assert text.startswith("srs-output   policy   version")
    assert "  - A count is small from 1 to 9." in text
    assert "\nWhy\n" in text
    assert explained("srs-output") == text, "no other kind has the name"


def test_an_earlier_version_of_a_policy_goes_by_its_label() -> None:
    assert explained("policy", "dfe-statistics (version 1)").startswith("dfe-statistics   policy   version 1")


def test_a_filter_says_how_its_name_is_written_and_which_values_it_has() -> None:
    text = explained("filter", "sex")
    assert "write      sex = F" in text
    assert "F  Female" in text
    assert explained("sex").startswith("sex   variable"), "a name alone is the variable"
    assert "LearningDeliveryFAM with (SOF = 1 and ...)" in explained("filter", "LearningDeliveryFAM")


def test_what_a_filter_is_told_to_look_like_is_understood() -> None:
    for name in next(kind for kind in OTHERS if kind.name == "filter").names():
        rows = dict(alder.explain(f"filter {name}").rows)
        Query.ask("achievement_rate", years="2016/17..2025/26", where=rows["write"])


def test_a_reference_table_says_where_to_get_it_and_what_its_columns_are_called() -> None:
    text = explained("reference", "table", "postcode_place")
    assert "https://geoportal.statistics.gov.uk/" in text
    assert "pcds" in text


def test_a_check_says_what_must_be_so_and_how_to_put_it_right() -> None:
    text = explained("check", "filename_spaces")
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
        assert explained("command", *words).startswith(f"{' '.join(words)}   command")
    assert "\n  --by A,B " in explained("command", "table")
    assert "reference add         Add reference data" in explained("command", "reference")


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
    found = json.loads(explained("policies", "--format", "json"))
    sections = {section["title"]: section for section in found["sections"]}
    assert sections["Ways of rounding"]["table"][0]["method"] == "`nearest`, base 10, threshold 5"
    assert len(sections["What each policy does about it"]["items"]) == 6


def test_a_page_of_them_has_the_same_parts(tmp_path: Path) -> None:
    explained("policies", "--to", str(tmp_path / "policies.html"))
    explained("policies", "--to", str(tmp_path / "policies.md"))
    html = (tmp_path / "policies.html").read_text(encoding="utf-8")
    assert "<code>nearest</code>, base 10" in html
    assert "`" not in html.partition("<main")[2].partition("<pre")[0]
    assert "| `nearest`, base 10, threshold 5 | low | low |" in (tmp_path / "policies.md").read_text(encoding="utf-8")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["explain", *map(str, arguments)])


def text(page: Path) -> str:
    """What a person reads, without marks and styles."""
    html = re.sub(r"<(style|title)>.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_rules_page_says_what_the_terminal_says(tmp_path: Path) -> None:
    page = tmp_path / "rule.html"
    assert run("LearnAimRef_104", "--to", page).output == f"Written: {page}\n"
    said = text(page)
    assert "Rule LearnAimRef_104 Error Learning delivery 2025/26 to now The aim took no new starts" in said
    assert "breaks it Day after the last start learning delivery: LearnAimRef 60001234" in said
    assert "More Learners aged 14 to 16 in college" in said
    assert "SQL" not in said


def test_sql_is_folded_into_the_page(tmp_path: Path) -> None:
    run("R59", "--sql", "--to", tmp_path / "rule.html")
    assert "The statements that judge it" in text(tmp_path / "rule.html")
    assert "SELECT" in text(tmp_path / "rule.html")


def test_a_page_fetches_and_runs_nothing(tmp_path: Path) -> None:
    run("R104", "--to", tmp_path / "rule.html")
    html = (tmp_path / "rule.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))


@pytest.mark.parametrize("name", ["CompStatus", "achievement_rate", "rules"])
def test_whatever_can_be_explained_has_a_page(tmp_path: Path, name: str) -> None:
    assert run(name, "--to", tmp_path / "page.html").exit_code == 0
    assert name in text(tmp_path / "page.html")


def test_a_page_may_be_markdown(tmp_path: Path) -> None:
    run("R104", "--to", tmp_path / "rule.md")
    assert (tmp_path / "rule.md").read_text(encoding="utf-8").startswith("# R104\n\nRule. error, learning delivery FAM")
    run("R104", "--sql", "--to", tmp_path / "rule.md")
    assert "```sql\n" in (tmp_path / "rule.md").read_text(encoding="utf-8")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    result = run("R104", "--to", tmp_path / "rule.pdf")
    assert isinstance(result.exception, UsageError)
    assert (result.exception.what, result.exception.where) == (
        "no page can be written as rule.pdf",
        "Pages end in .html or .md.",
    )


def test_a_page_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    result = run("R104", "--to", tmp_path / "nowhere" / "rule.html")
    assert isinstance(result.exception, UsageError)
    assert result.exception.what.endswith("rule.html cannot be written")


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("R59", ("error, warning up to 2020/21", "learner", "2016/17 to now")),
        ("R31", ("error", "learning delivery", "2020/21, 2025/26 to now")),
        ("R91", ("error", "learner", "2020/21")),
    ],
)
def test_a_rule_says_how_grave_it_was_and_in_which_years(rule: str, facts: tuple[str, ...]) -> None:
    assert explanation.rule(rule).facts == facts
