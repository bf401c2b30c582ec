"""The calendar: what is to come and what came, on a page and as a file; nothing else of what is to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.integration.following.conftest import ABSENCE, happens, page_of, the_release
from tests.support.calendar_rules import events
from tests.support.site import Site

MINUTE = datetime(2099, 6, 30, 8, 30, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("days_ago")


def scheduled(title: str = "2024/25", publication: str = "", **given: Any) -> Any:
    """A release that is to come, with words that nobody may read yet."""
    from alder.web.publications.models import Publication, Release

    of = the_release().publication
    if publication:
        of = Publication.objects.create(title=publication, slug="other", summary="Secret summary")
    given = {"state": "Scheduled", "scheduled": MINUTE, "headline": "Secret headline", "notes": "Secret notes"} | given
    release = Release.objects.create(publication=of, title=title, slug=title.replace("/", "-"), **given)
    happens(release, "Scheduled")
    return release


def calendar(site: Site, query: str = "") -> str:
    return page_of(site.send("GET", f"/release-calendar{query}")).words


def test_a_release_to_come_shows_its_title_and_its_time_in_london_and_nothing_else(site: Site) -> None:
    release = scheduled()
    page = page_of(site.send("GET", "/release-calendar"))
    assert "June 2099 Tuesday 30 June 9:30am Absence 2024/25" in page.words
    assert "Secret" not in page.html
    assert page.links["Absence"] == "/find-statistics/absence/releases"
    (event, *_) = [one for one in events(site.send("GET", "/release-calendar.ics").content) if "2024" in one["SUMMARY"]]
    assert event["UID"] == str(release.id)
    assert event["DTSTART"] == "20990630T083000Z"
    assert event["SUMMARY"] == "Absence, 2024/25"
    for address in (
        "/find-statistics/absence/2024-25",
        "/find-statistics/absence/2024-25/updates",
        "/find-statistics/absence/releases",
        "/follow/releases.atom",
        "/release-calendar.ics",
        "/find-statistics?q=secret",
    ):
        assert b"Secret" not in site.send("GET", address).content, address
    assert site.send("GET", "/find-statistics/absence/2024-25/updates").status_code == 404


def test_the_page_of_a_release_says_when_the_next_one_comes(site: Site) -> None:
    release = the_release()
    assert "Next release" not in page_of(site.send("GET", "/find-statistics/absence/2023-24")).words
    release.next_expected = "March 2099"
    release.save()
    page = page_of(site.send("GET", "/find-statistics/absence/2023-24"))
    assert "Next release March 2099" in page.words
    scheduled()
    page = page_of(site.send("GET", "/find-statistics/absence/2023-24"))
    assert "Next release 30 June 2099" in page.words
    assert page.links["30 June 2099"] == "/release-calendar?publication=absence"


def test_a_publication_that_is_all_new_has_no_link_yet(site: Site) -> None:
    scheduled("Spring term", "Exclusions")
    page = page_of(site.send("GET", "/release-calendar"))
    assert "Exclusions Spring term" in page.words
    assert "Exclusions" not in page.links
    assert "Secret" not in page.html


def test_a_correction_that_is_to_come_is_not_told(site: Site) -> None:
    scheduled("2023/24 put right", corrects=the_release())
    assert "put right" not in calendar(site)
    assert b"put right" not in site.send("GET", "/release-calendar.ics").content


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("March 2099", "March 2099"),
        ("Late november 2099, with revised figures", "November 2099"),
        ("Once the survey has ended", "No date yet"),
    ],
)
def test_what_is_expected_stands_in_its_month(site: Site, words: str, month: str) -> None:
    release = the_release()
    release.next_expected = words
    release.save()
    assert f"{month} Expected {words} Absence The next release. The day is not settled yet." in calendar(site)


def test_what_was_expected_and_did_not_come_is_said_to_be_late(site: Site) -> None:
    release = the_release()
    release.next_expected = "March 2020"
    release.save()
    words = calendar(site)
    assert (
        "No date yet Expected March 2020 Absence The next release. It is later than that, and has no day yet." in words
    )


def test_what_is_expected_gives_way_to_what_is_scheduled(site: Site) -> None:
    release = the_release()
    release.next_expected = "March 2099"
    release.save()
    scheduled()
    assert "Expected" not in calendar(site)


def test_what_was_published_lately_stands_below_and_what_was_withdrawn_says_so(site: Site) -> None:
    release = the_release()
    release.state = "Withdrawn"
    release.save()
    words = calendar(site)
    assert "Absence, 2023/24 Withdrawn Its page says why." in words
    assert words.index("To come") < words.index("Published in the last half year") < words.index("Absence, 2023/24")


def test_a_release_of_which_no_figure_is_left_was_withdrawn(site: Site) -> None:
    from alder.web.publications.versions import withdraw

    withdraw(UUID(ABSENCE), "1.0", "Columns were swapped.")
    assert "Absence, 2022/23 Withdrawn Its page says why." in calendar(site)
    said = {one["SUMMARY"]: one["DESCRIPTION"] for one in events(site.send("GET", "/release-calendar.ics").content)}
    assert said["Absence, 2022/23"] == "Withdrawn. Its page says why."
    assert said["Absence, 2023/24"] == "Published."


def test_it_is_narrowed_to_a_publication(site: Site) -> None:
    scheduled("Spring term", "Exclusions")
    assert "Absence, 2023/24" not in calendar(site, "?publication=other")
    assert "Exclusions" in calendar(site, "?publication=other")
    assert [one["SUMMARY"] for one in events(site.send("GET", "/release-calendar.ics?publication=other").content)] == [
        "Exclusions, Spring term"
    ]
    assert "Exclusions Spring term" not in calendar(site, "?publication=absence")
    assert site.send("GET", "/release-calendar?publication=nothing").status_code == 404


def test_an_event_keeps_its_id_when_it_is_put_off_and_when_it_is_published(site: Site) -> None:
    release = scheduled()

    def event() -> dict[str, str]:
        found = events(site.send("GET", "/release-calendar.ics").content)
        return next(one for one in found if one["UID"] == str(release.id))

    first = event()
    release.scheduled = MINUTE + timedelta(days=1)
    release.save()
    happens(release, "Scheduled", when=datetime(2099, 1, 1, tzinfo=UTC))
    moved = event()
    assert (first["DTSTART"], moved["DTSTART"]) == ("20990630T083000Z", "20990701T083000Z")
    assert moved["LAST-MODIFIED"] > first["LAST-MODIFIED"]
    assert moved["DESCRIPTION"] == "To be published. The time may still change."
    release.state, release.published = "Live", the_release().published
    release.save()
    assert event()["DESCRIPTION"] == "Published."
