"""Pages that tell what changed: all releases of a publication, the updates of one, and the versions of a data set."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.integration.following.conftest import ABSENCE, happens, page_of, the_release
from tests.support.site import Site

pytestmark = pytest.mark.usefixtures("days_ago")
UPDATES = "/find-statistics/absence/2023-24/updates"
RELEASES = "/find-statistics/absence/releases"


def test_updates_are_told_the_latest_first_and_only_those_for_readers(site: Site) -> None:
    release = the_release()
    happens(release, "Sent back", "Not for readers.")
    happens(release, "Updated", "Figures of two schools were put right.", when=datetime(2099, 7, 1, 8, 30, tzinfo=UTC))
    page = page_of(site.send("GET", UPDATES))
    assert page.heading == "Updates"
    assert "1 July 2099 9:30am Updated Figures of two schools were put right." in page.words
    assert page.words.index("put right") < page.words.index("Absence by school, version 2.0")
    assert "Not for readers" not in page.html
    assert page.links["Get e-mails"].endswith(f"to=publication:{release.publication_id}")


def test_updates_of_what_is_not_there_or_not_public_are_not_there(site: Site) -> None:
    release = the_release()
    for slug in ("nothing", "2023-24"):
        if slug == "2023-24":
            release.state = "Scheduled"
            release.save()
        assert site.send("GET", f"/find-statistics/absence/{slug}/updates").status_code == 404


def test_updates_of_a_release_that_was_withdrawn_say_why(site: Site) -> None:
    release = the_release()
    release.state = "Withdrawn"
    release.save()
    happens(release, "Withdrawn", "The base was wrong.")
    assert "Withdrawn The base was wrong." in page_of(site.send("GET", UPDATES)).words


def test_all_releases_say_which_is_the_latest_and_what_came_of_each(site: Site) -> None:
    happens(the_release("2022-23"), "Updated", "A note was added.", when=datetime(2099, 7, 1, 8, 30, tzinfo=UTC))
    page = page_of(site.send("GET", RELEASES))
    first, second = page.table()[1:]
    assert first.startswith("2023/24 Latest | ")
    assert first.endswith(" | Not updated | 1")
    assert second.startswith("2022/23 | ")
    assert "1 July 2099 What changed" in second
    assert page.links["What changed"] == "/find-statistics/absence/2022-23/updates"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"next_expected": "Spring 2099"}, "Next Expected: Spring 2099. The day is not settled yet."),
        ({"next_expected": ""}, ""),
    ],
)
def test_all_releases_say_when_the_next_is_expected(site: Site, given: dict[str, str], says: str) -> None:
    release = the_release()
    release.next_expected = given["next_expected"]
    release.save()
    words = page_of(site.send("GET", RELEASES)).words
    assert says in words
    assert ("Next" in words) == bool(says)


def test_all_releases_say_when_the_next_is_due(site: Site) -> None:
    from alder.web.publications.models import Release

    when = datetime(2099, 6, 30, 8, 30, tzinfo=UTC)
    of = the_release().publication
    Release.objects.create(publication=of, title="2024/25", slug="2024-25", state="Scheduled", scheduled=when)
    words = page_of(site.send("GET", RELEASES)).words
    assert "Next 2024/25, at 9:30am on Tuesday 30 June 2099." in words
    assert "2 releases" in words


def test_a_release_that_was_withdrawn_is_still_listed(site: Site) -> None:
    release = the_release()
    release.state = "Withdrawn"
    release.save()
    rows = page_of(site.send("GET", RELEASES)).table()[1:]
    assert [row.split(" | ")[0] for row in rows] == ["2023/24 Withdrawn", "2022/23 Latest"]
    assert site.send("GET", "/find-statistics/nothing/releases").status_code == 404


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("/", "/follow/releases.atom"),
        ("/find-statistics", "/follow/releases.atom"),
        ("/follow", "/follow/releases.atom"),
        ("/find-statistics/absence/2023-24", "/follow/publications/absence.atom"),
        (f"/data-catalogue/data-set/{ABSENCE}", f"/follow/data-sets/{ABSENCE}.atom"),
        (f"/data-catalogue/data-set/{ABSENCE}/versions", f"/follow/data-sets/{ABSENCE}.atom"),
        (RELEASES, "/follow/publications/absence.atom"),
        (UPDATES, "/follow/publications/absence.atom"),
    ],
)
def test_programs_find_the_feed_of_a_page(site: Site, address: str, feed: str) -> None:
    page = page_of(site.send("GET", address))
    (link,) = [one for one in page.root.every("link", rel="alternate") if "atom" in one.attributes["type"]]
    assert link.attributes["href"] == feed
    assert site.send("GET", feed).status_code == 200


def test_versions_of_a_data_set_say_their_state_and_what_each_changed(site: Site) -> None:
    from alder.web.publications.models import DataSet
    from alder.web.publications.versions import supersede, withdraw

    data_set = DataSet.objects.get(id=ABSENCE)
    withdraw(data_set.id, "1.0", "Columns <b>were</b> swapped.")
    other = DataSet.objects.create(publication=data_set.publication, title="Absence, new", state="Published")
    supersede(data_set.id, other.id)
    page = page_of(site.send("GET", f"/data-catalogue/data-set/{ABSENCE}/versions"))
    assert [h.attributes["id"] for h in page.root.every("h2") if "id" in h.attributes] == ["v2.0", "v1.0"]
    assert "Version 2.0 Latest" in page.words
    assert "Can break a program Item taken out in “Pupil group”: “Girls”." in page.words
    assert "Also changed Item added in “Pupil group”: “Young <women>”." in page.words
    assert "Columns <b>were</b> swapped." in page.words
    assert page.links["Go to Absence, new"] == f"/data-catalogue/data-set/{other.id}"
    assert site.send("GET", "/data-catalogue/data-set/0a1b2c3d-0000-4000-8000-000000000000/versions").status_code == 404
    assert site.send("GET", f"/data-catalogue/data-set/{other.id}/versions").status_code == 404, "it has no version yet"


def test_a_data_set_that_is_all_withdrawn_is_still_shown_as_it_was(site: Site) -> None:
    from alder.web.publications.versions import withdraw

    for version in ("1.0", "2.0"):
        withdraw(UUID(ABSENCE), version, "Columns were swapped.")
    page = page_of(site.send("GET", f"/data-catalogue/data-set/{ABSENCE}/versions"))
    (crumb,) = [one for one in page.root.every("a") if one.words.strip() == "Absence by school"]
    assert crumb.attributes["href"].endswith("?version=2.0")
    assert site.send("GET", crumb.attributes["href"]).status_code == 200


def test_the_ways_to_follow_are_on_one_page(site: Site) -> None:
    reply = site.send("GET", "/follow")
    page = page_of(reply)
    assert page.links["Release calendar"] == "/release-calendar"
    assert 'href="/follow/publications/absence.atom"' in reply.content.decode()
    assert page.table()[1] == "Absence | Get e-mails | Atom feed"
