"""What is published: publications, their releases, and data sets in versions."""
