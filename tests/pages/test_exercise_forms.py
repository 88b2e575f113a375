"""The forms of the built page judge as Python does, keep progress, and need neither mouse nor sight."""

import functools
import json
import math
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from accessibility import violations
from cut_pages import cut_out, short_site
from playwright.sync_api import Browser, Locator, expect
from sphinx_extension.previews import element
from states import STRANGE, states
from visits import PHONE, Visit, lay_out_whole, served, visit

from infobook.checker.judge import judge_part
from infobook.checker.kinds import Choice, Exercise, Formula, Function, Number, Order, Part, Proof, Setting
from infobook.checker.messages import say
from infobook.checker.page import probe_parts
from infobook.exercises import CHECKS

# What people, and people who want to break something, type anywhere.
TYPED = re.split(
    r"\s{2,}",
    r"""
0  -0  1  2  1/2  0.5  .5  5.  50%  50 %  1e3  1e999  -1e999  nan  inf  -inf  ∞  NaN  Infinity  5,7
1,000  5,7,9  (5,7)  log2(5,7)  ٥  5٥  ５  ½  2²  2³  2⁻⁴  2^-4  2**-4  2^3^2  -2^2  (-8)^(1/3)  0/0
1/0  -1/0  0*inf  1^inf  (-1)^inf  log(52)  log(52, 2)  log(1,2,3)  log2 52  log2  log2()  log2(52!)
52!  170!  171!  (-1)!  0.5!  3!!  comb(49, 6)  comb(3, 5)  comb(3)  comb(3.5, 2)  max(1, 2)
min(1,0/0)  5.7 bits  5.7bits  3.95 nats  1 nat  2 bit  1 hartley  2 dits  bits  5 apples  2 p  2p
p  x  e  pi  π  e^1  1 +  +  1 + + 1  --1  1 1  ((1)  (1))  )  (  ,  !  %  * 2  2 *  a  (a)  B  b)
ABC  A>B>C  A, B  BDGAFEC  1;alert(1)  <b>1</b>  '; DROP TABLE  __import__('os')  constructor
toString()  __proto__  x.y  1_000  0x10  1e  1e+  −5  3 × 4  6 ÷ 2  2·3  ln(e)  sqrt(-1)  sqrt(2)
abs(-3)  exp(1)  log10(1000)  log₂(8)  ln(0)  log2(-1)  9^9^9^9  😀  1😀  0.1+0.2  1e-320  1e-400
""".strip(),
)
TYPED += ["", "   ", "\t1\n", "\u00a01", "(" * 150 + "1" + ")" * 150, "-" * 150 + "1"]
TYPED += ["1" * 199, "1" * 201, "9" * 1_000_000]


NEAR = (-0.02, -0.005, 4e-4, 0.005, 3)


def small_parts(parts: list[Part]) -> list[Part]:
    """List the parts as the page has them: of a function, the numbers that it gives."""
    return [one for part in parts for one in (probe_parts(part) if isinstance(part, Function) else [part])]


def written(value: float) -> str:
    return repr(float(value)).replace("e", "E")


def telling_answers(part: Part) -> list[str]:
    """List what is right and what is near it, each slip, and texts of its kind that are neither."""
    if isinstance(part, Number):
        slips = [float(slip.answer) for slip in part.every_slip()]
        # Near what is right, on all sides; near each slip, which all have one margin, on one of them.
        near = [*((part.answer, d) for d in NEAR), *zip(slips, cycle(NEAR), strict=False)]
        values = [part.answer, *slips, *(v * (1 + d) + d for v, d in near if math.isfinite(v))]
        in_units = [f"{written(part.answer)} {unit}" for unit in ("bits", "nats", "hartleys")]
        return [*map(written, values), *in_units]
    if isinstance(part, Choice):
        return [*part.options, *(f"({key.upper()})" for key in part.options), "z"]
    if isinstance(part, Order):
        turned = [
            part.answer[::-1],
            part.answer[1:] + part.answer[0],
            part.answer[:-1],
            " > ".join(part.answer),
        ]
        return [
            part.answer,
            part.answer.lower(),
            *turned,
            *(part.with_only(slip.answer) for slip in part.slips),
        ]
    if isinstance(part, Proof):
        found = [part.answer[:k] for k in range(len(part.answer) + 1)]
        turned = [part.answer[::-1], part.answer.upper(), ", ".join(part.answer), part.answer[1:]]
        return ["My lines.", *(f"My lines.\nSteps: {letters}" for letters in found + turned), "Steps: abc"]
    if isinstance(part, Setting):
        # What is measured is compared over the whole grid in test_settings.py.
        few = states(part.explorable)[::29]
        given = [", ".join(map(str, state)) for state in [*few, *STRANGE]]
        link = f"http://x/#fig={given[1]}".replace(" ", "")
        return [*given, f"[{given[1]}]", link, given[1].replace(",", ""), f"{given[1]}e-9"]
    assert isinstance(part, Formula)
    formulas = [part.answer, *(slip.answer for slip in part.slips)]
    return [
        *formulas,
        *(f"2 * ({f})" for f in formulas),
        *(f"({f}) / (p - p)" for f in formulas),
        "1/3",
        "1e-7",
    ]


