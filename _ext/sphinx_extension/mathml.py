"""stub"""
from typing import Any
import re
from docutils import nodes
from math_core import LatexToMathML
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

C = LatexToMathML()

def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", drop, priority=900)
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

def inline(self, node):
    self.body.append(C.convert_with_local_state(node.astext(), displaystyle=False))
    raise nodes.SkipNode

def display(self, node):
    latex = node.astext()
    if not node.get("nowrap") and re.search(r"\\\\|&", latex) and "\\begin" not in latex:
        print("NEEDS SPLIT", latex)
        latex = r"\begin{aligned}" + latex + r"\end{aligned}"
    number = node.get("number")
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append('<div class="equation">')
    self.body.append(C.convert_with_local_state(latex, displaystyle=True))
    self.body.append("</div>")
    if number:
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode

def drop(app, config):
    config.html_theme_options = {}
