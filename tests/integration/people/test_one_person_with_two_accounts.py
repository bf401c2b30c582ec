"""T04: two accounts of one person are one person wherever it takes two.

Here of releases; that it is so of outputs, incidents and requests for tables is tested with these.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.cast import NOW, Someone, another_account, in_check, seen_of, somebody
from tests.support.site import Site

OWN_WORK = "You worked on this release, so another approver must check it."


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data_sets.write(tmp_path_factory.mktemp("pair"))


MAILBOXES = """
ada@mereshire.example          ada@mereshire.example           same
Ada@Mereshire.Example          ada+checker@mereshire.example   same
ada+1@mereshire.example        ada+2@mereshire.example         same
+odd@mereshire.example         +other@mereshire.example        another
ada@mereshire.example          ada@eastby.example              another
ada@mereshire.example          ad@mereshire.example            another
"""


@pytest.mark.parametrize("line", MAILBOXES.strip().splitlines())
def test_what_is_added_to_an_address_makes_no_other_mailbox(site: Site, line: str) -> None:
    from alder.web.accounts.same_person import mailbox_of

    one, other, says = line.split()
    assert ("same" if mailbox_of(one) == mailbox_of(other) else "another") == says


def test_whoever_prepared_a_release_does_not_approve_it_under_another_account(
    people: dict[str, Someone], leila: Someone, marcus: Someone, pair: Path
) -> None:
    release = in_check(leila, "Under another account", pair)
    second = another_account(people["leila"], "approver")
    assert OWN_WORK in second.see("/desk/to-check")
    assert OWN_WORK in second.see(release)
    refused = second.client.post(f"{release}/approve", {"seen": seen_of(release), **NOW})
    assert refused.status_code == 403
    assert OWN_WORK in refused.content.decode()
    assert _state(release) == "In check"
    assert second.do(f"{release}/send-back", reason="A note is missing.").status_code == 302, (
        "it takes no second person"
    )
    leila.do(f"{release}/send", note="")
    assert marcus.do(f"{release}/approve", **NOW).status_code == 302
    assert _state(release) == "Live"


def test_who_they_are_at_a_provider_stays_known_when_the_accounts_are_disconnected(leila: Someone, pair: Path) -> None:
    """The second account has nothing in common with the first but the one who signs in at the provider."""
    from alder.web.accounts import services
    from alder.web.accounts.same_person import note_identity

    rosa, sam = (somebody(name, "publisher", "approver") for name in ("Rosa", "Sam"))
    note_identity(rosa.person, "https://id.example", "person-7")
    note_identity(sam.person, "https://id.example", "person-8")
    release = in_check(rosa.sign_in(), "By a provider", pair)
    approve = f"{release}/approve"
    assert sam.sign_in().client.get(approve).status_code == 200
    services.reset(rosa.person)
    note_identity(sam.person, "https://id.example", "person-7")
    assert sam.client.get(approve).status_code == 403


def test_an_address_that_a_provider_verified_counts_like_ones_own(site: Site, people: dict[str, Someone]) -> None:
    from alder.web.accounts.same_person import accounts_among, note_identity

    tom, una = (somebody(name) for name in ("Tom", "Una"))
    assert accounts_among(tom.person, [una.person.pk]) == frozenset()
    note_identity(tom.person, "https://id.example", "person-9", "Una+work@mereshire.example")
    assert accounts_among(tom.person, [una.person.pk]) == {str(una.person.pk)}
    assert accounts_among(una.person, [tom.person.pk]) == {str(tom.person.pk)}, "and the other way round"
    assert accounts_among(una.person, [una.person.pk, "command ada", ""]) == {str(una.person.pk)}


def test_admins_see_which_accounts_are_one_person(site: Site, ada: Someone, marcus: Someone) -> None:
    one = somebody("Viv")
    assert "Other accounts of theirs" not in ada.see(f"/people/{one.person.pk}")
    second = another_account(one)
    for person, other in ((one.person, second.person), (second.person, one.person)):
        shown = ada.see(f"/people/{person.pk}")
        assert "Other accounts of theirs" in shown
        assert f'href="/people/{other.pk}"' in shown


def test_it_is_asked_of_the_database_twice_however_many_accounts_there_are(
    people: dict[str, Someone],
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from alder.web.accounts.same_person import accounts_among

    one, *others = (someone.person for someone in people.values())
    for named, asked in (([one.pk], 0), ([one.pk, others[0].pk], 2), ([one.pk, *(o.pk for o in others)], 2)):
        with CaptureQueriesContext(connection) as queries:
            accounts_among(one, named)
        assert len(queries) == asked


def _state(release: str) -> Any:
    from alder.web.publications.models import Release

    return Release.objects.get(pk=release.rpartition("/")[2]).state
