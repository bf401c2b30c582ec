"""Methods and fields on the site: every measure, variable, kind of record and field says on its page what it must."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.integration.pages.conftest import ABSENCE, STARTS, Look
from tests.support.site import Site

from alder.cli.commands import cli
from alder.derive import variables
from alder.disclosure import field_profile
from alder.disclosure.field_profile import FieldProfile, FieldTold
from alder.errors import NoFigures, UsageError
from alder.measures import measures
from alder.measures.measure_explanation import VERSIONS, published_figures, worked_of
from alder.model.service import pieces
from alder.publishing.contents.column_guidance import Guidance, guidance
from alder.publishing.contents.version_contents import Contents, DataSetFilter, DataSetIndicator
from alder.quality.measurements import FieldMeasurements
from alder.sources import every
from alder.web.methodology import method_topics
from alder.web.methodology.method_topics import TOPICS, measures_by_theme


def test_every_measure_stands_under_one_heading() -> None:
    named = [m.name for _, found in measures_by_theme() for m in found]
    assert sorted(named) == sorted(m.name for m in measures)


def test_measures_that_come_first_under_a_heading_are_measures() -> None:
    assert {*method_topics.FIRST} <= {m.name for m in measures}


def test_every_measure_has_a_method_that_says_all(look: Look) -> None:
    index = look("/methodology")
    for measure in measures:
        assert index.links[measure.title] == f"/methodology/{measure.name}"
        page = look(f"/methodology/{measure.name}")
        assert page.heading == measure.title
        for said in (measure.population, measure.numerator, measure.caution, measure.source, *measure.edge_cases):
            shown = "".join(words for words, _ in pieces(" ".join(said.split())))
            assert shown in page.words, (measure.name, said)
        for parameter in measure.parameters:
            assert parameter.decides in page.words
            assert parameter.evidence.meaning in page.words.casefold() or parameter.evidence.meaning[1:] in page.words


@pytest.mark.parametrize("figure", published_figures(), ids=lambda f: f"{f.measure} {f.period} {f.of}")
def test_a_published_figure_comes_out_again(figure) -> None:  # type: ignore[no-untyped-def]
    rate = measures[figure.measure].rates[0]
    assert rate.worked_out(figure.numerator, figure.denominator) == figure.rate


def test_an_example_is_worked_out_step_by_step(look: Look) -> None:
    (worked,) = worked_of(measures["pass_rate"])
    assert (worked.exact, worked.shown) == (Decimal("64.53125"), Decimal("64.5"))
    assert "413 ÷ 640 × 100 = 64.53125." in look("/methodology/pass_rate").words
    assert (
        "The median (pounds) is taken over all who are counted as with earnings, each once"
        in look("/methodology/graduate_earnings").words
    )


def test_a_measure_that_changed_says_in_which_version() -> None:
    for measure in measures:
        if measure.version != "1":
            assert set(VERSIONS[measure.name]) == {str(n) for n in range(1, int(measure.version) + 1)}


def test_what_all_measures_share_is_told(look: Look) -> None:
    for topic in TOPICS:
        page = look(f"/methodology/{topic.slug}")
        assert page.heading == topic.title
    assert "Counts from 1 to 9" in look("/methodology/protection").words
    look("/methodology/nothing", 404)


def test_every_variable_has_a_page(look: Look) -> None:
    index = look("/methodology/variables")
    for variable in variables:
        assert f'href="/methodology/variables/{variable.name}"' in index.html
    page = look("/methodology/variables/imd_decile")
    assert "1 (most deprived)" in page.words
    assert page.links["Achievement rate"] == "/methodology/achievement_rate"
    look("/methodology/variables/nothing", 404)


def test_age_bands_name_the_measures_whose_bands_they_are(look: Look) -> None:
    page = look("/methodology/variables/age_band_at_start")
    assert page.links["Starts"] == "/methodology/starts"
    assert "it has no categories" not in page.words
    assert "it has no categories" in look("/methodology/variables/age_at_start").words


def test_columns_of_a_data_set_lead_to_their_measures(site: Site) -> None:
    from alder.web.methodology.column_methods import method_of

    contents = _contents(("leavers", "achievers", "achievement_rate", "achievement_rate_lower"), ("sex", "Kind"))
    found = method_of(contents)
    assert [m.name for m in found.distinct] == ["achievement_rate"]
    assert set(found.measures) == {"leavers", "achievers", "achievement_rate", "achievement_rate_lower"}
    assert set(found.variables) == {"sex"}
    assert method_of(_contents(("starts",), ())).distinct == (measures["starts"],)
    assert method_of(_contents(("pupils",), ())).distinct == ()


def _contents(indicators: tuple[str, ...], filters: tuple[str, ...]) -> Contents:
    return Contents(
        filters=tuple(DataSetFilter(name, name, name, "", ()) for name in filters),
        indicators=tuple(DataSetIndicator(name, name, name, "", 0) for name in indicators),
        levels=("NAT",),
        places=(),
        periods=(),
        rows=1,
    )


def test_every_kind_of_record_has_a_page_and_leads_to_its_fields(look: Look) -> None:
    for source in every():
        page = look(f"/data-sources/{source.id}")
        for entity in source.entities:
            assert f"/data-sources/{source.id}/{entity.name}" in page.links.values()
    for name, entity in (("ilr", "learner"), ("npd_census", "pupil"), ("leo", "employment"), ("lars", "validity")):
        page = look(f"/data-sources/{name}/{entity}")
        record = next(e for s in every() if s.id == name for e in s.entities if e.name == entity)
        for field in record.fields[-3:]:
            assert page.links[field.name] == f"/data-sources/{name}/{entity}/{field.name}"


def test_a_field_says_what_to_mind(look: Look) -> None:
    page = look("/data-sources/ilr/learner/Ethnicity")
    for said in (
        "Grade B : must be returned and is checked, but self-declared or lightly checked.",
        "Declared by the learner; the share not provided differs by provider and course.",
        "4 of 5: no identifier, but helps greatly to recognise someone",
        "D: a special category of data protection law, such as ethnicity or health",
        "No protected profile is published here.",
    ):
        assert said.replace("B :", "B:") in page.words.replace(" :", ":")
    assert page.links["Ethnic group"] == "/methodology/variables/ethnicity"
    assert page.links["Ethnicity_01"] == "/data-sources/ilr/rules/Ethnicity_01"
    assert "Nobody has graded this field yet." in look("/data-sources/npd_census/pupil/OnRoll").words
    assert look("/data-sources/ilr/fields/ULN").address == "/data-sources/ilr/learner/ULN"
    for nothing in ("ilr/learner/Nothing", "ilr/nothing", "nothing/learner", "ilr/fields/Nothing"):
        look(f"/data-sources/{nothing}", 404)


def test_rules_are_searched_and_explained(look: Look) -> None:
    page = look("/data-sources/ilr/rules?q=LearnAimRef_88")
    assert page.listed() == ["LearnAimRef_88"] or "LearnAimRef_88" in page.words or "No rule" in page.words
    assert "No rule has all of these words" in look("/data-sources/ilr/rules?q=xyzzy").words
    rule = look("/data-sources/ilr/rules/LearnAimRef_88")
    assert "The aim was not open to new starts on the day the learner started." in rule.words
    assert rule.links["LearnAimRef"] == "/data-sources/ilr/fields/LearnAimRef"
    look("/data-sources/ilr/rules/Nothing_01", 404)


def test_a_profile_is_shown_in_words(site: Site, look: Look) -> None:
    told = (
        FieldTold("learner", "ULN", "1% or less", "12%", "1% or less"),
        FieldTold("learner", "Ethnicity", "1% or less", "7%", "1% or less"),  # as an earlier release wrote it
        FieldTold("learner", "Email", "not asked", "no such code", ""),
    )
    file = field_profile.write(FieldProfile("2024/25", "srs-output", date(2026, 9, 1), told), site.store / "published")
    try:
        page = look("/data-sources/ilr/learner/ULN")
        assert "Not known, or standing in for another value 12%" in page.words
        assert "Of the current returns of 2024/25, under the policy srs-output , 1 September 2026." in page.words or (
            "under the policy srs-output, 1 September 2026." in page.words
        )
        in_tables = look("/data-sources/ilr/learner/Ethnicity").words
        assert "Tables that are split by it show those without a known value as a row" in in_tables
        assert "7%" not in in_tables
        assert "Left to tables" in look("/data-sources/ilr/learner").words
        assert "there is no share to tell" in look("/data-sources/ilr/learner/Email").words
        assert "so nothing was measured" in look("/data-sources/ilr/learner/Sex").words
        assert "Missing" in look("/data-sources/ilr/learner").table()[0]
    finally:
        file.unlink()


def _measured(**counts: int | None) -> FieldMeasurements:
    """One field of one year's returns, as it was measured."""
    row = {"record": "learner", "field": "ULN", "grade": "B", "returns": 3, "stand_in": None, **counts}
    used = pa.table({"collection_year": ["2024/25"], "made_up": [False]})
    return FieldMeasurements(None, (), pa.Table.from_pylist([row]), used, used.slice(0, 0))


