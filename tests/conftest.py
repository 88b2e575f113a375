"""What every test shares: the same examples on every run, so that a failure is a fact and not bad luck."""

import os

# A package with texts for a chapter brings an old pydantic, which would plug itself into Hypothesis.
os.environ["HYPOTHESIS_NO_PLUGINS"] = "1"

from hypothesis import settings

settings.register_profile("book", derandomize=True, deadline=None, database=None)
settings.load_profile("book")
