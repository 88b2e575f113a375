"""Look at built pages as files: links, resources, figures. The browser's view is in test_pages.py."""

import gc
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

__all__ = ["file_problems", "pages_of", "parse"]

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


def file_problems(site: Path, forbidden: tuple[str, ...] = ()) -> list[str]:
    """List what is wrong with the files of a site; ``forbidden`` texts must not occur in any page."""
    trees = {page: parse(page.read_text(encoding="utf-8")) for page in pages_of(site)}
    places = {page: {tag["id"] for tag in tree.find_all(id=True)} for page, tree in trees.items()}
    problems = []
    for page, tree in trees.items():
        name = page.relative_to(site).as_posix()
        text = page.read_text(encoding="utf-8")
        found = (
            _resource_problems(site, page, tree) + _link_problems(page, tree, places) + _figure_problems(tree)
        )
        found += [f"holds {word!r}" for word in forbidden if word in text]
        found += [f"an equation did not render: {error.get_text()[:60]}" for error in tree.select("merror")]
        problems += [f"{name}: {problem}" for problem in found]
    for style in site.rglob("*.css"):
        for url in re.findall(r"""url\(\s*['"]?((?:https?:)?//[^)'"]+)""", style.read_text(encoding="utf-8")):
            problems.append(f"{style.relative_to(site).as_posix()}: asks another host for {url}")
    return problems


def _resource_problems(site: Path, page: Path, tree: BeautifulSoup) -> list[str]:
    problems = []
    for tag in tree.find_all(list(RESOURCES)):
        address = tag.get(RESOURCES[tag.name])
        if not address or address.startswith("data:") or NAMED_ONLY & set(tag.get("rel") or []):
            continue
        if urlsplit(address).scheme or address.startswith("//"):
            problems.append(f"asks another host for {address}")
        elif not _target(page, address).exists():
            problems.append(f"lacks its file {address}")
    return problems


def _link_problems(page: Path, tree: BeautifulSoup, places: dict[Path, set[str]]) -> list[str]:
    problems = []
    for link in tree.find_all("a", href=True):
        address = link["href"]
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


def _figure_problems(tree: BeautifulSoup) -> list[str]:
    return [
        f"figure {image['src']} has no sentence as alt text: {image.get('alt')!r}"
        for image in tree.select("article img")
        if not _is_sentence(image)
    ]


def _is_sentence(image: Tag) -> bool:
    return bool(SENTENCE.match((image.get("alt") or "").strip()))


def _target(page: Path, address: str) -> Path:
    path = (page.parent / unquote(urlsplit(address).path)).resolve()
    return path / "index.html" if path.is_dir() else path
