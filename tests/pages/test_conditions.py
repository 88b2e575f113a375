"""Conditions that are not perfect: no scripts or storage, a slow network, a keyboard, late layout."""

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest
from lxml.html import HtmlElement
from manuscript.files import find_chapters
from playwright.sync_api import Browser, Page, expect
from site_files import pages_of, read
from visits import LAPTOP, PHONE, visit

CHAPTER = "chapters/kl-divergence.html"
# Where something stands, as soon as it has stood there for longer than book.js waits to put it there again.
STANDS = """async target => {
  const top = () => document.querySelector(target).getBoundingClientRect().top;
  let last = top();
  for (let still = 0, frames = 0; still < 20 && frames < 900; frames += 1) {
    await new Promise(requestAnimationFrame);
    still = Math.abs(top() - last) < 1 ? still + 1 : 0;
    last = top();
  }
  return last;
}"""


@pytest.mark.parametrize("window", [LAPTOP, PHONE])
def test_a_figure_opens_large_and_escape_closes_it(
    server: str, chromium: Browser, window: dict[str, int]
) -> None:
    with visit(chromium, server, CHAPTER, viewport=window) as seen:
        figure = seen.tab.locator("a.figure-link").first
        figure.click()
        large = seen.tab.locator("dialog[open] img")
        assert large.bounding_box()["width"] >= figure.bounding_box()["width"]
        seen.tab.keyboard.press("Escape")
        assert seen.tab.locator("dialog[open]").count() == 0
        figure.focus()
        seen.tab.keyboard.press("Enter")
        assert seen.tab.locator("dialog[open]").count() == 1


def test_the_entry_of_the_contents_that_is_read_is_in_sight(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "pages/references.html", viewport={"width": 1280, "height": 300}) as seen:
        place = seen.tab.locator(".sidebar-tree .current-page > a").first.bounding_box()
        assert 0 <= place["y"] <= 300 - place["height"]


def test_the_section_that_is_read_is_marked_in_the_contents_of_its_page(
    server: str, chromium: Browser
) -> None:
    with visit(chromium, server, CHAPTER, viewport={"width": 1440, "height": 800}) as seen:
        for number in (1, 4):
            heading = seen.tab.locator("article > section > section > h2").nth(number)
            for _ in range(4):  # what is laid out on the way moves it
                heading.evaluate("heading => heading.scrollIntoView()")
                seen.tab.wait_for_timeout(300)
            (marked,) = seen.tab.locator(".toc-tree .scroll-current > a").all_text_contents()
            assert marked.startswith(heading.locator(".section-number").text_content().strip())


DEAD = """all => all.filter(one => one.getBoundingClientRect().width > 1
  && one.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .map(one => `${one.localName}.${one.className}`)"""


CONTROLS = "self::button or self::input or self::select or self::textarea or @role='button' or self::dialog"


def signature(control: HtmlElement) -> str:
    """Tell what decides how a control looks: what it is, and what it stands in."""
    return " ".join(f"{one.tag}.{one.get('class')}" for one in [control, *control.iterancestors()])


def test_without_scripts_no_page_shows_what_needs_them(site: Path, server: str, chromium: Browser) -> None:
    found, windows, kinds = {}, [LAPTOP, PHONE], set()
    context = chromium.new_context(java_script_enabled=False, viewport=LAPTOP)
    tab = context.new_page()
    for page in pages_of(site):
        controls = read(page.read_text("utf-8")).xpath(f"//*[{CONTROLS}]")
        kind = {signature(control) for control in controls}
        if kind <= kinds:
            continue
        kinds |= kind
        tab.goto(f"{server}/{page.relative_to(site).as_posix()}")
        for window in windows:
            tab.set_viewport_size(window)
            controls = tab.locator("button, input, select, textarea, [role=button], dialog")
            found[page.name, window["width"]] = controls.evaluate_all(DEAD)
        windows.reverse()  # the next page is laid out in the window of this one
    context.close()
    assert found
    assert {name: dead for name, dead in found.items() if dead} == {}


