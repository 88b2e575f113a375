"""The exercises of the book, in ``exercises``, and what judges the answers, in ``checker``."""
