"""`alder explain` and what it reads."""

import pytest
from click.testing import CliRunner
from tests.support.each import each

import alder
from alder.cli.group import cli
from alder.derive import variables
from alder.errors import UsageError
from alder.measures import measures
from alder.model.definition import Evidence
from alder.model.explanation import Explanation, Section
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
