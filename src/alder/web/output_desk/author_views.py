"""The author's side: beginning an output, its files and cover sheets, what the checks say, handing it in, replies."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from alder.governance.output_review import (
    ReviewAction,
    ReviewSight,
    ReviewState,
    state_seen,
    votes_seen,
)
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import for_people
from alder.web.desk_forms import TOO_LARGE, line, text, too_long
from alder.web.http import answers
from alder.web.output_desk import check_runs, cover_sheets, drafts
from alder.web.output_desk.models import OutputCheckRun, OutputGroup, OutputRequest
from alder.web.output_desk.permissions import HERE, for_output, form_revision, output_page
from alder.web.output_desk.reviews import review_roles
from alder.web.result_lists import paged
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.output_review import OutputReview
    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputFile

