"""What a reader sees at once: words on their ground, marks beside words, boxes that belong together."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token
from site_files import pages_of
from sphinx_extension.assets import DARK_CODE, PLAIN
from sphinx_extension.mathml import to_mathml
from visits import PHONE, lay_out_whole, visit


def test_the_mark_of_a_fold_covers_no_word(server: str, chromium: Browser) -> None:
    covered = """() => [...document.querySelectorAll(".toggle-button")].filter(mark => {
      const place = mark.getBoundingClientRect();
      const words = new Range();
      return [...mark.closest(".dropdown").querySelector(".admonition-title").childNodes].some(part => {
        words.selectNodeContents(part);
        return part !== mark && [...words.getClientRects()]
          .some(line => line.right > place.left && line.bottom > place.top && line.top < place.bottom);
      });
    }).map(mark => mark.closest(".dropdown").textContent.slice(0, 40))"""
    with visit(chromium, server, "chapters/self-information.html") as seen:
        lay_out_whole(seen.tab)
        assert seen.tab.locator(".toggle-button").count() > 5
        for width in (1280, 390, 320):
            seen.tab.set_viewport_size({"width": width, "height": 800})
            assert seen.tab.evaluate("innerWidth") == width
            assert seen.tab.evaluate(covered) == []


@pytest.mark.parametrize("width", [320, 390])
def test_the_buttons_of_the_head_stand_apart(server: str, chromium: Browser, width: int) -> None:
    window = {"width": width, "height": 800}
    with visit(chromium, server, "pages/how-to-use.html", viewport=window) as seen:
        parts = seen.tab.locator(".mobile-header .header-center a, .header-right > *").all()
        boxes = sorted((part.bounding_box() for part in parts), key=lambda box: box["x"])
        gaps = [after["x"] - before["x"] - before["width"] for before, after in pairwise(boxes)]
        assert len(gaps) == 3
        assert min(gaps[1:]) >= 6
        assert gaps[0] >= 0
        assert boxes[-1]["x"] + boxes[-1]["width"] <= width


def test_a_form_is_joined_to_its_exercise(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/kl-divergence.html", viewport=PHONE) as seen:
        exercise = seen.tab.locator("div.exercise").first
        exercise.scroll_into_view_if_needed()
        form = seen.tab.locator(".exercise-check.alive").first
        form.wait_for()
        above, below = exercise.bounding_box(), form.bounding_box()
        assert abs(below["y"] - above["y"] - above["height"]) < 1
        assert abs(below["x"] - above["x"]) < 1


def test_a_proof_is_as_wide_as_the_text(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/kl-divergence.html") as seen:
        proofs = seen.tab.locator("div.proof:not(.definition, .theorem)")
        space = "all => all.map(one => getComputedStyle(one).paddingLeft)"
        assert proofs.evaluate_all(space) == ["0px"] * 2


def test_an_opened_figure_is_no_white_sheet_in_the_dark(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/entropy.html", viewport=PHONE, color_scheme="dark") as seen:
        link = seen.tab.locator("#fig-question-tree .figure-link")
        link.scroll_into_view_if_needed()
        link.click()
        sheet = seen.tab.locator(".figure-large")
        sheet.wait_for()
        assert "invert" in sheet.evaluate("one => getComputedStyle(one).filter")
        assert sheet.locator("img").evaluate("one => getComputedStyle(one).filter") == "none"


def test_the_logo_stands_beside_the_name(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "index.html") as seen:
        logo = seen.tab.locator(".sidebar-logo").bounding_box()
        name = seen.tab.locator(".sidebar-brand-text").bounding_box()
        assert logo["width"] > 30
        assert 4 < name["x"] - logo["x"] - logo["width"] < 30


@pytest.mark.parametrize(
    ("latex", "lines"),
    [
        (
            r"D\big(p(x, y) \| q(x, y)\big) = D\big(p(x) \| q(x)\big) + \sum_x p(x) D\big(p_x \| q_x\big)",
            ["D", "=", "+"],
        ),
        (
            r"I(X; Y) \ge 0, \qquad \text{with equality if and only if } X \text{ is a constant}.",
            ["I", "with", "X", "is"],
        ),
        (r"(x - \mu_2)^2 = (x - \mu_1)^2 + 2(x - \mu_1)(\mu_1 - \mu_2)", ["(", "=", "+"]),
        (r"= \sum_x p(x) \sum_y p(y \mid x) \bigl(-\log q(y \mid x)\bigr)", ["=", "∑", "("]),
        (
            r"L = \sum_i p_i\, \ell_i \;\ge\; H(p) \qquad \text{for every uniquely decodable code, in bits.}",
            ["L", "for", "code"],
        ),
        (r"\frac{1}{n} \sum_{s=1}^{n} -\log_2 q(x_s \mid x_1, x_2, \ldots, x_{s-1}) + a", ["1", "∑", "+"]),
        (r"H(X) = (a + b + c + d + e + f + g + h) - (-1)", ["H", "=", "−"]),
    ],
)
def test_a_formula_that_is_wider_than_a_phone_is_broken_where_a_line_may_begin(
    latex: str, lines: list[str]
) -> None:
    pieces = [re.sub(r"<[^>]*>", "", piece).strip() for piece in to_mathml(latex, True).split("<wbr/>")]
    assert [piece[: len(first)] for piece, first in zip(pieces, lines, strict=True)] == lines


@pytest.mark.parametrize(
    ("condition", "sign", "times"), [(r"0 \le p \le 1", "≤", 2), (r"\text{for every base } b > 1 .", "b", 1)]
)
def test_a_condition_beside_an_equation_is_broken_off_whole(condition: str, sign: str, times: int) -> None:
    lines = to_mathml(r"H(p) = -p \log p - (1 - p) \log (1 - p), \qquad " + condition, True).split("<wbr/>")
    assert len(lines) > 1
    assert re.sub(r"<[^>]*>", "", lines[-1]).count(sign) == times


def test_code_among_the_answers_is_no_larger_than_the_words(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/mutual-information.html", viewport=PHONE) as seen:
        seen.tab.locator("div.exercise").nth(1).scroll_into_view_if_needed()
        code = seen.tab.locator(".exercise-check.alive code").first
        code.wait_for()
        size = "one => parseFloat(getComputedStyle(one).fontSize)"
        assert code.evaluate(size) < code.locator("..").evaluate(size)


@pytest.mark.parametrize("style", ["a11y-high-contrast-light", DARK_CODE])
def test_code_looks_as_if_its_names_and_brackets_were_marked(style: str) -> None:
    assert PLAIN.sub(r"\1", '<span class="n">p</span><span class="o">=</span>') == 'p<span class="o">=</span>'
    drawn = get_style_by_name(style).style_for_token
    plain = {
        kind: drawn(kind) for kind, name in STANDARD_TYPES.items() if name in ("n", "nn", "nx", "p", "w")
    }
    assert len(plain) == 5
    assert {kind: look for kind, look in plain.items() if look != drawn(Token.Text)} == {}


def test_the_names_of_code_are_not_marked(site: Path) -> None:
    html = (site / "chapters/entropy.html").read_text(encoding="utf-8")
    assert html.count('<span class="o">') > 300
    assert not PLAIN.search(html)


def test_no_link_begins_with_a_space(site: Path) -> None:
    pages = {page.name: page.read_text(encoding="utf-8") for page in pages_of(site)}
    assert {name for name, html in pages.items() if re.search("<a [^>]*> ", html)} == set()
