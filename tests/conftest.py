"""What every test shares: the same examples on every run, so that a failure is a fact and not bad luck."""

from hypothesis import settings

settings.register_profile("book", derandomize=True, deadline=None, database=None)
settings.load_profile("book")
