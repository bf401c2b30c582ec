"""What has its time: workspaces that need not be kept any more, and files that lie returned."""

from __future__ import annotations

from datetime import timedelta

from alder import wall_clock
from alder.governance.ingress import SILENT_DAYS, IngressAction, IngressState
from alder.governance.workspace import WorkspaceAction, WorkspaceState
from alder.web.projects import brought, workspaces
from alder.web.projects.models import IngressRecord, ProjectRecord
from alder.web.work.chores import once_a_minute, one_by_one


@once_a_minute
def tend() -> None:
    """Whatever time does to workspaces and to what is brought into them."""
    remind()
    lapse()


def remind() -> None:
    """Data managers are told once of what need not be kept any more."""
    due = ProjectRecord.objects.filter(state=WorkspaceState.RETAINED, keep_until__lt=wall_clock.today(), trouble="")
    one_by_one(due.order_by("pk"), lambda project: workspaces.act(None, project, WorkspaceAction.REMIND))


def lapse() -> None:
    """What lies returned for too long is withdrawn by the clock, and whoever brought it told."""
    before = wall_clock.now() - timedelta(days=SILENT_DAYS)
    left = IngressRecord.objects.filter(state=IngressState.RETURNED, moved__lte=before)
    due = left.select_related("project", "researcher").order_by("moved")
    one_by_one(due, lambda row: brought.act(None, row, IngressAction.LAPSE))
