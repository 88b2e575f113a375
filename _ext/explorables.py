"""Record the still picture of each explorable, its first state: for paper, and where no script runs.

python _ext/explorables.py      draws them in Chromium, with the pages' scripts, beside these
"""

from pathlib import Path

from browser import launch
from manuscript.files import ROOT
from playwright.sync_api import Browser, Page

__all__ = ["FOLDER", "NAMES", "draw", "load_all"]

FOLDER = ROOT / "_static" / "explorables"
SHARED = ("preact", "formulas", "room")
NAMES = sorted({file.stem for file in FOLDER.glob("*.js")} - {*SHARED, "near"})


def load_all(tab: Page) -> None:
    """Load the scripts of all explorables into an empty page."""
    for name in (*SHARED, *NAMES):
        tab.add_script_tag(path=FOLDER / f"{name}.js")


def draw(browser: Browser) -> dict[str, str]:
    """Return the still picture of each explorable, as SVG."""
    tab = browser.new_page()
    load_all(tab)
    drawn = {name: f"{tab.evaluate('name => explorables.firstPicture(name)', name)}\n" for name in NAMES}
    tab.close()
    return drawn


def record(folder: Path = FOLDER) -> None:
    """Write the pictures."""
    with launch() as browser:
        for name, picture in draw(browser).items():
            (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    record()
