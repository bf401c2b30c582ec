"""The addresses of data sources, their kinds of record, fields and rules."""

from functools import partial

from django.urls import path

from alder.web.data_sources import views
from alder.web.deferred_views import later

_records = partial(later, "alder.web.data_sources.record_views")

urlpatterns = [
    path("data-sources", views.sources, name="data-sources"),
    path("data-sources/compare", views.side_by_side, name="compare-sources"),
    path("data-sources/which", views.which_source, name="which-source"),
    path("data-sources/<slug:name>", views.one_source, name="data-source"),
    path("data-sources/ilr/rules", _records("rule_list"), name="rules"),
    path("data-sources/ilr/rules/<str:code>", _records("rule_page"), name="rule"),
    path("data-sources/<slug:name>/fields/<path:field>", _records("find"), name="find-field"),
    path("data-sources/<slug:name>/<str:entity>", _records("entity"), name="entity"),
    path("data-sources/<slug:name>/<str:entity>/<path:field>", _records("field"), name="field"),
]
