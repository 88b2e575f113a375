"""Gate 7: the search finds what is meant, shows sentences, and opens the section with the words marked."""

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from accessibility import violations
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect
from site_files import pages_of
from sphinx_extension.formula_text import plain_text
from visits import LAPTOP, PHONE, Visit, visit

# What a reader types, and a place that has to be among the first three.
MEANT = {
    "renyi": "pages/glossary.html#term-Renyi-entropy",
    "Rényi": "pages/glossary.html#term-Renyi-entropy",
    "kl": "chapters/kl-divergence.html",
    "D_KL": "pages/glossary.html#term-KL-divergence",
    "kullback-leibler": "pages/glossary.html#term-KL-divergence",
    "relative entropy": "pages/glossary.html#term-KL-divergence",
    "KLDivLoss": "chapters/pytorch-losses.html#kldivloss",
    "kl_div": "pages/glossary.html#term-KLDivLoss",
    "batchmean": "pages/glossary.html#term-batchmean",
    "broadcasting": "chapters/pytorch-losses.html#reductions-of-kldivloss-and-broadcasting",
    "double softmax gradient": "chapters/pytorch-losses.html#the-gradient-of-the-double-softmax",
    "GaussianNLLLoss": "pages/glossary.html#term-GaussianNLLLoss",
    "mse": "chapters/pytorch-losses.html#regression-mseloss-gaussiannllloss-poissonnllloss",
    "regression": "chapters/pytorch-losses.html#regression-mseloss-gaussiannllloss-poissonnllloss",
    "batch mean": "pages/glossary.html#term-batchmean",
    "log-sum-exp": "chapters/cross-entropy.html#the-log-sum-exp",
    "logsumexp": "chapters/cross-entropy.html#the-log-sum-exp",
    "log sum exp": "chapters/cross-entropy.html#the-log-sum-exp",
    "entropy": "chapters/entropy.html",
    "entropies": "chapters/entropy.html",
    "cross entropy": "chapters/cross-entropy.html",
    "CrossEntropyLoss": "pages/glossary.html#term-CrossEntropyLoss",
    "mutual_information": "pages/api.html#infolib.mutual_information",
    "the chain rule": "chapters/mutual-information.html#the-chain-rule",
    "gibbs": "pages/glossary.html#term-Gibbs-inequality",
    "perplexty": "pages/glossary.html#term-perplexity",
    "H(X|Y)": "pages/glossary.html#term-conditional-entropy",
    "H(X, Y)": "pages/glossary.html#term-joint-entropy",
    "I(X;Y)": "pages/glossary.html#term-mutual-information",
    "H(p, q)": "pages/glossary.html#term-cross-entropy",
    "D_{KL}(P || Q)": "pages/glossary.html#term-KL-divergence",
    "D(p ‖ q)": "pages/glossary.html#term-KL-divergence",
    "p log p": "pages/glossary.html#term-entropy",
    "∑": "pages/glossary.html#term-entropy",
    "0 log 0": "chapters/entropy.html#entropy-in-code",
    "0·log 0": "chapters/entropy.html#entropy-in-code",
    "-log p(x)": "pages/glossary.html#term-self-information",
    "−p log p": "pages/glossary.html#term-entropy",
    "20 questions": "pages/glossary.html#term-yes-or-no-question",
    "twenty questions?": "pages/glossary.html#term-yes-or-no-question",
    "ELBO": "pages/glossary.html#term-variational-inference",
    "VAE": "pages/glossary.html#term-variational-autoencoder",
    "D(p‖q) ≥ 0": "pages/glossary.html#term-Gibbs-inequality",
    "JSD": "pages/glossary.html#term-JensenShannon-divergence",
    "PMI": "pages/glossary.html#term-pointwise-mutual-information",
    "MLE": "pages/glossary.html#term-maximum-likelihood",
    "normalise": "pages/api.html#infolib.normalize",
    "F.kl_div": "pages/glossary.html#term-KLDivLoss",
    "nn.CrossEntropyLoss": "pages/glossary.html#term-CrossEntropyLoss",
    "crossentropy": "pages/glossary.html#term-cross-entropy",
    "mutal info": "pages/glossary.html#term-mutual-information",
    "softmax temperature": "chapters/cross-entropy.html#temperature",
    "jensens inequality": "pages/glossary.html#term-Jensen-s-inequality",
    "hufman": "pages/glossary.html#term-Huffman-code",
    "enthropy": "pages/glossary.html#term-entropy",
    "max likelihood": "pages/glossary.html#term-maximum-likelihood",
    "bayes theorem": "pages/glossary.html#term-Bayes-rule",
    "underflow": "pages/glossary.html#term-overflow",
    "shannon": "pages/glossary.html#term-Shannon-Claude",
}
# What a reader types, and a place that begins at the top of the window once its hit has been opened.
OPENED = {
    "the same width": "chapters/kl-divergence.html#normal-distributions-of-the-same-width-a-symmetric-case",
    "relative entropy": "pages/glossary.html#term-KL-divergence",
    "mean of means": "chapters/pytorch-losses.html#the-mean-of-means",
}
MOST = 40  # hits shown
# Browsers that keep nothing for a page throw as soon as it asks.
BLOCKED = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {get() { throw new DOMException("denied", "SecurityError") }})"""
# What is far from the window is not laid out, and to measure it would lay it out.
MARKS = """[...(CSS.highlights.get("search") ?? [])].map(range => {
  const shown = document.createRange();
  shown.setStart(range.startContainer, range.startOffset);
  shown.setEnd(range.endContainer, range.endOffset);
  const isNear = range.startContainer.parentElement.checkVisibility({contentVisibilityAuto: true});
  const box = isNear ? shown.getBoundingClientRect() : new DOMRect();
  return {text: shown.toString(), inWindow: box.height > 0 && box.top >= 0 && box.bottom <= innerHeight};
})"""
VIOLATED = """rules => axe.run("dialog.search", {resultTypes: ["violations"], ...rules})
  .then(({violations}) => violations.map(({id}) => id))"""
TOP = "document.getElementById(location.hash.slice(1)).getBoundingClientRect().top"
# Where the icon in front of some words ends, and where the words begin.
ICON = """(holder, words) => {
  const text = document.createRange();
  text.selectNodeContents(holder);
  text.setEndBefore(holder.querySelector(words));
  const first = text.toString().trim() ? text : holder.querySelector(words);
  const left = holder.getBoundingClientRect().left + parseFloat(getComputedStyle(holder).paddingLeft);
  return [left + parseFloat(getComputedStyle(holder, "::before").width), first.getBoundingClientRect().left];
}"""
# From a capital, a formula or a cut, to the end of a sentence, the letter of a formula's last line, or a cut.
SENTENCES = re.compile(r"^(… |[^a-z]|[a-z](?![a-z])).*[.!?:…][”’)]*( \([a-z]\))?$", re.DOTALL)
LATEX = re.compile(r"\\[a-zA-Z]+|\$|[_^]\{|&[a-z]+;")


@pytest.fixture(scope="module")
def places(site: Path) -> list[dict[str, str]]:
    """Read what is searched."""
    script = (site / "_static/search-index.js").read_text(encoding="utf-8")
    return json.loads(script.partition("\nbookIndex = ")[2].rstrip(";\n"))["places"]


def window_of(tab: Page) -> Locator:
    """Give the window of the search; a role is looked for in it, not among a page's thousands of elements."""
    return tab.locator("dialog.search")


