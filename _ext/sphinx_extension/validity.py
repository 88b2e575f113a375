"""What the theme and the packages write that HTML or ARIA forbids, mended. The Nu checker tells.

Two errors that it finds are none: ``displaystyle`` on ``mfrac`` and ``scriptlevel`` on ``mtable``. It knows
MathML 3; in MathML Core, which browsers draw, every element may have them.
"""

import re
from collections import Counter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

__all__ = ["setup"]

MENDED = (
    # A summary holds words, not paragraphs; and its name is what it shows.
    (
        r'<p class="(collapsed|expanded) admonition-title">(.*?)</p>',
        r'<span class="\1 admonition-title">\2</span>',
    ),
    (' aria-label="Toggle hidden content"', ""),
    # The label of a tab names its button; it controls nothing itself.
    (r'<label aria-controls="[^"]*"', "<label"),
    # An address may not hold the angle brackets of an old DOI.
    (r'(href="[^"]*?)&lt;', r"\1%3C"),
    (r'(href="[^"]*?)&gt;', r"\1%3E"),
    # The items of a list are its items; the role that they have is no longer one.
    ('role="doc-biblioentry"', 'role="listitem"'),
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; the package's own ``setup`` calls this."""
    app.add_post_transform(NameOnce)
    app.connect("html-page-context", mend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class NameOnce(SphinxPostTransform):
    """Let each name of a page stand for one place.

    The theme gives the box of an equation or a table the names of what is in it; packages call the
    content of every proof and exercise alike.
    """

    formats = ("html",)
    default_priority = 600  # after the theme

    def run(self, **_: Any) -> None:  # noqa: ANN401
        """Leave a name that is given twice to an equation or a table, and to nothing else."""
        named = [node for node in self.document.findall(nodes.Element) if node.get("ids")]
        uses = Counter(name for node in named for name in node["ids"])
        for node in named:
            if not isinstance(node, (nodes.math_block, nodes.table)):
                node["ids"] = [name for name in node["ids"] if uses[name] == 1]


def mend(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mend the text of a page; a script that stands in the page cannot wait for it."""
    for found, written in MENDED:
        context["body"] = re.sub(found, written, context.get("body", ""), flags=re.DOTALL)
