"""Newer returns that change the figures: what answered is answered again beside the older answer, or refused.

The story of three returns of one year, told once; each test looks at a part of it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.integration.table_requests.test_asking_and_answering import asked, row_of, work
from tests.support.cast import Someone, somebody
from tests.support.commands import refused
from tests.support.feed_rules import AtomFeed, parsed
from tests.support.few_rules import judge_by_few
from tests.support.site import Site, body_of, site_in
from tests.support.stores import declared

import alder
from alder.model.period import ReturnNumber
from alder.synth import parse_years, write_returns

STARTS = {"measure": "starts", "year": ["2020/21"]}
BROAD, BY_SEX, BY_GROUP = (STARTS | {"by": by} for by in (["funding_model"], ["sex"], ["ethnicity", "sex"]))
RETURNS = (ReturnNumber.R04, ReturnNumber.R10, ReturnNumber.R14)


@dataclass
class Story:
    """What happened, and what was seen meanwhile."""

    site: Site
    amara: Someone
    sofia: Someone
    rows: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    tables: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("three returns")
    write_returns(
        folder / "all", providers=2, learners=400, years=parse_years(["2020/21"]), returns=list(RETURNS), seed=5
    )
    returns = sorted((folder / "all").glob("*.xml"), key=lambda path: path.name.split("-")[3])

    def load(number: int) -> None:
        to = folder / str(number)
        to.mkdir()
        for path in returns[2 * number : 2 * number + 2]:
            shutil.move(path, to)
        with pytest.MonkeyPatch.context() as patch:
            judge_by_few(patch)
            environment = alder.open(folder / "store")
            environment.load(to)
            declared(environment)

    load(0)
    with site_in(folder / "store") as site:
        story = Story(site, somebody("Amara").sign_in(), somebody("Sofia", "statistician").sign_in())
        for name, chosen in {"broad": BROAD, "by sex": BY_SEX}.items():
            story.rows[name] = row_of(asked(story.amara, chosen))
            work()
        story.tables = _files(story, "broad", 1)
        load(1)
        again(story, "broad")
        story.said["command"] = site.run("requests", "rerun", str(story.rows["by sex"].pk), "--say", "With June.")
        story.rows["by group"] = row_of(asked(story.amara, BY_GROUP))
        work()
        load(2)
        again(story, "by group")
        story.said["refused"] = refused("requests", "rerun", story.rows["by group"].pk, "--store", site.store)
        yield story


def again(story: Story, name: str) -> None:
    desk = f"/requests/desk/{story.rows[name].key}"
    assert story.sofia.client.post(f"{desk}/rerun", {"reason": "With the newer return."}).status_code == 302
    work()


def _files(story: Story, name: str, n: int) -> dict[str, bytes]:
    row = story.rows[name]
    answer = row.answers.get(n=n)
    sent = {f["name"]: story.site.send("GET", f"/requests/{row.pk}/{n}/{f['name']}") for f in answer.files}
    return {name: body_of(reply) for name, reply in sent.items()}


def test_a_newer_return_that_changes_figures_answers_again_and_says_which(story: Story) -> None:
    row = story.rows["broad"]
    page = story.site.send("GET", f"/requests/{row.pk}").content.decode()
    assert "With the newer return." in page
    revision = row.answers.get(n=2).facts["revision"]
    assert 0 < revision["changed"] <= revision["figures"]
    assert f"<b>{revision['changed']}</b> of {revision['figures']} figures differ" in page
    for _, _, before, now in revision["shown"]:
        assert before != now
        assert f'numeric">{before}</td>' in page
        assert f'numeric">{now}</td>' in page
    (changes,) = [body for name, body in _files(story, "broad", 2).items() if name.endswith(".changes.csv")]
    assert len(changes.decode().splitlines()) == revision["changed"] + 1
    assert "answered again" in [kind for one in _feed(story, row).entries for kind in one.kinds]


def test_what_differs_is_what_the_two_public_files_say(story: Story) -> None:
    """Nothing that is in neither table is told by what changed."""
    import csv
    import io

    def figures(files: dict[str, bytes]) -> set[str]:
        (data,) = [body for name, body in files.items() if re.search(r"table-\d[a-z_]*\.csv$", name)]
        return {row["starts"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}

    before, now = figures(_files(story, "broad", 1)), figures(_files(story, "broad", 2))
    shown = story.rows["broad"].answers.get(n=2).facts["revision"]["shown"]
    assert {one[2] for one in shown} <= before
    assert {one[3] for one in shown} <= now


def test_the_older_answer_stays_where_it_was_and_can_be_cited(story: Story) -> None:
    row = story.rows["broad"]
    assert _files(story, "broad", 1) == story.tables
    page = story.site.send("GET", f"/requests/{row.pk}/1").content.decode()
    assert "A newer table answers this request" in page
    assert f"Table made on request {row.pk}, " in page
    assert f"http://testserver/requests/{row.pk}/1</p>" in page
    newest = story.site.send("GET", f"/requests/{row.pk}/2").content.decode()
    assert "A newer table answers" not in newest
    assert story.site.send("GET", f"/requests/{row.pk}/3").status_code == 404
    told = next(one for one in story.site.get("/requests.json")["results"] if one["number"] == row.pk)
    pages = [table["page"] for table in told["tables"]]
    assert pages == [f"/requests/{row.pk}/1", f"/requests/{row.pk}/2"]


def test_the_command_says_what_changed_too(story: Story) -> None:
    said = story.said["command"]
    revision = story.rows["by sex"].answers.get(n=2).facts["revision"]
    assert f"{revision['changed']} of {revision['figures']} figures differ from answer 1" in said
    where, indicator, before, now = revision["shown"][0]
    assert f"  {', '.join(where)}, {indicator}: {before} before, {now} now" in said


def test_a_newer_table_beside_which_a_few_people_could_be_worked_out_is_refused_with_the_reason(story: Story) -> None:
    """The ledger judges the pair of the old table and the new. The old one stays, and nothing of the new is written."""
    row = story.rows["by group"]
    first, by_page, by_command = row.answers.all()
    assert (first.state, by_page.state, by_command.state) == ("ready", "failed", "failed")
    reason = f"{first.table}: Starts by provision, ethnic group, sex, 2020/21"
    assert reason in by_page.why
    assert "small group of people could be worked out" in story.said["refused"]
    desk = story.sofia.see(f"/requests/desk/{row.key}")
    assert reason in desk
    assert "Answer could not be given" in desk
    assert not by_page.folder.exists()
    assert story.site.send("GET", f"/requests/{row.pk}/2").status_code == 404
    public = story.site.send("GET", f"/requests/{row.pk}").content.decode()
    own = story.amara.see(f"/requests/yours/{row.key}")
    for page in (public, own):
        assert "small group of people" not in page, "that, and beside which table, is told to those who answer alone"
    assert row_of(f"/requests/yours/{row.key}").state == "answered"


def test_who_answers_again_is_told_that_it_was_refused(story: Story) -> None:
    from alder.web.accounts.models import Notification

    row = story.rows["by group"]
    about = Notification.objects.filter(person=story.sofia.person, about=f"request {row.pk}")
    assert about.exists()
    assert {one.address for one in about} == {f"/requests/desk/{row.key}"}


def _feed(story: Story, row: Any) -> AtomFeed:
    return parsed(story.site.send("GET", f"/follow/requests/{row.pk}.atom").content)
