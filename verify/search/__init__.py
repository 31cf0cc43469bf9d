"""Search: hypothesis as a falsifier, and statistics with stated confidence."""
