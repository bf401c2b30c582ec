"""What to hide in large tables: for each small count other tables that differ from the true one near it alone."""

from alder.disclosure.nearby.choosing import Choice, choose

__all__ = ["Choice", "choose"]
