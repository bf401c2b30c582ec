"""Work that the queue does in the background. No address is handed over: it would be kept with the task."""

from __future__ import annotations

from django_tasks import task


@task
def tell_news() -> None:
    """Lay out the mails of what is new, and send them."""
    from alder.web.following.sending import send_due
    from alder.web.following.telling import tell

    tell()
    send_due()


@task
def send_mails() -> None:
    """Send the mails that are due."""
    from alder.web.following.sending import send_due

    send_due()
