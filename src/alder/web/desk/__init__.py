"""The desk: where publishers prepare releases, and approvers check them."""
