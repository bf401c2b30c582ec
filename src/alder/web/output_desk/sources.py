"""What outputs are made from, and what of the desk is there for whoever checks or releases for single sources.

The author says it on the cover sheet of each group, and what the disclosure ledger knows of its tables is added. It is
worked out when the output is handed in, and stays until it is handed in again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from alder.governance import Role, RoleScope, ScopeKind
from alder.governance.rights import roles_in, things_of
from alder.web.accounts.rights import OUTPUT_DESK, OUTPUTS, people_with, things_there_are
from alder.web.output_desk import check_runs
from alder.web.output_desk.models import OutputRequest, OutputSource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputCheckRun, OutputGroup

CHECKERS = (Role.CHECKER, Role.SENIOR_CHECKER)
UNSEEN = "beside output {}, which is made from another source than yours, it may tell of a small group"
UNSEEN_MEND = "Ask somebody who checks for both sources to look at the two side by side."


def sources_of(groups: Iterable[OutputGroup]) -> list[str]:
    """What all files of an output are made from; nothing where the author of one group does not say it."""
    found: set[str] = set()
    for group in groups:
        if not group.present.exists():
            continue
        if not (said := group.cover.get("sources", [])):
            return []
        run = check_runs.latest(group)
        found.update(said, run.draft.get("sources", []) if run else [])
    return sorted(found)


def outputs_for(person: Person, roles: Iterable[Role]) -> Q:
    """The outputs for which somebody has one of the roles: all of them, or those made from their sources alone."""
    rights, found = person.rights, Q(pk__in=[])
    for role in roles:
        if role in roles_in(rights, OUTPUTS):
            return Q()
        if own := things_of(rights, [role], ScopeKind.SOURCE):
            made_from = OutputSource.objects.filter(output=OuterRef("pk"))
            found |= Q(Exists(made_from)) & ~Q(Exists(made_from.exclude(name__in=own)))
    return found


def people_for(output: OutputRequest, role: Role) -> list[Person]:
    """Everybody who has a role for an output, and may sign in."""
    found = {one.pk: one for one in people_with(role, OUTPUTS)}
    scopes = [RoleScope(ScopeKind.SOURCE, one.name) for one in output.sources.all()]
    of_each = [{one.pk: one for one in people_with(role, scope)} for scope in scopes]
    for pk in set[Any].intersection(*map(set, of_each)) if of_each else ():
        found[pk] = of_each[0][pk]
    return list(found.values())


def limits(person: Person) -> list[str]:
    """The titles of the sources for which somebody is at the desk; none where it is for all outputs."""
    rights = person.rights
    if not roles_in(rights, OUTPUTS).isdisjoint(OUTPUT_DESK):
        return []
    titles = things_there_are(ScopeKind.SOURCE)
    return sorted(titles.get(name, name) for name in things_of(rights, OUTPUT_DESK, ScopeKind.SOURCE) or ())


def seen_among(person: Person, numbers: Iterable[int]) -> frozenset[int]:
    """Which of these outputs, which left or are about to, are there for somebody at the desk."""
    found = OutputRequest.objects.filter(outputs_for(person, OUTPUT_DESK), pk__in=set(numbers))
    return frozenset(found.values_list("pk", flat=True))


def findings_seen(person: Person, runs: Iterable[OutputCheckRun | None]) -> None:
    """Let runs at the desk, as they were read for a page, tell of earlier outputs that are not there for its reader no
    more than that there is one: neither the names of its files nor what follows from it.
    """
    read = [run for run in runs if run]
    seen = seen_among(person, [one["earlier"] for run in read for one in run.findings if one.get("earlier")])
    for run in read:
        run.findings = [_told(one) if one.get("earlier") not in (None, *seen) else one for one in run.findings]


def _told(finding: dict[str, Any]) -> dict[str, Any]:
    said = {"what": UNSEEN.format(finding["earlier"]), "at": "", "mend": UNSEEN_MEND, "is_unseen": True}
    return finding | said