def test_without_scripts_all_can_be_read(server: str, chromium: Browser) -> None:
    with visit(chromium, server, CHAPTER, java_script_enabled=False) as seen:
        assert seen.tab.locator("math").count() > 300
        assert seen.tab.locator("math").first.bounding_box()["height"] > 5
        assert seen.tab.locator(".sidebar-tree a").first.is_visible()
        assert not seen.tab.locator(".theme-toggle:visible").count()
        fold = seen.tab.locator("details").first
        fold.locator("summary").click()
        assert fold.locator("pre").first.is_visible()
        assert seen.tab.locator(".solution p").last.is_visible()


REFUSE = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {{configurable: true, get() {{ {answer} }}}});"""


@pytest.mark.parametrize(
    ("home", "answer"),
    [("http", "return null"), ("file", "throw new DOMException('blocked', 'SecurityError')")],
    indirect=["home"],
)
def test_with_storage_blocked_every_kind_of_page_works(home: str, chromium: Browser, answer: str) -> None:
    with visit(chromium, home, "404.html") as seen:
        seen.tab.add_init_script(REFUSE.format(answer=answer))
        theme = None
        for page in ("index", "pages/self-check", "chapters/self-information"):
            seen.open(f"{page}.html")
            before = seen.tab.evaluate("document.body.dataset.theme")
            assert theme in (None, before), "what was chosen on one page holds on the next"
            seen.tab.locator(".theme-toggle:visible").first.click()
            theme = seen.tab.evaluate("document.body.dataset.theme")
            assert theme != before
            seen.tab.keyboard.press("/")
            if page == "index":  # each page loads what is searched anew
                seen.tab.keyboard.type("renyi")
                seen.tab.locator("dialog[open] a").first.wait_for()
            seen.tab.locator("dialog[open].search").wait_for()
            seen.tab.keyboard.press("Escape")
        form = seen.tab.locator("[data-exercise]").first
        form.scroll_into_view_if_needed()
        form.locator("form button[type=submit]").click()
        assert form.locator(".exercise-reply").first.inner_text()
        assert seen.problems == []


def test_on_a_slow_network_the_text_is_there_before_its_scripts(server: str, chromium: Browser) -> None:
    tab = chromium.new_page()
    tab.route("**/*.js*", lambda route: None)  # they never come
    tab.goto(f"{server}/{CHAPTER}", wait_until="commit")
    tab.locator("article h1").wait_for(timeout=20_000)
    assert tab.locator("article p").first.is_visible()
    tab.close()


# Of those that are alike, with what they stand in, one.
EVERY_BOX = """(() => {
  const name = one => one && `${one.localName}.${one.getAttribute("class") ?? ""}`;
  const kind = one => [name(one), name(one.parentElement), name(one.parentElement?.parentElement)].join();
  const kinds = new Map([...document.querySelectorAll("*")].map(one => [kind(one), one]));
  return [...kinds.values()].flatMap(one => ["", "::before", "::after"]
    .map(which => ({name: name(one) + which, style: getComputedStyle(one, which || null)})));
})()"""
KINDS = ["index", "genindex", "chapters/kl-divergence", "pages/api", "pages/map", "pages/glossary", "404"]


@pytest.mark.parametrize("page", KINDS)
def test_nothing_moves_for_who_wants_less_motion_and_with_forced_colours_nothing_vanishes(
    server: str, chromium: Browser, page: str
) -> None:
    moving = f"""() => {EVERY_BOX}.filter(({{style}}) => style.animationName !== "none"
      || style.scrollBehavior === "smooth" || !/^0s(, 0s)*$/.test(style.transitionDuration))
      .map(({{name}}) => name)"""
    # What is drawn by its background alone.
    vanished = f"""() => {EVERY_BOX}.filter(({{style}}) => style.content === '""'
      && parseFloat(style.width) > 2 && parseFloat(style.height) > 2 && style.backgroundImage === "none"
      && style.position !== "absolute" && style.forcedColorAdjust !== "none").map(({{name}}) => name)"""
    with visit(chromium, server, f"{page}.html", reduced_motion="reduce") as seen:
        assert seen.tab.evaluate(moving) == []
        seen.tab.emulate_media(forced_colors="active")
        for window in (LAPTOP, PHONE):
            seen.tab.set_viewport_size(window)
            if page == "index":
                assert seen.tab.locator(".surprises b").count() > 30
            assert seen.tab.evaluate("matchMedia('(forced-colors: active)').matches")
            assert seen.tab.evaluate(vanished) == []


def test_with_forced_colours_forms_and_their_states_are_seen(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/self-information.html", forced_colors="active") as seen:
        place = seen.tab.locator('[data-exercise="card-deck"]')
        place.scroll_into_view_if_needed()
        field = place.locator("input[type=text]").first
        assert field.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") >= 1
        field.fill("-1")
        field.press("Enter")
        mark = "one => getComputedStyle(one, '::before').content"
        assert "✗" in place.locator(".exercise-reply[data-state=wrong]").first.evaluate(mark)


def test_an_address_that_leads_nowhere_leads_back(site: Path, chromium: Browser, tmp_path: Path) -> None:
    text = (site / "404.html").read_text(encoding="utf-8")
    tree = read(text)
    assert tree.xpath("//a/@href") == ["/"]
    assert not tree.xpath("//link[@rel='stylesheet'] | //script[@src] | //img")
    tab = chromium.new_page()

    def answer(route: object) -> None:
        is_sheet = route.request.url == "http://book.example/some/folder/_static/styles.css"
        if route.request.resource_type == "document":
            route.fulfill(status=404, content_type="text/html", body=text)
        else:
            route.fulfill(status=200 if is_sheet else 404, body="")

    tab.route("**/*", answer)
    tab.goto("http://book.example/some/folder/chapters/deep/nowhere.html")
    tab.wait_for_function("document.getElementById('home').href.endsWith('index.html')")
    assert tab.evaluate("document.getElementById('home').pathname") == "/some/folder/index.html"
    tab.close()


# A browser repairs in silence what is nested wrongly or left open: what it reads is then not what is written.
READ = r"""([text, once]) => {
  const page = new DOMParser().parseFromString(text, "text/html"), tags = [], names = new Set();
  const walk = (one, depth) => {
    const implied = one.localName === "tbody";
    if (!implied) tags.push(depth + one.localName.toLowerCase());
    for (const inner of one.children) walk(inner, depth + !implied);
  };
  walk(page.documentElement, 0);
  const found = [...page.querySelectorAll(`:is(summary, label, span, button, h1, h2, h3, h4)
    :is(p, div, ul, section), label[aria-controls], button a, a :is(a, button, input), form form,
    img:not([alt]), :is(ul, ol) > :not(li), tr > :not(td, th), dl > :not(dt, dd, div), [href=""],
    [id=""], [id*=" "], body :is(style, meta)`)]
    .map(one => `${one.parentElement.localName} > ${one.localName}`);
  for (const named of ["for", "aria-controls", "aria-labelledby", "aria-describedby", "headers"])
    for (const one of page.querySelectorAll(`[${named}]`))
      for (const id of one.getAttribute(named).split(/\s+/))
        if (!page.getElementById(id)) found.push(`${named} names ${id}, which is not there`);
  const count = name => [...page.querySelectorAll(name)].filter(one => !one.closest("svg")).length;
  found.push(...once.filter(name => count(name) !== 1).map(name => `not one ${name}`));
  for (const {id} of page.querySelectorAll("[id]"))
    if (names.size === names.add(id).size) found.push(`two are named ${id}`);
  return [tags.join(" "), found];
}"""
ONCE = ["title", "meta[name=viewport]", "meta[name=description]", "h1", "main, [role=main]"]
# A script or a style sheet, which holds no tags, or a tag, and whether it closes itself.
TAG = re.compile(
    r"""<!--.*?-->|<(script|style)\b.*?</\1>|<(/?[a-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^'">])*?(/?)>""",
    re.DOTALL | re.IGNORECASE,
)
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})


