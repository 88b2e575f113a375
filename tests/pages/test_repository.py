"""With an address of the repository, and only then, pages lead to it, and to files that it has."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import Tag
from jupyter_book.config import get_final_config
from manuscript.files import ROOT
from site_files import pages_of, parse
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx_extension.repository import Repository

CONFIGURED = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]
PLANTED = "https://github.com/ada/some-book"
PARTS = ["assets", "missing_page", "repository"]
HOSTS = r"github\.com/(?!pradyunsg/furo)|colab\.|mybinder\."


def links_to_repository(page: Path) -> list[Tag]:
    links = parse(page.read_text("utf-8")).find_all("a", href=True)
    return [link for link in links if re.search(HOSTS, link["href"])]


def named_file(address: str) -> str:
    """Return the file of the repository that an address leads to; none for its own pages."""
    parts = urlsplit(address)
    if parts.netloc == "mybinder.org":
        return unquote(parts.query.removeprefix("labpath="))
    if found := re.match(r"(?:/github)?/ada/some-book/(?:edit|blob)/draft/(.+)", parts.path):
        return found[1]
    if found := re.fullmatch(r"/ada/some-book/actions/(workflows/[\w.]+)", parts.path):
        return f".github/{found[1]}"
    return ""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render a page and a chapter, with no more in them than titles, with the address of a repository."""
    source, config = tmp_path_factory.mktemp("planted"), tmp_path_factory.mktemp("config")
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    settings["repository"] = {"url": f"{PLANTED}/", "branch": "draft"}
    (config / "_config.yml").write_text(yaml.safe_dump(settings), "utf-8")
    read, _ = get_final_config(
        user_yaml=config / "_config.yml", cli_config={"latex_individualpages": False}, sourcedir=source
    )
    for page, text in (
        ("index.md", "```{toctree}\nchapters/entropy\n```"),
        ("chapters/entropy.ipynb", "A chapter."),
    ):
        (source / page).parent.mkdir(exist_ok=True)
        (source / page).write_text(f"# About {page} & more\n\n{text}\n", "utf-8")
    overrides = {
        "extensions": ["myst_parser", *map("sphinx_extension.{}".format, PARTS)],
        # Not a notebook, but named like one: a chapter's page is made from its record.
        "source_suffix": {".md": "markdown", ".ipynb": "markdown"},
        "html_theme": "furo",
        "html_theme_options": read["html_theme_options"],
        "html_sidebars": read["html_sidebars"],
        "templates_path": [str(ROOT / "_templates")],
    }
    built = [str(source / "built")] * 2
    Sphinx(str(source), None, *built, "html", overrides, status=None, warning=None).build()
    return source / "built"


def test_pages_lead_to_a_repository_if_its_address_is_named_and_only_then(site: Path) -> None:
    leading = [page.name for page in pages_of(site) if links_to_repository(page)]
    assert bool(leading) == bool(CONFIGURED["url"]), leading


def test_with_an_address_a_chapter_can_be_run_edited_and_reported(planted: Path) -> None:
    links = {
        link.text.strip(): link["href"] for link in links_to_repository(planted / "chapters/entropy.html")
    }
    assert links == {
        "Edit this page": f"{PLANTED}/edit/draft/chapters/entropy.md",
        "Binder": "https://mybinder.org/v2/gh/ada/some-book/draft?labpath=chapters%2Fentropy.ipynb",
        "Colab": "https://colab.research.google.com/github/ada/some-book/blob/draft/chapters/entropy.ipynb",
        "Report a mistake": f"{PLANTED}/issues/new?title="
        "On%20the%20page%20%E2%80%9CAbout%20chapters/entropy.ipynb%20%26%20more%E2%80%9D%3A%20",
        "Checks": f"{PLANTED}/actions/workflows/book.yml",
    }


def test_a_page_that_is_no_chapter_can_be_edited_and_reported(planted: Path) -> None:
    links = {link.text.strip(): link["href"] for link in links_to_repository(planted / "index.html")}
    assert links["Edit this page"] == f"{PLANTED}/edit/draft/index.md"
    assert set(links) == {"Edit this page", "Report a mistake", "Checks"}


def test_the_page_of_an_address_that_leads_nowhere_leads_without_scripts_to_where_the_book_is(
    planted: Path,
) -> None:
    missing = parse((planted / "404.html").read_text("utf-8"))
    assert [link["href"] for link in missing.select("a")] == ["/some-book/"]
    assert Repository("ada/ada.github.io", "main").published == "https://ada.github.io/"


def test_every_link_to_a_repository_leads_to_a_file_that_it_has(planted: Path) -> None:
    addresses = {link["href"] for page in pages_of(planted) for link in links_to_repository(page)}
    named = {named_file(address) for address in addresses} - {""}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(named) >= 4
    assert named - set(listed.stdout.splitlines()) == set()


def test_no_page_asks_the_host_of_the_repository_for_anything(planted: Path) -> None:
    for page in pages_of(planted):
        tags = parse(page.read_text("utf-8")).find_all(["img", "script", "link", "iframe"])
        asked = [str(tag.get("src") or tag.get("href") or "") for tag in tags]
        assert [address for address in asked if re.search(HOSTS, address)] == []


def test_what_binder_sets_up_is_what_make_sets_up() -> None:
    lines = (ROOT / ".binder/requirements.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-r ../requirements.txt"]
    assert re.fullmatch(r"python-3\.1[123]\n", (ROOT / ".binder/runtime.txt").read_text("utf-8"))


def test_the_readme_has_the_badge_of_the_checks_if_there_is_an_address_and_only_then() -> None:
    badges = [Repository.at(**CONFIGURED).badge] if CONFIGURED["url"] else []
    found = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if "badge.svg" in line]
    assert found == badges, f"README.md, below its title: {badges}"


@pytest.mark.parametrize("url", ["https://gitlab.com/ada/book", "http://github.com/ada/book", "ada/book"])
def test_another_address_than_one_of_github_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"is not https://github\.com/OWNER/NAME"):
        Repository.at(url, "main")
    assert Repository.at(f"{PLANTED}.git", "main").name == "ada/some-book"
