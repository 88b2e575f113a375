"""The built pages, made ready for paper.

A page's article loses what only a screen can do: buttons, forms, links to pages that the book to take along
does not have. What is folded on the screen, solutions and the code of figures, comes at the end of its
chapter. Every id begins with the name of its page, so that the pages can be joined.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from lxml import html
from lxml.html import HtmlElement
from manuscript.files import ROOT

__all__ = ["AUTHORS", "TITLE", "Heading", "Leaf", "cover", "read_leaves"]

_config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
TITLE, AUTHORS = str(_config["title"]), str(_config["author"])
HEADING = "self::h1 or self::h2 or self::h3"
SCREEN_ONLY = ("headerlink", "sd-btn", "copybtn", "genindex-jumpbox", "screen-only")


@dataclass(frozen=True)
class Heading:
    """A heading of a leaf: its level from 1 to 6, its text and the id of its section."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Leaf:
    """One page: ``page`` is its address without ``.html``, ``part`` the part of the book that has it."""

    page: str
    part: str
    article: HtmlElement

    @property
    def key(self) -> str:
        """The name with which its ids begin."""
        return posixpath.basename(self.page)

    @cached_property
    def headings(self) -> list[Heading]:
        """Its headings in their order, without those of less than a section."""
        found = self.article.xpath(f".//*[{HEADING}]")
        return [
            Heading(int(heading.tag[1]), " ".join(heading.text_content().split()), str(heading.get("id")))
            for heading in found
        ]

    @property
    def title(self) -> str:
        """Its first heading."""
        return self.headings[0].text


def read_leaves(site: Path) -> list[Leaf]:
    """Read the pages of a built site in the order of the contents, ready for paper."""
    leaves = [Leaf(page, part, _article(site, page)) for page, part in _pages()]
    keys = {leaf.page: leaf.key for leaf in leaves}
    for leaf in leaves:
        _strip(leaf.article)
        _aim_at_headings(leaf.article)
        _leave_out_checks(leaf.article)
        _open_answers(leaf.article)
        _move_code(leaf.article)
        _move_solutions(leaf.article)
        _address(leaf, keys)
    return leaves