# A million letters come and go faster as JSON than as the values that Playwright makes of them.
FILL = """exercises => JSON.stringify(JSON.parse(exercises).map(([name, rows]) => {
  const form = document.querySelector(`[data-exercise="${name}"] form`);
  const replies = [...form.querySelectorAll(".exercise-reply")];
  const fields = replies.map((_, i) => form.elements.namedItem(`answer-${name}-${i + 1}`));
  return rows.map(([i, text]) => {
    for (const field of fields) field.value = "";
    for (const radio of form.querySelectorAll("[type=radio]")) radio.checked = false;
    for (const steps of form.querySelectorAll(".exercise-steps")) steps.hidden = true;
    fields[i].value = text;
    // Not requestSubmit(), which lays out the whole page each time; the keyboard's test presses Enter.
    form.dispatchEvent(new Event("submit", {cancelable: true}));
    return [replies[i].dataset.state, replies[i].textContent];
  });
}))"""


@functools.cache
def first_of_each_kind() -> set[tuple[str, int]]:
    """Say in which exercise the book first asks for something of each kind, in each unit, and where there."""
    first: dict[tuple[type, str], tuple[str, int]] = {}
    for check in CHECKS.values():
        for name, exercise in check.exercises.items():
            for i, part in enumerate(small_parts(list(exercise.parts))):
                first.setdefault((type(part), getattr(part, "unit", "")), (name, i))
    return set(first.values())


def rows_for(name: str, parts: list[Part]) -> list[tuple[int, str]]:
    """List what to type into which part: the telling answers, and into the first of each kind everything."""
    rows = []
    for i, part in enumerate(parts):
        # A choice is made by buttons: nothing else can be typed.
        texts = list(part.options) if isinstance(part, Choice) else telling_answers(part)
        if (name, i) in first_of_each_kind() and not isinstance(part, Choice):
            texts += TYPED
        rows += [(i, text) for text in texts]
    return rows


def settings_in(chapter: str) -> set[str]:
    """List the explorables whose states are answers in a chapter."""
    parts = [part for exercise in CHECKS[chapter].exercises.values() for part in exercise.parts]
    return {part.explorable for part in parts if isinstance(part, Setting)}


# As for print, so that every form is there.
MAKE_ALL = "window.dispatchEvent(new Event('beforeprint'))"
COUNT = "document.querySelectorAll('.exercise-check form').length"


@pytest.fixture(scope="module")
def chapters(server: str, chromium: Browser) -> Iterator[Visit]:
    """Open a tab for the chapters, one after the other."""
    with visit(chromium, server, "404.html") as seen:
        yield seen


@pytest.fixture(scope="module", params=list(CHECKS))
def opened(request: pytest.FixtureRequest, chapters: Visit) -> tuple[str, Visit]:
    """Open each chapter once for the tests that look at all its exercises."""
    chapters.open(f"chapters/{request.param}.html")
    chapters.tab.evaluate(MAKE_ALL)
    for name in settings_in(request.param):
        chapters.tab.wait_for_function("name => window.explorables?.known[name]", arg=name)
    return request.param, chapters


def test_every_exercise_has_a_form(opened: tuple[str, Visit]) -> None:
    chapter, seen = opened
    forms = seen.tab.locator("[data-exercise]:has(form)")
    assert forms.evaluate_all("all => all.map(one => one.dataset.exercise)") == list(
        CHECKS[chapter].exercises
    )


