"""The register of learner numbers."""
