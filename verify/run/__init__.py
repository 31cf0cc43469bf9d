"""A run: registry, plan, worker processes, evidence store, report."""
