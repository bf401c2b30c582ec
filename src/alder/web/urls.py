"""Every address of the site: an area a line, whose own `urls` has its addresses, and the pages of errors."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from alder.web.health import health, ready

urlpatterns = [
    # The API first: looking through the others would take longer than answering it does.
    *(path(f"{prefix.strip('/')}/", include("alder.web.api.urls")) for prefix in settings.ALDER_API_PREFIXES),
    path("health", health),
    path("ready", ready),
    path("", include("alder.web.pages.urls")),  # home, access, quality, help, cookies, and the site's own files
    path("", include("alder.web.following.urls")),  # feeds, the release calendar, e-mail, what changed
    path("", include("alder.web.statistics.urls")),  # publications, releases, the catalogue of data sets
    path("", include("alder.web.tables.urls")),  # the steps to a table, its files and chart, frozen tables
    path("", include("alder.web.data_sources.urls")),  # sources, their records and fields, rules
    path("", include("alder.web.accounts.urls")),  # signing in, one's own account, people
    path("", include("alder.web.desk.urls")),  # for publishers and approvers; previews by link
    path("", include("alder.web.table_requests.urls")),  # asking for a table, answering, what was answered
    path("", include("alder.web.output_desk.urls")),  # outputs: their authors, checkers, release and incidents
    path("", include("alder.web.accreditation.urls")),  # researchers, their officers, the register; checkers' course
    path("", include("alder.web.applications.urls")),  # applications for learner-level data: written, decided, agreed
    path("", include("alder.web.projects.urls")),  # projects, what is brought in, their end; published research
    path("", include("alder.web.notebooks.urls")),  # opening notebooks of a project; answers to their gateway
    path("", include("alder.web.trail_pages.urls")),  # for auditors; heads of the trail for everybody
    path("", include("alder.web.aims.urls")),  # learning aims
    path("", include("alder.web.methodology.urls")),  # methods, measures, variables, the glossary
    path("", include("alder.web.handbook.urls")),  # commands, policies, filters, reference tables, checks
    path("", include("alder.web.search.urls")),  # the search over everything
]
handler400 = "alder.web.error_replies.not_understood"
handler403 = "alder.web.error_replies.not_allowed"
handler404 = "alder.web.error_replies.not_found"
handler500 = "alder.web.error_replies.our_fault"
