"""Gate 7: the built files need no other host, and equations, themes and navigation work."""

from pathlib import Path

import pytest
import yaml
from manuscript.files import ROOT, find_pages
from playwright.sync_api import Browser
from site_files import file_problems, pages_of, read
from visits import served, visit


def test_the_files_of_the_site_are_in_order(site: Path) -> None:
    assert len(pages_of(site)) >= 6
    assert file_problems(site, forbidden=(str(ROOT), str(Path.home()) + "/")) == []


def test_every_page_has_one_description_which_is_its_first_paragraph_unless_it_states_one(site: Path) -> None:
    found, paragraphs = {}, {}
    for page in find_pages():
        tree = read((site / page.relative_to(ROOT).with_suffix(".html")).read_text("utf-8"))
        found[page.stem] = tree.xpath("//meta[@name='description']/@content")
        first, *_ = tree.xpath("//article//p[not(contains(@class, 'screen-only'))]") or [tree]
        paragraphs[page.stem] = " ".join(first.text_content().split())
    assert found["genindex"] == ["Index, in the book Information Theory, Executed"]  # it has no paragraph
    assert {
        name for name, texts in found.items() if len(texts) != 1 or not 20 < len(texts[0]) <= 160
    } == set()
    assert paragraphs["entropy"].startswith(found["entropy"][0].rstrip("…"))


def test_every_page_says_at_its_foot_how_it_may_be_used(site: Path) -> None:
    configured = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["html"]["extra_footer"]
    feet = {page.name: page.read_text("utf-8").partition("<footer>")[2] for page in pages_of(site)}
    assert feet.pop("404.html") == ""
    assert {name for name, foot in feet.items() if configured not in foot} == set()


def test_the_theme_switch_changes_the_page_and_is_remembered(home: str, chromium: Browser) -> None:
    with visit(chromium, home, "index.html", color_scheme="light") as seen:
        grounds = set()
        for _ in range(3):
            grounds.add(seen.tab.evaluate("getComputedStyle(document.body).backgroundColor"))
            seen.tab.locator(".theme-toggle:visible").first.click()
        assert len(grounds) == 2, "light and dark"
        chosen = seen.tab.evaluate("document.body.dataset.theme")
        seen.open("pages/map.html")
        assert seen.tab.evaluate("document.body.dataset.theme") == chosen
        assert seen.problems == []


def test_a_click_leads_to_the_next_page(home: str, chromium: Browser) -> None:
    with visit(chromium, home, "index.html") as seen:
        for _ in range(2):
            following = seen.tab.locator("a.next-page").evaluate("link => link.href")
            seen.tab.locator("a.next-page").click()
            seen.tab.wait_for_url(following)
        assert seen.problems == []


def test_a_reader_is_led_from_the_first_page_to_the_last(site: Path) -> None:
    walked = [site / "index.html"]
    while link := read(walked[-1].read_text("utf-8")).xpath("//a[contains(@class, 'next-page')]/@href"):
        walked.append((walked[-1].parent / link[0]).resolve())
        assert len(walked) <= len(pages_of(site)), "in a circle"
    named = [page.relative_to(site.resolve()).with_suffix(".md") for page in walked]
    assert named == [page.relative_to(ROOT) for page in find_pages()]


GOOD = """<!doctype html>
<html lang="en"><head><title>A page</title><link rel="icon" href="data:,">{head}</head>
<body><main><h1 id="top">A page</h1><a href="#top">Up</a>{body}</main></body></html>"""
DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


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
        ("", "<math><merror><mtext>\\foo</mtext></merror></math>", "did not render"),
        ("", "<p>/Users/ada/book</p>", "holds"),
    ],
)
def test_a_fault_in_the_files_is_caught(tmp_path: Path, head: str, body: str, complaint: str) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        GOOD.format(
            head="", body=f'<article><img src="{DOT}" alt="A dot in the middle of nothing."></article>'
        )
    )
    assert file_problems(tmp_path, ("/Users/ada",)) == []
    page.write_text(GOOD.format(head=head, body=body))
    assert any(complaint in problem for problem in file_problems(tmp_path, ("/Users/ada",)))


def test_a_style_sheet_that_asks_another_host_is_caught(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text("@font-face {src: url('https://fonts.example.org/x.woff2')}")
    assert "asks another host" in file_problems(tmp_path)[0]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (
            "<script>fetch('https://stats.example.org/')</script>",
            "a request left: https://stats.example.org/",
        ),
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
    with served(tmp_path) as home:
        with visit(chromium, home, "good.html") as seen:
            assert seen.problems == []
        with visit(chromium, home, "bad.html") as seen:
            assert any(complaint in problem for problem in seen.problems)
