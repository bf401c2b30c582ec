"""A release from its first draft to the day it is live, corrected and withdrawn, and what tries to cut in."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support import data_sets
from tests.support.cast import NOW, Someone, begun, in_check, seen_of, sent_files
from tests.support.site import Site

PAGE = "/find-statistics/absence-in-mereshire"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A pair that no check fails."""
    folder = tmp_path_factory.mktemp("whole")

    def written(name: str = "absence", **cells: str) -> Path:
        rows = [
            row | {"kind": row["kind"] or "Total", "absence_rate": row["absence_rate"] or "z"} | cells
            for row in data_sets.rows()
        ]
        return data_sets.write(folder, name, data=rows)

    return written


def _state(release: str) -> str:
    from alder.web.publications.models import Release

    return Release.objects.get(pk=release.rpartition("/")[2]).state


def _events(release: str) -> list[str]:
    from alder.web.publications.models import ReleaseEvent

    return list(ReleaseEvent.objects.filter(release=release.rpartition("/")[2]).values_list("what", flat=True))


def test_a_release_is_prepared_checked_by_another_sent_back_approved_and_published(
    desk: Site, leila: Someone, marcus: Someone, whole: Callable[..., Path]
) -> None:
    release = begun(leila, "Academic year 2023/24")
    assert "Add a data set." in leila.see(release)
    assert "Add a data set." in leila.do(f"{release}/send", 200, note="").content.decode()
    leila.do(
        f"{release}/words",
        headline="Absence is highest in Cove.",
        notes="Schools closed early.\r\n\r\nOne school is not there.",
        next_expected="March 2028",
    )
    report = sent_files(leila, release, whole())
    assert "Passed" in leila.see(report)
    leila.do(f"{release}/send", note="The figures of Cove are new.")
    assert _state(release) == "In check"
    assert desk.send("GET", f"{PAGE}/academic-year-2023-24").status_code == 404
    assert "The figures of Cove are new." in marcus.see(release)
    assert "Absence is highest in Cove." in marcus.see(f"{release}/preview")
    assert "Say what has to change" in marcus.do(f"{release}/send-back", 200, reason=" ").content.decode()
    marcus.do(f"{release}/send-back", reason="Name the source of the figures.")
    assert "Name the source of the figures." in leila.see(release)
    leila.do(f"{release}/words", headline="Absence is highest in Cove.", notes="From schools.", next_expected="")
    leila.do(f"{release}/send", note="")
    marcus.do(f"{release}/approve", **NOW)
    assert _state(release) == "Live"
    assert "Absence is highest in Cove." in desk.send("GET", f"{PAGE}/academic-year-2023-24").content.decode()
    happened = (
        "Created,Changed,Changed,Data added,Sent for checking,Sent back,Changed,Sent for checking,Approved,Published"
    )
    assert ",".join(_events(release)) == happened
    shown = desk.get("/v1/publications?search=Mereshire")["results"]
    assert [one["title"] for one in shown] == ["Absence in Mereshire"]


def test_what_fails_is_refused_or_accepted_with_a_reason_that_readers_see(
    desk: Site, leila: Someone, marcus: Someone, pair: Path
) -> None:
    from alder.web.work.worker import work_once

    release = begun(leila, "Refused")
    report = sent_files(leila, release, pair)
    page = leila.see(report)
    assert "Does not pass" in page
    assert "No cell of a filter or of a grouping column is empty." in page
    assert "(data file, line 2 and 26 more, column kind)" in page
    assert "To put right: Write Total where a row is about all items." in page
    assert "A file has no good end yet" in leila.see(release)
    ticks, _, reason = leila.do(report, 200, do="accept", reason="x").content.decode().partition('for="reason"')
    assert "Choose what you accept" in ticks[ticks.index("Failures that you accept") :], "beside what is ticked"
    assert "govuk-error-message" not in reason
    assert (
        "Say why it may be published" in leila.do(report, 200, do="accept", accept=["filter_blanks"]).content.decode()
    )
    assert marcus.client.post(report, {"do": "accept", "accept": ["filter_blanks"], "reason": "x"}).status_code == 403
    for check in ("filter_blanks", "ind_invalid_entry"):
        leila.do(report, do="accept", accept=[check], reason="In this form since 2010")
        assert "Being screened" in leila.see(report)
        work_once()
    assert "Accepted because: In this form since 2010" in marcus.see(report)
    from alder.web.publications.models import Upload

    version = Upload.objects.get(pk=report.rpartition("/")[2]).version
    assert version is not None
    assert [one["reason"] for one in version.accepted] == ["In this form since 2010"] * 2
    kept = desk.store / "published" / "uploads" / report.rpartition("/")[2]
    assert kept.is_dir()
    leila.do(f"{release}/discard")
    leila.see(release, 404)
    assert not type(version).objects.filter(pk=version.pk).exists()
    assert not kept.exists()


