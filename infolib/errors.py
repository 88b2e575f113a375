"""The one error that infolib's own checks raise when the numbers are not what the formula is about."""

__all__ = ["NotADistributionError"]


class NotADistributionError(ValueError):
    """The input is no distribution; the message says which entry or sum, and what was probably meant."""