MANY = {"expected": 9_876, "missing": 4, "values": 9_872, "not_known": 1_234, "values_returned": 9_880, "wrong": 8}
FEW = {"expected": 999, "missing": 4, "values": 995, "not_known": 0, "values_returned": 995, "wrong": 0}


@pytest.mark.parametrize(
    ("counts", "told"),
    [(MANY, ("1% or less", "13%", "1% or less")), (FEW, ("too few to say",) * 3)],
    ids=["many", "one too few"],
)
def test_only_shares_that_find_nobody_are_put_on_the_site(
    counts: dict[str, int], told: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alder.sources.ilr.submissions.open_store", lambda folder: None)
    monkeypatch.setattr("alder.quality.measurements.measured", lambda store, *subject, **asked: _measured(**counts))
    where = ["--store", str(tmp_path / "store")]
    ended = CliRunner().invoke(cli, ["quality", "--publish", *where], catch_exceptions=False)
    assert ended.exit_code == 0
    text = (tmp_path / "store" / "published" / field_profile.FILE).read_text(encoding="utf-8")
    (one,) = json.loads(text)["fields"]
    assert (one["missing"], one["unknown"], one["wrong"]) == told
    assert not [n for n in counts.values() if n > 99 and str(n) in text], "no count leaves"
    with pytest.raises(UsageError):
        CliRunner().invoke(cli, ["quality", "Sex", "--publish", *where], catch_exceptions=False)


def test_no_share_is_told_of_a_field_by_which_tables_show_those_without_a_known_value(tmp_path: Path) -> None:
    """With the number of records it would leave ten counts for a cell that such a table hides."""
    found = _measured(**MANY)
    row = {**found.table.to_pylist()[0], "field": "Ethnicity"}
    found = replace(found, table=pa.Table.from_pylist([row]))
    file = field_profile.write(field_profile.profile(found, "srs-output", made=date(2026, 9, 1)), tmp_path)
    assert not re.search(r"[0-9]+%|too few", file.read_text(encoding="utf-8"))


def test_no_profile_is_told_under_a_policy_that_protects_nobody() -> None:
    with pytest.raises(UsageError, match="open-counts protects nobody, and returns are about people"):
        field_profile.profile(_measured(**MANY), "open-counts", made=date(2026, 9, 1))


def test_a_profile_is_of_one_year() -> None:
    empty = pa.table({"collection_year": pa.array([], pa.string())})
    with pytest.raises(NoFigures, match="no returns are held"):
        field_profile.profile(FieldMeasurements(None, (), empty, empty, empty), "srs-output", made=date(2026, 9, 1))


def test_a_field_that_two_kinds_of_records_have_is_told_of_each() -> None:
    of_learners = _measured(**MANY)
    other = {**of_learners.table.to_pylist()[0], "record": "aim", "missing": 9_000}
    both = replace(of_learners, table=pa.concat_tables([of_learners.table, pa.Table.from_pylist([other])]))
    found = field_profile.profile(both, "srs-output", made=date(2026, 9, 1))
    assert [(one.record, one.missing) for one in found.fields] == [("aim", "91%"), ("learner", "1% or less")]


def test_a_data_set_says_how_its_columns_are_filled(look: Look) -> None:
    page = look(f"/data-catalogue/data-set/{ABSENCE}")
    lines = [line for number in range(3) for line in page.table(number) if line.startswith(("Absence rate", "Number"))]
    assert any("|" in line and " to " in line for line in lines), lines
    assert "What symbols mean" in page.links


def test_every_release_leads_to_its_methods(look: Look) -> None:
    page = look("/find-statistics/absence/2023-24")
    assert page.links["How statistics are made"] == "/methodology"


def test_a_large_file_is_read_by_a_worker(site: Site, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    from alder.web.methodology import column_methods, tasks
    from alder.web.publications.models import DataSetVersion

    monkeypatch.setattr(column_methods, "_AT_ONCE", 0)
    (version,) = DataSetVersion.objects.filter(data_set=STARTS)
    kept = site.store / "published" / "guidance" / f"{version.id}.json"
    kept.unlink(missing_ok=True)
    assert "are being worked out" in look(f"/data-catalogue/data-set/{STARTS}").words
    assert kept.with_suffix(".asked").exists()
    tasks.describe(version.id)
    assert "are being worked out" not in look(f"/data-catalogue/data-set/{STARTS}").words
    assert not kept.with_suffix(".asked").exists()


def test_columns_are_told_exactly(tmp_path: Path) -> None:
    table = pa.table(
        {"rate": ["1.5", "c", "", "-2", "c", "low", "many"], "sex": ["F", "", "M", "F", None, "M", "F"]},
    )
    pq.write_table(table, tmp_path / "t.parquet")
    found = guidance(tmp_path / "t.parquet", _contents(("rate", "absent"), ("sex",)))
    (rate,), (sex,) = found.indicators, found.filters
    assert (rate.low, rate.high, rate.blank, rate.words, rate.figures) == (-2.0, 1.5, 1, 1, 2)
    assert rate.symbols == (("c", 2), ("low", 1))
    assert (sex.rows, sex.blank, sex.low) == (7, 2, None)
    assert Guidance.from_json(found.to_json()) == found
