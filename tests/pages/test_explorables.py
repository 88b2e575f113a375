"""Explorables: their numbers are infolib's, and pointer, finger, keyboard and link reach every state."""

import gzip
import itertools
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from cut_pages import cut_out, short_site
from explorables import FOLDER, NAMES, draw, load_all
from playwright.sync_api import Browser, Locator, Page, expect
from site_files import pages_of
from states import simplex
from visits import DRAWN, PHONE, Visit, lay_out_whole, served, visit

import infolib

# Of each: its figure, its chapter, and a sentence's state that a link leads to.
FIGURES = {
    "calibration": ("fig-drag-calibration", "cross-entropy", "2,6,0.75,0.8,0.8,0.8,0.8,0.9", "90.0 % right"),
    "code-lengths": ("fig-drag-code", "entropy", "0.5,0.25,0.125,0.125", "Average length: 1.750 digits"),
    "game": (
        "fig-drag-game",
        "kl-divergence",
        "0.5,0.5,0,0,0.5,0.5,0,0,0,1,0,0",
        "Try 1: D(p‖q) was 0.00 bits, 0.50 bits too small",
    ),
    "joint-table": (
        "fig-drag-joint-table",
        "mutual-information",
        "0.25,0,1",
        "Mutual information: 0.81 bits",
    ),
    "kl-bars": ("fig-drag-bars", "kl-divergence", "0.5,0.5,0,0,0.25,0.25,0.25,0.25", "D(p‖q): 1.00 bits"),
    "paint": (
        "fig-drag-paint",
        "mutual-information",
        "1,8,0,0,255,255,0,0,0,0",
        "Correlation: 0.00. Mutual information: 0.00 bits.",
    ),
    "questions": (
        "fig-drag-questions",
        "self-information",
        "64,0,10",
        "Surprise: 6.00 bits, left: 6.00.",
    ),
    "simplex": ("fig-drag-simplex", "entropy", "0.5,0.5,0", "Entropy: 1.00 bits."),
    "softmax": ("fig-drag-logits", "cross-entropy", "0,0,0,1,2", "Loss: 1.10 nats"),
    "two-gaussians": (
        "fig-drag-gaussians",
        "continuous-variables",
        "1,0.5,-1,0.5",
        "D(f‖g): 11.542 bits. D(g‖f): 11.542 bits",
    ),
    "two-peaks": ("fig-drag-two-peaks", "kl-divergence", "8,4,1.05", "Reverse: 1.003 bits"),
}
SHELF = "chapters/entropy.html"  # on which a test finds them all
LIBRARY, ROOM, ONE = 40 * 1024, 7 * 1024, 6 * 1024  # bytes, compressed


def test_every_explorable_stands_in_one_chapter(site: Path) -> None:
    found = [
        (name, page.stem)
        for page in pages_of(site)
        for name in re.findall(r'data-explorable="([\w-]+)"', page.read_text(encoding="utf-8"))
    ]
    assert sorted(found) == sorted((name, chapter) for name, (_, chapter, *_) in FIGURES.items())
    assert sorted(FIGURES) == NAMES
    near = re.compile(r"<script [^>]*/explorables/near\.js")
    loading = [page.stem for page in pages_of(site) if near.search(page.read_text(encoding="utf-8"))]
    assert {chapter for _, chapter in found} <= set(loading)


# --- their numbers ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scripts(chromium: Browser) -> Iterator[Page]:
    """Open an empty page with the scripts of all explorables."""
    tab = chromium.new_page()
    load_all(tab)
    yield tab
    tab.close()


def of_page(scripts: Page, call: str, values: list[Any]) -> list[Any]:
    """Compute a formula of the page for many values; what JSON cannot say comes as text."""
    said = """given => given.map(values => {
      const plain = x => Array.isArray(x) ? x.map(plain) : Number.isFinite(x) ? x : String(x);
      return plain((CALL)(...values));
    })""".replace("CALL", call)
    numbers = scripts.evaluate(said, values)
    return [[float(x) for x in one] if isinstance(one, list) else float(one) for one in numbers]


def same(page: list[Any], book: list[Any]) -> None:
    """Compare to many more digits than are shown."""
    np.testing.assert_allclose(np.array(page), np.array(book), rtol=1e-9, atol=1e-12)


def test_surprise_and_entropy_are_infolibs(scripts: Page) -> None:
    p = [0, 1e-9, 0.01, 0.125, 0.5, 0.99, 1]
    same(of_page(scripts, "formulas.surprise", [[x] for x in p]), [infolib.self_information(x) for x in p])
    laws = [*simplex(4, 6), [0.25] * 4, [0.97, 0.01, 0.01, 0.01]]
    same(
        of_page(scripts, "formulas.entropy", [[law] for law in laws]), [infolib.entropy(law) for law in laws]
    )


def test_the_divergence_is_infolibs_also_where_it_is_infinite(scripts: Page) -> None:
    pairs = [[p, q] for p, q in itertools.product(simplex(3, 5), repeat=2)]
    book = [float(infolib.kl_divergence(p, q)) for p, q in pairs]
    same(of_page(scripts, "formulas.klDivergence", pairs), book)
    assert math.inf in book
    assert 0 in book
    terms = of_page(scripts, "formulas.klTerms", pairs)
    same([max(0, math.fsum(one)) if math.inf not in one else math.inf for one in terms], book)


