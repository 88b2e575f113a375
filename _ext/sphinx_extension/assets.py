"""What a page loads: one style sheet, scripts that wait for the page, and no more.

The theme and the extensions bring a dozen of each, and every file that the first paint waits for costs a
phone a round trip.
"""

import re
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

__all__ = ["DARK_CODE", "FIRST", "PLAIN", "setup"]

SHEET = "styles.css"
DARK_CODE = "a11y-high-contrast-dark"
# In the order in which they are joined: who comes later has the last word. Those not named come first.
LAST = ("book.css", "print.css")
UNUSED = (
    "basic.css",
    "skeleton.css",
    "debug.css",
    "clipboard.min.js.map",
    "design-tabs.js",
    "file.png",
    "minus.png",
    "plus.png",
)
# Browsers that keep nothing for a page throw as soon as it asks, others once their store is full, and what
# asks (the theme's switch, search, progress) would stop there. They get a store that lasts as long as the
# tab, in its name: it goes on to the next page, and browsers forget it when the tab leaves for another site.
# An opened file that asks before Chromium knows whose page it has drawn is given an empty store, and what it
# keeps there is lost. By the first frame Chromium knows; until then, such a page has nothing to ask.
# Who runs scripts sees from the start what only they need: shown later, it would push the page down.
FIRST = """<script>
document.documentElement.classList.remove("no-js");
{
  const stores = ["localStorage", "sessionStorage"];
  let kept = new Map();
  try { kept = new Map(JSON.parse(name)) } catch { /* the tab is new */ }
  const standIn = entries => {
    kept = new Map([...entries, ...kept]);
    const keep = () => { name = JSON.stringify([...kept]) };
    const store = {
      getItem: key => kept.get(key) ?? null,
      setItem: (key, value) => { kept.set(key, String(value)); keep() },
      removeItem: key => { kept.delete(key); keep() },
    };
    for (const one of stores) Object.defineProperty(window, one, {value: store});
  };
  const {setItem} = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    try { setItem.call(this, key, value) } catch {
      standIn(Object.entries(localStorage));
      localStorage.setItem(key, value);
    }
  };
  const look = () => {
    try {
      const entries = Object.entries(localStorage);
      if (kept.size) standIn(entries);
    } catch { standIn([]) }
  };
  if (location.protocol !== "file:") look();
  else {
    const own = stores.map(one => [one, Object.getOwnPropertyDescriptor(window, one)]);
    const nothing = {getItem: () => null, setItem() {}, removeItem() {}};
    for (const one of stores) Object.defineProperty(window, one, {value: nothing});
    requestAnimationFrame(() => {
      for (const [one, how] of own) Object.defineProperty(window, one, how);
      look();
      if (document.body) document.body.dataset.theme = localStorage.getItem("theme") ?? "auto";
      dispatchEvent(new Event("storage"));
    });
  }
}
</script>"""
# Names, brackets and spaces are drawn as code is anyway; they are a third of all elements of a page.
PLAIN = re.compile(r'<span class="(?:n|nn|nx|p|w)">([^<]*)</span>')
# sphinx-exercise puts the space into the link, which underlines it.
SOLUTION = re.compile(r"(Solution to)(<a [^>]*>) ")
# The faces that the first screen needs; the others come when they are met.
PRELOADED = ("text.woff2", "text-bold.woff2")
# Of an opened file, a browser refuses to load a font ahead, and complains.
PRELOAD = """<script>
if (location.protocol !== "file:") for (const href of {faces}) {{
  const preload = {{rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href}};
  document.head.append(Object.assign(document.createElement("link"), preload));
}}
</script>"""


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; the package's own ``setup`` calls this."""
    # Jupyter Book sets this for an extension that the book does without.
    app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", forget_other_themes, priority=900)
    app.connect("builder-inited", set_dark_code, priority=100)
    sheets: dict[str, None] = {}
    app.connect("html-page-context", partial(lighten, sheets), priority=900)
    app.connect("build-finished", partial(join_styles, sheets), priority=900)  # furo writes one at the end
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def forget_other_themes(app: Sphinx, config: Config) -> None:
    """Drop the options that Jupyter Book sets for its own theme; the page's template shows the footer."""
    config.html_context["extra_footer"] = config.html_theme_options.get("extra_footer", "")
    known = {"light_css_variables", "dark_css_variables", "sidebar_hide_name", "top_of_page_buttons"}
    known |= {"source_repository", "source_branch"}
    config.html_theme_options = {
        name: value for name, value in config.html_theme_options.items() if name in known
    }