def test_whoever_worked_on_a_release_cannot_approve_it(
    people: dict[str, Someone], leila: Someone, whole: Callable[..., Path]
) -> None:
    omar = Someone(people["omar"].person).sign_in()
    release = in_check(leila, "By two", whole("two"))
    assert omar.client.get(f"{release}/approve").status_code == 200
    omar.do(f"{release}/take-back", seen=seen_of(release))
    omar.do(f"{release}/words", headline="Changed by Omar", notes="", next_expected="")
    omar.do(f"{release}/send", note="")
    page = omar.see(release)
    assert "You worked on this release, so another approver must check it." in page
    reply = omar.client.post(f"{release}/approve", {**NOW, "seen": seen_of(release)})
    assert reply.status_code == 403
    assert "another approver must check it" in reply.content.decode()
    assert _state(release) == "In check"
    assert "another approver must check it" in omar.see("/desk/to-check")


def test_two_approvers_at_once_make_one_step(
    people: dict[str, Someone], leila: Someone, whole: Callable[..., Path]
) -> None:
    from django.db import connection

    release = in_check(leila, "At once", whole("once"))
    both = [Someone(people[name].person).sign_in() for name in ("marcus", "noor")]
    given = [{**NOW, "seen": seen_of(release)} for one in both]
    start, replies = threading.Barrier(2), []

    def press(someone: Someone, form: dict[str, str]) -> None:
        start.wait()
        replies.append(someone.client.post(f"{release}/approve", form).status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(both, given, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) in ([302, 403], [302, 409])
    assert [what for what in _events(release) if what in ("Approved", "Published")] == ["Approved", "Published"]


@pytest.mark.parametrize("turn", range(3))
def test_a_correction_published_while_its_release_is_withdrawn_leaves_no_halves(
    turn: int, leila: Someone, marcus: Someone, noor: Someone, whole: Callable[..., Path]
) -> None:
    """One of the two is first, and whoever is second is told: nobody waits for ever, nothing withdrawn is public."""
    from django.db import connection

    from alder.web.publications.models import Release

    name = f"both-at-once-{turn}"
    release = in_check(leila, name, whole(name))
    marcus.do(f"{release}/approve", **NOW)
    correction = str(leila.do(f"{release}/correct", seen=seen_of(release))["Location"])
    leila.do(f"{correction}/words", change_note="Cove.", headline="", notes="", next_expected="")
    leila.do(f"{correction}/send", note="")
    pressed = (
        (marcus, f"{correction}/approve", {**NOW, "seen": seen_of(correction)}),
        (noor, f"{release}/withdraw", {"reason": "Wrong.", "seen": seen_of(release)}),
    )
    start, replies = threading.Barrier(2), {}

    def press(someone: Someone, address: str, form: dict[str, str]) -> None:
        start.wait()
        replies[address.rpartition("/")[2]] = someone.client.post(address, form).status_code
        connection.close()

    threads = [threading.Thread(target=press, args=given) for given in pressed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = Release.objects.filter(pk=correction.rpartition("/")[2]).first()
    if replies["withdraw"] == 302:
        assert replies["approve"] in (403, 409)
        assert (_state(release), left and left.state) == ("Withdrawn", "Draft")
    else:
        assert replies == {"withdraw": 409, "approve": 302}
        assert (_state(release), left) == ("Live", None)


def test_nobody_approves_what_is_no_longer_what_they_looked_at(
    leila: Someone, marcus: Someone, whole: Callable[..., Path]
) -> None:
    release = in_check(leila, "Changed meanwhile", whole("meanwhile"))
    looked_at = seen_of(release)
    leila.do(f"{release}/take-back", seen=looked_at)
    leila.do(f"{release}/words", headline="Something else", notes="", next_expected="")
    leila.do(f"{release}/send", note="")
    for seen in (looked_at, "", "-1", "999999999999", "x"):
        reply = marcus.client.post(f"{release}/approve", {**NOW, "seen": seen})
        assert reply.status_code == 409
        assert "Somebody changed this release since you opened the page." in reply.content.decode()
    assert _state(release) == "In check"


def test_approving_takes_a_code_that_was_not_used(leila: Someone, marcus: Someone, whole: Callable[..., Path]) -> None:
    release = in_check(leila, "With a code", whole("code"))
    used = marcus.code()
    marcus.waits().client.post("/account/recovery-codes", {"prove-code": used})
    assert "Show again that it is you" in marcus.waits().do(f"{release}/approve", 200, **NOW).content.decode()
    for code in ("", "000000", used):
        page = marcus.do(f"{release}/approve", 200, **NOW, **{"prove-code": code}).content.decode()
        assert "That code is not right, or was used already." in page
        assert "<title>Error: " in page
    assert _state(release) == "In check"
    marcus.do(f"{release}/approve", **NOW, **{"prove-code": marcus.code()})
    assert _state(release) == "Live"


def test_an_approved_release_is_timed_in_london_stopped_and_published(
    desk: Site, leila: Someone, marcus: Someone, whole: Callable[..., Path]
) -> None:
    from alder.web.publications.models import Release

    release = in_check(leila, "Timed", whole("timed"))
    marcus.do(f"{release}/approve", **{**NOW, "when": "later"})
    assert _state(release) == "Approved"
    july = {"when": "at", "day": "1", "month": "7", "year": "2030", "time": ""}
    marcus.do(f"{release}/time", **july)
    found = Release.objects.get(pk=release.rpartition("/")[2])
    assert (found.state, found.scheduled and found.scheduled.isoformat()) == ("Scheduled", "2030-07-01T08:30:00+00:00")
    assert "9:30am on Monday 1 July 2030" in leila.see(release)
    assert "2030" in desk.send("GET", "/release-calendar").content.decode()
    marcus.do(f"{release}/send-back", reason="Wait for the new year's figures.")
    found.refresh_from_db()
    assert (found.state, found.scheduled, found.approver) == ("Draft", None, None)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"when": ""}, "Choose when it is published"),
        ({"when": "at"}, "Write the date in numbers"),
        ({"when": "at", "day": "31", "month": "2", "year": "2030"}, "There is no such date"),
        ({"when": "at", "day": "1", "month": "1", "year": "2020"}, "That time has gone by."),
        ({"when": "at", "day": "1", "month": "1", "year": "2030", "time": "25:00"}, "Write the time like 9:30am"),
        ({"when": "at", "day": "1", "month": "1", "year": "2030", "time": "13pm"}, "Write the time like 9:30am"),
        (
            {"when": "at", "day": "31", "month": "3", "year": "2030", "time": "1:30am"},
            "There is no such time on that day",
        ),
        ({"when": "at", "day": "१", "month": "3", "year": "2030"}, "Write the date in numbers"),
    ],
)
def test_a_time_that_cannot_be_is_told_and_costs_no_code(given: dict[str, str], says: str, desk: Site) -> None:
    from alder.web.desk.decision_views import _when

    _, errors = _when({**NOW, **given})
    assert any(said.startswith(says) for said in errors.values())


