"""A form is sent once more, by a second press or from a second tab: it leads where it led, and nothing happens twice.
Who went back after a while, and sends it then, reads what happened meanwhile.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from unittest import mock

from tests.support.applications_of_people import at, desk, ready
from tests.support.cast import Someone
from tests.support.text_tables import rows

from alder.wall_clock import today

WAY = """
who    | form                  | given
Amara  | submit                | declared=yes
Iris   | desk ask-review       | subject=ilr reviewer=Olga
Iris   | desk ask-review       | subject=information governance reviewer=Gwen
Iris   | desk ask-review       | subject=methods reviewer=Grace
Iris   | desk send-to-review   | readable=yes questions=yes attached=yes people=yes less=yes
Olga   | desk accept-review    | subject=ilr
Gwen   | desk accept-review    | subject=information governance
Grace  | desk accept-review    | subject=methods
Olga   | desk review           | subject=ilr recommendation=support reason=Sound.
Gwen   | desk review           | subject=information governance recommendation=support reason=Sound.
Grace  | desk review           | subject=methods recommendation=support reason=Sound.
Iris   | desk send-to-panel    |
Marcus | desk vote             | vote=for
Mia    | desk vote             | vote=for
Ines   | desk vote             | vote=for
Owen   | desk approve          | reason=Gain. condition-1=Bands owner-1=Amara due-1=31.1.2027 before-1=yes
Agnes  | desk agreement        | do=send
Agnes  | desk meet             | condition=0
Sana   | agreement sign        | read=yes
Anton  | agreement countersign | read=yes
"""


def test_nothing_happens_a_second_time_though_its_form_is_sent_again(people: dict[str, Someone]) -> None:
    from alder.web.accounts import page_guard
    from alder.web.trail.models import TrailEvent

    row = ready(people)
    for step in rows(WAY):
        who, form = people[str(step["who"])], str(step["form"])
        sent = _given(people, row, who, form, str(step["given"] or ""))
        done = who.client.post(_address(row, form), sent)
        assert done.status_code == 302, (form, done.content.decode()[-3000:])
        happened = TrailEvent.objects.exclude(action="Denied").count()
        again = who.client.post(_address(row, form), sent)
        assert again.status_code == (302 if "seen" in sent else 403), form
        assert TrailEvent.objects.exclude(action="Denied").count() == happened, form
        with mock.patch.object(page_guard, "SENT_TWICE", timedelta(0)):
            late = who.client.post(_address(row, form), sent)
        assert late.status_code in (403, 409), form
        assert TrailEvent.objects.exclude(action="Denied").count() == happened, form


def _address(row: Any, form: str) -> str:
    where, _, name = form.partition(" ")
    if where == "agreement":
        return f"/agreements/{row.agreement.key}/{name}"
    return desk(row, name) if where == "desk" else at(row, form)


def _given(people: dict[str, Someone], row: Any, who: Someone, form: str, given: str) -> dict[str, str]:
    """What somebody enters, with what the page itself holds."""
    row.refresh_from_db()
    sent = dict(re.findall(r"([\w-]+)=(.*?)(?= [\w-]+=|$)", given))
    page = who.see(
        desk(row) if form in ("desk accept-review", "desk send-to-panel", "desk meet") else _address(row, form)
    )
    for name in ("seen", "sha256", "document"):
        if found := re.search(rf'name="{name}" value="([^"]*)"', page):
            sent.setdefault(name, found[1])
    if "reviewer" in sent:
        sent["reviewer"] = str(people[sent["reviewer"]].person.pk)
    if form == "desk agreement":
        plan = re.search(r'name="plan"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        sent |= {
            "start": f"{today():%-d %-m %Y}",
            "end": "31 12 2028",
            "plan": _text(plan[1] if plan else ""),
        }
    return sent


def _text(html: str) -> str:
    return unescape(html).lstrip("\n")
