"""How many minutes a checker looks at an output: from the first page of it to the vote, pauses left out.

A pause is a gap of more than ten minutes between two pages: none of it counts. What lies between two pages that are
nearer together counts whole, whatever was done in it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from alder import wall_clock
from alder.web.output_desk.models import OutputReading

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputRequest

IDLE = timedelta(minutes=10)


@transaction.atomic
def note_look(person: Person, output: OutputRequest, *, votes: bool = False) -> None:
    """Somebody opened a page of the output, or sent their vote."""
    now = wall_clock.now()
    kept, _ = OutputReading.objects.select_for_update().get_or_create(
        output=output, person=person, turn=output.turn, defaults={"opened": now, "last": now}
    )
    if kept.voted:
        return
    gap = now - kept.last
    kept.seconds += round(gap.total_seconds()) if timedelta(0) < gap <= IDLE else 0
    kept.last, kept.voted = now, now if votes else None
    kept.save()
