"""The lab edition: the record's code, the page's words and numbers, and no MyST left."""

import itertools
import re
import shutil
from base64 import b64encode
from pathlib import Path
from urllib.parse import unquote

import hand_out
import lxml.html
import nbformat
import pytest
from edition.chapter import make_chapter
from edition.formulas import display, inline
from edition.notebooks import find_files, make_edition
from edition.page import Page
from manuscript.files import ROOT, BookError, find_chapters
from nbformat import NotebookNode

MYST = re.compile(r"\{[a-z:-]+\}`|^[ >]*[`:]{3,}\{|^[ >]*\([\w-]+\)=$|^[ >]*:[\w-]+:|<!--", re.MULTILINE)

EXPLORABLES = ROOT / "_static/explorables"


@pytest.fixture(scope="module")
def edition(site: Path) -> dict[str, NotebookNode]:
    return make_edition(site)


def words(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def code(notebook: NotebookNode) -> list[tuple[str, object, object]]:
    """List the cells with code, but for those that show an explorable, which no record has."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells = [cell for cell in code if "explorable" not in cell.metadata]
    return [(cell.source, cell.outputs, cell.execution_count) for cell in cells]


def test_code_and_outputs_are_the_records_to_the_letter(edition: dict[str, NotebookNode]) -> None:
    for number, chapter in enumerate(find_chapters(), start=1):
        assert code(edition[f"{number:02}-{chapter.name}"]) == code(chapter.read_record())


def test_what_the_code_reads_lies_beside_the_notebooks(edition: dict[str, NotebookNode]) -> None:
    sources = "\n".join(
        cell.source for notebook in edition.values() for cell in notebook.cells if cell.cell_type == "code"
    )
    read = re.findall(r"""(?:Path\(|open\(|filename=)["'](.+?)["']""", sources)
    assert {name.partition("/")[0] for name in read} == {"data", "explorables"}
    assert set(read) <= find_files(edition).keys()


def test_every_explorable_has_a_cell_that_shows_it_live_by_the_scripts_of_the_page(
    edition: dict[str, NotebookNode],
) -> None:
    files, found = find_files(edition), []
    for number, chapter in enumerate(find_chapters(), start=1):
        cells = edition[f"{number:02}-{chapter.name}"].cells
        live = [(cell, below) for cell, below in itertools.pairwise(cells) if "explorable" in cell.metadata]
        named = re.findall(r"\{explorable\} ([\w-]+)", words(chapter.read_record()))
        assert [cell.metadata["explorable"] for cell, _ in live] == named
        for name, (cell, below) in zip(named, live, strict=True):
            shown = files[f"explorables/{name}.html"].decode()
            assert cell.source.endswith(f'display(HTML(filename="explorables/{name}.html"))')
            assert [output.data["text/html"] for output in cell.outputs] == [shown]
            for script in ("preact", "formulas", "room", name):
                assert (EXPLORABLES / f"{script}.js").read_text("utf-8") in shown
            assert b64encode((EXPLORABLES / f"{name}.svg").read_bytes()).decode() in shown
            assert shown.count("</script>") == shown.count("</style>") == 1
            assert re.match(r"\*\*Fig\. [\d.]+\*\* ", below.source)
        found += named
    assert sorted(found) == sorted(picture.stem for picture in EXPLORABLES.glob("*.svg"))


def test_no_myst_is_left_and_every_notebook_is_valid(edition: dict[str, NotebookNode]) -> None:
    for name, notebook in edition.items():
        nbformat.validate(notebook)
        assert MYST.findall(words(notebook)) == [], name
    for left in ("see {eq}`eq-a`", "> ```{math}", "(ch-a)=", "> :class: dropdown", "  <!-- here x = 1 -->"):
        assert MYST.search(left), left


def headings(notebook: NotebookNode) -> set[str]:
    """List a notebook's headings as JupyterLab names them."""
    found = re.findall(r"^#+ (.+)$", words(notebook), re.MULTILINE)
    return {heading.replace("`", "").replace(" ", "-") for heading in found}


def test_every_link_leads_to_a_notebook_of_the_edition_and_to_a_heading_of_it(
    edition: dict[str, NotebookNode],
) -> None:
    for name, notebook in edition.items():
        targets = re.findall(r"\]\(([^)\s]+)\)", words(notebook))
        assert targets, name
        here = set(re.findall(r'<a id="([\w-]+)"></a>', words(notebook)))
        assert {target[1:] for target in targets if target.startswith("#")} == here, name
        elsewhere = ("https://", "#", "data:image/svg+xml;")  # the last are pictures, not links
        for target in (target for target in targets if not target.startswith(elsewhere)):
            file, _, place = target.partition("#")
            assert file.endswith(".ipynb"), target
            assert not place or unquote(place) in headings(edition[file.removesuffix(".ipynb")]), target


def test_a_reference_within_a_chapter_leads_to_its_equation_figure_or_section(
    edition: dict[str, NotebookNode],
) -> None:
    cells = edition["02-entropy"].cells
    text = words(edition["02-entropy"])
    (number,) = set(re.findall(r"\[\((2\.\d+)\)\]\(#equation-eq-entropy-max\)", text))
    anchored = r'^<a id="equation-eq-entropy-max"></a>\n\$\$.*\\tag\{' + re.escape(number)
    assert re.search(anchored, text, re.MULTILINE)
    assert re.search(r'^> <a id="equation-eq-gibbs"></a>\n> \$\$.*\\tag\{2\.\d+\}', text, re.MULTILINE)
    assert re.search(r'^<a id="sec-coding"></a>\n\n#+ ', text, re.MULTILINE)
    for above, figure in itertools.pairwise(cells):
        name = figure.metadata.get("mystnb", {}).get("figure", {}).get("name")
        if f"(#{name})" in text:
            assert above.source.endswith(f'<a id="{name}"></a>')


def test_terms_and_sources_lead_to_their_own_entries(edition: dict[str, NotebookNode]) -> None:
    text = words(edition["02-entropy"])
    assert "[yes-or-no questions](09-glossary.ipynb#yes-or-no-question)" in text
    assert "[Huffman, 1952](10-references.ipynb#Huf52)" in text
    assert "### Huf52\n\nDavid A. Huffman." in words(edition["10-references"])


def test_the_glossary_has_every_entry_of_the_page(edition: dict[str, NotebookNode], site: Path) -> None:
    page = lxml.html.parse(str(site / "pages/glossary.html"))
    terms = [term.text_content().removesuffix("¶") for term in page.xpath("//dt")]
    written = [term.replace("’", "'") for term in terms]
    assert re.findall(r"^### (.+)$", words(edition["09-glossary"]), re.MULTILINE) == written
    sources = lxml.html.parse(str(site / "pages/references.html"))
    assert len(edition["10-references"].cells) - 1 == len(sources.xpath("//div[@class='citation']")) > 0


def test_a_formula_is_whole_in_its_line_and_a_solution_is_folded_with_blank_lines_around(
    edition: dict[str, NotebookNode],
) -> None:
    """In a quotation further lines would begin with its mark; without blank lines HTML is no Markdown."""
    for name, notebook in edition.items():
        for line in words(notebook).splitlines():
            if "$$" in line or "equation*" in line:
                begin, end = re.escape(r"$$\begin{equation*} "), re.escape(r" \end{equation*}$$")
                assert re.fullmatch(rf"(> )*{begin}[^$]+{end}", line), f"{name}: {line}"
    solutions = [words(edition[f"{n:02}-{c.name}"]) for n, c in enumerate(find_chapters(), start=1)]
    for text, chapter in zip(solutions, find_chapters(), strict=True):
        title = r"<details>\n<summary>Solution to Exercise [\d.]+ \([^<]+\)</summary>"
        folded = re.findall(rf"^{title}\n\n(?:.|\n)+?\n\n</details>$", text, re.MULTILINE)
        assert len(folded) == words(chapter.read_record()).count("{solution}") == text.count("<details>")


def test_a_long_formula_is_parted_from_its_condition_and_a_short_one_is_not(
    edition: dict[str, NotebookNode],
) -> None:
    text = "\n".join(map(words, edition.values()))
    assert r"\begin{gathered} h(X) \le \log (b - a) \\ \text{on } [a, b]," in text
    assert r"\begin{equation*} \ln x \le x - 1 \qquad \text{for } x > 0 ," in text
    for parted in re.findall(r"\\begin\{gathered\}(.+?)\\end\{gathered\}", text):
        for line in parted.split(r" \\ "):
            assert line.count("{") == line.count("}")
            assert line.count(r"\left") == line.count(r"\right")


@pytest.mark.parametrize(
    ("formula", "width", "lines"),
    [
        ("H(X) = 1", 34, ["H(X) = 1"]),
        (
            "H(X, Y) = H(X) + H(Y) - I(X; Y)",
            16,
            ["H(X, Y)", r"\quad = H(X) + H(Y)", r"\quad \quad - I(X; Y)"],
        ),
        (r"f(x = 1, y = 2) \le f(3) = -4", 16, [r"f(x = 1, y = 2) \le f(3)", r"\quad = -4"]),
        (r"h = 1 \qquad \text{on } [a, b]", 6, ["h = 1", r"\text{on } [a, b]"]),
        (
            r"\begin{aligned} a &= b + c + d \\ &= e \end{aligned}",
            5,
            ["a", r"\quad = b + c", r"\quad \quad + d", r"\quad = e"],
        ),
    ],
)
def test_a_formula_is_broken_where_it_can_be_and_nowhere_else(
    formula: str, width: int, lines: list[str]
) -> None:
    inside = display(formula, width=width).removeprefix(r"$$\begin{equation*} ")
    inside = inside.removesuffix(r" \end{equation*}$$").strip()
    parts = re.sub(r"\\(?:begin|end)\{(?:aligned|gathered)\} ?|& ", "", inside).split(r" \\ ")
    assert [part.strip() for part in parts] == lines


def test_a_formula_in_a_sentence_is_parted_before_its_relations() -> None:
    assert inline("a = b = c", 4) == "$a$ $= b$ $= c$"
    assert inline("f(a = b)", 4) == "$f(a = b)$"
    assert inline("a = b", 4) == "$a = b$"


def test_numbers_titles_and_captions_are_those_of_the_page(
    edition: dict[str, NotebookNode], site: Path
) -> None:
    for number, chapter in enumerate(find_chapters(), start=1):
        text = words(edition[f"{number:02}-{chapter.name}"])
        page = lxml.html.parse(str(site / f"chapters/{chapter.name}.html"))
        shown = [
            " ".join(found.text_content().split()) for found in page.xpath("//span[@class='caption-number']")
        ]
        for title in shown:
            assert f"**{title}" in text, title
        equations = [found.text_content().strip("()") for found in page.xpath("//a[@class='eqno']")]
        assert re.findall(r"\\tag\{([\d.]+)\}", text) == equations
        sections = [found.text_content() for found in page.xpath("//article//span[@class='section-number']")]
        assert re.findall(r"^#+ ((?:\d+\.)+ )", text, re.MULTILINE) == sections


def test_the_words_of_a_term_are_those_that_the_author_wrote(edition: dict[str, NotebookNode]) -> None:
    for number, chapter in enumerate(find_chapters(), start=1):
        written = re.findall(r"\{term\}`([^`<]+?)(?: <[^>]+>)?`", words(chapter.read_record()))
        shown = re.findall(
            r"\[([^\[\]]+)\]\(09-glossary\.ipynb", words(edition[f"{number:02}-{chapter.name}"])
        )
        # The page sets quotation marks as a printer does.
        assert shown == [" ".join(term.split()).replace("'", "’") for term in written]


def test_a_citation_in_the_text_names_its_authors(edition: dict[str, NotebookNode]) -> None:
    text = "".join(map(words, edition.values()))
    cited = re.findall(r"\[([^\]]+) \(\d{4}\w?\)\]\(10-references", text)
    written = sum(words(chapter.read_record()).count("{cite:t}`") for chapter in find_chapters())
    assert len(cited) == written > 0
    assert all(authors[0].isupper() for authors in cited)


def test_a_page_of_another_text_is_refused(site: Path) -> None:
    one, other = (chapter.read_record() for chapter in find_chapters()[:2])
    page = Page(site / f"chapters/{find_chapters()[0].name}.html")
    with pytest.raises(BookError, match="make book"):
        make_chapter(other, page, lambda target: target)
    del one.cells[-1]
    one.cells[0].source += "\n\n{term}`bit`"
    with pytest.raises(BookError, match="make book"):
        make_chapter(one, Page(site / f"chapters/{find_chapters()[0].name}.html"), lambda target: target)


def test_the_start_lists_the_notebooks_in_the_order_of_the_book_and_of_their_names(
    edition: dict[str, NotebookNode],
) -> None:
    start, *chapters = edition
    assert re.findall(r"\]\((\d\d-[\w-]+)\.ipynb\)", words(edition[start])) == chapters
    assert chapters[0] == "01-self-information"
    assert chapters[-2:] == ["09-glossary", "10-references"]
    assert start < chapters[0]
    assert sorted(chapters) == chapters


def test_each_notebook_says_which_kernel_runs_it(edition: dict[str, NotebookNode]) -> None:
    assert {notebook.metadata["kernelspec"]["name"] for notebook in edition.values()} == {"python3"}


@pytest.mark.parametrize(
    ("tag", "folded"), [("hide-input", "source_hidden"), ("hide-output", "outputs_hidden")]
)
def test_the_code_of_figures_and_the_answers_to_questions_are_folded(
    edition: dict[str, NotebookNode], tag: str, folded: str
) -> None:
    cells = [
        cell
        for notebook in edition.values()
        for cell in notebook.cells
        if tag in cell.metadata.get("tags", [])
    ]
    assert cells
    assert all(cell.metadata["jupyter"] == {folded: True} for cell in cells)


@pytest.fixture
def book(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out a book of two chapters, which are soon made, with a folder of its own for the copies."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build/html").symlink_to(site)
    (tmp_path / "pages").symlink_to(ROOT / "pages")
    chapters = [f"chapters/{chapter.name}" for chapter in find_chapters()[:2]]
    listed = ", ".join(f"{{file: {chapter}}}" for chapter in chapters)
    (tmp_path / "_toc.yml").write_text(f"{{root: index, parts: [{{chapters: [{listed}]}}]}}\n")
    shutil.copytree(ROOT / "chapters/data", tmp_path / "chapters/data")
    for chapter in chapters:
        for kind in ("md", "ipynb"):
            shutil.copy(ROOT / f"{chapter}.{kind}", tmp_path / "chapters")
    return tmp_path


def test_work_is_kept_when_the_book_is_updated_and_reset_on_request(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hand_out.main([], book) == 0
    mine, record = book / "lab/02-entropy.ipynb", book / "chapters/entropy.ipynb"
    mine.write_text(
        mine.read_text().replace('geometric-entropy\\", ..., ...', 'geometric-entropy\\", 2, ...')
    )
    work = mine.read_bytes()
    (book / "lab/notes.txt").write_text("my own")
    untouched = (book / "lab/01-self-information.ipynb").stat().st_mtime_ns
    record.write_text(record.read_text().replace("against the wall", "against the new wall"))

    capsys.readouterr()
    assert hand_out.main([], book) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == (
        "02-entropy.ipynb is yours and stays; the book's has changed since "
        "(make reset CHAPTER=entropy gives you the book's, and keeps yours)"
    )
    assert len(said) == 2
    assert mine.read_bytes() == work
    assert (book / "lab/01-self-information.ipynb").stat().st_mtime_ns == untouched

    assert hand_out.main(["entropy"], book) == 0
    assert capsys.readouterr().out == "entropy is as in the book; yours is now 02-entropy.mine-1.ipynb\n"
    assert (book / "lab/02-entropy.mine-1.ipynb").read_bytes() == work
    assert "the new wall" in mine.read_text()
    assert (book / "lab/notes.txt").read_text() == "my own"
    assert (book / "lab/data/amazon.json").read_bytes() == (ROOT / "chapters/data/amazon.json").read_bytes()


def test_a_chapter_that_there_is_not_is_answered_with_those_that_there_are(book: Path) -> None:
    with pytest.raises(
        BookError, match=r"^No chapter is called entrop; there are .*self-information, entropy"
    ):
        hand_out.main(["entrop"], book)
