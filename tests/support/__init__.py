"""What tests are made with: files, stores, tables and people that are made up, and readers of what Alder writes."""
