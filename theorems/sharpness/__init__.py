"""Paper B: sharpness and generalization of two-layer ReLU nets."""

from verify import Paper

PAPER = Paper(
    key="sharpness",
    title="Sharpness Minimization Algorithms Do Not Only Minimize Sharpness To Achieve Better "
    "Generalization",
    authors="K. Wen, Z. Li, T. Ma",
    source="arXiv 2307.11007",
)
