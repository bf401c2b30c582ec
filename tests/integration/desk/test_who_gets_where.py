"""Every page of the desk, as everybody, in every state: the policy table decides, and a page without it fails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.site import Site

from alder.governance.release_policy import Actor, Facts, why_not
from alder.publishing.releases import Action, ReleaseState

ONE = {
    "desk-release": Action.SEE,
    "desk-words": Action.EDIT,
    "desk-page": Action.EDIT,
    "desk-page-words": Action.EDIT,
    "desk-page-add-headline": Action.EDIT,
    "desk-page-headline": Action.EDIT,
    "desk-page-move-headline": Action.EDIT,
    "desk-page-remove-headline": Action.EDIT,
    "desk-page-add-section": Action.EDIT,
    "desk-page-section": Action.EDIT,
    "desk-page-chart": Action.EDIT,
    "desk-page-move-section": Action.EDIT,
    "desk-page-remove-section": Action.EDIT,
    "desk-add-data": Action.EDIT,
    "desk-file": Action.SEE,
    "desk-preview": Action.SEE,
    "desk-links": Action.SHARE,
    "desk-send": Action.SEND,
    "desk-take-back": Action.TAKE_BACK,
    "desk-send-back": Action.SEND_BACK,
    "desk-approve": Action.APPROVE,
    "desk-time": Action.SCHEDULE,
    "desk-withdraw": Action.WITHDRAW,
    "desk-correct": Action.CORRECT,
    "desk-stand-alone": Action.STAND_ALONE,
    "desk-discard": Action.DISCARD,
}
"""The pages about one release, and what the policy is asked. A page that is not here, or asks otherwise, fails."""
PARTS = {name for name in ONE if name.startswith("desk-page-")}
"""They ask the same of the same release as `desk-page`: a draft and a live one are enough for these."""
FORMS_ALONE = ("desk-take-back", "desk-correct", "desk-page-move-headline", "desk-page-move-section")
SITUATIONS = [*((state, False) for state in ReleaseState), (ReleaseState.DRAFT, True)]
"""Every state; and a draft that corrects what was withdrawn meanwhile."""
LISTS = {
    "desk": {"publisher", "approver"},
    "desk-to-check": {"publisher", "approver"},
    "desk-begin": {"publisher"},
}


def _patterns() -> dict[str, Any]:
    from alder.web.desk.urls import urlpatterns

    return {pattern.name: pattern for pattern in urlpatterns}


def _asked_in(state: ReleaseState) -> dict[str, Action]:
    both = (ReleaseState.DRAFT, ReleaseState.LIVE)
    return {name: action for name, action in ONE.items() if state in both or name not in PARTS}


def test_every_page_of_the_desk_asks_the_policy(desk: Site) -> None:
    for name, pattern in _patterns().items():
        if name == "preview":
            assert not hasattr(pattern.callback, "for_people"), "whoever holds a link sees it"
        elif name in LISTS:
            assert {str(role) for role in pattern.callback.asks} == LISTS[name]
        else:
            assert name in ONE, f"{name} has no entry in the policy: say in this test what it asks"
            assert pattern.callback.asks is ONE[name]


def test_nothing_of_the_desk_is_to_be_had_without_signing_in(desk: Site, people: dict[str, Someone]) -> None:
    stranger = Someone(None)
    from alder.web.accounts.urls import urlpatterns

    own = [p for p in urlpatterns if not str(p.pattern).startswith("sign-")]
    for pattern in [p for name, p in _patterns().items() if name != "preview"] + own:
        address = "/" + re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", str(pattern.pattern))
        address = address.replace("<int:at>", "1")
        for reply in (stranger.client.get(address), stranger.client.post(address, {"do": "remove"})):
            assert reply.status_code in (302, 405), address
            assert reply.status_code == 405 or reply["Location"].startswith("/sign-in"), address


@pytest.fixture(scope="module")
def standing(desk: Site, people: dict[str, Someone], pair: Any) -> tuple[Any, Any, Any]:
    """A release that Omar began, its files, and a withdrawn one. Its state is set as a test needs it."""
    from alder.publishing.pages import Block, Content, ContentSection, Tile
    from alder.publishing.releases import Happened
    from alder.web.publications.history import record_event
    from alder.web.publications.models import Release, Upload

    omar = people["omar"].person
    desk.publish(pair, "--draft", release="Standing")
    release = Release.objects.get(title="Standing")
    release.author = omar
    data_set = str(release.versions.get().data_set_id)
    block = Block(data_set, ("pupils",))
    release.content = Content(
        headlines=(Tile(data_set, "pupils"),), sections=(ContentSection("", "", block),)
    ).to_json()
    release.save()
    record_event(release, Happened.CREATED, who=omar)
    upload = Upload.objects.create(release=release, data_name="a.csv", meta_name="a.meta.csv", title="A", by=omar)
    was = {"publication": release.publication, "title": "Gone", "slug": "gone", "state": ReleaseState.WITHDRAWN}
    return release, upload, Release.objects.create(**was)


@pytest.fixture(scope="module")
def signed_in(people: dict[str, Someone]) -> dict[str, Someone]:
    return {name: Someone(people[name].person).sign_in() for name in ("leila", "omar", "marcus", "pat")}


def test_everybody_gets_where_the_policy_says_and_nowhere_else(
    signed_in: dict[str, Someone], standing: tuple[Any, Any, Any]
) -> None:
    """Every person and page in every state; what is asked is by GET, so that nothing happens."""
    from alder.web.publications.models import Release

    release, upload, gone = standing
    asked, roles_of, patterns = 0, {key: one.person.roles for key, one in signed_in.items()}, _patterns()
    for state, overtaken in SITUATIONS:
        Release.objects.filter(pk=release.pk).update(state=state, corrects=gone if overtaken else None)
        for name, action in _asked_in(state).items():
            address = f"/{patterns[name].pattern}".replace("<uuid:release>", str(release.pk))
            address = address.replace("<uuid:upload>", str(upload.pk)).replace("<int:at>", "1")
            for key, someone in signed_in.items():
                asked += 1
                roles = roles_of[key]
                facts = Facts(state, frozenset({signed_in["omar"].person.pk}), corrects_withdrawn=overtaken)
                reason = why_not(action, Actor(roles, someone.person.pk), facts)
                status = someone.client.get(address).status_code
                if name in FORMS_ALONE:
                    assert status == 405
                elif not {str(role) for role in roles} & {"publisher", "approver"}:
                    assert status == 404, "it is not there for people who have nothing to do with releases"
                else:
                    assert (status == 200) is (reason == ""), (state, name, someone.person.name, status, reason)
                    assert status in (200, 403)
    assert asked == (7 * 16 + 3 * 10) * 4 == 568


def test_what_the_policy_denies_is_denied_to_forms_too(
    signed_in: dict[str, Someone], standing: tuple[Any, Any, Any]
) -> None:
    """Forms are sent as they would be from a page that somebody kept: nothing moves."""
    from alder.web.publications.models import Release

    release, upload, gone = standing
    given = {"reason": "x", "when": "now", "code": "", "label": "x", "days": "1", "do": "remove", "note": ""}
    given |= {"state": "Live", "author": "somebody", "approver": "somebody"}
    asked, roles_of, patterns = 0, {key: one.person.roles for key, one in signed_in.items()}, _patterns()
    for state, overtaken in SITUATIONS:
        Release.objects.filter(pk=release.pk).update(state=state, corrects=gone if overtaken else None)
        revision = Release.objects.get(pk=release.pk).revision
        for name, action in _asked_in(state).items():
            address = f"/{patterns[name].pattern}".replace("<uuid:release>", str(release.pk))
            address = address.replace("<uuid:upload>", str(upload.pk)).replace("<int:at>", "1")
            for key, someone in signed_in.items():
                facts = Facts(state, frozenset({signed_in["omar"].person.pk}), corrects_withdrawn=overtaken)
                edits = name == "desk-file"
                denied = why_not(Action.EDIT if edits else action, Actor(roles_of[key], someone.person.pk), facts)
                if denied:
                    asked += 1
                    reply = someone.client.post(address, {**given, "seen": str(revision)})
                    assert reply.status_code in (403, 404, 405), (state, name, someone.person.name)
        now = Release.objects.get(pk=release.pk)
        assert (now.state, now.revision, now.author_id) == (state, revision, signed_in["omar"].person.pk)
    assert asked > 180
    assert "Denied" in set(signed_in["marcus"].person.events.values_list("what", flat=True))


def test_lists_are_for_those_who_have_a_role(signed_in: dict[str, Someone]) -> None:
    for name, roles in LISTS.items():
        address = f"/{_patterns()[name].pattern}"
        for someone in signed_in.values():
            may = bool({str(role) for role in someone.person.roles} & roles)
            assert someone.client.get(address).status_code == (200 if may else 403), (name, someone.person.name)
