"""The objects under study: gradient methods, losses, data, networks, sharpness.

Modules that take arrays follow the array API and keep the device of their arguments; their exact
twins (`exact`, `exact_losses`, `exact_networks`) take rationals or balls. Import the modules one by
one: this package imports none of them.
"""
