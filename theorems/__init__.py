"""The subject matter: one module for each theorem, the objects under study in `theorems.core`."""

FLATCHECK = True
"""Tells this package from a foreign folder of the same name."""
