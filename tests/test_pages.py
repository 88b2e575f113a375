"""Gate 7: the built pages need no other host, work in a browser, and can be used by everybody."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import launch
from chapters import ROOT, find_chapters
from playwright.sync_api import Browser, BrowserContext, Page
from render import render
from site_files import file_problems, pages_of

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book, every page, warnings as errors, from the recorded outputs."""
    return render(tmp_path_factory.mktemp("book")).parent


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one browser for all tests."""
    with launch() as browser:
        yield browser


@pytest.fixture(scope="session")
def serve(site: Path) -> Iterator[str]:
    """Serve the built book on this machine; give its address."""
    yield from _server(site)


def _server(folder: Path) -> Iterator[str]:
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve files and say nothing."""

    def log_message(self, *arguments: object) -> None:
        """Keep the test's output clean."""


class Visit:
    """A tab that notes what goes wrong: requests that leave, console errors, exceptions, failed files."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.problems: list[str] = []
        self.home = home
        context.route("**/*", self._only_home)
        self.tab: Page = context.new_page()
        self.tab.on("console", lambda message: self._note(message.type in ("error", "warning"), message.text))
        self.tab.on("pageerror", lambda error: self._note(True, f"exception: {error}"))
        self.tab.on("requestfailed", lambda request: self._note(True, f"failed: {request.url}"))
        self.tab.on("response", lambda response: self._note(response.status >= 400, f"missing: {response.url}"))

    def _only_home(self, route: object) -> None:
        if route.request.url.startswith((self.home, "data:", "blob:")):
            route.continue_()
        else:
            self.problems.append(f"a request left: {route.request.url}")
            route.abort()

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.problems.append(what)


def open_page(chromium: Browser, home: str, path: str, **options: object) -> Visit:
    """Open a page in a fresh context and wait until nothing loads any more."""
    visit = Visit(chromium.new_context(**{"viewport": LAPTOP, **options}), home)
    visit.tab.goto(f"{home}/{path}")
    visit.tab.wait_for_load_state("networkidle")
    return visit


def grave_violations(tab: Page) -> list[str]:
    """Run axe; list the serious and critical violations."""
    found = Axe().run(tab).response["violations"]
    return [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:120]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def test_the_files_of_the_site_are_in_order(site: Path) -> None:
    assert len(pages_of(site)) >= 6
    assert file_problems(site, forbidden=(str(ROOT), str(Path.home()) + "/")) == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_every_page_opens_without_network_or_console_errors(
    site: Path, serve: str, chromium: Browser, scheme: str
) -> None:
    home = serve if scheme == "http" else site.as_uri()
    problems = {}
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        visit = open_page(chromium, home, name)
        problems[name] = visit.problems
        visit.tab.context.close()
    assert {name: found for name, found in problems.items() if found} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_no_page_has_a_serious_axe_violation(
    site: Path, serve: str, chromium: Browser, theme: str, size: dict[str, int]
) -> None:
    problems = {}
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        visit = open_page(chromium, serve, name, viewport=size, color_scheme=theme)
        visit.tab.evaluate("document.querySelectorAll('details').forEach(block => block.open = true)")
        visit.tab.wait_for_timeout(1000)  # the fold opens slowly, and half-faded text has too little contrast
        problems[name] = grave_violations(visit.tab)
        visit.tab.context.close()
    assert {name: found for name, found in problems.items() if found} == {}


def test_no_page_is_wider_than_a_phone(site: Path, serve: str, chromium: Browser) -> None:
    widths = {}
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        visit = open_page(chromium, serve, name, viewport=PHONE)
        widths[name] = visit.tab.evaluate("document.scrollingElement.scrollWidth")
        visit.tab.context.close()
    assert {name: width for name, width in widths.items() if width > PHONE["width"]} == {}


@pytest.mark.parametrize("chapter", [chapter.name for chapter in find_chapters()])
def test_equations_are_drawn_with_their_fonts(serve: str, chromium: Browser, chapter: str) -> None:
    visit = open_page(chromium, serve, f"chapters/{chapter}.html")
    drawn = visit.tab.evaluate("document.querySelectorAll('.katex').length")
    fonts = visit.tab.evaluate(
        "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('\"', ''))"
    )
    assert drawn > 50
    assert {"KaTeX_Main", "KaTeX_Math"} <= set(fonts)


def test_the_subscript_of_a_logarithm_sits_below_the_line(serve: str, chromium: Browser) -> None:
    visit = open_page(chromium, serve, "chapters/self-information.html")
    boxes = visit.tab.evaluate(
        """() => [...document.querySelectorAll('.katex-html .mop')]
            .filter(op => /^log\\s*2/.test(op.textContent))
            .map(op => {
              const middle = box => (box.top + box.bottom) / 2;
              const two = [...op.querySelectorAll('.msupsub .mord')].at(-1).getBoundingClientRect();
              const log = document.createRange();
              log.selectNodeContents(op.firstChild.firstChild ?? op.firstChild);
              const word = log.getBoundingClientRect();
              return {drop: (middle(two) - middle(word)) / word.height, size: two.height / word.height};
            })"""
    )
    assert len(boxes) > 10
    assert all(0.1 < box["drop"] < 0.6 for box in boxes), boxes
    assert all(box["size"] < 0.9 for box in boxes), boxes


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_search_finds_a_chapter(site: Path, serve: str, chromium: Browser, scheme: str) -> None:
    home = serve if scheme == "http" else site.as_uri()
    visit = open_page(chromium, home, "index.html")
    visit.tab.locator("button.search-button:visible, button.search-button__button:visible").first.click()
    visit.tab.keyboard.type("perplexity")
    visit.tab.keyboard.press("Enter")
    visit.tab.wait_for_selector("#search-results li a", timeout=10_000)
    links = visit.tab.locator("#search-results li a").evaluate_all("links => links.map(link => link.href)")
    assert any("chapters/entropy.html" in link for link in links)
    assert visit.problems == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_theme_switch_changes_the_page_and_is_remembered(
    site: Path, serve: str, chromium: Browser, scheme: str
) -> None:
    home = serve if scheme == "http" else site.as_uri()
    visit = open_page(chromium, home, "index.html", color_scheme="light")

    def background() -> str:
        return visit.tab.evaluate("getComputedStyle(document.body).backgroundColor")

    seen = {background()}
    for _ in range(2):
        visit.tab.locator(".theme-switch-button:visible").first.click()
        seen.add(background())
    assert len(seen) == 2, "light and dark"
    chosen = visit.tab.evaluate("document.documentElement.dataset.mode")
    visit.tab.goto(f"{home}/chapters/entropy.html")
    assert visit.tab.evaluate("document.documentElement.dataset.mode") == chosen
    assert visit.problems == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_reader_can_walk_from_the_first_page_to_the_last(
    site: Path, serve: str, chromium: Browser, scheme: str
) -> None:
    home = serve if scheme == "http" else site.as_uri()
    visit = open_page(chromium, home, "index.html")
    walked = []
    while visit.tab.locator("a.right-next").count():
        visit.tab.locator("a.right-next").click()
        visit.tab.wait_for_load_state()
        walked.append(visit.tab.url)
    assert [name for name in walked if "/chapters/" in name] == [
        f"{home}/chapters/{chapter.name}.html" for chapter in find_chapters()
    ]
    assert visit.problems == []


GOOD = """<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">{head}</head>
<body><main><h1 id="top">A page</h1><a href="#top">Up</a>{body}</main></body></html>"""
DOT = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.mark.parametrize(
    ("head", "body", "complaint"),
    [
        ('<script src="https://cdn.example.org/x.js"></script>', "", "asks another host"),
        ('<link rel="stylesheet" href="//cdn.example.org/x.css">', "", "asks another host"),
        ('<link rel="stylesheet" href="missing.css">', "", "lacks its file"),
        ("", f'<article><img src="{DOT}"></article>', "no sentence as alt text"),
        ("", f'<article><img src="{DOT}" alt="a plot"></article>', "no sentence as alt text"),
        ("", '<a href="nowhere.html">Go</a>', "does not exist"),
        ("", '<a href="#nowhere">Go</a>', "no such place"),
        ("", '<span class="katex-error">\\foo</span>', "did not render"),
        ("", "<p>/home/ada/book</p>", "holds"),
    ],
)
def test_a_fault_in_the_files_is_caught(tmp_path: Path, head: str, body: str, complaint: str) -> None:
    page = tmp_path / "index.html"
    page.write_text(GOOD.format(head="", body=f'<article><img src="{DOT}" alt="A dot in the middle of nothing."></article>'))
    assert file_problems(tmp_path, ("/home/ada",)) == []
    page.write_text(GOOD.format(head=head, body=body))
    assert any(complaint in problem for problem in file_problems(tmp_path, ("/home/ada",)))


def test_a_style_sheet_that_asks_another_host_is_caught(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text("@font-face {src: url('https://fonts.example.org/x.woff2')}")
    assert "asks another host" in file_problems(tmp_path)[0]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>fetch('https://stats.example.org/')</script>", "a request left: https://stats.example.org/"),
        ("<script>console.error('broken')</script>", "broken"),
        ("<script>undefinedFunction()</script>", "exception"),
        ('<img src="missing.png" alt="A picture that is missing.">', "missing.png"),
    ],
)
def test_a_fault_in_the_browser_is_caught(
    tmp_path: Path, chromium: Browser, body: str, complaint: str
) -> None:
    (tmp_path / "good.html").write_text(GOOD.format(head="", body=""))
    (tmp_path / "bad.html").write_text(GOOD.format(head="", body=body))
    server = _server(tmp_path)
    home = next(server)
    assert open_page(chromium, home, "good.html").problems == []
    assert any(complaint in problem for problem in open_page(chromium, home, "bad.html").problems)
    server.close()


def test_a_serious_axe_violation_is_caught(tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "bad.html").write_text(GOOD.format(head="", body='<p style="color:#ccc;background:#fff">Faint</p>'))
    (tmp_path / "good.html").write_text(GOOD.format(head="", body="<p>Plain</p>"))
    home = tmp_path.as_uri()
    assert grave_violations(open_page(chromium, home, "good.html").tab) == []
    assert "color-contrast" in grave_violations(open_page(chromium, home, "bad.html").tab)[0]
