"""What publishers write: about a publication, and on the page of a release."""

from __future__ import annotations

from typing import Any

from django.db import models

from alder.publishing.pages import Content
from alder.web.publications.models import Publication, Release


class AboutPublication(models.Model):
    """The theme of a publication, and whom to ask about it."""

    publication = models.OneToOneField(Publication, primary_key=True, on_delete=models.CASCADE, related_name="about")
    theme = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.publication}: {self.theme}"


class ReleasePage(models.Model):
    """What is written on the page of a release. Without it the page is made from the data alone."""

    release = models.OneToOneField(Release, primary_key=True, on_delete=models.CASCADE, related_name="page")
    content: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """As `alder.publishing.pages.Content` gives it."""

    def __str__(self) -> str:
        return f"{self.release}"

    @property
    def written(self) -> Content:
        return Content.from_json(self.content)