def _pages() -> Iterator[tuple[str, str]]:
    """Yield each page of the book and the part that it stands in."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    yield contents["root"], ""
    for part in contents["parts"]:
        for chapter in part["chapters"]:
            yield chapter["file"], part["caption"]


def _article(site: Path, page: str) -> HtmlElement:
    tree = html.document_fromstring((site / f"{page}.html").read_bytes())
    (article,) = tree.xpath("//article")
    article.attrib.clear()
    return article


def _strip(article: HtmlElement) -> None:
    """Leave out what only a screen can do."""
    for name in SCREEN_ONLY:
        for element in article.find_class(name):
            element.drop_tree()
    for label in article.xpath(".//div[@class='citation']/span[@class='label']"):
        label.drop_tree()  # the text cites by author and year
    for section in article.xpath(".//section[@style]"):
        del section.attrib["style"]  # how high it is on a screen
    for progress in article.xpath(".//*[@id='exercise-progress']"):
        progress.getparent().drop_tree()  # with its heading
    for element in article.xpath(".//script | .//button | .//style | .//input"):
        element.drop_tree()
    for label in article.xpath(".//label"):  # of a tab: on paper all lie open, one below the other
        label.tag = "p"
        label.attrib.clear()
        label.set("class", "sd-tab-label")
    for token in article.xpath(".//div[@class='highlight']//span[@class='n' or @class='p' or @class='w']"):
        token.drop_tag()  # it has no colour, and each element is a tag in the PDF
    for entry in article.xpath(".//*[@role='doc-biblioentry']"):
        del entry.attrib["role"]  # no longer in ARIA
    for image in article.iter("img"):
        image.attrib.pop("loading", None)  # a printer does not scroll


def _aim_at_headings(article: HtmlElement) -> None:
    """Let links lead to headings: a section may begin at the foot of a page of which its heading is not."""
    for number, heading in enumerate(article.xpath(f".//*[{HEADING}]"), start=1):
        section = heading.getparent()
        for target in heading.xpath("preceding-sibling::span[@id][not(node())]"):
            heading.insert(0, target)
            target.tail, heading.text = heading.text, None
        if "id" not in heading.attrib:
            heading.set("id", section.attrib.pop("id", f"heading-{number}"))


def _leave_out_checks(article: HtmlElement) -> None:
    """Leave out the cells that check an answer: paper takes none."""
    for check in article.xpath(".//div[@data-exercise]"):
        check.xpath("ancestor::div[contains(@class, 'cell docutils')]")[-1].drop_tree()


def _open_answers(article: HtmlElement) -> None:
    """Show the outputs that answer a question: paper has no folds."""
    for details in article.xpath(".//details[not(.//div[contains(@class, 'cell_input')])]"):
        details.find("summary").drop_tree()
        details.drop_tag()


def _move_code(article: HtmlElement) -> None:
    """Put the code that is folded on the screen at the end of its chapter, under the name of its figure."""
    folded = article.xpath(".//details[.//div[contains(@class, 'cell_input')]]")
    if not folded:
        return
    section = _end_section(article, "folded-code", "The code of the figures")
    for details in folded:
        cell = details.getparent()
        code = details.xpath("./div[contains(@class, 'cell_input')]")
        captions = cell.xpath(".//figure[@id][.//span[@class='caption-number']]")
        if captions:
            number = captions[0].xpath("string(.//span[@class='caption-number'])").strip()
            link = html.Element("a", href=f"#{captions[0].get('id')}")
        else:
            heading = details.xpath("(ancestor::section)[last()]/*[self::h1 or self::h2 or self::h3]")[0]
            number, link = heading.text_content().strip(), html.Element("a", href=f"#{heading.get('id')}")
        link.text = number
        label = html.Element("p", {"class": "code-of"})
        label.append(link)
        section.extend([label, *code])
        details.drop_tree()


def _move_solutions(article: HtmlElement) -> None:
    """Put the solutions at the end of their chapter; each exercise leads to its own."""
    solutions = [element for element in article.find_class("solution") if element.tag == "div"]
    if not solutions:
        return
    section = _end_section(article, "solutions", "Solutions")
    for solution in solutions:
        (exercise_id,) = solution.xpath("./p[contains(@class, 'admonition-title')]//a/@href")
        exercise = article.get_element_by_id(exercise_id.removeprefix("#"))
        link = html.Element("a", {"class": "to-solution", "href": f"#{solution.get('id')}"})
        link.text = "Solution"
        exercise.find_class("admonition-title")[0].append(link)
        solution.set("class", "solution admonition")
        section.append(solution)


def _end_section(article: HtmlElement, name: str, title: str) -> HtmlElement:
    (chapter,) = article.xpath("./section[1]")
    section = html.Element("section", {"class": name})
    heading = html.Element("h2", id=name)
    heading.text = title
    section.append(heading)
    chapter.append(section)
    return section


def _address(leaf: Leaf, keys: dict[str, str]) -> None:
    """Let ids begin with the page's name, links follow them, and figures be named from the site's root."""
    seen = set()
    for element in leaf.article.iter():
        if not isinstance(element, HtmlElement):
            continue
        if "id" in element.attrib:
            name = _id(leaf.key, element.get("id"))
            # Sphinx gives some ids twice; a link leads to the first.
            if name in seen:
                del element.attrib["id"]
            else:
                element.set("id", name)
            seen.add(name)
        if element.tag == "img":
            element.set("src", _from_root(leaf.page, element.get("src")))
        if element.tag == "a" and "href" in element.attrib:
            _lead(element, leaf, keys)
        for name in ("aria-labelledby", "aria-describedby"):
            if name in element.attrib:
                element.set(name, " ".join(_id(leaf.key, one) for one in element.get(name).split()))
        if (element.get("marker-end") or "").startswith("url(#"):
            element.set("marker-end", f"url(#{_id(leaf.key, element.get('marker-end')[5:-1])})")
    leaf.article.set("id", leaf.key)


def _lead(link: HtmlElement, leaf: Leaf, keys: dict[str, str]) -> None:
    """Turn a link to a page of the book into one to its id; a link to another file of the site is text."""
    address = urlsplit(link.get("href"))
    if address.scheme or address.netloc:
        return
    page = _from_root(leaf.page, address.path).removesuffix(".html") if address.path else leaf.page
    if page not in keys:
        link.drop_tag()
    else:
        link.set("href", f"#{_id(keys[page], unquote(address.fragment)) if address.fragment else keys[page]}")
        link.attrib.pop("title", None)


def _id(key: str, name: str) -> str:
    return f"{key}." + re.sub(r"[^\w.-]", "-", name)


def _from_root(page: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))


def cover() -> str:
    """Return the title page."""
    logo = (ROOT / _config["logo"]).read_text(encoding="utf-8")
    return (
        f'<section class="title-page"><div class="title-logo">{logo}</div><p class="title-text">{TITLE}</p>'
        f"<p>{AUTHORS}</p><p>Text and figures: CC BY 4.0. Code: MIT.</p></section>"
    )
