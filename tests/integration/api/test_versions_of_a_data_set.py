"""A data set over its versions: numbers, what changed, ids that stay, drafts, withdrawals and successors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.support import data_sets
from tests.support.site import ACCEPTED, Site, site_in, taken_on

from alder.cli.commands import cli
from alder.errors import AlderError

ID = "0a1b2c3d-0000-4000-8000-00000000beef"


@pytest.fixture
def series(tmp_path: Path) -> Iterator[Site]:
    """A site with the first version of a data set."""
    with site_in(tmp_path / "store") as site:
        site.publish(data_sets.write(tmp_path), "--id", ID)
        yield site


def changed(folder: Path, *, meta: str = data_sets.META, drop: str = "", **values: dict[str, str]) -> Path:
    """The pair again, with a column dropped or texts in a column replaced."""
    data = data_sets.rows()
    for row in data:
        row.pop(drop, None)
        for column, replaced in values.items():
            row[column] = replaced.get(row[column], row[column])
    return data_sets.write(folder, "changed", meta=meta, data=data)


def again(site: Site, file: Path, *arguments: str) -> dict[str, Any]:
    return site.publish(file, "--id", ID, *arguments, *taken_on(file))


def refused(site: Site, *arguments: str) -> str:
    accepted = ACCEPTED if arguments[1] == "import" else ()
    ended = CliRunner().invoke(cli, [*arguments, "--store", str(site.store), *accepted])
    assert isinstance(ended.exception, AlderError), ended.output
    return str(ended.exception)


def ids(site: Site, version: str) -> dict[str, str]:
    from tests.vectors.api import names_of

    return names_of(site.get(f"/v1/data-sets/{ID}/meta?dataSetVersion={version}"))


def test_other_figures_alone_make_a_minor_version_without_changes(series: Site, tmp_path: Path) -> None:
    said = again(series, changed(tmp_path, pupils={"1000": "1001"}))
    assert said["version"] == "1.1"
    assert series.get(f"/v1/data-sets/{ID}/versions/1.1/changes") == {
        "versionNumber": "1.1",
        "majorChanges": {},
        "minorChanges": {},
    }
    assert ids(series, "1.1") == ids(series, "1.0")


def test_something_new_is_minor_and_something_gone_is_major(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path, group={"Girls": "Young women"}))
    shown = series.get(f"/v1/data-sets/{ID}/versions/2.0/changes")
    (gone,), (new,) = shown["majorChanges"]["filterOptions"], shown["minorChanges"]["filterOptions"]
    assert gone["filter"]["column"] == new["filter"]["column"] == "group"
    assert [option["previousState"]["label"] for option in gone["options"]] == ["Girls"]
    assert [option["currentState"]["label"] for option in new["options"]] == ["Young women"]
    assert "currentState" not in gone["options"][0]


def test_what_is_renamed_keeps_its_id_and_is_a_minor_change(series: Site, tmp_path: Path) -> None:
    meta = data_sets.META.replace("absent,Indicator,Pupils absent", "away,Indicator,Pupils away")
    data = [{("away" if name == "absent" else name): value for name, value in row.items()} for row in data_sets.rows()]
    for row in data:
        row["group"] = row["group"].replace("Girls", "Young women")
    file = data_sets.write(tmp_path, "renamed", meta=meta, data=data)
    again(series, file, "--renamed", "absent=away", "--renamed", "group:Girls=Young women")
    before, after = ids(series, "1.0"), ids(series, "1.1")
    assert after["@ind:away"] == before["@ind:absent"]
    assert after["@opt:group:Young women"] == before["@opt:group:Girls"]
    shown = series.get(f"/v1/data-sets/{ID}/versions/1.1/changes")
    assert shown["majorChanges"] == {}
    (indicator,) = shown["minorChanges"]["indicators"]
    assert (indicator["previousState"]["label"], indicator["currentState"]["label"]) == ("Pupils absent", "Pupils away")


def test_a_renamed_filter_keeps_its_id_and_those_of_its_options(series: Site, tmp_path: Path) -> None:
    meta = data_sets.META.replace("kind,Filter,", "school_kind,Filter,")
    data = [{("school_kind" if n == "kind" else n): value for n, value in row.items()} for row in data_sets.rows()]
    again(series, data_sets.write(tmp_path, "filter", meta=meta, data=data), "--renamed", "kind=school_kind")
    before, after = ids(series, "1.0"), ids(series, "1.1")
    assert after["@flt:school_kind"] == before["@flt:kind"]
    assert after["@opt:school_kind:Academy"] == before["@opt:kind:Academy"]


def test_a_place_with_a_new_name_keeps_its_id_by_its_codes(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path, la_name={"Cove": "Cove and Bay"}))
    assert ids(series, "1.1")["@loc:LA:X06000003"] == ids(series, "1.0")["@loc:LA:X06000003"]
    (places,) = series.get(f"/v1/data-sets/{ID}/versions/1.1/changes")["minorChanges"]["locationOptions"]
    assert places["level"] == {"code": "LA", "label": "Local authority"}
    assert [option["currentState"]["label"] for option in places["options"]] == ["Cove and Bay"]


def test_a_place_with_a_new_code_keeps_its_id_where_told_and_is_a_major_change(series: Site, tmp_path: Path) -> None:
    file = changed(tmp_path, new_la_code={"X06000003": "X06000009"})
    again(series, file, "--renamed", "LA:X06000003=X06000009")
    assert ids(series, "2.0")["@loc:LA:X06000009"] == ids(series, "1.0")["@loc:LA:X06000003"]
    (places,) = series.get(f"/v1/data-sets/{ID}/versions/2.0/changes")["majorChanges"]["locationOptions"]
    assert places["options"][0]["previousState"]["code"] == "X06000003"


def test_what_comes_back_has_the_id_that_it_had(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path, group={"Girls": "Young women"}))
    again(series, changed(tmp_path))
    assert ids(series, "3.0")["@opt:group:Girls"] == ids(series, "1.0")["@opt:group:Girls"]


def test_a_filter_a_level_and_a_period_that_go_are_major_changes_told_once_each(series: Site, tmp_path: Path) -> None:
    meta = "\n".join(line for line in data_sets.META.splitlines() if not line.startswith("kind,"))
    data = [
        {name: value for name, value in row.items() if name != "kind"}
        for row in data_sets.rows()
        if row["geographic_level"] != "School" and row["time_period"] != "202122" and row["kind"] != "Academy"
    ]
    for row in data:
        row["school_urn"] = row["school_laestab"] = row["school_name"] = ""
    again(series, data_sets.write(tmp_path, "smaller", meta=meta, data=data))
    major = series.get(f"/v1/data-sets/{ID}/versions/2.0/changes")["majorChanges"]
    assert set(major) == {"filters", "geographicLevels", "locationGroups", "timePeriods"}
    assert major["geographicLevels"] == [{"previousState": {"code": "SCH", "label": "School"}}]
    assert major["locationGroups"] == [{"previousState": {"level": {"code": "SCH", "label": "School"}}}]
    assert [change["previousState"]["period"] for change in major["timePeriods"]] == ["2021/2022"]


def test_a_patch_has_a_number_of_its_own_and_a_history(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path, group={"Girls": "Young women"}))
    for number, word in enumerate(("first", "second"), 1):
        said = again(series, changed(tmp_path, group={"Girls": "Young women"}), "--patch", "--notes", word)
        assert said["version"] == f"2.0.{number}"
    shown = series.get(f"/v1/data-sets/{ID}/versions/2.0.2/changes?includePatchHistory=true")
    assert shown["notes"] == "second"
    assert [(one["versionNumber"], one.get("notes")) for one in shown["patchHistory"]] == [
        ("2.0.1", "first"),
        ("2.0", None),
    ]
    listed = series.get(f"/v1/data-sets/{ID}/versions?pageSize=2")
    assert [(one["version"], one["type"]) for one in listed["results"]] == [("2.0.2", "Patch"), ("2.0.1", "Patch")]
    assert listed["paging"]["totalPages"] == 2


def test_more_than_a_patch_is_not_taken_for_one(series: Site, tmp_path: Path) -> None:
    file = changed(tmp_path, group={"Girls": "Young women"})
    told = refused(
        series, "publish", "import", str(file), "--publication", "Absence", "--release", "R", "--id", ID, "--patch"
    )
    assert "more than a patch" in told
    assert "filterOptions" in told
    assert [path.name for path in (series.store / "published/data-sets").iterdir() if path.name[0] == "."] == []


def test_a_version_can_be_asked_for_by_number_or_star(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path))
    again(series, changed(tmp_path, group={"Girls": "Young women"}))
    for asked, version in {"1": "1.0", "v1.1": "1.1", "1.*": "1.1", "*": "2.0", "2.0.*": "2.0"}.items():
        assert series.get(f"/v1/data-sets/{ID}/versions/{asked}")["version"] == version
    for asked in ("3", "1.2", "*.1", "1.*.1", "1.0.0.0", "-1", "latest"):
        series.get(f"/v1/data-sets/{ID}/versions/{asked}", 404)
    old = series.get(f"/v1/data-sets/{ID}/query?dataSetVersion=1.0&filters.eq={ids(series, '1.0')['@opt:group:Girls']}")
    assert old["paging"]["totalResults"] == 51


def test_a_draft_is_seen_by_those_who_hold_a_token(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path), "--draft")
    token = series.run("publish", "preview", ID, "--for", "Grace").split()[0]
    path = f"/v1/data-sets/{ID}"
    series.get(f"{path}/versions/1.1", 403)
    series.get(f"{path}/query?dataSetVersion=1.1", 403)
    assert series.get(path)["latestVersion"]["version"] == "1.0"
    assert [one["version"] for one in series.get(f"{path}/versions")["results"]] == ["1.0"]
    held = {"preview-token": token}
    assert json.loads(series.send("GET", f"{path}/versions/1.1", **held).content)["version"] == "1.1"
    assert [
        one["version"] for one in json.loads(series.send("GET", f"{path}/versions", **held).content)["results"]
    ] == ["1.1", "1.0"]
    assert series.send("POST", f"{path}/query?dataSetVersion=1.1", **held).status_code == 200
    assert series.send("GET", f"{path}/csv", **held)["Content-Disposition"].endswith('_v1.1.csv"')
    for wrong in ("00000000-0000-4000-8000-000000000000", "x"):
        assert series.send("GET", f"{path}/versions/1.1", **{"preview-token": wrong}).status_code == 403


def test_a_token_that_has_ended_opens_nothing(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path), "--draft")
    token = series.run("publish", "preview", ID, "--for", "Grace", "--days", "1").split()[0]
    from datetime import timedelta

    from django.utils import timezone

    from alder.web.publications.models import PreviewToken

    PreviewToken.objects.update(ends=timezone.now() - timedelta(seconds=1))
    reply = series.send("GET", f"/v1/data-sets/{ID}/versions/1.1", **{"preview-token": token})
    assert reply.status_code == 403


def test_a_draft_goes_live_or_is_thrown_away(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path), "--draft")
    assert "has a draft already" in refused(
        series, "publish", "import", str(changed(tmp_path)), "--publication", "Absence", "--release", "R", "--id", ID
    )
    assert "gone" in series.run("publish", "discard", ID)
    again(series, changed(tmp_path), "--draft")
    assert "1.1 is live" in series.run("publish", "live", ID)
    assert series.get(f"/v1/data-sets/{ID}")["latestVersion"]["version"] == "1.1"
    assert "no draft" in refused(series, "publish", "live", ID)


def test_a_data_set_that_is_only_a_draft_is_not_public(tmp_path: Path) -> None:
    with site_in(tmp_path / "store") as site:
        site.publish(data_sets.write(tmp_path), "--id", ID, "--draft")
        token = site.run("publish", "preview", ID, "--for", "Grace").split()[0]
        site.get(f"/v1/data-sets/{ID}", 403)
        site.get(f"/v1/data-sets/{ID}/meta", 404)
        assert site.get("/v1/publications")["results"] == []
        shown = site.send("GET", f"/v1/data-sets/{ID}", **{"preview-token": token})
        assert "latestVersion" not in json.loads(shown.content)
        site.run("publish", "discard", ID)
        site.get(f"/v1/data-sets/{ID}", 404)
        site.publish(data_sets.write(tmp_path), "--id", ID, "--draft")
        site.run("publish", "live", ID)
        assert site.get(f"/v1/data-sets/{ID}")["status"] == "Published"


def test_ids_may_be_given(tmp_path: Path) -> None:
    ids = [f"0a1b2c3d-0000-4000-8000-00000000000{n}" for n in range(4)]
    given = ("--id", ids[0], "--publication-id", ids[1], "--version-id", ids[2], "--file-id", ids[3])
    with site_in(tmp_path / "store") as site:
        said = site.publish(data_sets.write(tmp_path), *given)
        assert (said["dataSetId"], said["versionId"]) == (ids[0], ids[2])
        assert [one["id"] for one in site.get("/v1/publications")["results"]] == [ids[1]]
        assert site.get(f"/v1/data-sets/{ids[0]}/versions/1.0")["file"]["id"] == ids[3]


def test_things_are_called_by_their_titles(series: Site, tmp_path: Path) -> None:
    from alder.web.publications.models import DataSet, DataSetVersion, PreviewToken, Publication, Release

    again(series, changed(tmp_path), "--draft")
    series.run("publish", "preview", ID, "--for", "Grace")
    things = [str(model.objects.first()) for model in (Publication, Release, DataSet, DataSetVersion, PreviewToken)]
    assert things == ["Absence", "2023/24", "Made absence", f"{ID} 1.1", "Grace"]


def test_a_filter_that_is_new_is_one_minor_change(series: Site, tmp_path: Path) -> None:
    meta = data_sets.META + "size,Filter,Size of school,,,,,\n"
    data = [{**row, "size": "Total"} for row in data_sets.rows()]
    again(series, data_sets.write(tmp_path, "wider", meta=meta, data=data))
    minor = series.get(f"/v1/data-sets/{ID}/versions/1.1/changes")["minorChanges"]
    assert [change["currentState"]["column"] for change in minor.pop("filters")] == ["size"]
    assert minor == {}


def test_a_level_with_places_that_is_new_is_told_once(series: Site, tmp_path: Path) -> None:
    data = [{**row, "lad_code": "X07000001", "lad_name": "Aldby"} for row in data_sets.rows()]
    again(series, data_sets.write(tmp_path, "districts", data=data))
    minor = series.get(f"/v1/data-sets/{ID}/versions/1.1/changes")["minorChanges"]
    assert [change["currentState"]["level"]["code"] for change in minor["locationGroups"]] == ["LAD"]
    assert "locationOptions" not in minor


def test_a_withdrawn_version_is_explained_and_gives_no_figures(series: Site, tmp_path: Path) -> None:
    again(series, changed(tmp_path))
    series.run("publish", "withdraw", ID, "1.1", "--reason", "Cove was counted twice.")
    path = f"/v1/data-sets/{ID}"
    assert series.get(path)["latestVersion"]["version"] == "1.0"
    shown = series.get(f"{path}/versions/1.1")
    assert (shown["status"], shown["notes"]) == ("Withdrawn", "Withdrawn: Cove was counted twice.")
    assert shown["withdrawn"]
    series.get(f"{path}/meta?dataSetVersion=1.1")
    series.get(f"{path}/query?dataSetVersion=1.1", 403)
    assert series.get(f"{path}/versions/1.*")["version"] == "1.0"
    assert "no live version 1.1" in refused(series, "publish", "withdraw", ID, "1.1", "--reason", "again")
    series.run("publish", "withdraw", ID, "1.0", "--reason", "All of it.")
    assert series.get(path) == {"id": ID, "title": "Made absence", "summary": "", "status": "Withdrawn"}
    series.get(f"{path}/query", 404)
    assert again(series, changed(tmp_path))["version"] == "1.2"
    assert series.get(path)["status"] == "Published"


def test_a_superseded_data_set_says_by_which_and_stays_readable(series: Site, tmp_path: Path) -> None:
    other = series.publish(changed(tmp_path))["dataSetId"]
    series.run("publish", "supersede", ID, "--by", other)
    shown = series.get(f"/v1/data-sets/{ID}")
    assert (shown["status"], shown["supersedingDataSetId"]) == ("Deprecated", other)
    assert series.get(f"/v1/data-sets/{ID}/query")["paging"]["totalResults"] == 153
    assert "cannot take its own place" in refused(series, "publish", "supersede", ID, "--by", ID)
    nobody = "00000000-0000-4000-8000-000000000000"
    assert "there is no data set" in refused(series, "publish", "supersede", ID, "--by", nobody)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a column that is not there": ({"drop": "pupils"}, "cross_meta_to_data: "),
    "a level nobody knows": ({"geographic_level": {"School": "Academy chain"}}, "geog_level: "),
    "a period nobody knows": ({"time_identifier": {"Academic year": "Term"}}, "time_id_valid: "),
    "no indicators": ({"meta": data_sets.META.replace("Indicator", "Note")}, "meta_col_type: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_breaks_the_standard_is_refused_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    how, where = REFUSED[name]
    with site_in(tmp_path / "store") as site:
        file = changed(tmp_path, **how)
        told = refused(site, "publish", "import", str(file), "--publication", "P", "--release", "R")
        assert "does not keep to the open-data standard" in told
        assert where in told
        assert "--accept" not in told
        assert site.get("/v1/publications")["results"] == []


def test_what_fails_is_published_only_with_a_reason(tmp_path: Path) -> None:
    where = (str(changed(tmp_path)), "--publication", "P", "--release", "R")
    with site_in(tmp_path / "store") as site:
        plain = CliRunner().invoke(cli, ["publish", "import", *where, "--store", str(site.store)])
        told = str(plain.exception)
        assert "filter_blanks: 'kind' is empty." in told
        assert "ind_invalid_entry: 'absence_rate' is empty." in told
        assert '--accept filter_blanks --accept ind_invalid_entry --reason "..."' in told
        taken = ("--accept", "filter_blanks", "--accept", "ind_invalid_entry")
        bare = CliRunner().invoke(cli, ["publish", "import", *where, *taken, "--store", str(site.store)])
        assert "needs a reason" in str(bare.exception)
        said = site.run("publish", "import", *where, *taken, "--reason", "Published so since 2010")
        accepted = [line for line in said.splitlines() if line.startswith("accepted: ")]
        assert accepted == ["accepted: filter_blanks", "accepted: ind_invalid_entry"]
        from alder.web.publications.models import DataSetVersion

        assert DataSetVersion.objects.get().accepted == [
            {"check": "filter_blanks", "said": "'kind' is empty.", "reason": "Published so since 2010"},
            {"check": "ind_invalid_entry", "said": "'absence_rate' is empty.", "reason": "Published so since 2010"},
        ]


def test_a_wrong_renaming_is_refused(series: Site, tmp_path: Path) -> None:
    where = ("--publication", "Absence", "--release", "R", "--id", ID)
    for renamed, told in {
        "absent": "does not say",
        "x:=y": "does not say",
        "gone=away": "has no gone",
        "LA:X9=X8": "has no X9 in LA",
    }.items():
        assert told in refused(series, "publish", "import", str(changed(tmp_path)), *where, "--renamed", renamed)
    other = ("--publication", "Absence", "--release", "R", "--renamed", "absent=away")
    assert "nothing can be renamed" in refused(series, "publish", "import", str(changed(tmp_path)), *other)


def test_a_data_set_stays_in_its_publication(series: Site, tmp_path: Path) -> None:
    told = refused(
        series, "publish", "import", str(changed(tmp_path)), "--publication", "Other", "--release", "R", "--id", ID
    )
    assert "belongs to another publication" in told
    assert len(list((series.store / "published/data-sets").iterdir())) == 1
    for publication, release in (("...", "R"), ("Absence", "///")):
        where = ("--publication", publication, "--release", release)
        assert "needs a title" in refused(series, "publish", "import", str(changed(tmp_path)), *where)


def test_what_the_command_says(series: Site, tmp_path: Path) -> None:
    said = series.run(
        *("publish", "import", str(changed(tmp_path, group={"Girls": "Young women"})), *ACCEPTED),
        *("--publication", "Absence", "--release", "R", "--id", ID, "--publication-summary", "All about absence"),
    )
    assert said.splitlines() == [
        f"153 rows published as version 2.0 of data set {ID}",
        "Screener: Passed with 2 failures accepted, 66 of 81 checks run.",
        "The service's table tool leaves out the rows at 'School' (72).",
        "It says that figures are about England (National). The ledger holds no table with these figures, so nothing "
        "here proves it: somebody has to know whose they are.",
        "The ledger does not know which people are behind these figures, so they were compared with no earlier table.",
        "Readers are told nothing of breaks, quality or protection. Say it with --notes.",
        "accepted: filter_blanks",
        "accepted: ind_invalid_entry",
        "major changes: filterOptions",
        "minor changes: filterOptions",
        f"Serve it with: alder serve    then ask /v1/data-sets/{ID}/meta",
    ]
    assert series.get("/v1/publications")["results"][0]["summary"] == "All about absence"
