"""What a process says happens beside an act is carried out by the product, or by people for a reason that stands here.

Who does it is found in the text of the modules: nothing of the site is loaded.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path
from typing import Any

from alder import governance
from alder.governance.process import Process

SOURCE = Path(__file__).parents[2] / "src" / "alder"

CARRIED_OUT = """
process | effect | by
accreditation, amendment, application, output, request | start clock, stop clock | governance.process.service_days
accreditation, amendment, application, output, request | pause clock, resume clock | governance.process.service_days
accreditation | notify | web.accreditation.notices.tell
accreditation | access ends | web.projects.access.why_not_accredited
accreditation | visas end | web.accreditation.visa_keys.visas_of
accreditation | projects are flagged | web.projects.flags.tell_of
accreditation | public register | web.accreditation.public_views.register
accreditation | show answers, show topics | web.accreditation.course_views.result
accreditation | start time | web.accreditation.sittings.begin
accreditation | stop time | web.accreditation.sittings.hand_in
agreement | notify | web.applications.agreements._tell
agreement | register | web.applications.register.found_in
agreement | drop signatures | governance.agreement._after
agreement | project and workspace | web.projects.workspaces.make_project
agreement | flag other applications | web.applications.flags.tell_of_others
agreement | freeze workspace | web.projects.workspaces._follow
agreement | sessions end | web.projects.access.why_none
agreement | downloads end | web.projects.access.while_access
amendment | notify | web.applications.amendments._tell
amendment | show what changed | web.applications.amendment_changes.since
amendment | vary the agreement | web.applications.amendments.act
amendment | sessions end | web.projects.access.why_none
application | notify | web.applications.notices.tell
application | agenda | web.applications.desk_views.queue
application | ask another | web.applications.desk_views.ask_review
application | decision letter | web.applications.history.history_of
application | drop votes, next round | governance.application._after
application | freeze answers | web.applications.process._frozen
application | purge | web.applications.attachments.purge
application | show what changed | web.applications.desk_views._compared
incident | notify | web.output_desk.incidents.tell
incident | public summary | web.output_desk.incidents.published
incident | start the clock of 72 hours | governance.incident.tell_by
ingress | notify, tell data managers, open incident, remove files | web.projects.brought._carry_out
ingress | quarantine | web.projects.brought._keep
ingress | deliver | web.projects.brought.deliver_due
ingress | scan, scan again later | web.projects.scans.scan_due
output | notify | web.output_desk.decisions.tell_author
output | tell release officers, tell senior checkers | web.output_desk.clock.escalate
output | open incident, ask recipients to delete, links end | web.output_desk.releases.recall
output | ledger, write files | web.output_desk.releases.finish
output | certificate | web.output_desk.releases.certificate_of
output | try again | web.output_desk.releases.carry_on
output | freeze files | web.output_desk.reviews.frozen
output | drop all votes, drop votes of this turn, next turn | governance.output_review._after
output | hide votes from others, show votes to checkers | governance.output_review.votes_seen
output | show comments to the author | web.output_desk.author_views.comments_for
request | notify | web.table_requests.notices.tell
request | ledger | web.table_requests.answering.complete
request | public list, leave public list | web.table_requests.public_views._answered
workspace | notify, tell data managers | web.projects.workspaces._tell
workspace | make folder | web.projects.workspaces.make_project
workspace | runs end, sessions end | web.projects.workspaces._on_disk
workspace | overwrite and remove, certificate | web.projects.workspaces._destroy
workspace | close agreement | web.applications.agreements.close_destroyed
"""
BY_PEOPLE = """
process | effect | why
agreement | destroy workspace | two data managers do it, once it need not be kept: never a program alone
agreement | build the extract anew | a data manager builds it by the plan that was varied, and loads it again
incident | sessions end, downloads end | an officer suspends whom it takes, and says so: the guard insists on it
"""


def pairs(text: str) -> dict[tuple[str, str], str]:
    """Process and effect of each line, with what stands beside them; none of them twice."""
    found: dict[tuple[str, str], str] = {}
    for line in text.strip().splitlines()[1:]:
        processes, effects, beside = (cell.strip() for cell in line.split("|"))
        for pair in ((one, effect) for one in processes.split(", ") for effect in effects.split(", ")):
            assert pair not in found
            found[pair] = beside
    return found


def processes() -> list[Process[Any]]:
    names = [f"alder.governance.{one.name}" for one in pkgutil.iter_modules(governance.__path__)]
    return [one for name in names for one in vars(importlib.import_module(name)).values() if isinstance(one, Process)]


def test_every_effect_is_carried_out_by_the_product_or_by_people_for_a_reason() -> None:
    named = {(process.name, effect) for process in processes() for move in process.moves for effect in move.effects}
    tables = [pairs(text) for text in (CARRIED_OUT, BY_PEOPLE)]
    assert {pair for table in tables for pair in table} == named
    assert sum(map(len, tables)) == len(named), "an effect stands in two of the tables"


def test_who_carries_out_an_effect_is_there() -> None:
    missing = {
        by for by in pairs(CARRIED_OUT).values() if by.rpartition(".")[2] not in functions(by.rpartition(".")[0])
    }
    assert not missing


def functions(module: str) -> set[str]:
    path = SOURCE.joinpath(*module.split(".")).with_suffix(".py")
    return {one.name for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.FunctionDef)}