def test_a_correction_is_a_new_version_and_readers_of_the_old_one_are_never_broken(
    desk: Site, leila: Someone, marcus: Someone, whole: Callable[..., Path]
) -> None:
    from alder.web.publications.models import DataSet, Release

    release = in_check(leila, "To be corrected", whole("corrected"))
    marcus.do(f"{release}/approve", **NOW)
    data_set = DataSet.objects.get(versions__release=release.rpartition("/")[2])
    reads = f"/v1/data-sets/{data_set.pk}/versions"
    before = desk.get(f"{reads}/1.0")
    correction = str(leila.do(f"{release}/correct", seen=seen_of(release))["Location"])
    assert "A correction of this release is being prepared already." in str(
        leila.client.post(f"{release}/correct", {"seen": seen_of(release)}).content.decode()
    )
    sent_files(leila, correction, whole("corrected_later", pupils="77"), data_set=str(data_set.pk), patch="yes")
    assert "Say what the correction puts right." in leila.see(correction)
    leila.do(
        f"{correction}/words", change_note="The pupils of Cove were too few.", headline="", notes="", next_expected=""
    )
    report = re.search(rf'href="({correction}/data/[^"]+)"', leila.see(correction))
    assert report
    page = marcus.see(report[1])
    assert "153 rows have other figures" in page
    assert "the version before is put right" in page
    leila.do(f"{correction}/send", note="")
    assert "Preview" in marcus.see(f"{correction}/preview")
    assert desk.get(f"{reads}")["paging"]["totalResults"] == 1
    reply = marcus.do(f"{correction}/approve", **NOW)
    assert reply["Location"] == release, "the correction has become part of the release"
    assert not Release.objects.filter(pk=correction.rpartition("/")[2]).exists()
    assert desk.get(f"{reads}/1.0") == before
    assert desk.get(f"{reads}/1.0.1")["status"] == "Published"
    updates = desk.send("GET", f"{PAGE}/to-be-corrected").content.decode()
    assert "The pupils of Cove were too few." in updates
    leila.see(report[1].replace(correction, release))
    _withdrawn(desk, leila, marcus, release, reads)


