"""The register of learning providers."""
