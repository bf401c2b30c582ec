"""Attacks on the output desk, each by the number under which the list of attacks has it."""

from __future__ import annotations

import io
import re
import struct
import threading
import time
import zipfile
import zlib
from typing import Any

import pytest
from django.test import Client
from tests.support.cast import Someone, another_account
from tests.support.outputs_of_people import (
    COVER,
    SAFE,
    approved,
    begun,
    covered,
    desk,
    excepted,
    output_of,
    pressed,
    ready,
    released,
    reviewed,
    sent,
    submitted,
    votes,
    with_file,
    work,
)
from tests.support.site import body_of

NOBODY = "00000000-0000-4000-8000-000000000000"


def _file(address: str) -> Any:
    from alder.web.output_desk.models import OutputFile

    return OutputFile.objects.filter(group__output=output_of(address), gone=False).first()


def _denials(who: Someone) -> int:
    from alder.web.trail.models import TrailEvent

    return TrailEvent.objects.filter(actor=str(who.person.pk), action="Denied").count()


def test_t01_what_is_another_authors_is_as_if_it_were_not_there_and_the_denial_is_an_event(
    people: dict[str, Someone],
) -> None:
    from alder.web.output_desk.urls import urlpatterns

    amara = people["amara"]
    address = submitted(people["ben"])
    key, file = str(output_of(address).key), str(_file(address).pk)
    before, asked = _denials(amara), 0
    for pattern in urlpatterns:
        text = f"/{pattern.pattern}"
        if "<uuid:output>" not in text or "GET" not in pattern.callback.methods:
            continue
        text = text.replace("<uuid:file>", file).replace("<int:group>", "1").replace("<int:other>", "1")
        text = text.replace("<str:form>", "json")
        there = amara.client.get(text.replace("<uuid:output>", key))
        missing = amara.client.get(text.replace("<uuid:output>", NOBODY))
        assert (there.status_code, missing.status_code) == (404, 404), text
        assert _plain(there) == _plain(missing)
        asked += 2
    assert asked > 40
    assert _denials(amara) == before + asked
    assert key not in amara.see("/outputs")


