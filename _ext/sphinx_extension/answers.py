"""Outputs that answer a question, folded until a reader has guessed: cells with the tag ``hide-output``."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

__all__ = ["ANSWER", "setup"]

ANSWER = "answer"  # the class of such an output: the search reads it, as it does what else is folded


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.add_post_transform(NameAnswers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class NameAnswers(SphinxPostTransform):
    """Say what is folded there: an answer. MyST-NB's own words are those for code."""

    formats = ("html",)
    default_priority = 198  # MyST-NB makes the folds at 199

    def run(self, **_: Any) -> None:  # noqa: ANN401
        """Name the folds of a page."""
        for cell in self.document.findall(nodes.container):
            if cell.get("hide_mode") == "output":
                cell["prompt_show"], cell["prompt_hide"] = "Show the answer", "Hide the answer"
                cell[-1]["classes"].append(ANSWER)
