"""The page 404.html, which a server shows in place of one that does not exist."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

__all__ = ["setup"]

PAGE = Path(__file__).parent / "missing_page.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.connect("build-finished", write_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_page(app: Sphinx, exception: Exception | None) -> None:
    """Write the page; it stands at addresses of any depth, so that it loads nothing of the site's.

    Without scripts its link leads to the root of the site, or to the folder of the address that the book has.
    """
    if not exception and app.builder.format == "html":
        home = urlsplit(app.config.html_baseurl).path or "/"
        page = PAGE.read_text(encoding="utf-8").replace('href="/"', f'href="{home}"')
        (Path(app.outdir) / "404.html").write_text(page, encoding="utf-8")