def test_mutual_information_is_infolibs(scripts: Page) -> None:
    tables = [[p[:2], p[2:]] for p in simplex(4, 6)]
    tables += [
        [[x * y, x * (1 - y)], [(1 - x) * y, (1 - x) * (1 - y)]] for x in (0, 0.3, 1) for y in (0.01, 0.5)
    ]
    book = [float(infolib.mutual_information(np.array(table))) for table in tables]
    same(of_page(scripts, "formulas.mutualInformation", [[table] for table in tables]), book)
    assert {round(value, 9) for value in book} >= {0, 1}


def test_softmax_its_loss_and_its_gradient_are_infolibs(scripts: Page) -> None:
    logits = [list(z) for z in itertools.product((-40.0, -1.0, 0.0, 2.5, 40.0), repeat=3)] + [
        [1000.0, 0.0, -1000.0]
    ]
    q = [np.asarray(infolib.softmax(np.array(z))) for z in logits]
    same(of_page(scripts, "formulas.softmax", [[z] for z in logits]), q)
    for k in range(3):
        loss = [-infolib.log_softmax(np.array(z))[k] for z in logits]
        same(of_page(scripts, "formulas.loss", [[z, k] for z in logits]), loss)
        same(
            of_page(scripts, "formulas.gradient", [[z, k] for z in logits]), [one - np.eye(3)[k] for one in q]
        )


def shortest(p: list[float]) -> float:
    """Return the average length of a best code: each merge of the two least adds its weight."""
    total, weights = 0.0, sorted(p)
    while len(weights) > 1:
        merged = weights[0] + weights[1]
        total, weights = total + merged, sorted([merged, *weights[2:]])
    return total


def test_the_code_is_a_best_code_that_can_be_decoded(scripts: Page) -> None:
    laws = [
        [n / 20 for n in counts] for counts in itertools.product(range(1, 18), repeat=4) if sum(counts) == 20
    ]
    codes = scripts.evaluate("laws => laws.map(formulas.huffman)", laws)
    for p, words in zip(laws, codes, strict=True):
        assert sum(x * len(word) for x, word in zip(p, words, strict=True)) == pytest.approx(shortest(p))
        assert not any(one.startswith(other) for one, other in itertools.permutations(words, 2))


def test_halving_takes_as_few_questions_as_any_plan(scripts: Page) -> None:
    for k in (1, 2, 3, 13, 48, 52, 63, 64):
        plans = scripts.evaluate("k => [...Array(k).keys()].map(i => formulas.halvings(k, i))", k)
        for card, left in enumerate(plans):
            sizes = [end - start for start, end in left]
            assert all(start <= card < end for start, end in left)
            assert all(after in (n // 2, (n + 1) // 2) for n, after in itertools.pairwise(sizes))
            assert (sizes[0], sizes[-1]) == (k, 1)
        questions = [len(left) - 1 for left in plans]
        assert math.fsum(questions) / k == pytest.approx(shortest([1 / k] * k))
        assert infolib.entropy([1 / k] * k) <= math.fsum(questions) / k + 1e-12
        assert max(questions) == math.ceil(math.log2(k))


def test_the_correlation_is_numpys_and_has_no_value_where_nothing_varies(scripts: Page) -> None:
    rng = np.random.default_rng(17)
    tables = [rng.random((3, 5)), np.eye(8), np.eye(4)[::-1], np.outer([1, 2, 0], [3, 1, 1])]
    tables += [rng.integers(0, 2, (8, 8)) for _ in range(20)]
    book = []
    for table in tables:
        x, y = np.indices(table.shape)
        covariance = np.cov(x.ravel(), y.ravel(), aweights=table.ravel(), ddof=0)
        book.append(covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1]))
    same(of_page(scripts, "formulas.correlation", [[table.tolist()] for table in tables]), book)
    assert {round(value, 9) for value in book} >= {-1, 0, 1}
    constant = [np.zeros((2, 2)), [[0, 0], [0, 1]], [[1, 1], [0, 0]], [[1, 0], [1, 0]]]
    constant = [np.array(table) / max(1, np.sum(table)) for table in constant]
    assert np.isnan(of_page(scripts, "formulas.correlation", [[table.tolist()] for table in constant])).all()


def test_the_level_lines_are_where_the_entropy_is_so_high() -> None:
    paths = re.findall(r'd="M([^"]+)Z"', (FOLDER / "simplex.svg").read_text(encoding="utf-8"))
    corners, *lines = [np.array([pair.split() for pair in path.split("L")], dtype=float) for path in paths]
    from_places = np.linalg.inv(np.column_stack([corners, np.ones(3)]).T)
    for level, line in zip((0.25, 0.5, 0.75, 1, 1.25, 1.5), lines, strict=True):
        laws = (from_places @ np.column_stack([line, np.ones(len(line))]).T).T.round(3)
        inside = laws[(laws > 0.004).all(axis=1)]
        assert len(inside) >= 9
        for law in inside:
            assert infolib.entropy(law / law.sum()) == pytest.approx(level, abs=0.02)


