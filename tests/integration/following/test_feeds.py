"""Feeds: valid Atom, whose entries say what was published, put right or taken back, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.integration.following.conftest import ABSENCE, happens, the_release
from tests.support.feed_rules import AtomFeed, parsed
from tests.support.site import Site

FEEDS = ("/follow/releases.atom", "/follow/publications/absence.atom", f"/follow/data-sets/{ABSENCE}.atom")
pytestmark = pytest.mark.usefixtures("days_ago")


def feed(site: Site, address: str) -> AtomFeed:
    reply = site.send("GET", address)
    assert reply.status_code == 200
    assert reply["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert reply["Access-Control-Allow-Origin"] == "*"
    return parsed(reply.content)


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_keeps_to_the_rules_and_names_itself(site: Site, address: str) -> None:
    found = feed(site, address)
    assert found.links["self"] == f"http://testserver{address}"
    assert found.updated == found.entries[0].updated, "a feed is as old as its latest entry"
    assert site.send("GET", found.links["alternate"].removeprefix("http://testserver")).status_code == 200
    for entry in found.entries:
        assert site.send("GET", entry.link.removeprefix("http://testserver").partition("#")[0]).status_code == 200


@pytest.mark.parametrize("address", FEEDS)
def test_what_has_not_changed_is_not_sent_again(site: Site, address: str) -> None:
    first = site.send("GET", address)
    again = site.send("GET", address, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = site.send("GET", address, **{"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304
    happens(the_release(), "Updated", "A note was added.")
    if "data-sets" not in address:
        assert site.send("GET", address, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_release_is_one_entry_also_when_it_has_several_data_sets(site: Site) -> None:
    release = the_release()
    happens(release, "Updated", "Absence by region, version 1.0", when=release.published + timedelta(minutes=20))
    newest, oldest = feed(site, FEEDS[0]).entries
    assert (newest.title, oldest.title) == ("Absence, 2023/24: published", "Absence, 2022/23: published")
    assert newest.id == release.id.urn
    assert newest.html == (
        "<p>Pupils &lt;away&gt; &amp; why.</p>"
        "<ul><li>Absence by school, version 2.0</li><li>Absence by region, version 1.0</li></ul>"
    )
    assert newest.updated > newest.published


def test_what_is_put_right_or_taken_back_is_an_entry_that_says_why(site: Site) -> None:
    release = the_release()
    happens(release, "Updated", "Figures of two schools were put right.")
    happens(release, "Withdrawn", "The base was wrong.")
    withdrawn, updated, *_ = entries = feed(site, FEEDS[1]).entries
    assert (withdrawn.title, withdrawn.kinds) == ("Absence, 2023/24: withdrawn", ["withdrawn"])
    assert withdrawn.html == "<ul><li>The base was wrong.</li></ul>"
    assert (updated.title, updated.kinds) == ("Absence, 2023/24: updated", ["updated"])
    assert updated.link.endswith("/find-statistics/absence/2023-24/updates")
    assert len(entries) == 4


def test_a_data_set_that_is_taken_back_at_once_has_an_entry_of_its_own(site: Site) -> None:
    release = the_release()
    note = "Absence by school, version 2.0 withdrawn: Columns were swapped."
    happens(release, "Updated", note, when=release.published + timedelta(minutes=5), takes_back=True)
    first, second, *_ = feed(site, FEEDS[1]).entries
    assert (first.title, first.html) == ("Absence, 2023/24: updated", f"<ul><li>{note}</li></ul>")
    assert second.title == "Absence, 2023/24: published"


def test_words_of_a_note_take_nothing_back(site: Site) -> None:
    release = the_release()
    note = "A column on courses withdrawn: see the notes."
    happens(release, "Updated", note, when=release.published + timedelta(minutes=5))
    first, *_ = feed(site, FEEDS[1]).entries
    assert first.title == "Absence, 2023/24: published", "it is told with what else came within the hour"
    assert note in first.html


def test_entries_keep_their_ids_when_more_happens(site: Site) -> None:
    before = {entry.id for entry in feed(site, FEEDS[0]).entries}
    happens(the_release(), "Updated", "A note was added.")
    assert before < {entry.id for entry in feed(site, FEEDS[0]).entries}


def test_versions_of_a_data_set_say_what_they_ask_of_programs(site: Site) -> None:
    found = feed(site, FEEDS[2])
    second, first = found.entries
    assert found.title == "Absence by school: changes for programs"
    assert (second.title, second.kinds) == ("Absence by school: version 2.0", ["major version"])
    assert second.html == (
        "<p>Programs that name something that is gone, or has another code, need a change.</p>"
        "<p>What can break a program:</p><ul><li>Item taken out in “Pupil group”: “Girls”.</li></ul>"
        "<ul><li>Item added in “Pupil group”: “Young &lt;women&gt;”.</li></ul>"
    )
    assert first.html == "<p>The first version.</p>"
    assert second.link.endswith(f"/data-catalogue/data-set/{ABSENCE}/versions#v2.0")


def test_a_version_that_is_withdrawn_and_a_data_set_with_a_successor_are_entries(site: Site) -> None:
    from alder.web.publications.models import DataSet
    from alder.web.publications.versions import supersede, withdraw

    data_set = DataSet.objects.get(id=ABSENCE)
    other = DataSet.objects.create(publication=data_set.publication, title="Absence, new", state="Published")
    withdraw(data_set.id, "1.0", "Columns were swapped.")
    supersede(data_set.id, other.id)
    superseded, withdrawn, *_ = feed(site, FEEDS[2]).entries
    assert superseded.title == "Absence by school: superseded"
    assert "“Absence, new” takes its place." in superseded.html
    assert withdrawn.title == "Absence by school: version 1.0 withdrawn"
    assert "<p>Why: Columns were swapped.</p>" in withdrawn.html


def test_nothing_is_told_of_what_is_not_public(site: Site) -> None:
    from alder.publishing.releases import Happened
    from alder.web.publications.history import record_event
    from alder.web.publications.models import DataSet, Release

    release = the_release()
    hidden: Any = Release.objects.create(publication=release.publication, title="Hidden", slug="hidden")
    record_event(hidden, Happened.CHANGED, "Secret note")
    record_event(release, Happened.SENT_BACK, "Secret note")
    draft = DataSet.objects.create(publication=release.publication, title="Draft")
    for address in FEEDS:
        assert b"Secret" not in site.send("GET", address).content
        assert b"Hidden" not in site.send("GET", address).content
    assert site.send("GET", f"/follow/data-sets/{draft.id}.atom").status_code == 404
    assert site.send("GET", "/follow/publications/nothing.atom").status_code == 404


def test_long_histories_are_cut_where_an_entry_begins(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alder.web.following.feeds.MOST", 1)
    release = the_release()
    start = release.published + timedelta(hours=3)
    for minute in range(14):
        happens(release, "Updated", f"Change {minute}", when=start + timedelta(minutes=minute))
    happens(release, "Updated", "The last one", when=start + timedelta(hours=5))
    (only,) = feed(site, FEEDS[0]).entries
    assert only.html == "<ul><li>The last one</li></ul>"
