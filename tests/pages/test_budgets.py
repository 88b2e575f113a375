"""What a page may weigh and load: budgets for every machine, and what makes the pages fast on a phone.

Each is a little more than the heaviest page or file needs today. Who needs more says why, and raises it.
"""

import gzip
from pathlib import Path

import pytest
from lxml.html import HtmlElement
from playwright.sync_api import Browser
from site_files import pages_of, read
from visits import DRAWN, PHONE, lay_out_whole, visit

# A chapter's text, equations and code: bytes are parsed, elements are laid out, both before one can read on.
# The heaviest, mutual information, carries out channel coding and has two explorables, one in an exercise;
# it needed 480,000 and 86,000 without them.
HTML, HTML_COMPRESSED, ELEMENTS = 505_000, 94_000, 14_500
# The one thing that the first paint waits for. Most of it is the theme's and sphinx-design's.
STYLES, STYLES_COMPRESSED = 200_000, 34_000
# They wait for the page, but a phone's processor reads them: contents, copying, folds, figures, exercises.
SCRIPTS = 100_000
# Four faces, cut to the book's characters; a page that shows text, bold and formulas loads three at once.
FACES, FONTS = 4, 100_000
# A drawing is an SVG, and waits until it comes near the window.
FIGURE, FIGURES = 360_000, 54_000  # the largest, and on average
# The page, its styles, the four faces and the icon of its tab.
FIRST_REQUESTS = 7


def local(page: Path, address: str) -> Path:
    return (page.parent / address.partition("?")[0]).resolve()


def excesses(page: Path, text: bytes) -> list[str]:
    """List in what a page goes over its budget, as sentences."""
    tree = read(text.decode())
    sheets = tree.xpath("//link[@rel='stylesheet']")
    scripts = tree.xpath("//script[@src]")
    bytes_of_scripts = sum(local(page, script.get("src")).stat().st_size for script in scripts)
    compressed, elements = len(gzip.compress(text)), len(tree.xpath("//*"))
    found = {
        f"{len(text):,} bytes of HTML": len(text) > HTML,
        f"{compressed:,} bytes compressed": compressed > HTML_COMPRESSED,
        f"{elements:,} elements": elements > ELEMENTS,
        f"{len(sheets)} style sheets": len(sheets) != 1,
        "a script that the page waits for": not all(map(waits, scripts)),
        f"{bytes_of_scripts:,} bytes of scripts": bytes_of_scripts > SCRIPTS,
        "a figure without its size, or that is not lazy": not all(
            map(comes_late, tree.xpath("//article//img"))
        ),
    }
    return [complaint for complaint, is_over in found.items() if is_over]


def waits(script: HtmlElement) -> bool:
    return "defer" in script.attrib or "async" in script.attrib


def comes_late(image: HtmlElement) -> bool:
    sizes = [image.get(side, "") for side in ("width", "height")]
    return image.get("loading") == "lazy" and all(size.isdecimal() for size in sizes)


def test_every_page_keeps_to_its_budget(site: Path) -> None:
    found = {}
    for page in pages_of(site):
        if page.name != "404.html":  # it stands alone
            found[page.name] = excesses(page, page.read_bytes())
    assert {name: over for name, over in found.items() if over} == {}


def test_what_the_pages_share_keeps_to_its_budget(site: Path) -> None:
    styles = (site / "_static/styles.css").read_bytes()
    assert len(styles) <= STYLES
    assert len(gzip.compress(styles)) <= STYLES_COMPRESSED
    fonts = [font.stat().st_size for font in site.rglob("*.woff2")]
    assert len(fonts) == FACES
    assert sum(fonts) <= FONTS
    figures = [figure.stat().st_size for figure in (site / "_images").iterdir()]
    assert max(figures) <= FIGURE
    assert sum(figures) / len(figures) <= FIGURES


@pytest.mark.parametrize("page", ["index.html", "chapters/kl-divergence.html"])
def test_the_first_paint_waits_for_few_files(server: str, chromium: Browser, page: str) -> None:
    blocking = """() => performance.getEntriesByType("resource")
      .filter(one => one.renderBlockingStatus === "blocking").map(one => one.name.split("/").at(-1))"""
    with visit(chromium, server, page, viewport=PHONE) as seen:
        assert seen.tab.evaluate(blocking) == ["styles.css"]
        early = """() => performance.getEntriesByType("resource")
          .filter(one => !["script", "img"].includes(one.initiatorType)).length + 1"""
        assert seen.tab.evaluate(early) <= FIRST_REQUESTS


GOOD = """<link rel="stylesheet" href="a.css"><script defer src="a.js"></script><article>
<img src="a.svg" width="4" height="3" loading="lazy"></article>"""


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("<article>", '<link rel="stylesheet" href="b.css"><article>', "2 style sheets"),
        (" defer", "", "a script that the page waits for"),
        (' width="4"', "", "a figure without its size, or that is not lazy"),
        (' loading="lazy"', "", "a figure without its size, or that is not lazy"),
        ("<article>", "<article>" + "<b></b>" * (ELEMENTS + 1), "elements"),
        ("<article>", "<article>" + "x" * (HTML + 1), "bytes of HTML"),
    ],
)
def test_an_excess_is_seen(tmp_path: Path, good: str, bad: str, complaint: str) -> None:
    (tmp_path / "a.js").write_text("", encoding="utf-8")
    page = tmp_path / "page.html"
    assert excesses(page, GOOD.encode()) == []
    assert complaint in " ".join(excesses(page, GOOD.replace(good, bad).encode()))


def test_what_is_far_below_is_laid_out_when_it_comes_near(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/kl-divergence.html", viewport=PHONE) as seen:
        page = seen.tab.context.new_cdp_session(seen.tab)
        page.send("Performance.enable")
        laid_out = []
        for _ in range(2):
            metrics = page.send("Performance.getMetrics")["metrics"]
            laid_out += [one["value"] for one in metrics if one["name"] == "LayoutObjects"]
            lay_out_whole(seen.tab)
            seen.tab.evaluate(DRAWN)
        assert laid_out[0] < laid_out[1] / 3