@contextmanager
def searched(chromium: Browser, home: str, path: str, text: str, **options: object) -> Iterator[Visit]:
    """Open a page, and its search by the shortcut, and type."""
    with visit(chromium, home, path, **options) as seen:
        seen.tab.keyboard.press("/")
        seen.tab.keyboard.type(text)
        window_of(seen.tab).get_by_role("option").first.wait_for()
        yield seen


def hits(tab: Page) -> Locator:
    """Give the hits that are shown."""
    return window_of(tab).get_by_role("option")


def addresses(tab: Page, home: str) -> list[str]:
    """List where the hits lead, without the words to mark."""
    links = hits(tab).evaluate_all("links => links.map(link => link.href)")
    return [without_words(link, home) for link in links]


# Type each text; list the hits of each, with their excerpts. A loaded index answers within the task.
TYPE_ALL = """async texts => {
  const window = document.querySelector("dialog.search"), field = window.querySelector("input"), found = [];
  for (const text of texts) {
    field.value = text;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    await new Promise(answered => setTimeout(answered));
    found.push([...window.querySelectorAll("[role=option]")].map(link =>
      [link.href, link.querySelector(".search-excerpt").textContent]));
  }
  return found;
}"""


def without_words(link: str, home: str) -> str:
    """Say where a hit leads, without the words to mark."""
    return re.sub(r"\?[^#]*", "", link).removeprefix(f"{home}/")


