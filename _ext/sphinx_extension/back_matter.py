"""What the back of the book is made of: directives that read the chapters, so that nothing is typed twice.

``{count}`name```       a count made as the pages are built (``manuscript/counts.py``)
``{book-counts}``       the counts of every chapter, as a table
``{equation-ledger}``   every labelled equation, how it is checked, and a link to the check
``{formulas}``          formulas taken from the chapters by their labels, each with a link to its place
``{verdict}``           a formula, and what the checks say of it
``{test}`file#name```   a link to the source of a test; the file with its folder, ``chapters/test_notebooks``
``{term}`word```        also an entry of the index, with the chapter it leads to
"""

import posixpath
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.nodes import make_id

from sphinx_extension.facts import facts, verdict_on

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; the package's own ``setup`` calls this."""
    app.add_role("count", Count())
    app.add_role("test", Test())
    app.add_directive("book-counts", BookCounts)
    app.add_directive("equation-ledger", EquationLedger)
    app.add_directive("formulas", Formulas)
    app.add_directive("verdict", Verdict)
    app.add_transform(IndexTerms)
    app.connect("html-collect-pages", source_pages)
    app.connect("html-page-context", print_index)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Count(SphinxRole):
    """A number that was counted in the book's own files."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the count as text, with commas between thousands."""
        counted = facts().counted
        if self.text not in counted:
            raise ExtensionError(f"{{count}}`{self.text}`: it is one of {', '.join(counted)}")
        return [nodes.Text(f"{counted[self.text]:,}")], []


class Test(SphinxRole):
    """A link to the page with a test's source: ``file`` or ``file#name``, both without ``.py``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the link, from the page it stands on."""
        file, _, name = self.text.partition("#")
        if file not in facts().listings:
            raise ExtensionError(f"{{test}}`{self.text}`: no page shows the source of {file}")
        page = posixpath.relpath(f"tests/{file}.html", posixpath.dirname(self.env.docname) or ".")
        words = name.removeprefix("test_").replace("_", " ") if name else f"tests/{file}.py"
        return [nodes.reference("", words, refuri=f"{page}#{name}".rstrip("#"), internal=True)], []


class Written(SphinxDirective):
    """A directive that writes MyST for the page to read."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Let the page read what ``write`` wrote."""
        holder = nodes.container(classes=[self.name])
        self.state.nested_parse(StringList(list(self.write())), self.content_offset, holder)
        return [holder]

    def write(self) -> Iterator[str]:
        """Yield the lines."""
        raise NotImplementedError


class BookCounts(Written):
    """The counts of each chapter, and their sums."""

    def write(self) -> Iterator[str]:
        """Yield a table with a row for each chapter."""
        columns = {
            "equations": "equations",
            "executed": "executed",
            "relations": "relations",
            "relations_executed": "executed",
            "numbers": "numbers",
        }
        yield f"| chapter | {' | '.join(columns.values())} |"
        yield f"|---|{'--:|' * len(columns)}"
        for chapter in facts().chapters:
            cells = " | ".join(f"{getattr(chapter.counts, name):,}" for name in columns)
            name = chapter.title.partition(":")[0]
            yield f"| {{doc}}`{name} </chapters/{chapter.name}>` | {cells} |"
        yield f"| all | {' | '.join(f'{facts().counted[name]:,}' for name in columns)} |"


class EquationLedger(Written):
    """Every labelled equation of the book beside its checks."""

    def write(self) -> Iterator[str]:
        """Yield a heading and a table for each chapter."""
        for chapter in facts().chapters:
            yield from ["", f"## {chapter.title}", ""]
            yield from ["| equation | checked by | with |", "|---|---|---|"]
            for label in chapter.labels:
                first = f"{{eq}}`{label}` {label.removeprefix('eq-')}"
                if label in chapter.executed:
                    settings = ", ".join(f"`{setting}`" for setting in chapter.executed[label])
                    yield f"| {first} | execution | {settings or 'nothing to draw'} |"
                for check in (check for check in facts().checks if check.label == label):
                    yield f"| {first} | {check.how} | {{test}}`{check.file}#{check.test}` |"


class Formulas(Written):
    """Formulas of the chapters. Each line of the content is ``label: what it says``."""

    def write(self) -> Iterator[str]:
        """Yield, for each, its words, its place and the formula as the chapter has it."""
        for line in filter(str.strip, self.content):
            label, _, words = line.partition(": ")
            if label not in facts().formulas:
                raise ExtensionError(f"{{formulas}}: no chapter has the equation {label}")
            yield from ["", ":::{div} formula", f"{words.strip()} {{eq}}`{label}`", "", "$$"]
            yield from [*facts().formulas[label].splitlines(), "$$", ":::", ""]


class Verdict(Written):
    """A formula, and what the checks say of it as the page is built."""

    def write(self) -> Iterator[str]:
        """Yield the formula, and the judgement in the type of code."""
        latex = "\n".join(self.content)
        yield from ["$$", latex, "$$", "", "```text", *verdict_on(latex), "```"]


class IndexTerms(SphinxTransform):
    """Put each place that links a term of the glossary into the index, under the name of its chapter."""

    default_priority = 500

    def apply(self, **_: object) -> None:
        """Add the entries, each with a target of its own, in front of the links."""
        heading = next(self.document.findall(nodes.title), None)
        links = [link for link in self.document.findall(addnodes.pending_xref) if link["reftype"] == "term"]
        linked = set()
        for link in links:
            if heading is None or link.parent is None or link["reftarget"] in linked:
                continue
            linked.add(link["reftarget"])
            target = make_id(self.env, self.document, "term", link["reftarget"])
            place = nodes.target("", "", ids=[target])
            self.document.note_explicit_target(place)
            name = heading.astext().partition(":")[0]
            entry = ("single", f"{link['reftarget']}; {name}", target, "", None)
            link.parent.insert(link.parent.index(link), [addnodes.index(entries=[entry]), place])


def source_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each of these files: its code, with a target at each test that a link leads to."""
    for file, html in facts().listings.items():
        for name in sorted({check.test for check in facts().checks if check.file == file}):
            html = html.replace(
                f'<span class="nf">{name}</span>', f'<span class="nf" id="{name}">{name}</span>', 1
            )
        body = f"<h1>{escape(f'tests/{file}.py')}</h1>\n{html}"
        yield f"tests/{file}", {"title": f"{file}.py", "body": body, "parents": []}, "page.html"


def print_index(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the apostrophes of the index as a printer does. Sphinx sets those of texts, and not of names."""
    if "genindexentries" in context:
        context["genindexentries"] = _printed(context["genindexentries"])


def _printed(entry: Any) -> Any:  # noqa: ANN401
    if isinstance(entry, (list, tuple)):
        return [_printed(part) for part in entry]
    return entry.replace("'", "’") if isinstance(entry, str) else entry
