"""What the quality of a field can be split by."""

BY = {"provider": "ukprn", "return": "return_number", "year": "collection_year"}
"""Each way with the column that says it."""