@pytest.fixture(scope="module")
def found(server: str, chromium: Browser) -> dict[str, list[tuple[str, str]]]:
    """List the hits of each text that a reader types, each with its excerpt."""
    with searched(chromium, server, "index.html", "entropy") as seen:
        found = seen.tab.evaluate(TYPE_ALL, [*MEANT])
        assert seen.problems == []
    hits = [[(without_words(link, server), excerpt) for link, excerpt in links] for links in found]
    return dict(zip(MEANT, hits, strict=True))


def test_what_a_reader_means_is_among_the_first_three(found: dict[str, list[tuple[str, str]]]) -> None:
    first = {text: [link for link, _ in links[:3]] for text, links in found.items()}
    assert {text: links for text, links in first.items() if MEANT[text] not in links} == {}


def test_the_index_loads_at_the_first_search_and_results_come_while_typing(
    server: str, chromium: Browser
) -> None:
    loaded = "performance.getEntriesByType('resource').some(({name}) => name.endsWith('search-index.js'))"
    with visit(chromium, server, "index.html") as seen:
        assert not seen.tab.evaluate(loaded)
        seen.tab.keyboard.press("/")
        seen.tab.keyboard.type("perp")
        status = window_of(seen.tab).get_by_role("status")
        expect(hits(seen.tab).first).to_contain_text("perplexity")
        assert seen.tab.evaluate(loaded)
        shown = hits(seen.tab).count()
        expect(status).to_have_text(re.compile(rf"{shown} places|\d+ places; the best {shown} are shown"))
        for sign in "≤∞≈√":
            window_of(seen.tab).get_by_role("combobox").fill(sign)
            expect(hits(seen.tab).first.locator(".search-excerpt mark").first).to_have_text(sign)
        window_of(seen.tab).get_by_role("combobox").fill("perpendicular")
        expect(status).to_contain_text("Nothing found")
        expect(status.get_by_role("link")).to_have_attribute("href", f"{server}/genindex.html")
        expect(hits(seen.tab)).to_have_count(0)


# Each two of place, window and storage meet once; a second hit is opened from the page of the first.
@pytest.mark.parametrize(
    ("opened", "window", "storage", "texts"),
    [
        ("http", LAPTOP, "kept", ["the same width", "relative entropy"]),
        ("http", PHONE, "blocked", ["relative entropy"]),
        ("file", LAPTOP, "blocked", ["mean of means"]),
        ("file", PHONE, "kept", ["the same width"]),
    ],
)
def test_a_hit_opens_its_section_with_the_words_marked(
    site: Path,
    server: str,
    chromium: Browser,
    opened: str,
    window: dict[str, int],
    storage: str,
    texts: list[str],
) -> None:
    home = server if opened == "http" else site.as_uri()
    with visit(chromium, home, "404.html", viewport=window) as seen:
        if storage == "blocked":
            seen.tab.add_init_script(BLOCKED)
        seen.open("index.html")
        for text in texts:
            place = OPENED[text]
            seen.tab.keyboard.press("/")
            window_of(seen.tab).get_by_role("combobox").fill(text)
            hits(seen.tab).first.wait_for()
            for _ in range(addresses(seen.tab, home).index(place)):
                seen.tab.keyboard.press("ArrowDown")
            seen.tab.keyboard.press("Enter")
            seen.tab.wait_for_url(re.compile(re.escape(place).replace("\\#", ".*#")))
            seen.settle()
            seen.tab.wait_for_function(f"0 <= {TOP} && {TOP} < 200", timeout=5_000)
            marked = {mark["text"].lower() for mark in seen.tab.evaluate(MARKS) if mark["inWindow"]}
            assert marked & set(text.split()), text
        assert seen.problems == []


