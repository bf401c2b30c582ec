"""The trail on the site: pages for auditors, and the heads of its chains for everybody."""
