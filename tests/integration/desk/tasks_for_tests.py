"""A task that workers do in tests."""

from django_tasks import task


@task()
def nothing_much() -> None:
    """Ends at once."""
