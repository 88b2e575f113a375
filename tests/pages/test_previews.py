"""References come to the reader: by pointer, keyboard and tap, on a server and from opened files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup
from cut_pages import short_site
from manuscript.files import ROOT
from playwright.sync_api import Browser, Locator, expect
from site_files import pages_of
from sphinx_extension.previews import element, pieces
from visits import LAPTOP, PHONE, Visit, served, visit

SCRIPT = ROOT / "_static" / "previews.js"
# By kind, a page and a reference on it to another page, and two to the page itself.
REFERENCES = {
    "equation": ("chapters/kl-divergence.html", "a.reference[href^='#equation-']"),
    "equation elsewhere": ("chapters/kl-divergence.html", "a.reference[href*='html#equation-']"),
    "figure": ("chapters/kl-divergence.html", "a.reference[href^='#fig-']"),
    "figure elsewhere": ("pages/glossary.html", "a.reference[href*='html#fig-']"),
    "definition elsewhere": ("pages/glossary.html", "a.reference[href*='html#def-']"),
    "theorem elsewhere": ("pages/glossary.html", "a.reference[href*='html#thm-']"),
    "exercise elsewhere": ("pages/glossary.html", "a.reference[href*='html#ex-']"),
    "term elsewhere": ("chapters/kl-divergence.html", "a.reference[href*='html#term-']"),
    "citation elsewhere": ("chapters/kl-divergence.html", "a.reference[href*='html#id']"),
}
EQUATION = REFERENCES["equation elsewhere"]
# Chromium also reports a text that is laid out anew where it was.
SHIFTS = """() => { window.shifts = []; new PerformanceObserver(list => shifts.push(
  ...list.getEntries().flatMap(({sources}) => sources.map(one => [one.previousRect, one.currentRect]))
    .map(rects => rects.map(rect => JSON.stringify(rect))).filter(([from, to]) => from !== to))
  ).observe({type: "layout-shift"}) }"""


PAGES = sorted({page for page, _ in REFERENCES.values()})


def references_of(page: str) -> list[str]:
    """Say where the first reference of each kind stands on a page."""
    return [selector for other, selector in REFERENCES.values() if other == page]


# From opened files a preview differs in the script that it comes with, and in nothing else.
OPENED = [*(("http", page) for page in PAGES), ("file", EQUATION[0])]


@pytest.fixture(scope="module")
def short(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Leave of each page what those references stand in and lead to: a page that is opened at once."""
    folder = tmp_path_factory.mktemp("previews")
    articles = {}
    for page in PAGES:
        html = element((site / page).read_text(encoding="utf-8"), "<article")
        article = BeautifulSoup(html, "html.parser").article
        links = [article.select_one(selector) for selector in references_of(page)]
        kept = links + [article.find(id=link["href"][1:]) for link in links if link["href"].startswith("#")]
        around = {id(parent) for one in kept for parent in (one, *one.parents)}
        for one in article.select("section > :not(h1, h2, h3), dl > *"):
            if id(one) not in around and not one.decomposed:
                one.decompose()
        room = '<div style="height: 90vh"></div>'  # each can be scrolled to anywhere in the window
        articles[page] = room + article.decode_contents() + room
    short_site(site, folder, articles)
    return folder


@pytest.fixture(scope="module")
def address(short: Path) -> Iterator[str]:
    """Serve the short pages."""
    with served(short) as address:
        yield address


@pytest.fixture(scope="module", params=OPENED, ids=" ".join)
def opened(
    request: pytest.FixtureRequest, short: Path, address: str, chromium: Browser
) -> Iterator[tuple[Visit, list[str]]]:
    """Open a page once for pointer, keyboard and axe; say where the first reference of each kind stands."""
    home, page = request.param
    with visit(chromium, address if home == "http" else short.as_uri(), page) as seen:
        yield seen, references_of(page) if home == "http" else [EQUATION[1]]


