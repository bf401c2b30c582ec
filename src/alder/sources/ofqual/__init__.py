"""The register of regulated qualifications."""
