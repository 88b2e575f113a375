"""Gate 7, for everybody: no serious axe violation on a laptop, in light.

The same on a phone, in dark, is in a file of its own: a process takes one file, and each look takes minutes.
"""

from pathlib import Path

from accessibility import DRAWN, grave_problems, grave_violations
from playwright.sync_api import Browser
from visits import LAPTOP, visit


def test_no_page_has_a_serious_axe_violation_on_a_laptop(site: Path, server: str, chromium: Browser) -> None:
    assert grave_problems(site, server, chromium, LAPTOP, "light", DRAWN) == {}


def test_a_serious_axe_violation_is_caught(tmp_path: Path, chromium: Browser) -> None:
    page = (
        '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1><p{}>Text</p></main></html>'
    )
    (tmp_path / "good.html").write_text(page.format(""))
    (tmp_path / "bad.html").write_text(page.format(' style="color: #ccc; background: #fff"'))
    with visit(chromium, tmp_path.as_uri(), "good.html") as seen:
        assert grave_violations(seen.tab) == []
    with visit(chromium, tmp_path.as_uri(), "bad.html") as seen:
        assert "color-contrast" in grave_violations(seen.tab)[0]
