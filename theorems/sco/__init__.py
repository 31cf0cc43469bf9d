"""Paper A: flat minima in stochastic convex optimization."""

from verify import Paper

PAPER = Paper(
    key="sco",
    title="Flat Minima and Generalization: Insights from Stochastic Convex Optimization",
    authors="M. Schliserman, S. Vansover-Hager, T. Koren",
    source="arXiv 2511.03548",
)
