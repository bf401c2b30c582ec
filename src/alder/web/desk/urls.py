"""The addresses of the desk."""

from django.urls import path

from alder.web.desk import lists

urlpatterns = [
    path("desk", lists.releases, name="desk"),
    path("desk/to-check", lists.to_check, name="desk-to-check"),
]