NORMALS = list(itertools.product((-4.0, 0.0, 0.3, 4.0), (0.5, 1.0, 3.0)))  # means and deviations
SLICES = "(f, g) => formulas.klSlices(formulas.logNormal(f), formulas.logNormal(g))"


def test_the_divergence_of_normals_is_infolibs_by_the_formula_and_in_slices(scripts: Page) -> None:
    pairs = [[f, g] for f, g in itertools.product(NORMALS, repeat=2)]
    book = [infolib.gaussian_kl(*f, *g) for f, g in pairs]
    same(of_page(scripts, "formulas.klNormals", pairs), book)
    same(of_page(scripts, SLICES, pairs), book)
    assert min(book) == 0
    far = of_page(scripts, "(f, x) => formulas.logNormal(f)(x)", [[(0, 0.5), 40]])
    same(far, [-(80**2) / 2 - math.log(0.5 * math.sqrt(2 * math.pi))])  # the density itself rounds to 0


def test_the_mean_of_two_densities_gives_infolibs_jensen_shannon(scripts: Page) -> None:
    x = np.arange(-60, 60, 0.02)
    laws = {f: np.exp(-(((x - f[0]) / f[1]) ** 2) / 2) for f in NORMALS}
    pairs = [[f, g] for f, g in itertools.product(NORMALS, repeat=2)]
    book = [
        float(infolib.jensen_shannon_divergence(*(laws[one] / laws[one].sum() for one in pair)))
        for pair in pairs
    ]
    said = """(a, b) => {
      const [f, g] = [a, b].map(formulas.logNormal);
      const middle = x => formulas.logMean([f(x), g(x)]);
      return (formulas.klSlices(f, middle) + formulas.klSlices(g, middle)) / 2;
    }"""
    same(of_page(scripts, said, pairs), book)
    same(of_page(scripts, "(...z) => formulas.logMean(z)", [[-800, -900], [3, 3]]), [-800 - math.log(2), 3])


X = np.arange(-30, 30, 0.05)


def bump(mean: float, deviation: float) -> np.ndarray:
    """Cut a normal density into thin slices."""
    density = np.exp(-(((X - mean) / deviation) ** 2) / 2)
    return density / density.sum()


def says(scripts: Page, name: str, states: list[list[float]]) -> list[str]:
    """Return the sentences of an explorable in some states."""
    return scripts.evaluate("([name, states]) => states.map(explorables.known[name].says)", [name, states])


def test_no_bump_of_the_plane_is_better_than_the_best(scripts: Page) -> None:
    plane = [bump(m, s) for m, s in itertools.product(np.linspace(0, 4, 21), np.linspace(0.8, 4.2, 35))]
    for d in (4, 5.6, 5.7, 8):
        p = (bump(-d / 2, 1) + bump(d / 2, 1)) / 2
        costs = (lambda q, p=p: infolib.kl_divergence(p, q), lambda q, p=p: infolib.kl_divergence(q, p))
        for way, cost in enumerate(costs):
            state = scripts.evaluate(f"explorables.known['two-peaks'].buttons[{way}][1]([{d}, 2.5, 1])")
            _, m, s = state
            near = [bump(m + a, s + b) for a, b in itertools.product((-0.02, 0, 0.02), repeat=2)]
            assert cost(bump(m, s)) <= min(map(cost, plane + near)) + 1e-9
            there, back = (other(bump(m, s)) for other in costs)
            assert says(scripts, "two-peaks", [state]) == [
                f"Forward: {there:.3f} bits. Reverse: {back:.3f} bits. Bump at {m:.2f}, width {s:.2f}."
            ]


def test_a_temperature_calibrates_two_cases_of_three(scripts: Page) -> None:
    logits = np.array([0.5, 1, 1.5, 2, 3, 4])
    shares = {
        "A": 1 / (1 + np.exp(-logits / 2)),
        "B": 1 / (1 + np.exp(-logits / 0.6)),
        "C": np.full(6, 0.75),
        "edge": np.array([0.5, 1, 0.5, 1, 0.5, 1]),
    }
    best = {}
    for case, right in shares.items():
        states = [[0.4 + 0.05 * i, 1 + i % 6, *right] for i in range(73)]
        losses = {}
        for state, said in zip(states, says(scripts, "calibration", states), strict=True):
            temperature, group = round(state[0], 2), state[1]
            sure = 1 / (1 + np.exp(-logits / temperature))
            bills = [infolib.cross_entropy([r, 1 - r], [q, 1 - q]) for r, q in zip(right, sure, strict=True)]
            losses[temperature] = float(np.mean(bills))
            left = np.mean([infolib.entropy([r, 1 - r]) for r in right])
            parts = (
                (losses[temperature], 4),
                (max(0, losses[temperature] - left), 4),
                (group, 0),
                (100 * sure[group - 1], 1),
                (100 * right[group - 1], 1),
            )
            book = [f"{value:.{digits}f}" for value, digits in parts]
            assert re.findall(r"[\d.]*\d", said) == book
        best[case] = min(losses, key=losses.__getitem__)
    assert best == {"A": 2, "B": 0.6, "C": 2.35, "edge": best["edge"]}


