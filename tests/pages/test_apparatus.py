"""The back of the book: its counts, ledger, map, glossary, index and sheet of formulas, as built."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from bs4 import BeautifulSoup
from manuscript.counts import total
from manuscript.files import find_chapters
from manuscript.ledger import checks, executed, formulas, labels
from playwright.sync_api import Browser
from site_files import pages_of, parse
from sphinx.errors import ExtensionError
from sphinx_extension.concept_map import concepts
from visits import visit


def page(site: Path, name: str) -> BeautifulSoup:
    """Read a built page."""
    return parse((site / f"{name}.html").read_text(encoding="utf-8"))


@cache
def chapters(site: Path) -> list[Any]:
    """Read the chapters, which are long, with a quick parser."""
    return [lxml.html.parse(str(site / f"chapters/{chapter.name}.html")) for chapter in find_chapters()]


def test_the_counts_are_what_the_built_pages_hold(site: Path) -> None:
    parts = {
        "equations": "//*[contains(@class, 'eqno')]",
        "cells": "//div[contains(@class, 'cell_input')]",
        "figures": "//article//figure//img",
        "exercises": "//*[contains(concat(' ', @class, ' '), ' exercise-check ')]",
    }
    pages = chapters(site)
    seen = {name: sum(len(chapter.xpath(part)) for chapter in pages) for name, part in parts.items()}
    assert seen == {name: getattr(total(), name) for name in seen}
    assert min(seen.values()) > 30


def test_the_verification_page_shows_the_sums_of_its_table(site: Path) -> None:
    rows = [
        [int(cell.text.replace(",", "")) for cell in row.select("td")[1:]]
        for row in page(site, "pages/verified").select("table tbody tr")
    ]
    *chapters, whole = rows
    assert len(chapters) == len(find_chapters())
    assert whole == [sum(column) for column in zip(*chapters, strict=True)]


def test_the_ledger_leads_from_every_equation_to_every_one_of_its_checks(site: Path) -> None:
    executions, tests = set(), set()
    for row in page(site, "pages/ledger").select("table tbody tr"):
        equation, *test = (link["href"] for link in row.select("a"))
        label = equation.partition("#equation-")[2]
        if test:
            tests.add((label, *test))
        else:
            assert "execution" in row.text
            executions.add(label)
    assert tests == {(check.label, f"../tests/{check.file}.html#{check.test}") for check in checks()}
    assert executions == {label for chapter in find_chapters() for label in executed(chapter)}
    assert executions | {label for label, _ in tests} == {
        label for chapter in find_chapters() for label in labels(chapter)
    }


def test_a_formula_of_the_sheet_is_the_chapters_own() -> None:
    assert formulas()["eq-self-information"].startswith("I(x) = -\\log")
    assert all(formula and formula[-1] not in ".,;" for formula in formulas().values())


def test_the_formula_sheet_prints_on_two_sides(site: Path, server: str, chromium: Browser) -> None:
    with visit(chromium, server, "pages/formula-sheet.html") as seen:
        printed = seen.tab.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_every_term_of_the_glossary_is_linked_from_a_chapter_and_in_the_index(site: Path) -> None:
    terms = {term["id"].lower() for term in page(site, "pages/glossary").select("dl.glossary dt")}
    linked = {
        href.partition("glossary.html#")[2].lower()
        for chapter in chapters(site)
        for href in chapter.xpath("//a/@href[contains(., 'glossary.html#')]")
    }
    indexed = {
        link["href"].partition("#")[2].lower()
        for link in page(site, "genindex").select("table.genindextable a[href*='chapters/']")
    }
    assert len(terms) > 40
    assert terms == linked
    assert terms == indexed


# What is typed and not said; and the theme's own footer.
TYPED = {"pre", "code", "script", "style", "footer"}


def said(element: Any) -> str:  # noqa: ANN401
    """Return the words of an element, but for what is typed."""
    if element.tag in TYPED or "sig" in element.get("class", "").split():
        return ""
    return (element.text or "") + "".join(said(child) + (child.tail or "") for child in element)


def test_quotation_marks_are_a_printers(site: Path) -> None:
    pages = [page for page in pages_of(site) if "tests" not in page.relative_to(site).parts]
    assert len(pages) > 20
    for each in pages:
        words = said(lxml.html.parse(str(each)).find("body"))
        assert not re.findall(r"""\S*\s?\S*['"]\S*""", words), each.name


EQUATIONS = {"eq-self-information", "eq-entropy"}
MAP = "- Surprise: [eq-self-information]\n- Entropy: [eq-entropy, {need}]\n"


def test_the_map_reads_rows_of_ideas() -> None:
    surprise, entropy = concepts(MAP.format(need="Surprise"), EQUATIONS)
    assert (surprise.row, entropy.row, entropy.needs) == (0, 1, ("Surprise",))


@pytest.mark.parametrize(
    "text", [MAP.format(need="Nothing"), MAP.format(need="Entropy"), "- Surprise: [eq-nowhere]\n"]
)
def test_an_idea_without_its_needs_or_its_equation_is_caught(text: str) -> None:
    with pytest.raises(ExtensionError, match="the map"):
        concepts(text, EQUATIONS)