def written(text: str) -> tuple[str, list[str]]:
    """List the tags of a page as they are written, with their depths, and what is closed out of turn."""
    tags, problems, within = [], [], []
    for whole, name, closes_itself in TAG.findall(text):
        tag = (whole or name).lower()
        if tag.startswith("/"):
            if within[-1:] == [tag[1:]]:
                within.pop()
            else:
                problems.append(f"{tag} stands in {' '.join(within[-2:])}")
        elif tag:
            if tag != "tbody":  # which a browser adds, and rightly
                tags.append(f"{len(within) - within.count('tbody')}{tag}")
            if not whole and not closes_itself and tag not in VOID:
                within.append(tag)
    return " ".join(tags), problems + [f"{tag} is left open" for tag in within]


def nesting_problems(text: str, tab: Page, once: Sequence[str] = ()) -> list[str]:
    tags, problems = written(text)
    read, found = tab.evaluate(READ, [text, once])
    differ = (pair for pair in zip_longest(tags.split(), read.split()) if len(set(pair)) > 1)
    repaired = [] if tags == read else [f"{one} is read as {other}" for one, other in differ]
    return found + problems + repaired[:1]


def test_every_page_is_nested_as_html_asks_and_says_once_what_it_says_once(
    site: Path, chromium: Browser
) -> None:
    tab = chromium.new_page()
    found = {page.name: nesting_problems(page.read_text("utf-8"), tab, ONCE) for page in pages_of(site)}
    tab.close()
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_what_is_not_there_once_is_noticed(chromium: Browser) -> None:
    tab = chromium.new_page()
    head = "<html><head><title></title></head><body><svg><title></title></svg>"
    found = nesting_problems(f"{head}<p id=x></p><p id=x></p><h1></h1></body></html>", tab, ONCE)
    assert found == [*(f"not one {name}" for name in [*ONCE[1:3], ONCE[4]]), "two are named x"]
    tab.close()


