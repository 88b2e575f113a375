"""What the search of the pages reads: each section, entry, exercise and function of the book, as plain text.

Sphinx's own index knows pages only. This one is a script, which holds the library that ranks,
MiniSearch, too; ``_static/search.js`` loads it when a reader first searches. Opened files may load scripts.
"""

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.search.en import english_stopwords
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node
from sphinx_proof.nodes import NODE_TYPES

from .answers import ANSWER
from .formula_text import plain_text

__all__ = ["setup"]

LIBRARY = Path(__file__).parent / "minisearch.min.js"
INDEX = "search-index.js"
# What Sphinx brings for its own search, and for keys that search.js listens to.
UNUSED = ("searchtools.js", "language_data.js", "sphinx_highlight.js", "doctools.js")
STATEMENTS = tuple(NODE_TYPES.values())
EXERCISES = (exercise_node, exercise_enumerable_node)
# What is no text, and solutions, which wait until a reader opens them.
LEFT_OUT = (
    *(addnodes.index, nodes.topic, nodes.comment, nodes.raw, nodes.image, nodes.system_message),
    solution_node,
)
# The classes of contents lists, and of what a page does not show at first: outputs, the code of figures.
HIDDEN = {"toctree-wrapper", "cell_output", "tag_hide-input", "sd-hide-link-text"}
TITLES = (nodes.title, nodes.term, nodes.label, nodes.field_name)
NAMES = (nodes.literal_block, nodes.doctest_block, nodes.table, nodes.rubric, addnodes.desc_signature)
# What readers type for an entry of the glossary, or another place, that words alone do not tell, as shorthand
# in search.js writes it: without spaces and subscripts' marks, in small letters, the bars as one.
GLOSSARY = "pages/glossary.html#term-"
SHORTHANDS = {
    "chapters/entropy.html#entropy-in-code": "0log0 0ln0",
    **{
        GLOSSARY + term: shorts
        for term, shorts in {
            "self-information": "-logp -logp(x) logp(x) -log2p i(x)",
            "entropy": "h(x) h(p) plogp -plogp ∑plogp -∑plogp ∑ sum",
            "binary-entropy-function": "h2(p) hb(p)",
            "yes-or-no-question": "20questions twentyquestions",
            "conditional-entropy": "h(x|y) h(y|x)",
            "joint-entropy": "h(x,y) h(x;y)",
            "mutual-information": "i(x;y) i(x,y) mi",
            "conditional-mutual-information": "i(x;y|z) i(x,y|z)",
            "cross-entropy": "h(p,q) h(p;q) plogq -plogq ce xent",
            "KL-divergence": "d(p|q) dkl(p|q) kl(p|q) kl(p,q) dkl",
            "Gibbs-inequality": "d(p|q)≥0",
            "JensenShannon-divergence": "jsd js",
            "pointwise-mutual-information": "pmi",
            "data-processing-inequality": "dpi",
            "maximum-likelihood": "mle",
            "NLLLoss": "nll",
            "BCELoss": "bce",
            "variational-inference": "elbo",
            "variational-autoencoder": "vae",
        }.items()
    },
}
NAME = re.compile(r"[^\W\d]\w+")
END_OF_AUTHORS = re.compile(r"(?<=\w\w)\. ")  # and not of an initial


@dataclass
class Place:
    """What a hit opens: a section, an entry of the glossary, an exercise, a statement or a function."""

    page: str
    ids: list[str]
    title: str
    within: tuple[str, ...]
    weight: float = 1
    text: list[str] = field(default_factory=list)  # blocks of prose, formulas among them
    names: dict[str, None] = field(
        default_factory=dict
    )  # the words of code and tables, which are no sentences
    terms: set[str] = field(default_factory=set)  # the entries of the glossary that it links to


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; the package's own ``setup`` calls this."""
    pages: dict[str, list[Place]] = {}
    app.connect("builder-inited", leave_out_theirs)
    app.connect("doctree-resolved", partial(keep, pages))
    app.connect("html-page-context", drop_scripts)
    app.connect("build-finished", partial(write, pages))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def leave_out_theirs(app: Sphinx) -> None:
    """Let Sphinx make no search page and no index."""
    app.builder.search = False  # type: ignore[attr-defined]


def drop_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let no page load what served Sphinx's search."""
    context["script_files"] = [
        script for script in context["script_files"] if Path(script.filename or "").name not in UNUSED
    ]