def test_numbers_are_written_as_in_the_book(scripts: Page) -> None:
    said = [
        scripts.evaluate(f"explorables.number({x})")
        for x in ("1/3", "-0.06", "-0.001", "Infinity", "-Infinity")
    ]
    assert said == ["0.33", "−0.06", "0.00", "∞", "−∞"]
    assert scripts.evaluate("explorables.number(1.8, 3)") == "1.800"


def test_the_still_pictures_are_those_of_the_first_states(chromium: Browser) -> None:
    drawn = draw(chromium)
    recorded = {name: (FOLDER / f"{name}.svg").read_text(encoding="utf-8") for name in NAMES}
    assert drawn == recorded, "python _ext/explorables.py draws them anew"


# --- what they weigh --------------------------------------------------------------------------------------


def compressed(name: str) -> int:
    return len(gzip.compress((FOLDER / f"{name}.js").read_bytes()))


def test_they_keep_to_their_budget() -> None:
    assert compressed("preact") <= LIBRARY
    assert compressed("room") + compressed("formulas") + compressed("near") <= ROOM
    assert {name: compressed(name) for name in NAMES if compressed(name) > ONE} == {}


def loaded(seen: Visit) -> set[str]:
    scripts = seen.tab.evaluate("[...document.querySelectorAll('script[src]')].map(one => one.src)")
    return {Path(one.partition("?")[0]).stem for one in scripts if "/explorables/" in one}


def test_a_page_loads_none_if_it_has_none(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "index.html") as seen:
        assert loaded(seen) == set()


@pytest.mark.parametrize("chapter", ["continuous-variables", "kl-divergence"])  # with one, and with three
def test_a_chapter_loads_each_only_when_it_comes_near(server: str, chromium: Browser, chapter: str) -> None:
    with visit(chromium, server, f"chapters/{chapter}.html") as seen:
        expected = {"near"}
        assert loaded(seen) == expected
        for name in [name for name in NAMES if FIGURES[name][1] == chapter]:
            come_near(seen, name)
            expected |= {"preact", "formulas", "room", name}
            assert loaded(seen) == expected
        assert seen.problems == []


# --- a reader takes hold of them --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shelf(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put all explorables on one page, some windows' heights down: it is opened at once."""
    folder = tmp_path_factory.mktemp("explorables")
    figures = [cut_out(site / f"chapters/{chapter}.html", [place]) for place, chapter, *_ in FIGURES.values()]
    short_site(site, folder, {SHELF: '<h1 style="height: 250vh">All</h1>' + "".join(figures)})
    return folder


@pytest.fixture(scope="module")
def address(shelf: Path) -> Iterator[str]:
    """Serve the explorables' own page."""
    with served(shelf) as address:
        yield address


def come_near(seen: Visit, name: str) -> Locator:
    """Scroll to an explorable; wait until it lives."""
    figure = seen.tab.locator(f"#{FIGURES[name][0]}")
    figure.scroll_into_view_if_needed()
    figure.locator("[role=slider]").first.wait_for()
    return figure


def agreed(value: str, says: str) -> float:
    """Return a handle's value, which its text says as well."""
    assert float(says.replace("−", "-").split()[0].rstrip(",")) == pytest.approx(float(value), abs=0.0051)
    return float(value)


def value_after(handle: Locator, *keys: str) -> float:
    """Press keys on the handle that has the focus; return its value."""
    for key in keys:
        handle.page.keyboard.press(key)
    now = "one => document.activeElement === one && [one.ariaValueNow, one.ariaValueText]"
    return agreed(*handle.evaluate(now))


# The keys of a slider, and a script that presses them on each; one of each figure is typed on as well.
KEYS = [["End"], ["Home"], ["PageUp"], ["ArrowRight", "ArrowUp"], ["ArrowLeft", "ArrowDown"], ["PageDown"]]
PRESS = """(figure, keys) => {
  const handles = [...figure.querySelectorAll("[role=slider]")];
  const reset = [...figure.querySelectorAll("button")].find(button => button.textContent === "Reset");
  return [handles.map(handle => handle.ariaLabel), ...handles.map(handle => {
    handle.focus();
    const values = keys.map(together => {
      for (const key of together)
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
      return [document.activeElement === handle && handle.ariaValueNow, handle.ariaValueText];
    });
    reset.click();
    const ends = [handle.ariaValueMin, handle.ariaValueMax];
    return [...ends.map(end => [end, end]), ...values];
  })];
}"""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Give each explorable's name."""
    return str(request.param)


@pytest.fixture(scope="module")
def opened(address: str, chromium: Browser) -> Iterator[Visit]:
    """Open the page of all explorables once; its time stands still, so that no pause has to be waited for."""
    with visit(chromium, address, SHELF) as seen:
        seen.tab.clock.install(time=0)
        seen.tab.clock.pause_at(1000)
        yield seen
        assert seen.problems == []


Take = Callable[[str], Locator]


