"""The student record of higher education."""
