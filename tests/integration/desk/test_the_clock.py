"""What is scheduled goes live at its minute, once, whoever else is at it; and tasks outlive their workers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.site import Site, site_in


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("clock") / "store") as site:
        yield site


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data_sets.write(tmp_path_factory.mktemp("pair"))


def _scheduled(site: Site, pair: Path, title: str, when: datetime) -> Any:
    """A release with a draft of a data set, whose minute is then."""
    from alder.web.publications.models import Release

    site.publish(pair, "--draft", release=title)
    release = Release.objects.get(title=title)
    release.state, release.scheduled = "Scheduled", when
    release.save()
    return release


def _events(release: Any) -> list[tuple[str, str]]:
    return list(release.events.filter(public=True).values_list("what", "note"))


def test_a_release_goes_live_at_its_minute_and_not_before(site: Site, pair: Path) -> None:
    from django.utils import timezone

    from alder.web.publications.actions import publish_what_is_due

    minute = timezone.now() + timedelta(hours=1)
    release = _scheduled(site, pair, "On time", minute)
    address = f"/v1/data-sets/{release.versions.get().data_set_id}"
    assert publish_what_is_due(minute - timedelta(seconds=1)) == []
    assert site.send("GET", address).status_code == 403
    assert publish_what_is_due(minute) == [release]
    assert publish_what_is_due(minute) == []
    assert site.send("GET", address).status_code == 200
    release.refresh_from_db()
    assert (release.state, release.published, release.scheduled) == ("Live", minute, None)
    assert _events(release) == [("Published", "")]


def test_what_was_due_while_nothing_ran_goes_live_when_a_worker_starts_and_says_so(site: Site, pair: Path) -> None:
    from django.utils import timezone

    release = _scheduled(site, pair, "Late", timezone.now() - timedelta(hours=3))
    site.run("worker", "--once")
    ((what, note),) = _events(release)
    assert what == "Published"
    assert note.startswith("It was due at ")
    assert note.endswith("Nothing ran then, so it was published when it could be.")


def test_a_correction_that_is_due_becomes_part_of_the_release_that_it_corrects(site: Site, pair: Path) -> None:
    from django.utils import timezone

    from alder.web.publications.actions import publish_what_is_due
    from alder.web.publications.models import Release

    site.publish(pair, release="Corrected")
    live = Release.objects.get(title="Corrected")
    correction = _scheduled(site, pair, "Correction", timezone.now())
    correction.corrects, correction.change_note, correction.notes = live, "Cove was too low.", "Mind Cove."
    correction.save()
    assert publish_what_is_due() == [live]
    assert not Release.objects.filter(title="Correction").exists()
    live.refresh_from_db()
    assert (live.state, live.notes, live.versions.count()) == ("Live", "Mind Cove.", 2)
    assert _events(live)[-1] == ("Updated", "Cove was too low.")


def test_two_clocks_publish_once(site: Site, pair: Path) -> None:
    from django.db import connection
    from django.utils import timezone

    from alder.web.publications.actions import publish_what_is_due

    release = _scheduled(site, pair, "Twice", timezone.now())
    start, published = threading.Barrier(2), []

    def tick() -> None:
        start.wait()
        published.extend(publish_what_is_due())
        connection.close()

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert published == [release]
    assert _events(release) == [("Published", "")]


def test_a_release_that_cannot_be_published_does_not_hold_up_the_next(
    site: Site, pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    from alder.web.publications import actions

    broken = _scheduled(site, pair, "Broken", timezone.now() - timedelta(minutes=1))
    whole = _scheduled(site, pair, "Whole", timezone.now())
    go_live = actions.go_live

    def fails(release: Any, *given: Any, **named: Any) -> Any:
        if release == broken:
            raise OSError
        return go_live(release, *given, **named)

    monkeypatch.setattr(actions, "go_live", fails)
    assert actions.publish_what_is_due() == [whole]
    broken.refresh_from_db()
    assert broken.state == "Scheduled"
    type(broken).objects.filter(id=broken.id).update(state="Draft")


def test_a_worker_does_tasks_and_chores_and_leaves_no_trace(
    site: Site, pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_tasks_db.models import DBTaskResult

    from alder.web.work import worker
    from alder.web.work.models import Worker

    over, chores = threading.Event(), []

    def chore() -> None:
        chores.append(Worker.objects.count())
        if len(chores) > 1:
            over.set()
        raise OSError("told to the log by its kind alone")

    monkeypatch.setattr(worker, "import_string", lambda _: chore)
    _enqueued()
    monkeypatch.setattr(worker, "REST", 0.0)
    worker.work(over)
    assert set(chores) == {1}
    assert [one.status for one in DBTaskResult.objects.all()] == ["SUCCESSFUL"]
    assert not Worker.objects.exists()
    DBTaskResult.objects.all().delete()


def _enqueued() -> Any:
    from tests.integration.desk.tasks_for_tests import nothing_much

    from alder.web.publications.models import Publication  # noqa: F401  # the task is of this process

    return nothing_much.enqueue()


def test_a_task_whose_worker_was_killed_is_begun_again_and_given_up_at_last(site: Site) -> None:
    from django_tasks_db.models import DBTaskResult

    from alder.web.work.models import Worker
    from alder.web.work.worker import take_up_what_was_left, work_once

    id = _enqueued().id
    Worker.objects.create(id="living")
    task = DBTaskResult.objects.get(id=id)
    task.claim("living")
    assert take_up_what_was_left() == 0
    Worker.objects.all().delete()
    assert take_up_what_was_left() == 1
    work_once()
    assert DBTaskResult.objects.get(id=id).status == "SUCCESSFUL"
    other = DBTaskResult.objects.get(id=_enqueued().id)
    for n in range(3):
        other.claim(f"killed {n}")
        take_up_what_was_left()
        other.refresh_from_db()
    assert other.status == "FAILED"
    DBTaskResult.objects.all().delete()


def test_what_came_of_tasks_is_forgotten_after_a_week(site: Site) -> None:
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from alder.web.work.worker import tidy, work_once

    id = _enqueued().id
    work_once()
    DBTaskResult.objects.filter(id=id).update(finished_at=timezone.now() - timedelta(days=8))
    tidy()
    assert not DBTaskResult.objects.exists()