@pytest.fixture
def take(opened: Visit) -> Iterator[Take]:
    """Give a way to come near to an explorable; whatever is done with it, it is left in its first state."""
    taken = []

    def come(name: str) -> Locator:
        taken.append(come_near(opened, name))
        return taken[-1]

    yield come
    for figure in taken:
        press(figure, "Reset")


def test_the_keyboard_moves_every_handle(take: Take, name: str) -> None:
    figure = take(name)
    first, *others = figure.locator("[role=slider]").all()
    names, *pressed = figure.evaluate(PRESS, KEYS)
    assert all(names)
    assert len(set(names)) == len(names) == len(others) + 1 >= 2
    for values in pressed:
        least, most, end, home, page_up, stepped, back, page_down = (agreed(*value) for value in values)
        assert (end, home) == pytest.approx((most, least))
        assert least < page_up < stepped <= most
        assert (back, page_down) == pytest.approx((page_up, least))
    least, most = (float(first.get_attribute(f"aria-value{end}")) for end in ("min", "max"))
    first.focus()
    assert value_after(first, "End") == pytest.approx(most)
    assert value_after(first, "Home") == pytest.approx(least)
    page_up = value_after(first, "PageUp")
    assert least < page_up <= most
    stepped = value_after(first, "ArrowRight", "ArrowUp")
    assert page_up < stepped <= most
    assert value_after(first, "ArrowLeft", "ArrowDown") == pytest.approx(page_up)
    assert value_after(first, "PageDown") == pytest.approx(least)
    figure.get_by_role("button", name="Reset").evaluate("button => button.click()")


def test_a_pointer_drags_a_handle(opened: Visit, take: Take, name: str) -> None:
    figure = take(name)
    handle = figure.get_by_role("slider").first
    handle.scroll_into_view_if_needed()
    box, before = handle.bounding_box(), handle.get_attribute("aria-valuenow")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.tab.mouse.move(x, y)
    opened.tab.mouse.down()
    opened.tab.mouse.move(x + 25, y - 25, steps=3)
    dragged = handle.get_attribute("aria-valuenow")
    assert dragged != before
    opened.tab.mouse.up()
    opened.tab.mouse.move(x - 25, y + 25)
    assert handle.get_attribute("aria-valuenow") == dragged


@pytest.fixture(scope="module")
def touched(address: str, chromium: Browser) -> Iterator[Visit]:
    """Open the page of all explorables once on a phone."""
    with visit(chromium, address, SHELF, viewport=PHONE, has_touch=True) as seen:
        yield seen


def test_a_finger_drags_a_handle_and_the_page_stays(touched: Visit, name: str) -> None:
    figure = come_near(touched, name)
    handle = figure.get_by_role("slider").first
    handle.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    touched.tab.evaluate(DRAWN)
    box, before = handle.bounding_box(), handle.get_attribute("aria-valuenow")
    assert min(box["width"], box["height"]) >= 24  # WCAG 2.2, target size
    x, y, at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, figure.bounding_box()["y"]
    touch = touched.tab.context.new_cdp_session(touched.tab)
    for kind, moved in (("Start", 0), ("Move", 10), ("Move", 30), ("End", None)):
        points = [] if moved is None else [{"x": x + moved, "y": y - moved}]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    assert handle.get_attribute("aria-valuenow") != before
    assert figure.bounding_box()["y"] == pytest.approx(at, abs=1)


def status(figure: Locator) -> Locator:
    """Give what is read out a second later."""
    figure.page.clock.run_for(1000)
    return figure.locator("[role=status]")


def press(figure: Locator, button: str) -> Locator:
    figure.get_by_role("button", name=button).click()
    return status(figure)


# Go to another place of the page; return when its scripts have heard of it.
GO = """hash => new Promise(heard => {
  addEventListener("hashchange", () => heard(), {once: true});
  location.hash = hash;
})"""


@pytest.fixture(scope="module")
def file(shelf: Path, chromium: Browser) -> Iterator[Visit]:
    """Open the page of all explorables as a file."""
    with visit(chromium, shelf.as_uri(), SHELF) as seen:
        yield seen


@pytest.mark.parametrize("name", [NAMES[0], NAMES[-1]])
def test_a_link_from_elsewhere_leads_to_a_state(file: Visit, name: str) -> None:
    place, _, state, says = FIGURES[name]
    file.tab.goto("about:blank")  # else the page would not be loaded anew
    file.open(f"{SHELF}#{place}={state}")
    figure = file.tab.locator(f"#{place}")
    expect(figure.locator("[role=status]")).to_contain_text(says)
    expect(figure).to_be_in_viewport()
    assert figure.locator("a", has_text="Link to").get_attribute("href") == f"#{place}={state}"
    assert file.problems == []


