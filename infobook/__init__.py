"""The book's own: the exercises, what judges the answers (``checker``), and the look of its ``figures``."""