def found(seen: Visit, selector: str) -> Locator:
    """Bring a reference to the middle of the window, and wait until nothing moves any more."""
    link = seen.tab.locator(f"article {selector}").first
    link.evaluate("""async link => {
      for (let at = link; at; at = at.parentElement) {
        if (at.localName === "details") at.open = true;
        at.classList.remove("toggle-hidden");
      }
      for (let before; before !== link.getBoundingClientRect().top; ) {
        link.scrollIntoView({block: "center", behavior: "instant"});
        before = link.getBoundingClientRect().top;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    }""")
    return link


def preview(seen: Visit) -> Locator:
    return seen.tab.locator("[role=dialog]")  # by its role Playwright would look at every element


def written(site: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Read what the site's scripts give, by page."""
    scripts = {script: script.read_text(encoding="utf-8") for script in (site / "previews").rglob("*.js")}
    return {
        str(script.relative_to(site / "previews").with_suffix(".html")): json.loads(
            text.partition(" = ")[2].rstrip(";\n")
        )["pieces"]
        for script, text in scripts.items()
    }


def references(site: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield each link of an article to a place: its page, the page and place it leads to, its text."""
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        html = page.read_text(encoding="utf-8")
        article = element(html, "<article") if "<article" in html else ""
        for link in re.finditer(
            r'<a (?![^>]*class="(?:headerlink|eqno)")[^>]*href="([^"]*#[^"]*)"[^>]*>(.*?)</a>', article, re.S
        ):
            target = urlsplit(urljoin(f"https://book/{name}", link[1]))
            if target.netloc == "book":
                text = " ".join(re.sub(r"<[^>]*>", "", link[2]).split())
                yield name, target.path[1:], unquote(target.fragment), text


# --- what is shown -----------------------------------------------------------------------------------

PAGE = """<article><div class="math-wrapper" id="equation-eq-a"><div class="math" id="equation-eq-a">
<div class="equation"><math><mi>a</mi></math></div>
<span class="eqno">(1.2)<a class="headerlink" href="#equation-eq-a">¶</a></span>
</div></div>
<figure class="align-default" id="fig-a"><img alt="A." src="a.svg" width="3" height="4" /><figcaption><p>
<span class="caption-number">Fig. 1.3 </span><span class="caption-text">A line.</span>
<a class="headerlink" href="#fig-a">¶</a></p></figcaption></figure>
<div class="proof theorem admonition" id="thm-a">
<p class="admonition-title"><span class="caption-number">Theorem 1.4 </span> (A &amp; B)</p>
<section class="theorem-content" id="proof-content"><p>So <span class="target" id="term-x"></span>it is.</p>
<section>Inner</section></section></div>
<div class="proof admonition" id="proof"><p>Proof.</p></div>
<dl><dt id="term-a-b">a-b<a class="headerlink" href="#term-a-b">¶</a></dt>
<dt id="term-b">b</dt><dd><p>Both.</p></dd></dl>
<div class="citation" id="id7"><span class="label">[A]</span><p>Anna. <em>Bets</em>.</p></div></article>"""


def test_what_can_be_referred_to_is_cut_to_what_matters_and_has_a_name() -> None:
    assert dict(pieces(PAGE)) == {
        "equation-eq-a": ("Equation (1.2)", '<div class="equation"><math><mi>a</mi></math></div>'),
        "fig-a": ("Fig. 1.3", '<figure class="align-default">'
                  '<img alt="A." src="a.svg" width="3" height="4" />'
                  '<figcaption><p>\n<span class="caption-text">A line.</span>\n</p></figcaption></figure>'),
        "thm-a": ("Theorem 1.4 (A & B)", "<p>So it is.</p>\n<section>Inner</section>"),
        "term-a-b": ("a-b", "<p>Both.</p>"),
        "term-b": ("b", "<p>Both.</p>"),
        "id7": ("", "<p>Anna. <em>Bets</em>.</p>"),
    }  # fmt: skip


def test_an_element_without_an_end_is_not_taken_for_a_piece() -> None:
    with pytest.raises(ValueError, match="has no end"):
        element("<div><div></div>", "<div")
    with pytest.raises(ValueError, match="no element opens"):
        element("<p></p>", "<div")


def test_every_reference_has_a_preview_and_what_has_none_is_not_taken_for_one(site: Path) -> None:
    given = written(site)
    pattern = re.search(r"REFERENCE = /(.*)/;", SCRIPT.read_text(encoding="utf-8"))
    assert pattern is not None
    is_reference = re.compile(pattern[1].replace("\\/", "/"))
    wrong, kinds = [], set()
    for page, target, place, text in references(site):
        has_preview = place in given.get(target, {})
        if bool(is_reference.search(f"/{target}#{place}")) != has_preview:
            wrong.append((page, target, place, text))
        kinds |= {place.partition("-")[0]} if has_preview else set()
    assert wrong == []
    assert kinds >= {"equation", "fig", "def", "thm", "ex", "term"}
    assert any(re.fullmatch(r"id\d+", kind) for kind in kinds), "citations"


def test_a_preview_has_the_number_by_which_it_is_referred_to(site: Path) -> None:
    given, numbered = written(site), 0
    for page, target, place, text in references(site):
        name = given.get(target, {}).get(place, [""])[0]
        if re.search(r"^\(?\w*\.?\s?[\d.]+\)?$", text) and name:
            assert name.split(" (")[0] == text or name == f"Equation {text}", (page, place, text)
            numbered += 1
    assert numbered > 500


def test_pieces_hold_no_names_a_second_time_and_figures_have_their_sizes(site: Path) -> None:
    everything = "".join(html for page in written(site).values() for _, html in page.values())
    assert " id=" not in everything
    assert "headerlink" not in everything
    images = re.findall("<img[^>]*>", everything)
    assert len(images) > 40
    assert [image for image in images if not re.search(r'width="\d+"', image)] == []
    assert [image for image in images if not re.search(r'height="\d+"', image)] == []


def test_the_script_is_small_and_so_is_what_it_loads(site: Path) -> None:
    assert SCRIPT.stat().st_size <= 8000
    sizes = {script.name: script.stat().st_size for script in (site / "previews").rglob("*.js")}
    assert max(sizes.values()) <= 150_000, sizes


# --- by pointer --------------------------------------------------------------------------------------


def rest_on(seen: Visit, selector: str) -> None:
    """Rest on a reference with the pointer; look at what comes, and that it goes without a trace."""
    seen.tab.mouse.move(1, 1)
    link = found(seen, selector)
    before = seen.tab.evaluate("[scrollX, scrollY, document.body.textContent]")
    seen.tab.evaluate(SHIFTS)
    link.hover()
    expect(preview(seen)).to_be_visible()
    assert preview(seen).inner_text().strip()
    target = link.evaluate("link => link.href")
    assert preview(seen).get_by_role("link", name="Go there").evaluate("link => link.href") == target
    assert (
        seen.tab.locator("#preview img:not([src^='data:'])").evaluate_all(
            "all => Promise.all(all.map(image => image.decode().then(() => image.naturalWidth > 0)))"
        )
        == [True] * seen.tab.locator("#preview img").count()
    )
    ids = seen.tab.evaluate("[...document.querySelectorAll('#preview, #preview [id]')].map(one => one.id)")
    assert ids == ["preview", "preview-name"]
    window = seen.tab.evaluate("[0, innerWidth, innerHeight, scrollX, scrollY]")
    box = preview(seen).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= window[1]
    assert box["y"] + box["height"] <= window[2]

    seen.tab.keyboard.press("Escape")  # and the pointer stays where it is
    expect(preview(seen)).to_have_count(0)
    assert seen.tab.evaluate("[scrollX, scrollY, document.body.textContent]") == before
    assert seen.tab.evaluate("shifts") == []
    assert seen.tab.locator("[id=preview]").count() == 0


def stays_away(seen: Visit) -> None:
    """See that what was closed does not come again, where the pointer and the focus are."""
    seen.tab.wait_for_timeout(500)
    expect(preview(seen)).to_have_count(0)
    assert seen.tab.evaluate("shifts") == []
    assert seen.problems == []
    seen.tab.mouse.move(1, 1)


def test_a_pointer_that_rests_on_a_reference_brings_it(opened: tuple[Visit, list[str]]) -> None:
    seen, selectors = opened
    for selector in selectors:
        rest_on(seen, selector)
    stays_away(seen)


def test_the_pointer_may_go_into_it_and_it_stays_as_long_as_it_is_there(
    address: str, chromium: Browser
) -> None:
    with visit(chromium, address, EQUATION[0]) as seen:
        link = found(seen, EQUATION[1])
        link.hover()
        expect(preview(seen)).to_be_visible()
        inside = preview(seen).bounding_box()
        assert inside is not None
        seen.tab.mouse.move(inside["x"] + 20, inside["y"] + inside["height"] / 2, steps=8)
        seen.tab.wait_for_timeout(600)
        expect(preview(seen)).to_be_visible()
        seen.tab.mouse.move(5, 5, steps=8)
        expect(preview(seen)).to_have_count(0)
        link.hover()
        expect(preview(seen)).to_be_visible()
        seen.tab.mouse.click(5, 400)
        expect(preview(seen)).to_have_count(0)
        assert seen.problems == []


def test_it_moves_with_the_page_and_not_with_the_window(address: str, chromium: Browser) -> None:
    with visit(chromium, address, EQUATION[0]) as seen:
        link = found(seen, EQUATION[1])
        link.focus()
        expect(preview(seen)).to_be_visible()
        apart = """() => document.querySelector('#preview').getBoundingClientRect().top
            - document.querySelector('[aria-controls=preview]').getBoundingClientRect().top"""
        before = seen.tab.evaluate(apart)
        seen.tab.evaluate("scrollBy({top: 60, behavior: 'instant'})")
        assert abs(seen.tab.evaluate(apart) - before) < 1


# Each two of width, kind and end of the window meet once.
def test_it_stays_in_the_window_wherever_its_reference_stands(address: str, chromium: Browser) -> None:
    with visit(chromium, address, "chapters/kl-divergence.html") as seen:
        for width, first, second in ((320, "figure", "equation"), (768, "equation", "figure")):
            seen.tab.set_viewport_size({"width": width, "height": 640})
            stays_in_the_window(seen, REFERENCES[first][1], "start", width)
            stays_in_the_window(seen, REFERENCES[second][1], "end", width)


def stays_in_the_window(seen: Visit, selector: str, block: str, width: int) -> None:
    """Rest on a reference at the top or at the foot of the window; see that what comes does not cover it."""
    link = found(seen, selector)
    link.evaluate("(link, block) => link.scrollIntoView({block, behavior: 'instant'})", block)
    step = -90 if block == "start" else 20
    seen.tab.evaluate("step => scrollBy({top: step, behavior: 'instant'})", step)
    link.hover()
    expect(preview(seen)).to_be_visible()
    box, at = preview(seen).bounding_box(), link.bounding_box()
    assert box is not None
    assert at is not None
    assert 0 <= box["x"] <= width - box["width"]
    assert 0 <= box["y"] <= 640 - box["height"]
    assert box["y"] >= at["y"] + at["height"] or box["y"] + box["height"] <= at["y"], "covers its link"
    seen.tab.keyboard.press("Escape")
    seen.tab.mouse.move(1, 1)
    expect(preview(seen)).to_have_count(0)


def test_a_pointer_that_passes_by_opens_nothing_and_one_that_rests_twice_loads_a_page_once(
    address: str, chromium: Browser
) -> None:
    with visit(chromium, address, EQUATION[0]) as seen:
        asked: list[str] = []
        seen.tab.on("request", lambda request: asked.append(request.url))
        assert seen.tab.locator("script[src*='previews/']").count() == 0
        box = found(seen, EQUATION[1]).bounding_box()
        assert box is not None
        seen.tab.mouse.move(box["x"] - 50, box["y"] + 5)
        seen.tab.mouse.move(box["x"] + 200, box["y"] + 5, steps=20)
        seen.tab.wait_for_timeout(500)
        assert [url for url in asked if "previews" in url] == []
        for _ in range(2):
            found(seen, EQUATION[1]).hover()
            expect(preview(seen)).to_be_visible()
            seen.tab.mouse.move(1, 1)
            expect(preview(seen)).to_have_count(0)
        assert seen.tab.locator("script[src*='previews/']").count() == 1
        assert seen.problems == []


# --- by keyboard, with a screen reader ---------------------------------------------------------------


def focus_and_leave(seen: Visit, selector: str) -> None:
    """Come to a reference by keyboard, go into what it brings, and back."""
    link = found(seen, selector)
    address = seen.tab.url
    link.focus()
    expect(preview(seen)).to_be_visible()
    expect(link).to_be_focused()
    assert link.get_attribute("aria-expanded") == "true"
    assert link.get_attribute("aria-haspopup") == "dialog"
    assert link.get_attribute("aria-controls") == preview(seen).get_attribute("id")
    name = seen.tab.locator("#preview-name").inner_text()
    expect(preview(seen)).to_have_accessible_name(name)
    seen.tab.keyboard.press("Tab")
    there = preview(seen).get_by_role("link", name="Go there")
    expect(there).to_be_focused()
    expect(there).to_have_accessible_description(name)
    seen.tab.keyboard.press("Escape")
    expect(preview(seen)).to_have_count(0)
    expect(link).to_be_focused()
    assert link.get_attribute("aria-expanded") is None
    assert seen.tab.url == address


def test_the_focus_brings_it_the_tabulator_leads_in_and_escape_leads_back(
    opened: tuple[Visit, list[str]],
) -> None:
    seen, selectors = opened
    for selector in selectors:
        focus_and_leave(seen, selector)
    stays_away(seen)


def test_the_tabulator_passes_through_it_to_what_follows(address: str, chromium: Browser) -> None:
    page, selector = REFERENCES["equation"]
    with visit(chromium, address, page) as seen:
        link = found(seen, selector)
        link.focus()
        expect(preview(seen)).to_be_visible()
        for _ in range(2):
            seen.tab.keyboard.press("Tab")
        assert link.evaluate(
            "link => (link.compareDocumentPosition(document.activeElement) & 4) > 0"  # it follows
        )
        assert not seen.tab.evaluate("Boolean(document.activeElement.closest('#preview'))")
        expect(seen.tab.locator(f"[aria-expanded]:has-text('{link.inner_text()}')")).to_have_count(0)


# axe walks through the whole page to judge a part of it, and this is the most of it that it need not see.
AROUND = """document.querySelectorAll("body > svg, .mobile-header, .sidebar-drawer, .toc-drawer, footer")
  .forEach(one => one.remove())"""


VIOLATED = "rules => axe.run('#preview', rules).then(({violations}) => violations.map(({id}) => id))"


# What is shown of a page is the same on all; of each kind, one.
@pytest.mark.parametrize("opened", OPENED[: len(PAGES)], indirect=True, ids=" ".join)
def test_axe_finds_nothing_while_it_is_shown(opened: tuple[Visit, list[str]]) -> None:
    seen, selectors = opened
    seen.tab.evaluate(AXE_SCRIPT)
    seen.tab.evaluate("document.activeElement.blur()")  # the keyboard has left it on a reference
    seen.tab.evaluate(AROUND)
    rules = {"resultTypes": ["violations"]}
    of_a_theme = {**rules, "runOnly": ["color-contrast", "link-in-text-block"]}
    for selector in (selector for selector in selectors if "html#" in selector):
        found(seen, selector).hover()
        expect(preview(seen)).to_be_visible()
        for theme, runs in (("light", rules), ("dark", of_a_theme)):
            seen.tab.emulate_media(color_scheme=theme)
            assert seen.tab.evaluate(VIOLATED, runs) == [], selector
        seen.tab.mouse.move(1, 1)
        expect(preview(seen)).to_have_count(0)


# --- by touch ----------------------------------------------------------------------------------------

TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def tap_and_go_there(seen: Visit, selector: str) -> None:
    """Tap on a reference, put away what comes by a tap beside it, tap again and follow the link in it."""
    link, address = found(seen, selector), seen.tab.url
    target = link.evaluate("link => link.href")
    link.tap()
    expect(preview(seen)).to_be_visible()
    seen.tab.wait_for_timeout(600)  # it stays without a finger on it
    expect(preview(seen)).to_be_visible()
    assert seen.tab.url == address
    box = preview(seen).bounding_box()
    assert box is not None
    beside = box["y"] + box["height"] + 40
    seen.tab.touchscreen.tap(3, beside if beside < PHONE["height"] else box["y"] - 40)
    expect(preview(seen)).to_have_count(0)
    link.tap()
    preview(seen).get_by_role("link", name="Go there").tap()
    seen.tab.wait_for_url(target, wait_until="commit")


# What a tap brings is what a pointer brings: a word, the largest, and one of an opened file.
@pytest.mark.parametrize(
    ("kind", "opened_as"),
    [("term elsewhere", "http"), ("figure", "http"), ("equation elsewhere", "file")],
)
def test_a_tap_brings_it_and_its_link_goes_there(
    short: Path, address: str, chromium: Browser, kind: str, opened_as: str
) -> None:
    page, selector = REFERENCES[kind]
    with visit(chromium, address if opened_as == "http" else short.as_uri(), page, **TOUCH) as seen:
        tap_and_go_there(seen, selector)
        assert seen.problems == []


def test_a_second_tap_on_the_reference_goes_there(address: str, chromium: Browser) -> None:
    with visit(chromium, address, EQUATION[0], **TOUCH) as seen:
        link = found(seen, EQUATION[1])
        target = link.evaluate("link => link.href")
        link.tap()
        expect(preview(seen)).to_be_visible()
        link.tap()
        seen.tab.wait_for_url(target, wait_until="commit")


# --- where it cannot be shown ------------------------------------------------------------------------


def test_without_scripts_a_reference_is_a_link(short: Path, chromium: Browser) -> None:
    with visit(chromium, short.as_uri(), EQUATION[0], java_script_enabled=False) as seen:
        link = seen.tab.locator(f"article {EQUATION[1]}").first
        target = link.get_attribute("href")
        link.click()
        seen.tab.wait_for_url(f"**/{target}", wait_until="commit")


@pytest.mark.parametrize("options", [{}, TOUCH])
def test_if_the_piece_does_not_come_a_reference_is_a_link(
    address: str, chromium: Browser, options: dict[str, object]
) -> None:
    with visit(chromium, address, EQUATION[0], **options) as seen:
        seen.tab.route("**/previews/chapters/**", lambda route: route.abort())
        link = found(seen, EQUATION[1])
        target = link.evaluate("link => link.href")
        link.hover() if not options else None
        seen.tab.wait_for_timeout(500)
        expect(preview(seen)).to_have_count(0)
        link.tap() if options else link.click()
        seen.tab.wait_for_url(target, wait_until="commit")
        assert [
            problem for problem in seen.problems if "previews/" not in problem and "ERR_FAILED" not in problem
        ] == []


def test_a_browser_without_popovers_has_links(address: str, chromium: Browser) -> None:
    with visit(chromium, address, "404.html") as seen:
        seen.tab.add_init_script("delete HTMLElement.prototype.popover")
        seen.tab.goto(f"{address}/{EQUATION[0]}")
        link = found(seen, EQUATION[1])
        link.hover()
        seen.tab.wait_for_timeout(600)
        expect(preview(seen)).to_have_count(0)
        assert seen.problems == []


def test_a_click_of_the_mouse_goes_there_at_once(server: str, chromium: Browser) -> None:
    """In the chapter as it is: the others look at pages that were cut out."""
    page, selector = REFERENCES["equation"]
    with visit(chromium, server, page, viewport=LAPTOP) as seen:
        link = found(seen, selector)
        link.hover()
        expect(preview(seen)).to_be_visible()
        link.click()
        assert seen.tab.url == link.evaluate("link => link.href")
        expect(preview(seen)).to_have_count(0)