def _withdrawn(desk: Site, leila: Someone, marcus: Someone, release: str, reads: str) -> None:
    """And it is withdrawn with a reason that stays public."""
    assert leila.client.get(f"{release}/withdraw").status_code == 403
    marcus.do(f"{release}/withdraw", 200, reason="")
    marcus.do(f"{release}/withdraw", reason="The register was wrong. See the next release.")
    assert _state(release) == "Withdrawn"
    page = desk.send("GET", f"{PAGE}/to-be-corrected").content.decode()
    assert "The register was wrong. See the next release." in page
    assert desk.get(f"{reads}/1.0")["status"] == "Withdrawn"
    status, _ = desk.call("GET", f"{reads.removesuffix('/versions')}/query?dataSetVersion=1.0")
    assert status in (400, 403)


@pytest.mark.parametrize("stage", ["draft", "in check", "approved", "scheduled"])
def test_an_approver_withdraws_what_is_live_whatever_is_being_prepared(
    stage: str, desk: Site, leila: Someone, marcus: Someone, noor: Someone, whole: Callable[..., Path]
) -> None:
    """The correction does not go live afterwards; its draft can become a release of its own, or be thrown away."""
    from datetime import timedelta

    from django.utils import timezone

    from alder.web.publications.actions import publish_what_is_due
    from alder.web.publications.models import Release

    name = f"withdrawn-{stage.replace(' ', '-')}"
    release = in_check(leila, name, whole(name))
    marcus.do(f"{release}/approve", **NOW)
    correction = str(leila.do(f"{release}/correct", seen=seen_of(release))["Location"])
    leila.do(f"{correction}/words", change_note="Cove.", headline="Better", notes="", next_expected="")
    if stage != "draft":
        leila.do(f"{correction}/send", note="")
    if stage in ("approved", "scheduled"):
        at = {"when": "at", "day": "1", "month": "1", "year": "2050", "time": "9:30am"}
        marcus.do(f"{correction}/approve", **(at if stage == "scheduled" else NOW | {"when": "later"}))
    assert _state(correction).casefold() == stage

    asked = noor.see(f"{release}/withdraw")
    assert "A correction of it is being prepared" in asked
    noor.do(f"{release}/withdraw", reason="A school can be told.")
    public = f"{PAGE}/{name}"
    assert (_state(release), _state(correction)) == ("Withdrawn", "Draft")
    assert "A school can be told." in desk.send("GET", public).content.decode()

    for one in (leila, marcus):
        page = one.see(correction)
        assert "The release that this corrects was withdrawn" in page
        assert "A school can be told." in page
        assert "cannot go live as one" in one.see(release)
    assert "What it corrects was withdrawn" in _events(correction)
    assert "cannot be published as a correction" in leila.see(f"{correction}/send", 403)
    for step in ("approve", "time"):
        reply = marcus.client.post(f"{correction}/{step}", {**NOW, "seen": seen_of(correction)})
        assert reply.status_code == 403
    assert publish_what_is_due(timezone.now() + timedelta(days=36_500)) == []
    assert _state(release) == "Withdrawn"

    if stage == "scheduled":
        leila.do(f"{correction}/discard")
        assert not Release.objects.filter(pk=correction.rpartition("/")[2]).exists()
        return
    taken = leila.do(f"{correction}/stand-alone", 200, title=name).content.decode()
    assert "There is a release with that title already" in taken
    assert marcus.client.get(f"{correction}/stand-alone").status_code == 403
    leila.do(f"{correction}/stand-alone", title=f"{name}, revised")
    sent_files(leila, correction, whole(f"{name}-again", pupils="78"))
    leila.do(f"{correction}/send", note="")
    marcus.do(f"{correction}/approve", **NOW)
    assert "Better" in desk.send("GET", f"{public}-revised").content.decode()
    assert _state(release) == "Withdrawn"


