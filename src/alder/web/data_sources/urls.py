"""The addresses of data sources."""

from django.urls import path

from alder.web.data_sources import views

urlpatterns = [
    path("data-sources", views.sources, name="data-sources"),
    path("data-sources/compare", views.side_by_side, name="compare-sources"),
    path("data-sources/which", views.which_source, name="which-source"),
    path("data-sources/<slug:name>", views.one_source, name="data-source"),
]
