"""Links to the repository: to edit a page, report a mistake, run a chapter elsewhere, see the checks.

They appear if ``_config.yml`` names the repository, and only then; each leads to a file that it has.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Any, Self
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from infobook.exercises import CHECKS

__all__ = ["Repository", "setup"]

WORKFLOW = ".github/workflows/book.yml"
CHAPTERS = {f"chapters/{name}" for name in CHECKS}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.connect("config-inited", tell_theme, priority=800)  # before other themes' options are dropped
    app.connect("html-page-context", add_links)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@dataclass(frozen=True)
class Repository:
    """A repository on GitHub, where the checks run, and from where Colab and Binder take notebooks."""

    name: str  # OWNER/NAME
    branch: str

    @classmethod
    def at(cls, url: str, branch: str) -> Self:
        """Read its address."""
        found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", url)
        if not found:
            raise ConfigError(f"repository: url: {url} in _config.yml is not https://github.com/OWNER/NAME.")
        return cls(found[1], branch)

    @property
    def published(self) -> str:
        """The address at which GitHub publishes the pages, as the book's workflow asks it to."""
        owner, _, name = self.name.partition("/")
        folder = "" if name == f"{owner}.github.io" else f"{name}/"
        return f"https://{owner}.github.io/{folder}"

    @property
    def address(self) -> str:
        """Its own page."""
        return f"https://github.com/{self.name}"

    def colab(self, page: str) -> str:
        """Open a chapter's notebook in Colab."""
        return f"https://colab.research.google.com/github/{self.name}/blob/{self.branch}/{page}.ipynb"

    def binder(self, page: str) -> str:
        """Open it in JupyterLab on Binder, which sets up what .binder/ says."""
        notebook = quote(f"{page}.ipynb", safe="")
        return f"https://mybinder.org/v2/gh/{self.name}/{quote(self.branch, safe='')}?labpath={notebook}"

    def report(self, title: str) -> str:
        """Begin a report of a mistake on a page."""
        return f"{self.address}/issues/new?title={quote(f'On the page “{title}”: ')}"

    @property
    def checks(self) -> str:
        """The runs of the checks."""
        return f"{self.address}/actions/{WORKFLOW.removeprefix('.github/')}"

    @property
    def badge(self) -> str:
        """What the README shows of the last of them; no page does, since it would ask another host for it."""
        return f"[![checks]({self.checks}/badge.svg)]({self.checks})"


def tell_theme(app: Sphinx, config: Config) -> None:
    """Let the theme know the repository; its pencil then leads to a page's text."""
    options = config.html_theme_options
    if options.get("repository_url"):
        repository = Repository.at(options["repository_url"], options.get("repository_branch") or "main")
        options |= {"source_repository": repository.address, "source_branch": repository.branch}
        options["top_of_page_buttons"] = ["edit"]
        config.html_baseurl = config.html_baseurl or repository.published


def add_links(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its links."""
    options = app.config.html_theme_options
    if "source_repository" not in options or doctree is None:
        return
    repository = Repository.at(options["source_repository"], options["source_branch"])
    title = app.env.titles[page].astext()
    context["theme_footer_icons"] = [
        {"name": words, "url": escape(url), "html": words, "class": ""}
        for words, url in (("Report a mistake", repository.report(title)), ("Checks", repository.checks))
    ]
    if page in CHAPTERS:
        context["page_source_suffix"] = ".md"  # the record is derived from it
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{_launches(repository, page)}", 1)


def _launches(repository: Repository, page: str) -> str:
    """Say where the chapter can be run without installing anything."""
    colab, binder = escape(repository.colab(page)), escape(repository.binder(page))
    first = (
        f"!git clone --depth 1 {repository.address} book\n%pip install ./book[chapters]\n%cd book/chapters"
    )
    return (
        f'<p class="screen-only">Run it on <a href="{binder}">Binder</a>, or in <a href="{colab}">Colab</a>, '
        f"where a first cell fetches what it needs:</p>\n"
        f'<div class="highlight-none screen-only"><div class="highlight"><pre>{first}</pre></div></div>'
    )
