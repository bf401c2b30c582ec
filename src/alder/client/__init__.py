"""A client for services with the public API of Explore Education Statistics: this one, the department's, or another."""

from alder.client.data_set import DataSet
from alder.client.service import Service

__all__ = ["DataSet", "Service"]