def test_the_page_and_python_say_the_same(opened: tuple[str, Visit]) -> None:
    chapter, seen = opened
    asked = {name: small_parts(list(one.parts)) for name, one in CHECKS[chapter].exercises.items()}
    typed = [(name, rows_for(name, parts)) for name, parts in asked.items()]
    replied = json.loads(seen.tab.evaluate(FILL, json.dumps(typed)))
    different = []
    for (name, rows), replies in zip(typed, replied, strict=True):
        for (i, text), (state, said) in zip(rows, replies, strict=True):
            # An input of one line drops line ends; an empty one is no answer.
            part = asked[name][i]
            written = text if isinstance(part, Proof) else text.replace("\n", "")
            verdict = judge_part(part, written if text.strip() else ...)
            if (verdict.state, verdict.text) != (state, said):
                different.append((name, i, text[:60], verdict.state, verdict.text, state, said))
    assert seen.problems == []
    assert different == []
    assert sum(len(rows) for _, rows in typed) > 400


@pytest.fixture(scope="module")
def short(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Leave of one chapter its first exercises, an order and a proof; the others stay as they are."""
    folder = tmp_path_factory.mktemp("forms")
    page = site / "chapters/self-information.html"
    title, order, proof = (
        element(page.read_text(encoding="utf-8"), opening)
        for opening in (
            "<h1",
            '<div[^>]* data-exercise="proof-order"',
            '<div[^>]* data-exercise="continuous-instead"',
        )
    )
    warm_up = cut_out(page, ["warm-up", "exercise-data"])
    article = f"{title}<h2>Exercises</h2>{warm_up}{order}{proof}"
    short_site(site, folder, {"chapters/self-information.html": article})
    return folder


@pytest.fixture(scope="module")
def short_server(short: Path) -> Iterator[str]:
    """Serve the site with the short chapter."""
    with served(short) as address:
        yield address


def form_of(seen: Visit, name: str) -> Locator:
    """Go near an exercise, and wait for its form."""
    place = seen.tab.locator(f'[data-exercise="{name}"]')
    place.evaluate("place => place.scrollIntoView({block: 'center', behavior: 'instant'})")
    place.locator("form").wait_for(state="attached")
    return place.locator("form")


# Opened as files: the tests of a proof and of a second tab see that a server's pages keep progress.
def test_a_learner_gets_through_by_keyboard_and_progress_is_kept(short: Path, chromium: Browser) -> None:
    exercise = CHECKS["self-information"].exercises["card-deck"]
    no_heart = exercise.parts[1].ask
    with visit(chromium, short.as_uri(), "chapters/self-information.html", viewport=PHONE) as seen:
        form = form_of(seen, "card-deck")
        form.get_by_label("“The ace of hearts is in the deck”, in bits", exact=True).focus()
        for part in exercise.parts:
            seen.tab.keyboard.type("0.2877" if part.ask == no_heart else written(part.answer))
            seen.tab.keyboard.press("Tab")
        assert seen.tab.evaluate("document.activeElement.textContent") == "Check"
        seen.tab.keyboard.press("Enter")
        replies = form.locator(".exercise-reply")
        states = replies.evaluate_all("all => all.map(one => one.dataset.state)")
        assert states == ["right", "wrong"] + ["right"] * (len(exercise.parts) - 2)
        assert "nats" in replies.nth(1).inner_text()
        assert replies.nth(1).get_attribute("role") == "status"
        field = form.get_by_label(f"{no_heart}, in bits", exact=True)
        assert field.get_attribute("aria-describedby") == replies.nth(1).get_attribute("id")
        assert field.get_attribute("aria-invalid") == "true"
        field.fill("0.415")
        field.press("Enter")
        assert exercise.right in form.inner_text()
        seen.reload()
        assert "You have solved this one." in form_of(seen, "card-deck").inner_text()

        seen.open("index.html")
        row = seen.tab.locator("#exercise-progress tr").first
        assert f"1 of {len(CHECKS['self-information'].exercises)}" in row.text_content()
        seen.tab.once("dialog", lambda dialog: dialog.accept())
        seen.tab.get_by_role("button", name="Clear my progress").press("Enter")
        assert "0 of" in seen.tab.locator("#exercise-progress tr").first.text_content()
        assert seen.problems == []


def test_with_a_mouse_hints_come_one_at_a_time_and_no_keys(short_server: str, chromium: Browser) -> None:
    hints = CHECKS["self-information"].exercises["card-deck"].hints
    with visit(chromium, short_server, "chapters/self-information.html") as seen:
        form = form_of(seen, "card-deck")
        form.locator("input").first.click()
        assert seen.tab.locator(KEYS).count() == 0
        button = form.get_by_role("button", name="Hint")
        for number, hint in enumerate(hints, start=1):
            button.click()
            shown = form.locator(".exercise-hints p").all_inner_texts()
            assert len(shown) == number
            assert shown[-1] == f"Hint {number} of {len(hints)}: {hint}"
        assert button.get_attribute("aria-disabled") == "true"
        assert button.evaluate("button => button === document.activeElement"), "the focus is where it was"
        button.press("Enter")
        assert form.locator(".exercise-hints p").count() == len(hints)


# What is kept is read when a page is opened, and in the same way when it is shown again.
KEEP = """text => {
  for (const key of ["information-theory-executed", "information-theory-executed/typed"])
    localStorage.setItem(key, text);
  dispatchEvent(new Event("pageshow"));
}"""


def test_damaged_progress_harms_nothing(short_server: str, chromium: Browser) -> None:
    with visit(chromium, short_server, "404.html") as seen:
        seen.tab.evaluate(KEEP, "{")
        for path, is_solved in (
            ("index.html", "#exercise-progress tr:first-child:has-text('1 of')"),
            ("chapters/self-information.html", "[data-exercise=card-deck] form:has-text('You have solved')"),
        ):
            seen.open(path)
            for damaged in ("null", "[1, 2]", '{"self-information": "card-deck"}', '"x"', "{"):
                seen.tab.evaluate(KEEP, '{"self-information": ["card-deck"]}')
                expect(seen.tab.locator(is_solved)).to_have_count(1)
                seen.tab.evaluate(KEEP, damaged)
                expect(seen.tab.locator(is_solved)).to_have_count(0)
                assert seen.problems == []


def test_without_scripts_the_options_can_still_be_read(short_server: str, chromium: Browser) -> None:
    with visit(chromium, short_server, "chapters/self-information.html", java_script_enabled=False) as seen:
        assert seen.tab.get_by_text("(c) both the same").first.is_visible()
        text = seen.tab.locator('[data-exercise="lottery-choice"]').text_content()
        assert text.startswith("Where scripts may run, a form here takes your answers")
        seen.open("index.html")
        assert "scripts" in seen.tab.locator("#exercise-progress").text_content()


def test_a_form_is_made_when_it_comes_near_and_all_for_print_and_to_be_searched(
    server: str, chromium: Browser
) -> None:
    total = len(CHECKS["self-information"].exercises)
    with visit(chromium, server, "404.html") as seen:
        for ask in (lambda tab: tab.evaluate(MAKE_ALL), lambda tab: tab.keyboard.press("Control+f")):
            seen.open("chapters/self-information.html")
            assert seen.tab.evaluate(COUNT) == 0
            assert "(c) both the same" in seen.tab.locator("#ex-lottery-choice").text_content()
            form_of(seen, "card-deck")
            assert 0 < seen.tab.evaluate(COUNT) < total
            ask(seen.tab)
            assert seen.tab.evaluate(COUNT) == total
            assert seen.problems == []


def test_the_options_are_seen_once_with_the_question_and_then_beside_their_buttons(
    opened: tuple[str, Visit],
) -> None:
    chapter, seen = opened
    look = """name => {
      const question = document.querySelector(`#ex-${name}`);
      const lists = [...question.querySelectorAll("ul.options")];
      const form = document.querySelector(`[data-exercise="${name}"] form`);
      return [
        [lists.length, lists.filter(list => list.checkVisibility()).length],
        form.querySelectorAll("fieldset.exercise-part").length,
        question.textContent,
        [...form.querySelectorAll("label code")].map(code => code.textContent),
        form.textContent,
      ];
    }"""
    for name, exercise in CHECKS[chapter].exercises.items():
        choices = [part for part in exercise.parts if isinstance(part, Choice)]
        lists, groups, question, code, form = seen.tab.evaluate(look, name)
        assert lists == [bool(choices), 0]
        assert groups == len(choices)
        options = [text for part in choices for text in part.options.values()]
        assert [text for text in options if letters(text) not in letters(question)] == []
        assert code == [piece for text in options for piece in text.split("`")[1::2]]
        assert "`" not in form


def letters(text: str) -> str:
    """Leave out spaces, what quotation marks become, and the marks of code."""
    return re.sub(r"[\s'’‘`]", "", text)


def test_every_question_names_its_section_and_leads_there(opened: tuple[str, Visit]) -> None:
    chapter, seen = opened
    leads = """all => all.map(one => {
      const link = [...one.querySelectorAll("a[href^='#']")].at(-1);
      const heading = document.querySelector(link.hash + " > :is(h2, h3), :is(h2, h3) > " + link.hash)
        ?? document.getElementById(link.hash.slice(1)).parentElement.querySelector(":is(h2, h3)");
      const title = heading.cloneNode(true);
      title.querySelectorAll(".headerlink, .section-number").forEach(one => one.remove());
      return [link.closest("p").textContent, `See “${title.textContent}”.`];
    })"""
    found = seen.tab.locator("div.exercise").evaluate_all(leads)
    assert len(found) == len(CHECKS[chapter].exercises)
    assert [pair for pair in found if pair[0] != pair[1]] == []


LABELS = "all => all.map(one => one.getAttribute('aria-label'))"


def test_a_screen_reader_hears_to_which_exercise_a_form_and_a_solution_belong(
    opened: tuple[str, Visit],
) -> None:
    chapter, seen = opened
    forms, solutions = seen.tab.locator(".exercise-check form"), seen.tab.locator(".solution .toggle-button")
    labels, told = (
        [" ".join(label.replace("’", "'").split()) for label in all_of.evaluate_all(LABELS)]
        for all_of in (forms, solutions)
    )
    for number, label in enumerate(labels, start=1):
        assert re.fullmatch(rf"Exercise \d\.{number} \(.+\)", label)
    assert len(labels) == len(CHECKS[chapter].exercises)
    assert told == [f"Show or hide the solution to {label}" for label in labels]
    expect(forms.first).to_have_accessible_name(labels[0])
    expect(solutions.first).to_have_accessible_name(told[0])


# Opened as a file, to which fonts and what is kept come later than to a server's page.
def test_a_link_to_an_exercise_lands_there_and_its_form_is_made(site: Path, chromium: Browser) -> None:
    with visit(chromium, site.as_uri(), "chapters/self-information.html#ex-never-seen") as seen:
        seen.tab.locator('[data-exercise="never-seen"] form').wait_for()
        seen.tab.wait_for_timeout(1000)
        top = seen.tab.locator("#ex-never-seen").first.evaluate("one => one.getBoundingClientRect().top")
        assert -5 <= top <= 150


def test_without_the_browsers_help_all_forms_are_made_at_once(short_server: str, chromium: Browser) -> None:
    with visit(chromium, short_server, "404.html") as seen:
        seen.tab.add_init_script("delete window.IntersectionObserver")
        seen.open("chapters/self-information.html")
        assert seen.tab.evaluate(COUNT) == seen.tab.locator("[data-exercise]").count() > 4


def test_blocked_storage_leaves_the_exercises_usable(short_server: str, chromium: Browser) -> None:
    exercise = CHECKS["self-information"].exercises["card-deck"]
    with visit(chromium, short_server, "404.html") as seen:
        seen.tab.add_init_script(BLOCKED)
        seen.open("chapters/self-information.html")
        form = form_of(seen, "card-deck")
        for field, part in zip(form.locator("input").all(), exercise.parts, strict=True):
            field.fill(written(part.answer))
        form.get_by_role("button", name="Check").click()
        assert exercise.right in form.inner_text()
        seen.open("index.html")
        assert "1 of " in seen.tab.locator("#exercise-progress tr").first.text_content(), "kept with the tab"
        assert seen.problems == []


def test_back_and_a_second_tab_show_the_present_progress(short_server: str, chromium: Browser) -> None:
    exercise = CHECKS["self-information"].exercises["card-deck"]
    with visit(chromium, short_server, "index.html") as seen:
        other = seen.tab.context.new_page()
        other.goto(f"{short_server}/chapters/self-information.html")
        row = seen.tab.locator("#exercise-progress tr").first
        assert "0 of" in row.text_content()
        other.evaluate(MAKE_ALL)
        form = other.locator('[data-exercise="card-deck"] form')
        for field, part in zip(form.locator("input").all(), exercise.parts, strict=True):
            field.fill(written(part.answer))
        form.get_by_role("button", name="Check").click()
        expect(row).to_contain_text("1 of")
        seen.tab.goto(f"{short_server}/404.html")
        other.evaluate("localStorage.clear()")
        seen.tab.go_back()
        expect(row).to_contain_text("0 of")
        form.get_by_role("button", name="Check").click()
        other.goto(f"{short_server}/404.html")
        seen.tab.evaluate("localStorage.clear()")
        other.go_back()
        other.evaluate(MAKE_ALL)
        assert "You have solved" not in other.locator('[data-exercise="card-deck"]').inner_text()


FILL_ALL = """() => [...document.querySelectorAll(".exercise-part")].map((part, i) => {
  const radios = part.querySelectorAll("[type=radio]"), field = part.querySelector("[type=text], textarea");
  if (field) field.value = `log2(${i}`; else radios[i % radios.length].checked = true;
  part.querySelector("input, textarea").dispatchEvent(new Event("input", {bubbles: true}));
})"""
TYPED_IN = """[...document.querySelectorAll(".exercise-part :is(input, textarea)")]
  .map(one => one.checked || one.value)"""
BLOCKED = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name,
    {configurable: true, get() { throw new DOMException("blocked", "SecurityError") }})"""


# A server's pages whose storage is blocked are used above.
@pytest.mark.parametrize(
    ("opened_as", "chapter", "blocked"),
    [
        ("http", "pytorch-losses", False),  # a whole chapter
        ("file", "self-information", False),
        ("file", "self-information", True),
    ],
)
def test_a_reload_or_a_way_there_and_back_keeps_what_was_typed(
    short: Path, short_server: str, chromium: Browser, opened_as: str, chapter: str, blocked: bool
) -> None:
    home = short_server if opened_as == "http" else short.as_uri()
    with visit(chromium, home, "404.html") as seen:
        if blocked:
            seen.tab.add_init_script(BLOCKED)
        seen.open(f"chapters/{chapter}.html")
        seen.tab.evaluate(MAKE_ALL)
        seen.tab.evaluate(FILL_ALL)
        typed = seen.tab.evaluate(TYPED_IN)
        assert len(typed) > 30
        seen.reload()
        seen.tab.evaluate(MAKE_ALL)
        assert seen.tab.evaluate(TYPED_IN) == typed
        seen.open("index.html")
        seen.tab.go_back()
        seen.settle()
        seen.tab.evaluate(MAKE_ALL)
        assert seen.tab.evaluate(TYPED_IN) == typed
        assert seen.problems == []


# Chromium gives an opened file an empty store for good if it asks before the browser knows whose page it is.
EARLY = """let drawn = false;
window.early = [];
requestAnimationFrame(() => drawn = true);
for (const name of ["localStorage", "sessionStorage"]) {
  const own = Object.getOwnPropertyDescriptor(window, name).get;
  const get = () => { if (!drawn) early.push(name); return own.call(window) };
  Object.defineProperty(window, name, {configurable: true, get});
}"""


def test_an_opened_file_asks_for_its_store_from_the_first_frame_on(site: Path, chromium: Browser) -> None:
    with visit(chromium, site.as_uri(), "404.html") as seen:
        seen.tab.evaluate("localStorage.setItem('theme', 'dark')")
        seen.tab.add_init_script(EARLY)
        for path in ("index", "chapters/entropy", "pages/glossary", "genindex"):
            seen.open(f"{path}.html")
            assert seen.tab.evaluate("early") == [], path
            themes = seen.tab.evaluate("[localStorage.getItem('theme'), document.body.dataset.theme]")
            assert themes == ["dark", "dark"], path
            assert seen.problems == []


def test_what_was_typed_outlasts_the_tab_is_the_same_in_two_and_goes_when_progress_is_cleared(
    short_server: str, chromium: Browser
) -> None:
    with visit(chromium, short_server, "chapters/self-information.html") as seen:
        seen.tab.evaluate(MAKE_ALL)
        seen.tab.evaluate(FILL_ALL)
        typed = seen.tab.evaluate(TYPED_IN)
        context = seen.tab.context
        seen.tab.close()
        one, other = context.new_page(), context.new_page()
        for tab in (one, other):
            tab.goto(f"{short_server}/chapters/self-information.html")
            tab.evaluate(MAKE_ALL)
            assert tab.evaluate(TYPED_IN) == typed
        place = '[data-exercise="card-deck"] input >> nth=0'
        one.locator(place).fill("log2(52")
        expect(other.locator(place)).to_have_value("log2(52")
        other.locator(place).fill("log2(52)")
        expect(one.locator(place)).to_have_value("log2(52)")
        choice = '[data-exercise="lottery-choice"] [type=radio] >> nth=1'
        one.locator(choice).check()
        expect(other.locator(choice)).to_be_checked()
        one.goto(f"{short_server}/index.html")
        one.once("dialog", lambda dialog: dialog.accept())
        one.get_by_role("button", name="Clear my progress").click()
        expect(other.locator(place)).to_have_value("")
        assert not any(value for value in other.evaluate(TYPED_IN) if value is True)


NARROW = {"width": 320, "height": 740}
PROOFS = [
    (chapter, exercise, i)
    for chapter, check in CHECKS.items()
    for exercise in check.exercises.values()
    for i, part in enumerate(exercise.parts)
    if isinstance(part, Proof)
]


def answer_the_rest(form: Locator, exercise: Exercise) -> None:
    """Give the right answers to all parts but the proof."""
    for i, part in enumerate(exercise.parts, start=1):
        name = f"answer-{exercise.id}-{i}"
        if isinstance(part, Choice):
            form.locator(f"[name={name}][value={part.answer}]").check()
        elif not isinstance(part, Proof):
            form.locator(f"[name={name}]").fill(str(part.answer))


# What the others say at each step is compared with Python above.
@pytest.mark.parametrize(("chapter", "exercise", "place"), PROOFS[:1])
def test_a_proof_is_written_compared_step_by_step_kept_and_done_when_every_step_is_found(
    short_server: str, chromium: Browser, chapter: str, exercise: Exercise, place: int
) -> None:
    proof = exercise.parts[place]
    assert isinstance(proof, Proof)
    with visit(
        chromium, short_server, f"chapters/{chapter}.html", viewport=NARROW, color_scheme="dark"
    ) as seen:
        form = form_of(seen, exercise.id)
        lines, reply = form.get_by_label(proof.ask), form.locator(".exercise-reply").nth(place)
        steps = form.get_by_role("checkbox")
        answer_the_rest(form, exercise)
        seen.tab.keyboard.press("Enter")
        expect(reply).to_have_text(say("open"))
        expect(steps).to_have_count(0)  # nothing is written, so nothing is shown

        lines.fill("My own\nproof.")
        assert lines.get_attribute("aria-describedby") == reply.get_attribute("id")
        form.get_by_role("button", name="Check").press("Enter")
        expect(reply).to_have_text(say("proof-compare"))
        assert reply.get_attribute("role") == "status"
        for slip, says in zip(proof.slips, proof.by_letter.values(), strict=True):
            expect(steps.last).to_have_accessible_name(f"({slip.answer}) {says}")
            expect(form.get_by_role("group", name=say("proof-tick"))).to_be_visible()
            form.get_by_role("button", name="Check").press("Enter")
            expect(reply).to_have_text(f"{say('not-yet')} ({slip.answer}) {slip.feedback}")
            lines.press("End")
            expect(reply).not_to_have_text("")  # the gap is mended beside the reply
            steps.last.press("Space")
            expect(reply).to_have_text("")
        assert seen.tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]

        seen.reload()
        form = form_of(seen, exercise.id)
        expect(form.get_by_label(proof.ask)).to_have_value("My own\nproof.")
        states = form.get_by_role("checkbox").evaluate_all("all => all.map(one => one.checked)")
        assert states == [True] * len(proof.steps)
        assert "You have solved" not in form.inner_text()
        form.get_by_role("button", name="Check").press("Enter")
        expect(form.locator(".exercise-reply").nth(place)).to_have_text(say("proof-done"))
        assert exercise.right in form.inner_text()
        seen.reload()
        assert "You have solved this one." in form_of(seen, exercise.id).inner_text()
        assert seen.problems == []


FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


def test_a_store_that_is_full_takes_nothing_away(short_server: str, chromium: Browser) -> None:
    with visit(chromium, short_server, "404.html") as seen:
        seen.tab.evaluate("localStorage.setItem('theme', 'dark')")  # kept before it was full
        seen.tab.add_init_script(FULL)
        seen.open("chapters/self-information.html")
        assert seen.tab.evaluate("document.body.dataset.theme") == "dark"
        seen.tab.evaluate(MAKE_ALL)
        seen.tab.evaluate(FILL_ALL)
        typed = seen.tab.evaluate(TYPED_IN)
        seen.tab.evaluate("window.dispatchEvent(new Event('pageshow'))")
        assert seen.tab.evaluate(TYPED_IN) == typed
        seen.tab.locator(".theme-toggle:visible").first.click()
        chosen = seen.tab.evaluate("document.body.dataset.theme")
        seen.reload()
        seen.tab.evaluate(MAKE_ALL)
        assert seen.tab.evaluate(TYPED_IN) == typed
        assert seen.tab.evaluate("document.body.dataset.theme") == chosen != "dark"
        assert seen.problems == []


KEYS = ".exercise-keys button"
FINGERS = {"has_touch": True, "is_mobile": True}


def test_on_a_phone_keys_stand_under_the_field_and_leave_the_focus_there(
    short_server: str, chromium: Browser
) -> None:
    window = {"viewport": NARROW, "color_scheme": "dark", **FINGERS}
    with visit(chromium, short_server, "chapters/self-information.html", **window) as seen:
        form_of(seen, "proof-order").locator("input").first.tap()
        form = form_of(seen, "card-deck")
        field, next_field = form.locator("input").nth(0), form.locator("input").nth(1)
        assert seen.tab.locator(KEYS).count() == 0  # letters need none
        field.tap()
        keys = seen.tab.locator(KEYS)
        assert keys.all_inner_texts() == ["log2(", ")", "^", "/", "√", "∞"]
        for width in (390, NARROW["width"]):
            seen.tab.set_viewport_size({**NARROW, "width": width})
            above, boxes = field.bounding_box(), [key.bounding_box() for key in keys.all()]
            for box in boxes:
                assert min(box["width"], box["height"]) >= 24
                assert above["y"] + above["height"] <= box["y"] < above["y"] + 60
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width
            assert seen.tab.evaluate("document.scrollingElement.scrollWidth") <= width
        assert all(keys.evaluate_all(LABELS))

        for name in ("log2 with an opening bracket", "closing bracket"):
            seen.tab.locator(".exercise-keys").get_by_role("button", name=name).tap()
            assert field.evaluate("field => field === document.activeElement")
        assert field.input_value() == "log2()"
        field.press("ArrowLeft")
        seen.tab.keyboard.type("52")
        assert field.input_value() == "log2(52)"
        form.get_by_role("button", name="Check").tap()
        assert (
            form.locator(".exercise-reply")
            .first.text_content()
            .startswith("Not yet. That is the surprise of one")
        )
        next_field.tap()
        assert seen.tab.locator(KEYS).count() == 6
        assert next_field.evaluate("field => field.nextElementSibling.className") == "exercise-keys"
        seen.tab.locator(".exercise-keys").get_by_role("button", name="square root").tap()
        seen.reload()
        assert form_of(seen, "card-deck").locator("input").nth(1).input_value() == "√"
        form_of(seen, "card-deck").locator("input").nth(1).tap()
        assert seen.problems == []
        lay_out_whole(seen.tab)
        assert violations(seen.tab) == []


def test_right_and_not_yet_differ_in_colour_sign_line_and_words(short_server: str, chromium: Browser) -> None:
    first = CHECKS["self-information"].exercises["card-deck"].parts[0]
    look = """reply => [getComputedStyle(reply).color, getComputedStyle(reply).borderLeftStyle,
        getComputedStyle(reply, "::before").content, reply.textContent.split(" ")[0]]"""
    with visit(chromium, short_server, "chapters/self-information.html") as seen:
        form = form_of(seen, "card-deck")
        form.locator("input").nth(0).fill(written(first.answer))
        form.locator("input").nth(1).fill("7")
        form.get_by_role("button", name="Check").click()
        right, wrong = (form.locator(".exercise-reply").nth(i).evaluate(look) for i in (0, 1))
        assert all(one != other for one, other in zip(right, wrong, strict=True))
