"""Directories of postcodes."""
