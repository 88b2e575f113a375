"""Pages that a browser opens at once: what a test is about, cut out of the built ones, in their own frame.

They keep the built pages' heads, scripts and styles, so what is tried on them is what the book runs. A
chapter has 14,000 elements, and each click, focus or look lays out many of them.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx_extension.previews import element

__all__ = ["cut_out", "short_site"]


def cut_out(page: Path, ids: Iterable[str]) -> str:
    """Return those elements of a built page, one below the other."""
    html = page.read_text(encoding="utf-8")
    return "\n".join(element(html, rf'<\w+\b[^>]* id="{re.escape(place)}"') for place in ids)


def short_site(site: Path, folder: Path, articles: Mapping[str, str]) -> None:
    """Write pages of the site, by their names in it, with other articles; link to everything else of it."""
    for page, article in articles.items():
        start, head, built = re.split(r"(<article\b[^>]*>)", (site / page).read_text(encoding="utf-8"))
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        short = start + head + article + "</article>" + built.rpartition("</article>")[2]
        (folder / page).write_text(short, encoding="utf-8")
    # The folders that hold a short page are its own, with links to their other files.
    for inside in sorted({Path(), *(Path(page).parent for page in articles)}):
        for other in (site / inside).iterdir():
            if not (folder / inside / other.name).exists():
                (folder / inside / other.name).symlink_to(other)