def test_a_link_leads_to_a_state_and_a_wrong_one_to_the_first(take: Take, name: str) -> None:
    place, _, state, says = FIGURES[name]
    figure = take(name)
    link = figure.locator("a", has_text="Link to this state")
    figure.page.evaluate(GO, f"{place}={state}")
    expect(status(figure)).to_contain_text(says)
    assert link.get_attribute("href") == f"#{place}={state}"
    expect(press(figure, "Reset")).not_to_contain_text(says)
    link.click()
    first = link.get_attribute("href")
    assert first != f"#{place}={state}"
    assert figure.page.url.endswith(first)
    for wrong in ("7,7,7,7,7,7,7,7", "x", "0.1", state.replace("0", "-9", 1)):
        figure.page.evaluate(GO, f"{place}={wrong}")
        assert link.get_attribute("href") == first, wrong


def test_the_result_is_read_out_once_and_not_at_every_step(opened: Visit, take: Take) -> None:
    figure = take("code-lengths")
    watch = """one => { window.said = []; new MutationObserver(() => said.push(one.textContent))
      .observe(one, {childList: true, characterData: true, subtree: true}) }"""
    status(figure).evaluate(watch)
    figure.get_by_role("slider").first.focus()
    for _ in range(20):
        opened.tab.keyboard.press("ArrowRight")
        opened.tab.clock.run_for(100)
    before = opened.tab.evaluate("said.length")
    opened.tab.clock.run_for(1000)
    assert (before, opened.tab.evaluate("said.length")) == (0, 1)


# --- what each is for -------------------------------------------------------------------------------------


def test_a_table_is_independent_or_equal_at_a_press(take: Take) -> None:
    figure = take("joint-table")
    expect(press(figure, "Make independent")).to_have_text(
        "Mutual information: 0.00 bits. P(X = 1): 0.50. P(Y = 1): 0.50."
    )
    expect(press(figure, "Set Y to X")).to_contain_text("Mutual information: 1.00 bits.")
    expect(press(figure, "Reset")).to_contain_text("Mutual information: 0.28 bits.")


def test_the_divergence_becomes_infinite_by_hand(take: Take) -> None:
    figure = take("kl-bars")
    expect(status(figure)).to_have_text("D(p‖q): 0.51 bits. D(q‖p): ∞ bits.")
    figure.get_by_role("slider", name="q(A)", exact=True).press("Home")
    expect(status(figure)).to_have_text("D(p‖q): ∞ bits. D(q‖p): ∞ bits.")
    expect(press(figure, "Set q to p")).to_have_text("D(p‖q): 0.00 bits. D(q‖p): 0.00 bits.")
    figure.get_by_role("slider", name="p(B)", exact=True).press("End")  # all on one outcome
    figure.get_by_role("slider", name="p(B)", exact=True).press("Home")  # and back: to the others alike
    bars = [figure.get_by_role("slider", name=f"p({one})", exact=True) for one in "ABCD"]
    assert [bar.get_attribute("aria-valuetext") for bar in bars] == ["0.33", "0.00", "0.33", "0.33"]


def test_a_code_has_no_gap_where_each_probability_is_a_power_of_a_half(take: Take) -> None:
    figure = take("code-lengths")
    expect(press(figure, "Halve each time")).to_have_text(
        "Average length: 1.750 digits. Entropy: 1.750 bits. Gap: 0.000."
    )
    expect(press(figure, "Make equal")).to_have_text(
        "Average length: 2.000 digits. Entropy: 2.000 bits. Gap: 0.000."
    )


def test_a_cold_wrong_model_loses_more_and_a_right_one_less(take: Take) -> None:
    figure = take("softmax")

    def at(temperature: str) -> float:
        figure.get_by_role("slider", name="Temperature").press(temperature)
        return float(re.findall(r"[\d.]+", status(figure).inner_text())[0].rstrip("."))

    assert at("Home") > at("End")
    press(figure, "Label A")
    assert at("Home") < at("End")


def picture(figure: Locator) -> Locator:
    """Give what changes at once; what is read out changes after a pause."""
    return figure.locator("svg")


def test_52_cards_take_five_or_six_questions_and_64_always_six(take: Take) -> None:
    figure = take("questions")
    shown, handle = picture(figure), {}
    for name in ("Your card", "Answers", "Number of cards"):
        handle[name] = figure.get_by_role("slider", name=name)
    expect(status(figure)).to_have_text("Surprise: 5.70 bits, left: 2.81. Questions: 6, on average 5.77.")
    handle["Your card"].press("ArrowRight")
    handle["Your card"].press("ArrowRight")
    expect(shown).to_contain_text("questions for this card: 5")
    handle["Answers"].press("End")
    expect(shown).to_contain_text("Found: one card is left.")
    press(figure, "64 cards")
    for text in ("surprise: 6.00 bits", "questions for this card: 6", "on average: 6.00"):
        expect(shown).to_contain_text(text)
    handle["Number of cards"].press("Home")
    expect(shown).to_contain_text("One card: there is nothing to ask.")
    assert [one.get_attribute("aria-valuenow") for one in handle.values()] == ["1", "0", "1"]


def drag(seen: Visit, *places: tuple[float, float]) -> None:
    """Press the pointer at the first place, and move it on to the others."""
    seen.tab.mouse.move(*places[0])
    seen.tab.mouse.down()
    for place in places[1:]:
        seen.tab.mouse.move(*place)
    seen.tab.mouse.up()


