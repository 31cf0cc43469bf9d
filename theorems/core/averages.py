"""Suffix averages of iterates: ŵ_τ = (1/(T-τ+1)) Σ_{t=τ..T} w_t for τ in 1..T."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from array_api_compat import device

from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = ["suffix_average", "suffix_averages"]


def suffix_averages(iterates: Float[Array, "T d"], /, *, xp: Any = None) -> Float[Array, "T d"]:
    """Return all T suffix averages in O(T d) operations, by sums taken from the end.

    Parameters
    ----------
    iterates
        w_1, ..., w_T as rows.

    Returns
    -------
    array
        ŵ_1, ..., ŵ_T as rows: the first is the average of all iterates, the last is w_T.

    Raises
    ------
    ValueError
        If `iterates` is not a matrix with at least one row.

    References
    ----------
    Paper `sco`, Setting.
    """
    xp = namespace(iterates) if xp is None else xp
    if iterates.ndim != 2 or iterates.shape[0] == 0:
        msg = f"iterates must have shape (T, d) with T >= 1, got {iterates.shape}."
        raise ValueError(msg)
    sums = xp.flip(xp.cumulative_sum(xp.flip(iterates, axis=0), axis=0), axis=0)
    counts = xp.arange(iterates.shape[0], 0, -1, dtype=iterates.dtype, device=device(iterates))
    return sums / counts[:, None]


def suffix_average(
    iterates: Float[Array, "T d"], tau: int, /, *, xp: Any = None
) -> Float[Array, " d"]:
    """Return the one suffix average ŵ_τ; see `suffix_averages`.

    Raises
    ------
    ValueError
        If τ is not in 1..T.
    """
    xp = namespace(iterates) if xp is None else xp
    if not 1 <= tau <= iterates.shape[0]:
        msg = f"tau must be in 1..{iterates.shape[0]}, got {tau!r}."
        raise ValueError(msg)
    return xp.mean(iterates[tau - 1 :, :], axis=0)