@pytest.mark.parametrize(
    "fault",
    [
        "<p>In a paragraph <div>a box</div></p>",
        "<div>left open",
        "<table><p>not in a row</p><tr><td>1</td></tr></table>",
        "<a href='#x'>a link <a href='#y'>in a link</a></a>",
        "<details><summary><p>A paragraph</p></summary>Words</details>",
        "<ul><p>no item</p></ul>",
        "<label for='nothing'>a label</label>",
        "<p aria-describedby='nothing'>words</p>",
    ],
)
def test_what_is_nested_wrongly_is_noticed(chromium: Browser, fault: str) -> None:
    page = "<!doctype html><html lang='en'><head><title>One</title></head><body><main>{}</main></body></html>"
    tab = chromium.new_page()
    assert nesting_problems(page.format("<p id='x'>Good</p>"), tab) == []
    assert nesting_problems(page.format(fault), tab)
    tab.close()


def test_the_button_copies_what_it_says(server: str, chromium: Browser) -> None:
    for page, prompt in (("pages/api.html", ">>> "), ("pages/how-to-use.html", "$ ")):
        with visit(chromium, server, page, permissions=["clipboard-read", "clipboard-write"]) as seen:
            block = seen.tab.locator("div.highlight").filter(has_text=prompt).first
            block.hover()
            block.locator("button.copybtn").click()
            seen.tab.wait_for_timeout(300)
            copied = seen.tab.evaluate("navigator.clipboard.readText()")
            first = block.locator("pre").inner_text().splitlines()[0]
            assert copied.splitlines()[0] == first.removeprefix(prompt)