def test_a_point_of_the_triangle_is_dragged_and_stays_in_it(opened: Visit, take: Take) -> None:
    figure = take("simplex")
    shown = picture(figure)
    press(figure, "All equal")
    expect(shown).to_contain_text("H = 1.58 bits")
    press(figure, "Only A and B")
    expect(shown).to_contain_text("H = 1.00 bits")
    box = figure.locator(".pad").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tenth = 20.8 / 360 * shown.bounding_box()["width"]  # of the triangle's height
    drag(opened, (x, y), (x, y - tenth))
    expect(shown).to_contain_text("H = 1.37 bits")
    drag(opened, (x, y - tenth), (x, y - 900))
    expect(shown).to_contain_text("H = 0.00 bits")  # the corner C
    assert figure.get_by_role("slider", name="p(C)").get_attribute("aria-valuenow") == "1"
    drag(opened, (x, y - 10 * tenth), (x + 900, y - 5 * tenth))
    expect(shown).to_contain_text("H = 1.00 bits")  # half way from C to B


def test_what_is_painted_is_measured_or_has_no_value(opened: Visit, take: Take) -> None:
    figure = take("paint")
    shown = picture(figure)
    press(figure, "Block")
    expect(shown).to_contain_text("0.000.00 bits")  # correlation, information
    press(figure, "Ring")
    expect(shown).to_contain_text("0.001.52 bits")
    press(figure, "Clear")
    expect(shown).to_contain_text("undefined: nothing is painted")
    expect(status(figure)).to_have_text("Nothing is painted, so there is no distribution.")
    figure.get_by_role("slider", name="Row").press("Enter")
    expect(shown).to_contain_text("undefined: x and y do not vary0.00 bits")
    press(figure, "Paint or rub out")
    box = figure.locator(".pad > rect").first.bounding_box()
    x, y = ([box[start] + box[size] * (n + 0.5) / 8 for n in range(8)] for start, size in
            (("x", "width"), ("y", "height")))  # fmt: skip
    diagonal = list(zip(x, y, strict=True))
    drag(opened, *diagonal)
    expect(shown).to_contain_text("−1.003.00 bits")
    drag(opened, *diagonal[:7])  # from a painted cell on, it rubs out
    expect(shown).to_contain_text("1cell")
    drag(opened, (x[0], y[7]), (x[1], y[7]))
    expect(shown).to_contain_text("3cells")


def test_normals_agree_both_ways_where_their_widths_do(take: Take) -> None:
    figure = take("two-gaussians")
    expect(press(figure, "Swap f and g")).to_contain_text("D(f‖g): 1.885 bits. D(g‖f): 0.639 bits.")
    expect(press(figure, "Same width")).to_contain_text("D(f‖g): 0.180 bits. D(g‖f): 0.180 bits.")
    for which, key in (("Mean of f", "Home"), ("Mean of g", "End")):
        figure.get_by_role("slider", name=which).press(key)
    for which in "fg":
        figure.get_by_role("slider", name=f"Standard deviation of {which}").press("Home")
    expect(status(figure)).to_contain_text("Jensen–Shannon: 1.000 bits.")
    closed, slices = figure.locator("text", has_text=re.compile(r"^184\.\d{3}$")).all_inner_texts()[:2]
    assert closed == slices


def test_the_best_reverse_bump_withdraws_to_a_peak_beyond_5_6(take: Take) -> None:
    figure = take("two-peaks")
    place, width, distance = (
        figure.get_by_role("slider", name=f"{what} of the") for what in ("Place", "Width", "Distance")
    )
    assert place.get_attribute("aria-valuetext") == "2.50"
    press(figure, "Best reverse")
    assert place.get_attribute("aria-valuetext") == "0.00"  # with the peaks 5 apart, over both
    distance.press("PageUp")
    for apart, where in (("5.60", "0.00"), ("5.65", "2.80")):
        while distance.get_attribute("aria-valuetext") != apart:
            distance.press("ArrowLeft" if apart == "5.60" else "ArrowRight")
        press(figure, "Best reverse")
        assert place.get_attribute("aria-valuetext") == where
    distance.press("End")
    press(figure, "Best forward")
    assert width.get_attribute("aria-valuetext") == f"{math.sqrt(17):.2f}"


def test_at_the_best_temperature_each_group_is_as_right_as_it_is_sure(take: Take) -> None:
    figure = take("calibration")
    says = "Loss: {} bits, calibration loss: {}. Group 5: {} % sure, 81.8 % right.".format
    expect(status(figure)).to_have_text(says("0.9190", "0.1019", "95.3"))
    for _ in range(2):
        figure.get_by_role("slider", name="Temperature").press("PageUp")
    expect(figure.get_by_text("+ calibration loss 0.0000")).to_be_visible()
    expect(status(figure)).to_have_text(says("0.8171", "0.0000", "81.8"))
    figure.get_by_role("slider", name="Share of right").press("End")
    expect(figure.get_by_text(", case A")).to_have_count(0)  # but a case of the reader's own
    figure.get_by_role("slider", name="Group to").press("End")
    expect(press(figure, "Case B")).to_contain_text("Group 6: 98.2 % sure, 99.9 % right.")


