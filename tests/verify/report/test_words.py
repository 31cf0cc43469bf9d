"""The words in which every rendering says numbers and names."""

from verify.report.words import named, shorten


    narrow = "[0.123456789012345678, 0.123456789012345679]"
    wide = "[0.123456789012345678, 0.223456789012345679]"
    assert shorten(narrow) == "0.1234567890…"
    assert shorten(wide) == "[0.1234567890…, 0.2234567890…]"


def test_greek_parameters_are_printed_as_greek_letters() -> None:
    """Only whole names become letters: "beta" inside another word stays."""
    assert named("tau <= T, all eta, etas") == "τ <= T, all η, etas"
