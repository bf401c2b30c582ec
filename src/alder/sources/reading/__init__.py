"""Reading delivered extracts of any source by its declaration, and published figures with their caution."""
