"""The part of the site that knows people."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """People, their roles and their sessions."""

    name = "alder.web.accounts"
    label = "accounts"
