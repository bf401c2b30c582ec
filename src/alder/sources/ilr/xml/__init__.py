"""Returns read: files and their names, the XML in blocks of whole learners, values against their fields.

Empty, since commands ask for `form` and `files` at their start, and must not load lxml for it.
"""
