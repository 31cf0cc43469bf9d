"""What the modules of paper A share: bounds, deductions, re-checks, samples as data."""
