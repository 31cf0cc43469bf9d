"""Theorem modules outside the papers: how to check a statement of one's own."""
