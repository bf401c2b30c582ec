"""News goes to each follower once: with two senders, after one was killed, and however many ways someone follows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from tests.integration.following.conftest import ABSENCE, files_in, happens, the_release
from tests.support import data_sets
from tests.support.feed_rules import parsed
from tests.support.site import Site


@pytest.fixture(autouse=True)
def _nobody_else(site: Site) -> Iterator[None]:
    from alder.web.following.models import Follower, MailedNews
    from alder.web.publications.models import ReleaseEvent

    before = set(ReleaseEvent.objects.values_list("pk", flat=True))
    yield
    for made in (Follower.objects.all(), MailedNews.objects.all(), ReleaseEvent.objects.exclude(pk__in=before)):
        made.delete()


def follower(address: str, *topics: str, since: timedelta = timedelta(days=9)) -> Any:
    """Someone who has confirmed that they follow these."""
    from django.utils import timezone

    from alder.web.following.models import Follower, Subscription

    when = timezone.now() - since
    made = Follower.objects.create(address=address)
    for topic in topics or ("releases",):
        Subscription.objects.create(
            follower=made, topic=topic, site="https://alder.example", asked=when, confirmed=when
        )
    return made


def waiting() -> list[Any]:
    from alder.web.following.models import Mail

    return list(Mail.objects.filter(sent=None, given_up=None))


def publication() -> str:
    return f"publication:{the_release().publication_id}"


def test_a_release_is_told_once_to_everyone_who_follows(site: Site, outbox: list[Any], tmp_path: Path) -> None:
    from alder.web.work.worker import work_once

    now = timedelta(0)
    follower("amara@example.org", "releases", publication(), since=now)
    follower("ben@example.org", f"data-set:{ABSENCE}", since=now)
    follower("dev@example.org", "publication:00000000-0000-4000-8000-000000000000", since=now)
    site.publish(data_sets.write(tmp_path), release="2030/31", publication="Absence")
    for _ in range(3):
        work_once()
    (message,) = outbox
    assert message.to == ["amara@example.org"]
    assert message.cc == message.bcc == []
    assert message.subject == "Absence, 2030/31: published"
    assert message.body == (
        "Absence, 2030/31: published.\n\n"
        "New statistics were published.\nhttps://alder.example/find-statistics/absence/2030-31\n\n"
        "You get this because you follow releases of Absence. See what we keep about you, or stop the e-mails:\n"
        f"{message.extra_headers['List-Unsubscribe'].strip('<>')}\n"
    )
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert '<a href="https://alder.example/find-statistics/absence/2030-31">' in html
    assert "<script" not in html
    assert "<img" not in html


def test_a_release_that_goes_live_at_its_minute_is_told_then_and_a_correction_of_it_too(
    site: Site, outbox: list[Any], tmp_path: Path
) -> None:
    from django.utils import timezone

    from alder.web.publications.models import Release
    from alder.web.work.worker import work_once

    follower("amara@example.org", since=timedelta(0))
    site.publish(data_sets.write(tmp_path), "--draft", release="2031/32", publication="Exclusions")
    release = Release.objects.get(title="2031/32")
    release.state, release.scheduled = "Scheduled", timezone.now() + timedelta(days=1)
    release.save()
    work_once()
    assert outbox == [], "nothing is told before its minute"
    due = timezone.now() - timedelta(seconds=1)
    Release.objects.filter(pk=release.pk).update(scheduled=due)
    work_once()
    assert [message.subject for message in outbox] == ["Exclusions, 2031/32: published"]
    release.events.update(when=timezone.now() - timedelta(hours=2))
    change = {"title": "2031/32", "corrects": release, "change_note": "65.4% was wrong.", "scheduled": due}
    Release.objects.create(publication=release.publication, slug="correction", state="Scheduled", **change)
    for _ in range(2):
        work_once()
    assert [message.subject for message in outbox[1:]] == ["Exclusions, 2031/32: updated"]
    assert "https://alder.example/find-statistics/exclusions/2031-32/updates" in outbox[1].body
    assert "65.4" not in outbox[1].body
    entries = parsed(site.send("GET", "/follow/publications/exclusions.atom").content).entries
    assert [entry.kinds for entry in entries] == [["updated"], ["published"]]
    assert "65.4% was wrong." in entries[0].html


def test_whoever_follows_a_data_set_hears_of_its_versions_with_what_they_ask(
    site: Site, outbox: list[Any], tmp_path: Path
) -> None:
    from alder.web.work.worker import work_once

    id = "0a1b2c3d-0000-4000-8000-00000000f012"
    follower("ben@example.org", f"data-set:{id}")
    arguments = ("--id", id, "--title", "Absence <b>by kind</b>", "--publication", "Absence by kind")
    site.publish(data_sets.write(tmp_path), *arguments, release="2030/31")
    fewer = [row for row in data_sets.rows() if row["group"] != "Girls"]
    site.publish(data_sets.write(tmp_path, "fewer", data=fewer), *arguments, release="2030/31")
    site.run("publish", "withdraw", id, "1.0", "--reason", "65.4% was wrong.")
    work_once()
    assert [message.subject for message in outbox] == [
        "Absence <b>by kind</b>: version 1.0",
        "Absence <b>by kind</b>: version 2.0",
        "Absence <b>by kind</b>: version 1.0 withdrawn",
    ]
    assert "Programs that name something that is gone" in outbox[1].body
    assert "Absence &lt;b&gt;by kind&lt;/b&gt;" in outbox[1].alternatives[0].content
    assert all("65.4" not in str(message.message()) for message in outbox), "T31: no mail has a figure"


def test_whoever_subscribes_later_is_not_told_of_what_was(site: Site) -> None:
    from alder.web.following.mails import lay_out_news

    follower("amara@example.org", since=timedelta(0))
    assert lay_out_news() == 0
    happens(the_release(), "Withdrawn", "The base was wrong.")
    assert (lay_out_news(), lay_out_news()) == (1, 0)


def test_old_news_is_no_news(site: Site) -> None:
    from django.utils import timezone

    from alder.web.following.mails import lay_out_news

    follower("amara@example.org", since=timedelta(days=900))
    happens(the_release(), "Withdrawn", "Long ago.", when=timezone.now() - timedelta(days=31))
    lay_out_news()
    assert "2023/24: withdrawn" not in [mail.subject for mail in waiting()]


def test_two_who_tell_at_once_lay_out_each_mail_once(site: Site) -> None:
    from alder.web.following.mails import lay_out_news

    for n in range(20):
        follower(f"person{n}@example.org")
    happens(the_release(), "Updated", "Told by two.")
    together(lay_out_news)
    news = [mail.news for mail in waiting()]
    assert len(news) == len({(mail.follower_id, mail.news) for mail in waiting()})
    assert all(news.count(one) == 20 for one in set(news))


def test_two_who_send_at_once_send_each_mail_once(site: Site, outbox: list[Any]) -> None:
    from alder.web.following.mails import send_due

    mails(25)
    together(send_due)
    assert sorted(message.to[0] for message in outbox) == sorted(f"person{n}@example.org" for n in range(25))
    assert waiting() == []


def test_a_sender_that_is_killed_before_the_mail_went_out_leaves_it_to_the_next(
    site: Site, outbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.following import mails as mail_sending

    mails(3)
    with monkeypatch.context() as patched:
        patched.setattr(mail_sending, "message", killed)
        with pytest.raises(KeyboardInterrupt):
            mail_sending.send_due()
    assert mail_sending.send_due() == 2, "the one that was taken is not due yet"
    assert mail_sending.send_due() == 0
    _later()
    assert mail_sending.send_due() == 1
    assert len({message.to[0] for message in outbox}) == len(outbox) == 3


def test_a_sender_that_is_killed_after_the_mail_went_out_sends_the_same_mail_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a folder it takes the place of itself; a mail server knows it by its id."""
    from django.conf import settings
    from django.core.mail import get_connection

    from alder.web.following import mails as mail_sending

    monkeypatch.setattr(settings, "EMAIL_FILE_PATH", str(tmp_path / "mail"))
    mails(3)
    taken = mail_sending.QUEUE.take()
    assert taken is not None
    with monkeypatch.context() as patched:
        patched.setattr("django.db.models.QuerySet.update", killed)
        with pytest.raises(KeyboardInterrupt):
            mail_sending.QUEUE.send(taken, get_connection())
    before = {file.name: file.read_bytes() for file in files_in(tmp_path / "mail")}
    assert len(before) == 1
    _later()
    assert mail_sending.send_due() == 3
    after = {file.name: file.read_bytes() for file in files_in(tmp_path / "mail")}
    assert len(after) == 3
    (name,) = before
    first, again = (message_from_bytes(one[name], policy=policy.default) for one in (before, after))
    for header in ("Message-ID", "Date", "To", "Subject", "List-Unsubscribe"):
        assert first[header] == again[header]
    assert (tmp_path / "mail" / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("fault", "tries"),
    [
        (SMTPDataError(451, b"busy"), 5),
        (SMTPRecipientsRefused({"amara@example.org": (450, b"later")}), 5),
        (SMTPRecipientsRefused({"amara@example.org": (550, b"no such person")}), 1),
    ],
)
def test_a_mail_that_a_server_refuses_is_tried_a_few_times_and_hurts_no_other(
    site: Site,
    outbox: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    tries: int,
) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    from alder.web.following.mails import lay_out_news, send_due
    from alder.web.following.models import Mail

    follower("amara@example.org", "releases")
    follower("ben@example.org", "releases")
    happens(the_release(), "Withdrawn", "The base was wrong.")
    lay_out_news()
    real, count = EmailBackend.send_messages, []

    def refusing(self: Any, messages: Any) -> Any:
        if messages[0].to == ["amara@example.org"]:
            count.append(1)
            raise fault
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refusing)
    Mail.objects.exclude(subject__contains="withdrawn").delete()
    for _ in range(8):
        send_due()
        _later()
    assert len(count) == tries
    assert [message.to for message in outbox] == [["ben@example.org"]]
    assert waiting() == []
    assert "amara" not in caplog.text
    assert type(fault).__name__ in caplog.text


