"""Release and recall, and what seniors see of how the desk does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.governance import Denied, Role
from alder.governance.output_review import RETURN_REASONS, ReviewAction
from alder.web.accounts.person_page import page_for
from alder.web.accounts.rights import OUTPUTS
from alder.web.accounts.sessions import for_roles
from alder.web.forms import form_revision, text
from alder.web.output_desk import numbers, releases
from alder.web.output_desk.permissions import HERE, for_output, output_page, why_not_check
from alder.web.output_desk.reviews import frozen_files, present_hashes
from alder.web.output_desk.sources import findings_seen

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.output_review import OutputReview
    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputRequest


@for_output(ReviewAction.RELEASE)
def release(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """What leaves, to whom and by which hashes; and a button."""
    if why := why_not_check(person, output, review):
        raise Denied(why)
    if request.method == "POST":
        releases.begin(person, output, form_revision(request))
        return HttpResponseRedirect(reverse("output-review", args=[output.key]))
    files = frozen_files(output, review)
    present = present_hashes(files.values())
    runs = releases.desk_runs(output)
    findings_seen(person, runs)
    return output_page(
        request,
        person,
        output,
        "release",
        files=[(file, files.get(file.name), present.get(file.name) == file.sha256) for file in review.files],
        recipients=list(output.recipients.all()),
        ledger=[run.beside.get("ledger", {}) for run in runs],
        held=[one for run in runs for one in run.findings if one["weight"] == "held" and one.get("earlier")],
    )


@for_output(ReviewAction.RECALL)
def recall(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """Links end, recipients are asked to delete it, an incident is opened."""
    reason = text(request, "reason")[:4_000]
    errors: dict[str, str] = {}
    if request.method == "POST":
        if reason:
            releases.recall(person, output, form_revision(request), reason)
            return HttpResponseRedirect(reverse("output-review", args=[output.key]))
        errors["reason"] = "Say why: the author will read it"
    return output_page(request, person, output, "recall", reason=reason, errors=errors)


@for_roles(Role.SENIOR_CHECKER, scope=OUTPUTS)
def figures(request: HttpRequest, person: Person) -> HttpResponseBase:
    """How long answers take, how many pass at once, why outputs come back, and how long checkers look."""
    return page_for(
        request,
        person,
        f"{HERE}numbers.html.j2",
        at="output-desk",
        figures=numbers.of_last_year(),
        promise=settings.ALDER_OUTPUT_DAYS,
        reasons=RETURN_REASONS,
    )
