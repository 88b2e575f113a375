"""Look at built pages as files: links, resources, figures. The browser's view is in test_pages.py."""

import gc
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
from bs4 import BeautifulSoup
from lxml.html import HtmlElement

__all__ = ["file_problems", "pages_of", "parse", "read"]

# What a browser fetches by itself when it shows a page; an <a href> waits for the reader.
RESOURCES = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "object": "data",
}
# These <link>s are named, not fetched.
NAMED_ONLY = {"canonical", "next", "prev", "index", "search", "author", "license"}
SENTENCE = re.compile(r"^[A-Z0-9].*\S\s\S+\s\S+.*[.!?]$", re.DOTALL)


def pages_of(site: Path) -> list[Path]:
    """List the pages of a built site; the theme's own static folder holds none."""
    return sorted(page for page in site.rglob("*.html") if "_static" not in page.relative_to(site).parts)


@cache
def parse(text: str) -> BeautifulSoup:
    """Read a page's text, which takes a second where there are many equations, once for all tests."""
    gc.disable()  # else it would walk through the trees, millions of nodes, again and again
    try:
        return BeautifulSoup(text, "html.parser")
    finally:
        gc.freeze()
        gc.enable()


@cache
def read(text: str) -> HtmlElement:
    """Read a page's text for XPath, which takes a twentieth of the time."""
    return lxml.html.document_fromstring(text)


def file_problems(site: Path, forbidden: tuple[str, ...] = ()) -> list[str]:
    """List what is wrong with the files of a site; ``forbidden`` texts must not occur in any page."""
    texts = {page: page.read_text(encoding="utf-8") for page in pages_of(site)}
    places = {page: set(read(text).xpath("//@id")) for page, text in texts.items()}
    problems = []
    for page, text in texts.items():
        name, tree = page.relative_to(site).as_posix(), read(text)
        found = (
            _resource_problems(site, page, tree) + _link_problems(page, tree, places) + _figure_problems(tree)
        )
        found += [f"holds {word!r}" for word in forbidden if word in text]
        found += [f"an equation did not render: {one.text_content()[:60]}" for one in tree.iter("merror")]
        problems += [f"{name}: {problem}" for problem in found]
    for style in site.rglob("*.css"):
        for url in re.findall(r"""url\(\s*['"]?((?:https?:)?//[^)'"]+)""", style.read_text(encoding="utf-8")):
            problems.append(f"{style.relative_to(site).as_posix()}: asks another host for {url}")
    return problems


def _resource_problems(site: Path, page: Path, tree: HtmlElement) -> list[str]:
    problems = []
    for tag in tree.iter(*RESOURCES):
        address = tag.get(RESOURCES[tag.tag])
        if not address or address.startswith("data:") or NAMED_ONLY & set(tag.get("rel", "").split()):
            continue
        if urlsplit(address).scheme or address.startswith("//"):
            problems.append(f"asks another host for {address}")
        elif not _target(page, address).exists():
            problems.append(f"lacks its file {address}")
    return problems


def _link_problems(page: Path, tree: HtmlElement, places: dict[Path, set[str]]) -> list[str]:
    problems = []
    for address in tree.xpath("//a/@href"):
        if urlsplit(address).scheme or address.startswith("//"):
            continue
        if page.name == "404.html" and address == "/":  # it stands at addresses of any depth
            continue
        target = _target(page, address) if urlsplit(address).path else page
        fragment = unquote(urlsplit(address).fragment)
        if not target.exists():
            problems.append(f"links to {address}, which does not exist")
        elif fragment and target in places and fragment not in places[target]:
            problems.append(f"links to {address}, and that page has no such place")
    return problems


def _figure_problems(tree: HtmlElement) -> list[str]:
    return [
        f"figure {image.get('src')} has no sentence as alt text: {image.get('alt')!r}"
        for image in tree.xpath("//article//img")
        if not SENTENCE.match(image.get("alt", "").strip())
    ]


@cache
def _target(page: Path, address: str) -> Path:
    path = (page.parent / unquote(urlsplit(address).path)).resolve()
    return path / "index.html" if path.is_dir() else path
