"""The made-up nation of the demo: what it publishes, the files of its data sets, and a build that can be stopped."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from alder.demo.__main__ import main
from alder.demo.nation_build import NationBuild, NationSettings
from alder.demo.nation_files import stack, until
from alder.demo.nation_publications import EARLY, YEARS, Fate, publications, published
from alder.errors import UsageError
from alder.measures import Query
from alder.model.period import AcademicYear


def test_it_publishes_its_data_sets_and_each_can_be_asked_for() -> None:
    data_sets = [(p, d) for p in publications() for d in (*p.data_sets, *(d for _, d in p.early))]
    assert (len(publications()), len(data_sets)) == (13, 66)
    assert len({d.name for _, d in data_sets}) == len({d.title for _, d in data_sets}) == 66
    for publication, data_set in data_sets:
        assert publication.series in {d.name for d in publication.data_sets}
        early = data_set.questions(YEARS[-1:], EARLY) if data_set.is_of_last_year else ()
        for asked in (*data_set.questions(YEARS), *early):
            Query.ask(asked.measure, by=asked.by, years=asked.year, area=asked.area, scope=asked.scope)
    assert {fate for p in publications() for fate, _ in p.early} == {*Fate}


def test_destinations_are_told_as_long_as_returns_held_them_and_going_on_until_there_are_returns_to_see_it() -> None:
    asked = {q.name: q.year for p in publications() for d in p.data_sets for q in d.questions(YEARS)}
    assert asked["destinations_by_provider_by_provider"] == "2017/18..2023/24"
    assert asked["progression_by_provider_by_provider"] == "2017/18..2024/25"
    assert asked["study_ethnicity"] == "2017/18..2025/26"


def test_pages_tell_destinations_by_what_became_of_people_pay_by_the_median_and_all_else_by_a_share_or_count() -> None:
    main = {d.measure: d.main for p in publications() for d in p.data_sets}
    headed = {d.measure: d.heading for p in publications() for d in p.data_sets if d.heading}
    assert {main[name] for name in headed} == {"earnings"}
    assert len(set(headed.values())) == len(headed) == 2, "each says whose pay it is"
    assert main["recorded_destinations"] == "positive_share"
    assert (main["starts"], main["retention_rate"]) == ("starts", "retention_rate")


def test_final_figures_come_out_on_the_second_thursday_of_november_after_their_year() -> None:
    assert published(AcademicYear(2020)).isoformat() == "2021-11-11T09:30:00+00:00"
    assert published(AcademicYear(2022)).isoformat() == "2023-11-09T09:30:00+00:00"


def _table(file: Path, text: str) -> Path:
    """The files of a table: data as written here, with blanks for nothing."""
    lines = [",".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    file.with_suffix(".meta.csv").write_text("col_name,col_type\nsex,Filter\nstarts,Indicator\n", encoding="utf-8")
    file.with_suffix(".notes.txt").write_text("Starts.\n", encoding="utf-8")
    return file


def test_tables_of_several_kinds_of_places_are_one_file_with_the_rows_of_the_nation_once(tmp_path: Path) -> None:
    regions = _table(
        tmp_path / "regions.csv",
        """
        time_period | country_name | region_name | places_are | sex   | starts
        201819      | Wealdmark    |             | home       | Total | 70
        201920      | Wealdmark    | Northmark   | home       | Total | 40
        """,
    )
    providers = _table(
        tmp_path / "providers.csv",
        """
        time_period | country_name | provider_name | places_are | sex   | starts
        201819      | Wealdmark    |               | teaching   | Total | x
        201920      | Wealdmark    | Northfield    | teaching   | Total | 20
        """,
    )
    whole = stack([regions, providers], tmp_path / "starts.csv")
    assert whole.read_text(encoding="utf-8").splitlines() == [
        "time_period,country_name,region_name,places_are,provider_name,sex,starts",
        "201819,Wealdmark,,home,,Total,70",
        "201920,Wealdmark,Northmark,home,,Total,40",
        "201920,Wealdmark,,teaching,Northfield,Total,20",
    ]
    earlier = until(whole, AcademicYear(2018), tmp_path / "starts_2018.csv")
    assert earlier.read_text(encoding="utf-8").splitlines()[1:] == ["201819,Wealdmark,,home,,Total,70"]
    assert earlier.with_suffix(".notes.txt").read_text(encoding="utf-8") == "Starts.\n"


STUDY = "Study programmes of 16 to 18 year olds in Wealdmark"
PEOPLE, REGION = 12_000, "Mereside"


def test_a_build_of_other_settings_in_the_same_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = NationBuild(tmp_path, NationSettings(PEOPLE, region=REGION, publications=(STUDY,)))

    def stop(doing: str) -> None:
        raise KeyboardInterrupt(doing)

    with pytest.raises(UsageError, match="no region of the made-up nation called Mereshire"):
        NationSettings(region="Mereshire")
    with pytest.raises(KeyboardInterrupt, match="Keeping reference data"):
        build.run(began=stop)
    with pytest.raises(UsageError, match="begun with other settings"):
        NationBuild(tmp_path, NationSettings(PEOPLE + 1, region=REGION, publications=(STUDY,))).run()
    said = CliRunner().invoke(main, ["build", "--out", str(tmp_path), "--publication", "Elsewhere"])
    assert (said.exit_code, "There is no Elsewhere." in said.output) == (UsageError.exit_code, True)
    monkeypatch.setattr("alder.demo.nation_build.version", lambda package: "later")
    with pytest.raises(UsageError, match="or another Alder"):
        build.run()


@pytest.mark.long
def test_a_build_that_was_stopped_goes_on_and_packs_the_same_bytes(tmp_path: Path) -> None:
    settings = NationSettings(PEOPLE, region=REGION, publications=(STUDY,))
    whole, stopped = NationBuild(tmp_path / "whole", settings), NationBuild(tmp_path / "stopped", settings)
    whole.run()

    def stop(doing: str) -> None:
        if doing.startswith("Publishing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped.run(began=stop)
    steps = stopped.run()
    assert [step.name for step in steps if not step.before] == ["site-01", "pack"]
    assert stopped.packed.read_bytes() == whole.packed.read_bytes()
    with tarfile.open(whole.packed) as archive:
        manifest = archive.extractfile("manifest.json")
        assert manifest is not None
        said = json.loads(manifest.read())
    assert (said["name"], said["about"]["settings"]["region"]) == ("Mereside (made up)", REGION)
    assert all(one["what"] for one in said["about"]["refused"].values())
    assert [step.before for step in stopped.run()] == [True] * len(steps)
