"""The part of the site that tells readers what is new."""

from django.apps import AppConfig


class Following(AppConfig):
    """Subscriptions, and the mails that they bring."""

    name = "alder.web.following"
    label = "following"

    def ready(self) -> None:
        from alder.web.following import tasks

        tasks.listen()
