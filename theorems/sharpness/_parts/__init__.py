"""What the modules of paper B share: constructions, data sets, legs, re-checks."""
