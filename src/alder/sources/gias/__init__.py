"""The register of schools and colleges."""