def test_a_correction_that_is_just_going_live_does_not_undo_a_withdrawal(
    desk: Site, leila: Someone, marcus: Someone, whole: Callable[..., Path]
) -> None:
    """Whichever of the two an approver's page was made for, nothing withdrawn is public again."""
    from alder.governance import Denied
    from alder.web.publications import actions
    from alder.web.publications.models import Release

    release = in_check(leila, "Withdrawn in time", whole("in_time"))
    marcus.do(f"{release}/approve", **NOW)
    correction = str(leila.do(f"{release}/correct", seen=seen_of(release))["Location"])
    marcus.do(f"{release}/withdraw", reason="Wrong.")
    from django.utils import timezone

    with pytest.raises(Denied, match="stays so"):
        actions.go_live(Release.objects.get(pk=correction.rpartition("/")[2]), timezone.now())
    assert _state(release) == "Withdrawn"


def test_links_show_a_release_to_some_until_they_end(
    desk: Site, leila: Someone, marcus: Someone, whole: Callable[..., Path]
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from alder.web.publications.models import DataSetVersion, PreviewLink

    release = in_check(leila, "Shown to some", whole("shown"))
    page = leila.do(f"{release}/links", 200, label="", days="2").content.decode()
    assert "Say for whom the link is" in page
    assert (
        "A link is given for 1 to 30 days" in leila.do(f"{release}/links", 200, label="x", days="31").content.decode()
    )
    leila.do(f"{release}/links", label="Press office", days="2")
    link = PreviewLink.objects.get(release=release.rpartition("/")[2])
    address = f"/preview/{link.pk}"
    reply = desk.send("GET", address)
    assert reply.status_code == 200
    assert (reply["Cache-Control"], reply["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "not to be passed on" in reply.content.decode()
    draft = DataSetVersion.objects.get(release=link.release)
    api = f"/v1/data-sets/{draft.data_set_id}"
    assert desk.send("GET", api).status_code == 403
    assert desk.send("GET", api, **{"preview-token": str(link.pk)}).status_code == 200
    for kept in (
        {"ends": timezone.now() - timedelta(minutes=1)},
        {"starts": timezone.now() + timedelta(minutes=1)},
    ):
        PreviewLink.objects.filter(pk=link.pk).update(**kept)
        assert desk.send("GET", address).status_code == 404
        assert desk.send("GET", api, **{"preview-token": str(link.pk)}).status_code == 403
        PreviewLink.objects.filter(pk=link.pk).update(starts=link.starts, ends=link.ends)
    marcus.client.post(f"{release}/links", {"end": str(link.pk)})
    assert desk.send("GET", address).status_code == 404
    assert "Ended" in leila.see(f"{release}/links")
    assert desk.send("GET", "/preview/00000000-0000-4000-8000-000000000000").status_code == 404


def test_a_command_does_not_get_round_the_second_person(desk: Site, leila: Someone, whole: Callable[..., Path]) -> None:
    from alder.errors import AlderError
    from alder.web.publications.models import DataSetVersion

    release = in_check(leila, "Not by command", whole("by_command"))
    id = str(DataSetVersion.objects.get(release=release.rpartition("/")[2]).data_set_id)
    for command in (("live", id), ("discard", id)):
        with pytest.raises(AlderError, match="is being checked"):
            desk.run("publish", *command)
    with pytest.raises(AlderError, match="is being checked"):
        desk.publish(whole("another"), publication="Absence in Mereshire", release="Not by command")
    draft = begun(leila, "Nor a draft")
    with pytest.raises(AlderError, match="a second person approves it"):
        desk.publish(whole("another"), publication="Absence in Mereshire", release="Nor a draft")
    assert (_state(release), _state(draft)) == ("In check", "Draft")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"title": ""}, "Enter the title of the release"),
        ({"new_publication": ""}, "Choose a publication"),
        ({"title": "///"}, "A release needs a title"),
        ({"new_publication": "Absence in Mereshire"}, "There is a publication with that title"),
        ({"title": "x" * 301}, "longer than 300"),
    ],
)
def test_what_is_missing_to_begin_is_said_at_its_field(leila: Someone, given: dict[str, str], says: str) -> None:
    from alder.web.publications.models import Publication

    Publication.objects.get_or_create(slug="absence-in-mereshire", defaults={"title": "Absence in Mereshire"})
    whole = {"publication": "", "new_publication": "Another", "about": "", "title": "A year"}
    assert says in leila.do("/desk/begin", 200, **{**whole, **given}).content.decode()
    assert not Publication.objects.filter(title="Another").exists()


