"""What every test shares: one Hypothesis profile."""

from hypothesis import settings

# The same examples on every run and machine: a failure is a fact, not a matter of luck.
settings.register_profile("book", derandomize=True, deadline=None, database=None)
settings.load_profile("book")