# A handle of a figure is marked by the circle round it, all else by its outline or shadow.
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const {left, right, top, bottom} = one.getBoundingClientRect();
  const inWindow = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
  const reach = one.querySelector(".reach");
  const isMarked = reach ? getComputedStyle(reach).stroke !== "none"
    : style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [one.localName, one.className, inWindow && isMarked];
}"""


def test_the_keyboard_reaches_everything_and_shows_where_it_is(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/self-information.html", reduced_motion="reduce") as seen:
        figure = seen.tab.locator("#fig-drag-questions")
        figure.scroll_into_view_if_needed()
        expect(figure.locator("g[role=slider]").first).to_be_visible()  # it lives
        handles = figure.locator("g[role=slider]").count()
        seen.tab.evaluate("scrollTo(0, 0)")
        met, unseen = [], set()
        while met.count("g") < handles or not {"a", "button", "summary"} <= set(met):
            seen.tab.keyboard.press("Tab")
            tag, name, is_seen = seen.tab.evaluate(FOCUSED)
            met.append(tag)
            if not is_seen and tag != "body":
                unseen.add(f"{tag}.{name}")
            assert len(met) < 300
        assert unseen == set()


@pytest.mark.parametrize("scripts", [True, False])
def test_where_the_contents_are_folded_away_the_keyboard_opens_them(
    server: str, chromium: Browser, scripts: bool
) -> None:
    window = {"width": 640, "height": 400}  # 1280 at a zoom of 200 %
    with visit(chromium, server, "index.html", viewport=window, java_script_enabled=scripts) as seen:
        for name, inside, icon in (
            ("Toggle site navigation sidebar", ".sidebar-tree a >> nth=0", ".nav-overlay-icon"),
            ("Toggle table of contents sidebar", ".toc-tree ul ul a >> nth=0", ".toc-header-icon"),
        ):
            assert not seen.tab.locator(inside).is_visible()
            seen.tab.keyboard.press("Tab")
            toggle = seen.tab.get_by_role("checkbox", name=name)
            expect(toggle).to_be_focused()
            expect(seen.tab.locator(icon)).to_have_css("outline-style", "solid")
            seen.tab.keyboard.press("Space")
            expect(seen.tab.locator(inside)).to_be_in_viewport()
            seen.tab.keyboard.press("Space")
            expect(seen.tab.locator(inside)).to_be_hidden()


@pytest.mark.parametrize("chapter", [chapter.name for chapter in find_chapters()])
def test_the_headings_of_a_chapter_are_in_order(site: Path, chapter: str) -> None:
    page = (site / f"chapters/{chapter}.html").read_text(encoding="utf-8")
    levels = [int(level) for level in re.findall("<h([1-6])", page.partition("<article")[2])]
    assert len(levels) > 10
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# --- a link lands, a reload stays: what a page lays out late moves nothing -----------------------------

# Far down, behind sections that are taller or less tall than what stands in for them.
FAR = [
    (PHONE, "kl-divergence.html#normal-distributions-of-the-same-width-a-symmetric-case"),
    (PHONE, "self-information.html#ex-never-seen"),
    (LAPTOP, "self-information.html#ex-never-seen"),
    (LAPTOP, "continuous-variables.html#what-fails-for-densities"),
]


# A second click on a link to the place that the address names already.
AGAIN = """() => {
  const link = Object.assign(document.createElement("a"), {href: location.hash});
  document.body.append(link);
  link.click();
}"""


@pytest.mark.parametrize(("window", "place"), FAR)
def test_a_link_lands_and_a_reload_stays(
    server: str, chromium: Browser, window: dict[str, int], place: str
) -> None:
    page, _, target = place.partition("#")
    with visit(chromium, server, f"chapters/{place}", viewport=window) as seen:
        tops = [seen.tab.evaluate(STANDS, ":target")]
        seen.reload()
        tops.append(seen.tab.evaluate(STANDS, ":target"))
        seen.open(f"chapters/{page}")
        seen.tab.evaluate("target => location.hash = target", target)
        tops.append(seen.tab.evaluate(STANDS, ":target"))
        seen.tab.evaluate("scrollBy(0, -3000)")
        seen.tab.evaluate(AGAIN)
        tops.append(seen.tab.evaluate(STANDS, ":target"))
        assert [top for top in tops if not -2 <= top <= window["height"] / 2] == []
        assert seen.problems == []


def test_who_has_read_on_is_after_a_reload_or_back_where_they_were(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "chapters/self-information.html#ex-card-deck", viewport=PHONE) as seen:
        seen.tab.mouse.wheel(0, 1)
        for _ in range(4):
            seen.tab.evaluate("document.querySelector('#ex-never-seen').scrollIntoView()")
            seen.tab.wait_for_timeout(300)
        before = seen.tab.evaluate(STANDS, "#ex-never-seen")
        seen.reload()
        assert abs(seen.tab.evaluate(STANDS, "#ex-never-seen") - before) < 5
        seen.open("index.html")
        seen.tab.go_back()
        seen.settle()
        assert abs(seen.tab.evaluate(STANDS, "#ex-never-seen") - before) < 5
