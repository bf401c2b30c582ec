"""The people of the demo: Leila publishes, Marcus approves, and a release of hers waits for him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files import File

from alder.disclosure.told import told
from alder.governance import Role
from alder.publishing.pages import MADE_UP, Content
from alder.web.accounts import people, second_factor
from alder.web.accounts.models import Person
from alder.web.demo_pages import About
from alder.web.publications import steps, uploads
from alder.web.publications.models import Upload
from alder.web.statistics.written import write_about

if TYPE_CHECKING:
    from pathlib import Path

_CAST = (("Leila", Role.PUBLISHER), ("Marcus", Role.APPROVER))
_PUBLICATION = "Who achieves an apprenticeship in Mereshire"
_ABOUT = "How many of the apprenticeships that were due to end were achieved, by age and sex."
_TABLE = "achievement_by_age_and_sex"
_RELEASE = "Academic year 2020/21"
_CODES = 6
"""How many of the codes on paper are shown: enough to try everything without a telephone."""


def introduce(tables: Path) -> list[str]:
    """Make the people of the demo and the release that waits, and say once how to sign in; nothing the next time."""
    if Person.objects.exists():
        return []
    lines = ["People of the demo. What they sign in with is drawn, and shown this once.", ""]
    made = {}
    for name, role in _CAST:
        password = people.drawn_password()
        email = f"{name.casefold()}@mereshire.example"
        made[name] = person = people.add(email, name, [role], password, is_their_own=True)
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
    if (tables / f"{_TABLE}.csv").is_file():
        _send(made["Leila"], tables)
        lines.append("Sign in at /sign-in. A release of Leila waits for Marcus under To check.")
    return lines


def _send(leila: Person, tables: Path) -> None:
    """A release with words and a data set, screened and sent for checking."""
    release = steps.begin(leila, steps.publication_called(_PUBLICATION, _ABOUT), _RELEASE)
    headline = "Achievement differs by age and sex."
    said = {"headline": headline, "notes": "Made-up figures of a made-up county.", "next_expected": ""}
    release = steps.change_words(leila, release, release.revision, said)
    release = steps.change_content(leila, release, release.revision, Content(MADE_UP))
    about = About(_ABOUT, "Apprenticeships")
    write_about(release.publication, theme=about.theme, team=about.team, email=about.email, telephone=about.telephone)
    words = (tables / f"{_TABLE}.notes.txt").read_text(encoding="utf-8")
    title = "Apprenticeships achieved, by age and sex"
    upload = Upload(release=release, by=leila, title=title, summary=_ABOUT, notes=told(words))
    with (tables / f"{_TABLE}.csv").open("rb") as data, (tables / f"{_TABLE}.meta.csv").open("rb") as meta:
        uploads.receive(upload, File(data, "by_age_and_sex.csv"), File(meta, "by_age_and_sex.meta.csv"))
    uploads.screen_upload.call(str(upload.pk))
    release.refresh_from_db()
    steps.send(leila, release, release.revision, "New this year. Look at the groups with few learners.")