def test_a_sign_that_no_text_has_is_left_out(leila: Someone, whole: Callable[..., Path]) -> None:
    """PostgreSQL cannot keep it."""
    from alder.web.publications.models import Release, ReleaseEvent

    names = {"new_publication": "Of\x00 signs", "title": "A\x00 year"}
    address = leila.do("/desk/begin", publication="", about="Read\x00 it", **names)["Location"]
    release = Release.objects.select_related("publication").get(pk=address.rpartition("/")[2])
    kept = release.publication
    assert (kept.title, kept.summary, release.title) == ("Of signs", "Read it", "A year")
    sent_files(leila, address, whole("signs"))
    leila.do(f"{address}/send", note="Seen\x00 twice")
    assert ReleaseEvent.objects.filter(release=release, note="Seen twice").exists()


def test_every_release_is_on_a_page_of_the_desk(leila: Someone) -> None:
    from alder.web.publications.models import Publication, Release

    publication = Publication.objects.create(slug="of-many-years", title="Of many years")
    titles = {f"Year {n:02}" for n in range(45)}
    Release.objects.bulk_create(Release(publication=publication, slug=one, title=one) for one in titles)
    first, *others = (leila.see(f"/desk?drafts={n}") for n in (1, 2, 3))
    assert "?drafts=2#drafts" in first
    assert not [one for one in titles if one in first and one in others[0]]
    assert {one for one in titles if any(f"Of many years, {one}" in page for page in (first, *others))} == titles
    Release.objects.filter(publication=publication).delete()
    publication.delete()


def test_words_are_shown_and_never_run(leila: Someone, marcus: Someone, whole: Callable[..., Path]) -> None:
    release = in_check(leila, "With <script>alert(1)</script>", whole("script"))
    leila.do(f"{release}/take-back", seen=seen_of(release))
    hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1))"
    leila.do(f"{release}/words", headline=hostile, notes=hostile, next_expected=hostile)
    for page in (leila.see(release), leila.see("/desk"), marcus.see(f"{release}/preview")):
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert not re.search(r"""(?:href|src)=["']?javascript:""", page)
    too_long = leila.do(f"{release}/words", 200, headline="x" * 301, notes="", next_expected="").content.decode()
    assert "There is room for 300." in too_long