# Opened as a file, to which fonts come later than to a server's page.
def test_a_word_far_down_its_section_is_in_the_window(site: Path, chromium: Browser) -> None:
    with searched(chromium, site.as_uri(), "index.html", "nonsense", viewport=PHONE) as seen:
        seen.tab.keyboard.press("Enter")
        seen.tab.wait_for_url(re.compile("#when-does-the-reverse-fit-choose-one-peak$"))
        seen.settle()
        # The heading is far above, once the word is where it is to be.
        seen.tab.wait_for_function(f"{TOP} < {-PHONE['height']}", timeout=15_000)
        assert [mark for mark in seen.tab.evaluate(MARKS) if mark["inWindow"]] != []


def test_escape_forgets_the_marks_and_a_hit_on_the_same_page_does_not_load_it_again(
    home: str, chromium: Browser
) -> None:
    page, section = "chapters/kl-divergence.html", "a-bet-on-two-decks"
    with visit(chromium, home, f"{page}?marked=piquet+skat#{section}") as seen:
        assert [mark["text"] for mark in seen.tab.evaluate(MARKS)] == ["skat", "piquet"]
        seen.tab.keyboard.press("Escape")
        assert seen.tab.evaluate(MARKS) == []
        assert seen.tab.url == f"{home}/{page}#{section}"
        seen.tab.evaluate("window.stayed = true")
        seen.tab.keyboard.press("/")
        seen.tab.keyboard.type("piquet")
        hits(seen.tab).first.wait_for()
        seen.tab.keyboard.press("Enter")
        seen.tab.wait_for_url(re.compile(f"marked=piquet.*#{section}$"))
        expect(window_of(seen.tab)).to_be_hidden()
        assert seen.tab.evaluate("window.stayed") is True
        assert [mark["text"] for mark in seen.tab.evaluate(MARKS)] == ["piquet"]
        assert seen.problems == []


def test_excerpts_are_sentences(
    found: dict[str, list[tuple[str, str]]], places: list[dict[str, str]]
) -> None:
    excerpts = {
        link: excerpt
        for links in found.values()
        for link, excerpt in links
        if re.search("chapters/|/glossary", link)
    }
    begin = tuple(line[:20] for place in places for line in place["text"].split("\n") if line)
    assert len(excerpts) > 200
    # A paragraph may begin with a name in code: "weight is one number for each class".
    whole = {
        link: text[:1].upper() + text[1:] if text.startswith(begin) else text
        for link, text in excerpts.items()
    }
    assert {link: text for link, text in whole.items() if not SENTENCES.match(text)} == {}
    assert max(map(len, excerpts.values())) < 240


