"""How the fields of the demo's returns are filled, in the words that its policy lets be told."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from alder.demo.questions import POLICY
from alder.disclosure import field_profile
from alder.environment import Environment

_YEAR = "2020/21"


def tell_fields() -> None:
    """Put it beside what is published, once. A store without returns has nothing to tell."""
    folder = settings.ALDER_PUBLISHED
    if (folder / field_profile.FILE).is_file():
        return
    measured = Environment(folder.parent).quality(year=_YEAR)
    if measured.used.num_rows:
        field_profile.write(field_profile.profile(measured, POLICY, made=date.today()), folder)
