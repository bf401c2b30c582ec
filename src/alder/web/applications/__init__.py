"""The area of applications for learner-level data: written by who applies, decided by the service."""