@pytest.mark.parametrize("fault", [ConnectionRefusedError("amara"), SMTPServerDisconnected("amara"), TimeoutError()])
def test_a_server_that_does_not_answer_is_asked_once_and_later_again(
    site: Site,
    outbox: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    from alder.web.following.mails import send_due

    mails(10)
    asked = []

    def nobody_there(*_: Any) -> Any:
        asked.append(1)
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", nobody_there)
        assert [send_due() for _ in range(3)] == [0, 0, 0]
    assert len(asked) == 1
    assert "10 wait" in caplog.text
    assert "amara" not in caplog.text
    _later()
    assert send_due() == 10


def test_a_sender_makes_way_after_a_few_seconds(site: Site, outbox: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from alder.web import mail_queue
    from alder.web.following.mails import send_due

    mails(3)
    monkeypatch.setattr(mail_queue, "_AT_ONCE", 0.0)
    assert send_due() == 0
    monkeypatch.setattr(mail_queue, "_AT_ONCE", 60.0)
    assert send_due() == 3


def test_an_address_that_is_no_more_is_forgotten_but_not_when_everything_is_refused(
    site: Site, outbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from uuid import uuid4

    from django.core.mail.backends.locmem import EmailBackend

    from alder.web.following.mails import send_due
    from alder.web.following.models import Follower, Mail
    from alder.web.following.tasks import forget_refused

    mails(1)
    gone, refused = follower("gone@example.org"), SMTPRecipientsRefused({"gone@example.org": (550, b"")})
    real = EmailBackend.send_messages

    def refusing(self: Any, messages: Any) -> Any:
        if messages[0].to == ["gone@example.org"]:
            raise refused
        return real(self, messages)

    def again() -> int:
        Mail.objects.create(follower=gone, subscription=gone.subscriptions.get(), kind="news", news=uuid4())
        return send_due()

    monkeypatch.setattr(EmailBackend, "send_messages", refusing)
    Mail.objects.update(due=datetime(2099, 1, 1, tzinfo=UTC))
    assert [again() for _ in range(3)] == [0, 0, 0]
    assert forget_refused() == 0, "nobody else was sent anything either"
    _later()
    assert send_due() == 1
    assert forget_refused()
    assert [one.address for one in Follower.objects.all()] == ["person0@example.org"]


def test_a_refusal_counts_no_more_once_a_mail_was_taken(site: Site, outbox: list[Any]) -> None:
    from alder.web.following.mails import send_due
    from alder.web.following.models import Follower
    from alder.web.following.tasks import forget_refused

    mails(1)
    Follower.objects.update(refused=2)
    send_due()
    assert Follower.objects.get().refused == 0
    assert forget_refused() == 0


def test_mails_of_a_subscription_that_was_stopped_are_not_sent(site: Site, outbox: list[Any]) -> None:
    from alder.web.following.mails import send_due
    from alder.web.following.models import Subscription
    from alder.web.following.subscriptions import stop

    mails(1)
    stop(Subscription.objects.get())
    assert send_due() == 0
    assert outbox == []


def test_what_was_sent_is_forgotten_after_a_month_and_not_told_again(site: Site, outbox: list[Any]) -> None:
    from django.utils import timezone

    from alder.web.following.mails import send_due
    from alder.web.following.models import Mail
    from alder.web.following.tasks import keep_house

    follower("amara@example.org")
    happens(the_release(), "Withdrawn", "The base was wrong.")
    keep_house()
    count = send_due()
    assert count == Mail.objects.count() > 0
    Mail.objects.update(sent=timezone.now() - timedelta(days=32))
    keep_house()
    assert Mail.objects.count() == 0
    assert send_due() == 0


def test_mails_are_files_in_the_store_where_no_server_is_named(site: Site) -> None:
    from alder.web.following.mails import send_due

    mails(1)
    send_due()
    assert len(files_in(site.store / "published" / "mail")) == 1


def mails(count: int) -> None:
    """That many mails that wait, to as many followers."""
    from uuid import uuid4

    from alder.web.following.models import Mail

    for n in range(count):
        made = follower(f"person{n}@example.org")
        Mail.objects.create(
            follower=made, subscription=made.subscriptions.get(), kind="news", news=uuid4(), subject="News", path="/"
        )


def killed(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


def together(work: Any) -> None:
    """The same work in two threads, begun at one moment."""
    from django.db import connection

    start = threading.Barrier(2)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            start.wait(120)
            work()
        except BaseException as fault:
            failed.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def _later() -> None:
    """The time has come to try again."""
    from django.utils import timezone

    from alder.web.following.models import Mail

    Mail.objects.filter(sent=None, given_up=None).update(due=timezone.now() - timedelta(seconds=1))
