"""The people of the demo: Leila publishes, Marcus approves, and two releases of hers wait for him."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.demo.questions import PASSES, REFUSED, data_file
from alder.demo.site_pages import PublicationText
from alder.governance import Role
from alder.look.words import counted
from alder.publishing.pages import MADE_UP, Content
from alder.web.accounts import second_factor, services
from alder.web.accounts.models import Person
from alder.web.publications import actions, uploads
from alder.web.publications.models import Upload
from alder.web.statistics.written import write_about

if TYPE_CHECKING:
    from pathlib import Path

_CAST = (("Leila", Role.PUBLISHER), ("Marcus", Role.APPROVER))
_ALL = "Who achieves an apprenticeship in Mereshire"
_BUT_ONE = "Courses in Mereshire without Northfield College"


@dataclass(frozen=True)
class _Waiting:
    """A release that waits for Marcus: its publication, what it is about, its table, and what Leila says of it."""

    publication: str
    about: str
    table: str
    title: str
    release: str
    headline: str
    note: str
    theme: str


_WAITING = (
    _Waiting(
        _ALL,
        "How many of the apprenticeships that were due to end were achieved, by level.",
        PASSES.name,
        "Apprenticeships achieved, by level",
        "Academic year 2020/21",
        "Achievement differs by level.",
        "New this year. Look at the levels with few learners.",
        "Apprenticeships",
    ),
    _Waiting(
        _BUT_ONE,
        "How many courses were achieved at all providers but Northfield College, by ethnic group.",
        REFUSED.name,
        "Courses achieved without Northfield College, by ethnic group",
        "Academic year 2019/20",
        "Achievement at the other four providers differs by ethnic group.",
        "Northfield College asked for the figures of the others, to compare itself with.",
        "Further education",
    ),
)
"""Alder compares the table of the first with all that are out, and it holds. The second it refuses: what all providers
have together is out, so what is hidden of Northfield College would follow."""
_CODES = 6
"""How many of the codes on paper are shown: enough to try everything without a telephone."""


def introduce(tables: Path) -> list[str]:
    """Make the people of the demo and the releases that wait, and say once how to sign in; nothing the next time."""
    if Person.objects.exists():
        return []
    lines = ["People of the demo. What they sign in with is drawn, and shown this once.", ""]
    made = {}
    for name, role in _CAST:
        password = services.drawn_password()
        email = f"{name.casefold()}@mereshire.example"
        made[name] = person = services.add(email, name, [role], password, is_their_own=True)
        device = second_factor.draw_app(person, confirmed=True)
        codes = second_factor.draw_recovery_codes(person)
        lines += [
            f"  {name}, {role}",
            f"    e-mail address  {email}",
            f"    password        {password}",
            f"    codes           {', '.join(codes[:_CODES])}  (each good once)",
            f"    or app key      {second_factor.secret_of(device)}",
            "",
        ]
    waiting = [one for one in _WAITING if data_file(tables, one.table).is_file()]
    for one in waiting:
        _send(made["Leila"], tables, one)
    if waiting:
        lines.append(f"Sign in at /sign-in. Under To check Marcus finds {counted(len(waiting), 'release')} of Leila.")
    return lines


def _send(leila: Person, tables: Path, one: _Waiting) -> None:
    """A release with words and a data set, screened and sent for checking."""
    release = actions.begin(leila, actions.publication_called(one.publication, one.about), one.release)
    said = {"headline": one.headline, "notes": "Made-up figures of a made-up county.", "next_expected": ""}
    release = actions.change_words(leila, release, release.revision, said)
    release = actions.change_content(leila, release, release.revision, Content(MADE_UP))
    about = PublicationText(one.about, one.theme)
    write_about(release.publication, theme=about.theme, team=about.team, email=about.email, telephone=about.telephone)
    upload = Upload(release=release, by=leila, title=one.title, summary=one.about)
    file = data_file(tables, one.table)
    uploads.receive_files(upload, file, file.with_suffix(".meta.csv"))
    uploads.screen_upload.call(str(upload.pk))
    release.refresh_from_db()
    actions.send(leila, release, release.revision, one.note)