def set_dark_code(app: Sphinx) -> None:
    """Choose the colours of code in the dark; the theme that takes them is read after _config.yml."""
    if app.builder.format == "html":
        app.config.pygments_dark_style = DARK_CODE


def lighten(
    sheets: dict[str, None],
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Let a page load one style sheet, its fonts early, its scripts after itself; note its sheets."""
    root = context["content_root"]
    sheets |= {str(sheet.filename): None for sheet in context["css_files"]}
    context["css_files"] = []
    # Tabs work without theirs, which moves several sets of them together: the book has one set.
    files = [script for script in context["script_files"] if "design-tabs" not in str(script.filename)]
    context["script_files"] = files
    for script in files:
        if script.filename:
            script.attributes["defer"] = "defer"
    # A heading says of which level it is, and the captions of the contents are none.
    context["furo_navigation_tree"] = context["furo_navigation_tree"].replace(' role="heading"', "")
    # The theme names the window once more.
    context["metatags"] = re.sub(r'<meta name="viewport"[^>]*>\s*', "", context.get("metatags", ""))
    # Of a page without formulas, which the references are, the first lines have titles in italics.
    third = "maths.woff2" if "<math" in context.get("body", "<math") else "text-italic.woff2"
    fonts = PRELOAD.format(faces=[f"{root}_static/fonts/{face}" for face in (*PRELOADED, third)])
    sheet = f'<link rel="stylesheet" href="{root}_static/{SHEET}">'
    first = "\n".join(line.strip() for line in FIRST.splitlines())  # it stands on every page
    context["metatags"] += f"{first}{fonts}{sheet}\n"
    if "body" in context:
        context["body"] = SOLUTION.sub(r"\1 \2", PLAIN.sub(r"\1", context["body"]))


# The book's own scripts are read by its authors with their comments, and by a browser without.
SCRIPTS = ("book.js", "exercises.js", "previews.js", "search.js", "explorables/*.js")
COMMENT = re.compile(r"^ *(?://|/\*\*|\*/|\* ).*\n", re.MULTILINE)


def join_styles(sheets: dict[str, None], app: Sphinx, exception: Exception | None) -> None:
    """Join the style sheets of all pages into one, take comments out, and remove what no page loads."""
    if exception or app.builder.format != "html":
        return
    outdir = Path(app.outdir)
    ordered = sorted(sheets, key=lambda name: LAST.index(Path(name).name) if Path(name).name in LAST else -1)
    joined = "\n".join(_lines(outdir / name) for name in ordered)
    (outdir / "_static" / SHEET).write_text(joined, encoding="utf-8")
    for name in ordered:
        (outdir / name).unlink()
    for script in (file for name in SCRIPTS for file in (outdir / "_static").glob(name)):
        if script.name == "preact.js":  # not the book's own
            continue
        script.write_text(COMMENT.sub("", script.read_text(encoding="utf-8")), encoding="utf-8")
    for file in (outdir / "_static").rglob("*"):
        if file.name in UNUSED or file.suffix == ".map":
            file.unlink(missing_ok=True)


def _lines(file: Path) -> str:
    """Return a style sheet of the static folder without comments, and most spaces and ends of lines."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return re.sub(r"\s*([{};])\s*|(?<=,)\n", r"\1", lines)
