"""The book's own: the exercises, what judges the answers (``checker``), and the look of its ``figures``."""

from importlib.util import find_spec
from pathlib import Path


def _refuse_a_stranger() -> None:
    """Stop, saying what to do, where ``import infolib`` would not find the book's library.

    PyPI has a package of that name by somebody else. It is read, not imported: it may need what is not there.
    """
    spec = find_spec("infolib")
    if spec is None or spec.origin is None:
        raise ImportError(
            "The book's library, infolib, is missing. Install the book again, as its README says."
        )
    if "NotADistributionError" not in Path(spec.origin).read_text(encoding="utf-8"):
        raise ImportError(
            f"{spec.origin} is not the book's infolib, but somebody else's package of the same name. "
            "Remove it (python -m pip uninstall infolib), then install the book again, as its README says, "
            "with --force-reinstall."
        )


_refuse_a_stranger()
