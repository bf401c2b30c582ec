"""The address of the search."""

from django.urls import path

from alder.web.deferred_views import later

urlpatterns = [path("search", later("alder.web.search.views", "search"), name="search")]