def keep(pages: dict[str, list[Place]], app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Read a page, while Sphinx has it at hand."""
    if app.builder.name == "html":
        number = app.env.toc_secnumbers.get(page, {}).get("", ())
        address = app.builder.get_target_uri(page)
        pages[page] = list(places_of(doctree, address, "".join(f"{part}." for part in number)))


def places_of(doctree: nodes.document, page: str, number: str = "") -> Iterator[Place]:
    """Yield the places of a page, each with the text that is its own."""
    for section in doctree.findall(nodes.section):
        title = said(section[0])
        top = Place(page, [], title, (), weight=2)
        yield top
        yield from _fill(top, section, (f"{number} {title.partition(':')[0]}".strip(),))
        return


def _fill(place: Place, node: nodes.Element, within: tuple[str, ...]) -> Iterator[Place]:
    """Give a place its text, and yield the places inside it."""
    for child in node.children:
        if not isinstance(child, nodes.Element) or isinstance(child, TITLES) or _left_out(child):
            continue
        if (named := _named(child)) is not None:
            ids, title, weight = named
            inner = Place(place.page, ids, title, within, weight)
            yield inner
            yield from _fill(inner, child, (*within, title))
        elif ANSWER in child["classes"]:  # numbers are what it says
            place.names |= dict.fromkeys(said(child, between=" ").split())
        elif isinstance(child, NAMES) or "options" in child["classes"]:  # hidden where the form has them
            place.names |= dict.fromkeys(NAME.findall(said(child, between=" ")))
        elif isinstance(child, nodes.TextElement):
            _add(place, child)
        else:
            yield from _fill(place, child, within)


def _named(node: nodes.Element) -> tuple[list[str], str, float] | None:
    """Return ids, title and weight of what a hit may open, None of what is only a part of it."""
    match node:
        case nodes.section() if isinstance(node[0], nodes.title):
            return node["ids"], said(node[0]), 1
        case nodes.definition_list_item() if node[0]["ids"]:
            terms = list(node.findall(nodes.term))
            return [id for term in terms for id in term["ids"]], ", ".join(map(said, terms)), 2
        case addnodes.desc() if node[0]["ids"]:
            return node[0]["ids"], f"{node[0]['module']}.{node[0]['fullname']}", 0.7
        case nodes.citation():
            authors = END_OF_AUTHORS.split(said(node[1]).strip(), maxsplit=1)[0]
            return node["ids"], textwrap.shorten(authors, 60, placeholder=" …"), 0.5
    if isinstance(node, EXERCISES):
        return node["ids"], f"Exercise{said(node[0])}", 0.5
    if isinstance(node, STATEMENTS) and node["title"]:
        return node["ids"], f"{node['realtype'].capitalize()}{said(node[0])}", 1
    return None


def _add(place: Place, block: nodes.TextElement) -> None:
    """Add a block of prose; a sentence may begin in the title, and go on through a displayed formula."""
    text = " ".join(said(block).split())
    if text and not place.text and place.title.endswith("…"):
        place.text.append(place.title)
    goes_on = isinstance(block, nodes.math_block) or text[:1].islower()
    if place.text and goes_on and not place.text[-1].endswith((".", "?", "!")):
        place.text[-1] += f" {text}"
    elif text:
        place.text.append(text)
    for link in block.findall(nodes.reference):
        if "#term-" in link.get("refuri", ""):
            place.terms.add(link["refuri"].rpartition("#")[2])


def _left_out(node: nodes.Element) -> bool:
    classes = node.get("classes", ())
    return isinstance(node, LEFT_OUT) or (ANSWER not in classes and not HIDDEN.isdisjoint(classes))


def said(node: nodes.Node, between: str = "") -> str:
    """Return the text of a node: formulas on one line, nothing that a page does not show."""
    if isinstance(node, nodes.math | nodes.math_block):
        return plain_text(node.astext())
    if isinstance(node, nodes.Element):
        if _left_out(node):
            return ""
        return between.join(said(child, between) for child in node.children)
    return str(node.astext())


def write(pages: dict[str, list[Place]], app: Sphinx, exception: Exception | None) -> None:
    """Write the script that search.js loads, and remove what served Sphinx's search."""
    if exception or app.builder.name != "html":
        return
    for page in app.env.found_docs - pages.keys():  # those that were not written anew this time
        keep(pages, app, app.env.get_and_resolve_doctree(page, app.builder), page)
    static = Path(app.outdir) / "_static"
    for file in UNUSED:
        (static / file).unlink(missing_ok=True)
    data = {"common": sorted(english_stopwords), "places": list(entries(pages))}
    data["shorthands"] = shorthands(data["places"])
    script = f"bookIndex = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"
    (static / INDEX).write_text(f"{LIBRARY.read_text(encoding='utf-8')}\n{script}", encoding="utf-8")


def shorthands(places: list[dict[str, str | float]]) -> dict[str, int]:
    """Return where each shorthand leads, as the number of its place."""
    numbers = {place["address"]: number for number, place in enumerate(places)}
    return {
        short: numbers[address] for address, all_shorts in SHORTHANDS.items() for short in all_shorts.split()
    }


def entries(pages: dict[str, list[Place]]) -> Iterator[dict[str, str | float]]:
    """Yield what is searched: each place, with all the names of the terms that it links to."""
    everything = [place for page in sorted(pages) for place in pages[page]]
    names = {id: place.title for place in everything for id in place.ids}
    for place in everything:
        yield {
            "address": "#".join([place.page, *place.ids[:1]]),
            "title": place.title,
            "within": " › ".join(place.within),
            "weight": place.weight,
            "also": ", ".join(sorted(names.get(term, "") for term in place.terms)),
            "text": "\n".join(place.text),
            "names": " ".join(place.names),
        }