def test_the_keyboard_does_it_all(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "index.html") as seen:
        opener = seen.tab.locator(".search-place button")
        opener.focus()
        seen.tab.keyboard.press("Enter")
        field = window_of(seen.tab).get_by_role("combobox")
        expect(field).to_be_focused()
        seen.tab.keyboard.type("entropy")
        for key, chosen in (
            ("", 0),
            ("ArrowDown", 1),
            ("ArrowUp", 0),
            ("ArrowUp", MOST - 1),
            ("ArrowDown", 0),
        ):
            if key:
                seen.tab.keyboard.press(key)
            expect(hits(seen.tab).nth(chosen)).to_have_attribute("aria-selected", "true")
            expect(hits(seen.tab).nth(chosen)).to_be_in_viewport()
            expect(seen.tab.locator("[role=option][aria-selected=true]")).to_have_count(1)
            expect(field).to_have_attribute("aria-activedescendant", f"search-hit-{chosen}")
        seen.tab.keyboard.press("Escape")
        expect(window_of(seen.tab)).to_be_hidden()
        expect(opener).to_be_focused()


def test_the_shortcut_leaves_text_fields_alone(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/entropy.html") as seen:
        seen.tab.evaluate("document.querySelector('[data-exercise]').scrollIntoView()")
        answer = seen.tab.locator("[data-exercise] input[type=text]").first
        answer.focus()
        seen.tab.keyboard.type("1/2")
        expect(answer).to_have_value("1/2")
        expect(window_of(seen.tab)).to_be_hidden()
        seen.tab.keyboard.press("Control+k")
        expect(window_of(seen.tab)).to_be_visible()


def test_a_screen_reader_hears_a_list_of_hits(server: str, chromium: Browser) -> None:
    with searched(chromium, server, "index.html", "kl") as seen:
        field = window_of(seen.tab).get_by_role("combobox", name="Search the book")
        expect(field).to_have_attribute("aria-controls", "search-hits")
        expect(seen.tab.locator("#search-hits")).to_have_role("listbox")
        seen.tab.evaluate(AXE_SCRIPT)
        for text, expanded, said in (("qqqqq", "false", "Nothing found"), ("kl", "true", r"\d+ places")):
            field.fill(text)
            expect(field).to_have_attribute("aria-expanded", expanded)
            expect(window_of(seen.tab).get_by_role("status")).to_contain_text(re.compile(said))
            for theme, only in (
                ("light", {}),
                ("dark", {"runOnly": ["color-contrast", "link-in-text-block"]}),
            ):
                seen.tab.emulate_media(color_scheme=theme)
                assert seen.tab.evaluate(VIOLATED, only) == []
        seen.tab.emulate_media(color_scheme="light")
        assert violations(seen.tab) == []  # of the whole page


def test_on_a_phone_the_search_fills_the_window(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "index.html", viewport=PHONE) as seen:
        for width in (PHONE["width"], 320):
            seen.tab.set_viewport_size({"width": width, "height": 640})
            opener, dialog = seen.tab.locator(".mobile-header .search-opener"), window_of(seen.tab)
            box = opener.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24
            assert box["x"] + box["width"] <= width
            opener.click()
            seen.tab.keyboard.type("log-sum-exp")
            hits(seen.tab).first.wait_for()
            assert dialog.bounding_box() == {"x": 0, "y": 0, "width": width, "height": 640}
            assert dialog.evaluate(
                "box => [box, ...box.querySelectorAll('*')].every(e => e.scrollWidth <= innerWidth)"
            )
            dialog.get_by_role("button", name="Close").click()
            expect(dialog).to_be_hidden()


def test_the_icon_covers_no_letter(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "index.html") as seen:
        seen.tab.keyboard.press("/")
        for holder, words in ((".search-place .search-opener", "kbd"), (".search-line", "input")):
            ends, begins = seen.tab.locator(holder).first.evaluate(ICON, words)
            assert ends <= begins, holder


@pytest.mark.parametrize(("opened", "window"), [("file", LAPTOP), ("http", PHONE)], ids=["laptop", "phone"])
def test_without_javascript_a_link_to_the_index_is_offered(
    site: Path, server: str, chromium: Browser, opened: str, window: dict[str, int]
) -> None:
    home = server if opened == "http" else site.as_uri()
    with visit(chromium, home, "index.html", viewport=window, java_script_enabled=False) as seen:
        if window is PHONE:
            seen.tab.locator(".mobile-header label[for=__navigation]").click()
        assert seen.tab.locator("button.search-opener:visible").count() == 0
        link = seen.tab.get_by_role("link", name="Index of terms")
        box, before = link.bounding_box(), None
        while box != before:  # on a phone it slides in
            seen.tab.wait_for_timeout(100)
            box, before = link.bounding_box(), box
        assert box is not None
        # Playwright, which has scripts of its own, takes the link for covered by the element around it.
        seen.tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        seen.tab.wait_for_url(f"{home}/genindex.html")


def test_a_page_brings_one_script_for_the_search(site: Path) -> None:
    page = (site / "chapters/entropy.html").read_text(encoding="utf-8")
    assert set(re.findall(r"\w*(?:search|doctools|language_data|highlight)\w*\.js", page)) == {"search.js"}


def test_what_the_search_loads_is_small(site: Path) -> None:
    index = (site / "_static/search-index.js").read_bytes()
    library = index.partition(b"\nbookIndex = ")[0]
    assert len(library) <= 30_000
    assert b"Permission is hereby granted" in library, "the licence of MiniSearch"
    assert len(gzip.compress(index)) <= 200_000
    assert (site / "_static/search.js").stat().st_size <= 16_000


def test_every_place_is_on_its_page_and_every_section_is_a_place(
    site: Path, places: list[dict[str, str]]
) -> None:
    known = [place["address"] for place in places]
    assert len(known) == len(set(known)) > 700
    ids, sections = set(), set()
    for page in pages_of(site):
        name, html = page.relative_to(site).as_posix(), page.read_text(encoding="utf-8")
        ids |= {name, *(f"{name}#{id}" for id in re.findall(r'\bid="([^"]+)"', html))}
        if name != "genindex.html":
            found = re.findall(r'<section [^>]*id="([^"]+)"[^>]*>\s*<h[2-6]', html)
            sections |= {f"{name}#{id}" for id in found}
    assert set(known) - ids == set()
    assert len(sections) > 200
    assert sections - set(known) == set()


def test_what_is_searched_holds_no_latex_and_nothing_twice(places: list[dict[str, str]]) -> None:
    texts = {place["address"]: f"{place['title']}\n{place['text']}" for place in places}
    assert {address: LATEX.findall(text) for address, text in texts.items() if LATEX.search(text)} == {}
    assert "Its entropy is H(X) = −∑ᵢ pᵢ log pᵢ, where" in texts["chapters/entropy.html#def-entropy"]
    assert "Self-information: the size" not in texts["index.html#what-is-in-it"], "a list of contents"
    assert "a solution" not in texts["chapters/entropy.html#exercises"]


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"D(p \,\|\, q) = \sum_i p_i \log_2 \frac{p_i}{q_i} \ge 0 ,", "D(p ‖ q) = ∑ᵢ pᵢ log₂ pᵢ/qᵢ ≥ 0,"),
        (r"\frac{b - a}{2n} = -\tfrac12 H(p)", "(b−a)/(2n) = −1/2 H(p)"),
        (r"\begin{aligned} a &= \ln q_i , \\ b &\le x^2 \end{aligned}", "a = ln qᵢ, b ≤ x²"),
        (r"q_\theta^{(T)}, \quad \hat p, \quad f^*, \quad x_{i+1}", "q_θ⁽ᵀ⁾, p̂, f*, xᵢ₊₁"),
        (r"\underbrace{H(X)}_{\text{the entropy}}", "H(X) (the entropy)"),
        (r"\binom{52}{3} \cdot e^{-x/2}", "(52 over 3) ⋅ e^(−x/2)"),
        (r"\sum_{b=1}^{B} n_b, \quad \sqrt{2 \pi e}", "∑_(b=1)ᴮ n_b, √(2πe)"),
    ],
)
def test_a_formula_is_a_line_of_plain_text(latex: str, line: str) -> None:
    assert plain_text(latex) == line
