"""The addresses of notebooks: the page that opens those of a project, and where their gateway asks about access."""

from django.urls import path

from alder.web.notebooks import notebook_views

urlpatterns = [
    path("projects/<uuid:project>/notebooks", notebook_views.open_notebooks, name="project-notebooks"),
    path("notebooks/access", notebook_views.access, name="notebooks-access"),
]
