"""What a leg is handed: one variant of one claim, its seed and its profile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from verify.domain import Domain

if TYPE_CHECKING:
    import numpy as np

__all__ = ["PROFILES", "Case", "Profile", "leg_seed"]

Profile = Literal["quick", "full", "scale"]
PROFILES: tuple[Profile, ...] = ("quick", "full", "scale")


@dataclass(frozen=True)
class Case:
    """One variant as a leg sees it.

    Parameters
    ----------
    label, claim, leg
        Where the leg stands.
    data
        The variant's constants and names of constructions.
    domain
        The variant's domain.
    seed
        The leg's own seed: the same for a reading and its controls, whatever else runs.
    profile
        How much to cover.
    backend
        Where large arrays live.
    shrink
        Whether a witness is worth making smaller; one of a control is shown nowhere.
    """

    label: str
    claim: str
    leg: str
    data: Mapping[str, Any]
    domain: Domain
    seed: int
    profile: Profile = "quick"
    backend: str = "numpy"
    shrink: bool = True

    def rng(self) -> np.random.Generator:
        """A generator of the leg's own stream."""
        import numpy as np

        return np.random.default_rng(self.seed)

    def constant(self, name: str) -> Fraction:
        """The rational constant `name` of the variant's data."""
        return Fraction(str(self.data[name]))

    def pick(self, quick: Any, full: Any) -> Any:
        """`quick` in the quick profile, `full` in the others."""
        return quick if self.profile == "quick" else full

    def certificate(
        self,
        kind: str,
        parameters: dict[str, Any],
        problem: dict[str, Any],
        proof: dict[str, Any],
    ) -> dict[str, Any]:
        """A certificate of this claim, already accepted by the replay."""
        from verify.exact.certificates import make

        return make(f"{self.label}/{self.claim}", kind, parameters, problem, proof)


def leg_seed(seed: int, label: str, claim: str, leg: str) -> int:
    """The seed of one leg's stream: 64 bits of SHA-256 over where it stands.

    So no leg's samples depend on which other legs run, in which order or in which process.
    """
    text = "\0".join((str(seed), label, claim, leg))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
