"""The addresses of the search for aims and of each aim, as pages and as JSON."""

from django.urls import path

from alder.web.aims import views

urlpatterns = [
    path("learning-aims", views.search, name="aims"),
    path("learning-aims.json", views.search_json, name="aims-json"),
    path("learning-aims/<path:ref>.json", views.one_json, name="aim-json"),
    path("learning-aims/<path:ref>", views.one, name="aim"),
]