def _plain(reply: Any) -> bytes:
    """A page without what is drawn anew each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", reply.content)


def test_t04_an_author_does_not_check_or_release_as_somebody_else(people: dict[str, Someone]) -> None:
    address = submitted(people["ben"])
    second = another_account(people["ben"], "output checker", "release officer")
    assert second.client.get(desk(address)).status_code == 403
    assert votes(people["dev"], address).status_code == 302
    sha = _file(address).sha256
    reply = second.client.post(desk(address), {"vote-1": "approve", "sha-1": sha})
    assert reply.status_code == 403
    assert output_of(address).state == "one review"
    assert votes(people["grace"], address).status_code == 302
    pressed(people["dev"], address, "approve")
    assert second.client.get(f"{desk(address)}/release").status_code == 403
    assert second.client.post(f"{desk(address)}/release", {"seen": str(output_of(address).revision)}).status_code == 403
    assert output_of(address).state == "approved"


def test_t04_one_person_with_two_accounts_is_one_checker(people: dict[str, Someone]) -> None:
    address = submitted(people["ben"])
    votes(people["dev"], address)
    second = another_account(people["dev"], "output checker")
    assert "under another account" in second.see(desk(address))
    reply = second.client.post(desk(address), {"vote-1": "approve", "sha-1": _file(address).sha256})
    assert reply.status_code == 403
    assert output_of(address).state == "one review"


def test_t04_two_voters_who_turn_out_to_be_one_person_have_not_reviewed_it(people: dict[str, Someone]) -> None:
    """Somebody at a provider signs in to both accounts after both have voted."""
    from alder.web.accounts.models import AccountIdentity
    from alder.web.accounts.same_person import note_identity

    address = submitted(people["ben"])
    reviewed(people, address)
    for name in ("dev", "grace"):
        note_identity(people[name].person, "https://id.example", "one and the same")
    try:
        pressed(people["omar"], address, "approve")
        assert output_of(address).state == "submitted"
    finally:
        AccountIdentity.objects.all().delete()


def test_t04_nobody_decides_on_an_incident_about_themselves_under_another_account(people: dict[str, Someone]) -> None:
    from alder.web.output_desk import incidents

    made = incidents.report(people["amara"].person, "A password was shared.", about=(str(people["ben"].person.pk),))
    second = another_account(people["ben"], "incident officer")
    said = {"severity": "2", "what_data": "none", "who": "nobody", "seen": str(made.revision)}
    assert "about you" in second.see(f"/desk/incidents/{made.key}")
    assert second.client.post(f"/desk/incidents/{made.key}/triage", said).status_code == 403
    made.refresh_from_db()
    assert made.state == "reported"
    assert people["ines"].client.post(f"/desk/incidents/{made.key}/triage", said).status_code == 302


def test_t04_a_checker_who_becomes_the_authors_colleague_after_voting_voids_the_votes(
    people: dict[str, Someone],
) -> None:
    from alder.web.accounts.models import Organisation, Person

    address = submitted(people["ben"])
    reviewed(people, address)
    works_for = Organisation.objects.create(name="Mereshire College", kind="provider")
    both = Person.objects.filter(pk__in=[people["ben"].person.pk, people["dev"].person.pk])
    both.update(organisation=works_for)
    try:
        pressed(people["grace"], address, "approve")
        assert output_of(address).state == "submitted"
        assert "You work for the organisation of its author" in people["dev"].see(desk(address))
        from alder.web.output_desk.reviews import review_of

        assert review_of(output_of(address)).votes == ()
    finally:
        both.update(organisation=None)


def test_t05_two_checkers_who_send_at_the_same_instant_are_two_reviews_and_a_double_click_is_one(
    people: dict[str, Someone],
) -> None:
    from alder.web.output_desk.reviews import review_of

    address = submitted(people["ben"])
    given = {"vote-1": "approve", "sha-1": _file(address).sha256}
    said = _at_once([(people[name].client, desk(address), given) for name in ("dev", "dev", "grace", "grace")])
    assert sorted(said) in ([302, 302, 403, 403], [200, 302, 302, 403], [200, 200, 302, 302])
    review = review_of(output_of(address))
    assert review.state == "reviewed"
    assert sorted(review.reviewed_by) == sorted(str(people[name].person.pk) for name in ("dev", "grace"))


def test_t05_a_release_that_is_clicked_twice_happens_once(people: dict[str, Someone]) -> None:
    from alder.web.trail.models import TrailEvent

    address = approved(people)
    given = {"seen": str(output_of(address).revision)}
    said = _at_once([(people["leila"].client, f"{desk(address)}/release", given)] * 4)
    assert said.count(302) == 1, said
    assert {code for code in said if code != 302} <= {403, 409}
    threads = [threading.Thread(target=_work_and_leave) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = TrailEvent.objects.filter(thing=output_of(address).thing)
    assert events.filter(action="RELEASE").count() == 1
    assert events.filter(action="CONFIRM").count() == 1


def _work_and_leave() -> None:
    from django.db import connections

    work()
    connections.close_all()


def _at_once(asked: list[tuple[Client, str, dict[str, str]]]) -> list[int]:
    """Forms that are sent in the same instant, each from a thread with a database connection of its own."""
    from django.db import connections

    gate, said = threading.Barrier(len(asked)), []

    def send(client: Client, address: str, given: dict[str, str]) -> None:
        other = Client(raise_request_exception=False)
        other.cookies = client.cookies
        gate.wait()
        said.append(other.post(address, given).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.parametrize("when", ["before the release", "between the click and the worker", "a link in its place"])
def test_t06_bytes_that_changed_after_the_review_go_back_to_it_and_open_an_incident(
    people: dict[str, Someone], when: str
) -> None:
    from alder.web.output_desk.models import IncidentReport
    from alder.web.output_desk.private_files import path_of

    address = approved(people)
    path = path_of(_file(address))

    def swap() -> None:
        if when == "a link in its place":
            real = path.with_suffix(".other")
            path.rename(real)
            path.symlink_to(real)
        else:
            path.write_text(SAFE.replace("1240", "1241"))

    if when == "between the click and the worker":
        people["leila"].do(f"{desk(address)}/release")
        swap()
        work()
    else:
        swap()
        assert "NOT what was approved" in people["leila"].see(f"{desk(address)}/release")
        people["leila"].do(f"{desk(address)}/release")
    assert output_of(address).state == "submitted"
    assert IncidentReport.objects.get(output=output_of(address)).state == "reported"
    reply = people["dev"].client.post(desk(address), {"vote-1": "approve", "sha-1": _file(address).sha256})
    assert "no longer what its author handed in" in reply.content.decode()
    assert people["dev"].client.get(f"{desk(address)}/files/{_file(address).pk}/raw").status_code == 404
    assert IncidentReport.objects.filter(output=output_of(address)).count() == 1


def test_t06_a_released_file_that_was_swapped_is_not_handed_over(people: dict[str, Someone]) -> None:
    from alder.web.output_desk.models import IncidentReport
    from alder.web.output_desk.private_files import path_of

    address = released(people)
    path_of(_file(address)).write_text("uln\n9000000001\n")
    assert people["ben"].client.get(f"{address}/files/{_file(address).pk}").status_code == 404
    assert people["ben"].client.get(f"{address}/all").status_code == 404
    assert IncidentReport.objects.filter(output=output_of(address)).exists()


def test_t11_a_form_from_another_site_changes_nothing(people: dict[str, Someone]) -> None:
    from alder.web.output_desk.urls import urlpatterns

    address = submitted(people["ben"])
    tried = 0
    for name, who in (("ben", "outputs"), ("omar", "desk")):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = people[name].client.cookies
        for pattern in urlpatterns:
            text = f"/{pattern.pattern}"
            if "POST" not in getattr(pattern.callback, "methods", ()) or not text.startswith(f"/{who}"):
                continue
            text = text.replace("<uuid:output>", str(output_of(address).key)).replace("<int:group>", "1")
            text = text.replace("<uuid:file>", str(_file(address).pk)).replace("<uuid:incident>", NOBODY)
            reply = strict.post(text, {"vote-1": "approve"}, headers={"origin": "https://evil.example"})
            assert reply.status_code == 403, text
            tried += 1
    assert tried > 20
    assert output_of(address).state == "submitted"


HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="60"><script>alert(1)</script>'
    '<rect width="40" height="20" onload="alert(1)"/><text x="4" y="50">Under 5 km 1240</text></svg>'
)


def test_t12_scripts_in_titles_comments_cells_and_files_are_words(people: dict[str, Someone]) -> None:
    ben, dev = people["ben"], people["dev"]
    address = begun(ben, title=f"Distance {HTML}", recipients="")
    with_file(ben, address, "cells.csv", f"distance,learners\n{HTML.replace(',', ';')},1240\nFar,980\nFarther,610\n")
    with_file(ben, address, "page.html", f"<html><body><p>A page</p>{HTML}</body></html>", kind="supporting")
    with_file(ben, address, "chart.svg", SVG, kind="supporting")
    covered(ben, address, shows=HTML, population="[here](javascript:alert(1))")
    ben.do(f"{address}/submit")
    work()
    dev.client.post(desk(address), {"do": "save", "vote-1": "changes", "comment-1": HTML, "private-1": HTML})
    pages = [ben.see(address), dev.see(desk(address)), dev.see("/desk/outputs"), ben.see("/outputs")]
    from alder.web.output_desk.models import OutputFile

    for file in OutputFile.objects.filter(group__output=output_of(address)):
        pages.append(dev.see(f"{desk(address)}/files/{file.pk}"))
        raw = dev.client.get(f"{desk(address)}/files/{file.pk}/raw")
        assert raw["Content-Type"] == "application/octet-stream"
        assert raw["Content-Disposition"].startswith("attachment")
        assert raw["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in raw["Content-Security-Policy"]
        raw.close()
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
    drawing = OutputFile.objects.get(group__output=output_of(address), name="chart.svg")
    shown = dev.client.get(f"{desk(address)}/files/{drawing.pk}/picture")
    assert shown["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "script" not in shown["Content-Security-Policy"]
    assert "private" not in body_of(shown).decode()
    assert dev.client.get(desk(address))["Content-Security-Policy"].startswith("default-src 'self'")


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros.csv", b"0" * (300 << 20))
    return out.getvalue()


def _huge_png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * (8 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _slip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("../../../escaped.csv", SAFE)
    return out.getvalue()


XXE = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><svg xmlns="http://www.w3.org/2000/svg"><text>&i;</text></svg>'
)


HOSTILE = {
    "bomb.zip": _bomb,
    "huge.png": _huge_png,
    "slip.zip": _slip,
    "xxe.svg": lambda: XXE.encode(),
    "laughs.svg": lambda: LAUGHS.encode(),
    "bomb.xlsx": _bomb,
    "table.csv": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "model.pkl": lambda: b"\x80\x04cos\nsystem\n(S'exit 1'\ntR.",
}


def test_t14_t15_t17_each_hostile_file_is_held_in_a_process_of_its_own_and_the_site_goes_on(
    people: dict[str, Someone], processes: None
) -> None:
    from alder.web.output_desk.models import OutputCheckRun

    ben = people["ben"]
    address = begun(ben)
    files = [sent(name, content()) for name, content in HOSTILE.items()]
    ben.do(f"{address}/groups/1/files", files=files, kind="output")
    began = time.monotonic()
    work()
    assert time.monotonic() - began < 60
    run = OutputCheckRun.objects.get(group__output=output_of(address))
    assert run.state == "done", run.why
    held = {one["file"].partition(" > ")[0] for one in run.findings if one["weight"] == "held"}
    assert held == set(HOSTILE)
    assert "root:" not in ben.see(f"{address}/groups/1/findings")
    covered(ben, address, **{f"statistic-{n}": "TEXT" for n in range(1, 9)})
    assert ben.do(f"{address}/submit", 200)
    assert output_of(address).state == "draft"


def test_t14_a_process_that_asks_for_too_much_memory_ends_and_is_said(
    people: dict[str, Someone], processes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.output_desk import check_runs

    hog = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 29,) * 2); bytearray(1 << 30)"
    monkeypatch.setattr(check_runs, "_BEGINNING", hog)
    address = begun(people["ben"])
    with_file(people["ben"], address, "distance.csv", SAFE)
    assert "asks for more memory than checks may take" in people["ben"].see(f"{address}/groups/1/findings")


PICTURE_SAYS = b"9000000001 was here"


def _png(wide: int = 64, high: int = 48) -> bytes:
    """A picture with a text chunk of records, and records in the lowest bits of its dots."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    bits = "".join(f"{byte:08b}" for byte in PICTURE_SAYS)
    dots = bytearray(b"\xf8" * (wide * high * 3))
    for at, bit in enumerate(bits):
        dots[at] |= int(bit)
    rows = b"".join(b"\0" + bytes(dots[y * wide * 3 : (y + 1) * wide * 3]) for y in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_t18_a_picture_leaves_drawn_anew_without_what_hides_in_its_bits(people: dict[str, Someone]) -> None:
    image = pytest.importorskip("PIL.Image")
    ben = people["ben"]
    address = begun(ben)
    with_file(ben, address, "map.png", _png())
    with_file(ben, address, "counts.csv", SAFE, kind="supporting")
    covered(ben, address, **{"statistic-2": "HIST", "relation-2": "Nothing left before", "counts-2": "counts.csv"})
    file = output_of(address).groups.get().present.get(name="map.png")
    assert file.redrawn
    assert file.redrawn != file.sha256
    from alder.web.output_desk.private_files import leaving_path

    drawn = leaving_path(file).read_bytes()
    with image.open(io.BytesIO(drawn)) as picture:
        low = {value & 0b111 for value in picture.convert("RGB").tobytes()}
    assert low == {0}
    assert PICTURE_SAYS not in drawn


def test_t20_a_difference_to_what_left_before_is_named_to_checkers_and_not_to_the_author(
    people: dict[str, Someone],
) -> None:
    from alder.web.output_desk.models import OutputCheckRun

    first = "area,learners\nCove,118\nMere,240\nTarn,355\nDale,471\n"
    nested = first.replace("118", "112")
    unrounded = {"rounding": "0", "threshold": "10"}
    earlier = excepted(people["amara"], first, "area.csv", **unrounded)
    reviewed(people, earlier)
    pressed(people["dev"], earlier, "approve")
    people["leila"].do(f"{desk(earlier)}/release")
    work()
    assert output_of(earlier).state == "released"
    new = excepted(people["ben"], nested, "by_area.csv", **unrounded)
    number = output_of(earlier).pk
    shown = people["dev"].see(desk(new))
    assert f"beside output {number}, area.csv" in shown.lower()
    assert "two counts differ by fewer than 10 people" in shown
    for page in (people["ben"].see(new),):
        assert f"output {number}" not in page.lower()
        assert "two counts differ" not in page
    runs = OutputCheckRun.objects.filter(group__output=output_of(new), at_desk=False)
    assert not any("earlier" in one for run in runs for one in run.findings)
    side = people["dev"].see(f"{desk(new)}/beside/{number}")
    assert "118" in side
    assert "112" in side


def test_t20_what_is_released_meanwhile_is_compared_before_the_release_goes_on(people: dict[str, Someone]) -> None:
    from alder.web.trail.models import TrailEvent

    plain = "ward,learners\nCove,180\nMere,240\nTarn,355\nDale,471\n"
    unrounded = {"rounding": "0", "threshold": "10"}
    one = excepted(people["amara"], plain, "ward.csv", **unrounded)
    other = excepted(people["ben"], plain.replace("180", "187"), "wards.csv", **unrounded)
    for address in (one, other):
        reviewed(people, address)
        pressed(people["dev"], address, "approve")
    people["leila"].do(f"{desk(one)}/release")
    work()
    events = TrailEvent.objects.filter(thing=output_of(one).thing, action__in=("FAIL", "REOPEN")).order_by("seq")
    given_back, reopened = events
    assert f"Output {output_of(other).pk} came after the checks ran" in given_back.said["reason"]
    assert f"Checks that ran again hold it beside output {output_of(other).pk}" in reopened.said["reason"]
    assert output_of(one).state == "submitted", "people look again"


def test_t29_nothing_of_an_output_is_kept_by_a_browser(people: dict[str, Someone]) -> None:
    address = released(people)
    recipient_free = [(people["ben"], address), (people["ben"], f"{address}/all"), (people["dev"], desk(address))]
    for who, page in recipient_free:
        reply = who.client.get(page)
        assert reply["Cache-Control"] == "no-store", page
        reply.close()


def test_t31_notices_name_the_output_by_its_number_and_nothing_else(people: dict[str, Someone]) -> None:
    from alder.web.accounts.models import Notification

    released(people, title="Secret title of a project")
    for notice in Notification.objects.all():
        assert re.fullmatch(r"(output|incident) \d+", notice.about)
        assert "ecret" not in notice.address


def test_p1_and_p5_what_is_released_has_two_approvals_of_these_bytes_and_events_tell_the_state(
    people: dict[str, Someone],
) -> None:
    from alder.web.output_desk.models import OutputRequest
    from alder.web.output_desk.reviews import review_of

    released(people)
    looked_at = 0
    for output in OutputRequest.objects.all():
        review = review_of(output)
        assert review.state == output.state
        if output.state not in ("released", "recalled"):
            continue
        for file in review.files:
            votes_on = {
                v.checker for v in review.votes if v.approves and (v.file, v.sha256) == (file.name, file.sha256)
            }
            assert not file.leaves or len(votes_on - {str(output.author_id)}) >= 2
            looked_at += 1
    assert looked_at


def test_p3_what_happened_at_the_desk_is_one_chain_that_holds(people: dict[str, Someone]) -> None:
    from alder.model.event import first_broken
    from alder.web.trail.models import TrailEvent

    released(people)
    events = [kept.event for kept in TrailEvent.objects.order_by("seq")]
    assert first_broken(events) is None
    assert COVER["population"] not in " ".join(str(event.said) for event in events)


def test_nobody_but_the_system_says_that_a_release_is_done(people: dict[str, Someone]) -> None:
    from alder.governance import Denied
    from alder.governance.output_review import ReviewAction
    from alder.web.output_desk.reviews import act

    address = approved(people)
    for action in (ReviewAction.CONFIRM, ReviewAction.FAIL, ReviewAction.REOPEN):
        with pytest.raises(Denied):
            act(people["omar"].person, output_of(address), action, {"reason": "x"})


def test_a_second_form_with_a_file_that_was_replaced_does_not_count(people: dict[str, Someone]) -> None:
    address = ready(people["ben"])
    people["ben"].do(f"{address}/groups/1/files", files=sent("distance.csv", SAFE), kind="output")
    assert output_of(address).groups.get().present.count() == 1