def test_a_game_shows_the_divergence_only_when_it_is_tried(take: Take) -> None:
    figure = take("game")
    picture = figure.locator(".explorable-picture")
    before = status(figure).inner_text()
    figure.get_by_role("slider", name="q(A)").press("PageUp")
    assert "was" not in picture.inner_text()
    figure.get_by_role("slider", name="q(A)").press("PageDown")
    figure.get_by_role("button", name="Try").click()
    expect(picture).to_contain_text("Try 1: D(p‖q) was 1.00 bits, 0.50 bits too large.")
    assert before == "Target 1: D(p‖q) = 0.50 bits. Not tried yet."
    figure.get_by_role("slider", name="q(C)").press("Home")
    figure.get_by_role("slider", name="q(D)").press("PageDown")
    figure.get_by_role("button", name="Try").click()
    expect(picture).to_contain_text("Try 2: D(p‖q) was 0.38 bits, 0.12 bits too small.")
    for _ in range(6):
        figure.get_by_role("slider", name="q(D)").press("ArrowRight")
    for _ in range(2):  # what is hit is hit: the second press counts for nothing
        figure.get_by_role("button", name="Try").click()
    expect(picture).to_contain_text("Try 3: D(p‖q) was 0.49 bits, a hit.")
    expect(picture).to_contain_text("Hit so far: 1, in 3 tries")
    for _ in range(6):
        figure.get_by_role("button", name="Next target").click()
    expect(picture).to_contain_text("Hit so far: 1, in 3 tries")
    expect(picture).to_contain_text("Target 1 of 6")


# --- conditions -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def living(address: str, chromium: Browser) -> Iterator[Visit]:
    """Bring all explorables to life."""
    with visit(chromium, address, SHELF) as seen:
        for name in NAMES:
            come_near(seen, name)
        yield seen


# Of what axe looks at, another theme changes the colours.
@pytest.mark.parametrize(
    ("theme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast", "link-in-text-block"]})]
)
def test_axe_finds_nothing(living: Visit, theme: str, rules: dict[str, list[str]]) -> None:
    living.tab.evaluate(AXE_SCRIPT)
    living.tab.emulate_media(color_scheme=theme)
    found = living.tab.evaluate("rules => axe.run('.explorable', rules)", rules)
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found["violations"]] == []
    passes = {one["id"]: len(one["nodes"]) for one in found["passes"]}
    assert passes["color-contrast"] > len(NAMES)
    if not rules:
        assert passes["aria-input-field-name"] == living.tab.locator(".explorable [role=slider]").count()


@pytest.mark.parametrize("widths", [(320, 360, 390), (1280,)])
def test_nothing_moves_and_nothing_is_cut_when_one_comes(
    address: str, chromium: Browser, widths: tuple[int, ...]
) -> None:
    with visit(chromium, address, SHELF, viewport={"width": widths[0], "height": 700}) as seen:
        height = "all => all.map(one => one.getBoundingClientRect().height)"
        lay_out_whole(seen.tab)

        def at_every_width() -> list[list[float]]:
            heights = []
            for width in reversed(widths):
                seen.tab.set_viewport_size({"width": width, "height": 700})
                heights.append(seen.tab.locator(".explorable").evaluate_all(height))
            return heights

        before = at_every_width()
        assert "preact" not in loaded(seen)
        for name in NAMES:
            come_near(seen, name)
        seen.tab.evaluate(DRAWN)
        np.testing.assert_allclose(at_every_width(), before, atol=1)
        assert np.shape(before) == (len(widths), len(NAMES))
        cut = """width => {
          const parts = [...document.querySelectorAll(".explorable :is(text, button, a, p, circle)")];
          const box = one => one.getBoundingClientRect();
          return parts.filter(one => box(one).left < 0 || box(one).right > width).map(one => one.textContent);
        }"""
        assert seen.tab.evaluate(cut, widths[0]) == []
        wider = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.id)"
        assert seen.tab.locator(".explorable").evaluate_all(wider) == []


def test_without_scripts_the_first_state_is_a_figure(address: str, chromium: Browser) -> None:
    with visit(chromium, address, SHELF, java_script_enabled=False) as seen:
        for place, *_ in FIGURES.values():
            figure = seen.tab.locator(f"#{place}")
            figure.scroll_into_view_if_needed()
            expect(figure.locator("img")).to_be_visible()
            expect(figure.locator(".explorable-controls")).to_be_hidden()


def test_forced_colours_leave_words_and_handles_to_be_seen(living: Visit) -> None:
    living.tab.emulate_media(forced_colors="active", color_scheme="dark")
    ink = """one => [...one.querySelectorAll("text, circle.ink, circle.blue")].map(each =>
      getComputedStyle(each)[each.localName === "text" ? "fill" : "stroke"])"""
    ground = living.tab.evaluate("getComputedStyle(document.body).backgroundColor")
    for figure in living.tab.locator(".explorable").all():
        found = figure.evaluate(ink)
        assert found
        assert ground not in found
    filters = "all => all.map(one => getComputedStyle(one).filter)"
    assert living.tab.locator(".explorable-picture").evaluate_all(filters) == ["none"] * len(NAMES)
