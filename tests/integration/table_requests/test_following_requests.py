"""What was answered is followed by feed and by e-mail: all of it, what counts one thing, or one request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.integration.table_requests.conftest import FINE
from tests.integration.table_requests.test_asking_and_answering import asked, row_of, work
from tests.support.cast import Someone
from tests.support.feed_rules import AtomFeed, parsed
from tests.support.site import Site


@pytest.fixture(scope="module")
def row(site: Site, people: dict[str, Someone]) -> Any:
    """A request that Amara asked and that was answered at once."""
    address = asked(people["amara"], FINE, words="For our report.")
    work()
    found = row_of(address)
    assert found.state == "answered"
    return found


def feed(site: Site, address: str) -> AtomFeed:
    reply = site.send("GET", address)
    assert reply.status_code == 200
    return parsed(reply.content)


@pytest.mark.parametrize("address", ["requests.atom", "requests/measures/starts.atom", "requests/{number}.atom"])
def test_a_feed_names_the_table_and_never_who_asked(site: Site, row: Any, address: str) -> None:
    found = feed(site, f"/follow/{address.format(number=row.pk)}")
    entry = next(one for one in found.entries if one.link.endswith(f"/requests/{row.pk}"))
    assert entry.title.startswith("Starts by funding model and sex")
    assert entry.title.endswith(f": made on request {row.pk}")
    assert entry.kinds == ["answered"]
    assert "Amara" not in site.send("GET", f"/follow/{address.format(number=row.pk)}").content.decode()
    assert site.send("GET", found.links["alternate"].removeprefix("http://testserver")).status_code == 200


def test_a_feed_of_what_is_not_there_is_not_there(site: Site, row: Any) -> None:
    for address in ("requests/999999.atom", "requests/measures/nothing.atom", "requests/99999999999999999999.atom"):
        assert site.send("GET", f"/follow/{address}").status_code == 404
    assert feed(site, "/follow/requests/measures/achievements.atom").entries == []


def test_the_list_is_narrowed_to_what_is_counted(site: Site, row: Any) -> None:
    link = f'href="/requests/{row.pk}"'
    assert link in site.send("GET", "/requests?measure=starts").content.decode()
    page = site.send("GET", "/requests?measure=achievements").content.decode()
    assert link not in page
    assert "counts this" in page
    assert "to=requests:achievements" in page
    assert link in site.send("GET", "/requests?measure=%27%20or%201").content.decode(), "what is no measure narrows not"


def test_whoever_follows_is_told_once_and_without_a_figure(
    site: Site, amara: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings
    from django.core import mail
    from django.utils import timezone

    from alder.web.following.models import Follower, Subscription

    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(settings, "ALDER_MAIL_IS_SENT", True)
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    when = timezone.now() - timedelta(minutes=1)
    for address, topics in {
        "all@example.org": ["requests", "requests:starts"],
        "starts@example.org": ["requests:starts"],
        "other@example.org": ["requests:achievements"],
    }.items():
        follower = Follower.objects.create(address=address)
        for topic in topics:
            Subscription.objects.create(
                follower=follower, topic=topic, site="https://alder.example", asked=when, confirmed=when
            )
    address = asked(amara, {**FINE, "by": ["age_band"]})
    for _ in range(3):
        work()
    number = row_of(address).pk
    about = [one for one in mail.outbox if f"made on request {number}" in one.subject]
    assert sorted(one.to[0] for one in about) == ["all@example.org", "starts@example.org"]
    for one in about:
        assert f"https://alder.example/requests/{number}" in one.body
        assert "A table was made on request." in one.body
    Follower.objects.all().delete()


def test_one_request_is_followed_from_its_page(site: Site, row: Any) -> None:
    page = site.send("GET", f"/requests/{row.pk}").content.decode()
    assert f"/follow/email?to=request:{row.pk}" in page
    assert f"/follow/requests/{row.pk}.atom" in page
    form = site.send("GET", f"/follow/email?to=request:{row.pk}").content.decode()
    assert "when this table is made again on newer data" in form
    assert f"The table made on request {row.pk}</option>" in form
    assert "Tables made on request</option>" in form
    assert "/follow/requests.atom" in site.send("GET", "/follow").content.decode()
