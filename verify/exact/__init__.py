"""Exact and enclosed arithmetic: rationals, rational linear algebra, balls, derivatives.

Every function here returns either an exact value or a set that contains it; none rounds silently.
The modules are imported one by one, so that a user of rationals does not pay for the rest.
"""
