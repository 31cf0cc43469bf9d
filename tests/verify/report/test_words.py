"""The words in which every rendering says numbers and names."""

from verify.report.words import named, shorten


def test_a_ball_narrower_than_what_is_shown_reads_as_one_number() -> None:
    """Two ends that agree in ten decimals print once; wider balls keep both ends."""
    narrow = "[0.123456789012345678, 0.123456789012345679]"
    wide = "[0.123456789012345678, 0.223456789012345679]"
    assert shorten(narrow) == "0.1234567890…"
    assert shorten(wide) == "[0.1234567890…, 0.2234567890…]"


def test_greek_parameters_are_printed_as_greek_letters() -> None:
    """Only whole names become letters: "etas" stays."""
    assert named("tau <= T, all eta, etas") == "τ <= T, all η, etas"
