"""The census of 2021 in small areas."""
