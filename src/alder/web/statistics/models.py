"""What publishers write about a publication."""

from __future__ import annotations

from django.db import models

from alder.web.publications.models import Publication


class AboutPublication(models.Model):
    """The theme of a publication, and whom to ask about it."""

    publication = models.OneToOneField(Publication, primary_key=True, on_delete=models.CASCADE, related_name="about")
    theme = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.publication}: {self.theme}"
