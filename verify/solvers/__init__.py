"""Solvers as search oracles: convex programs, sympy and SMT."""
