"""What "Which Amazon?" keeps of passages: counts that give what the passages would give, and no texts."""

import random
import runpy
from collections import Counter
from itertools import chain, combinations
from typing import Any

import pytest
from manuscript.files import ROOT

SCRIPT = runpy.run_path(str(ROOT / "chapters/data/count_amazon.py"))
STAND_INS = ["forest", "river", "shop"]


@pytest.fixture(params=range(5))
def passages(request: pytest.FixtureRequest) -> list[str]:
    """Make up passages, each of a few words, some of them stand-ins or 'amazon'."""
    draw = random.Random(request.param)
    words = [*STAND_INS, "Amazon", "fire", "rain", "prime", "smoke", "the", "a"]
    return sorted({" ".join(draw.choices(words, k=draw.randint(1, 6))) for _ in range(200)})


def counts(words_by_number: dict[str, str]) -> Counter[str]:
    """Read counts as the chapter reads them."""
    return Counter({word: int(number) for number, words in words_by_number.items() for word in words.split()})


def count_words(passages: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = SCRIPT["count_words"](dict.fromkeys(passages, "title"), STAND_INS, ["smoke"])
    return facts


def test_the_groups_give_the_counts_of_every_choice_of_stand_ins(passages: list[str]) -> None:
    facts = count_words(passages)
    words = [set(passage.lower().split()) for passage in passages]
    counted = set(facts["also counted"].split()).union(*(each["words"].split() for each in facts["amazon"]))
    assert counted >= {*STAND_INS, "smoke"}
    for group in chain.from_iterable(combinations(STAND_INS, size) for size in (1, 2, 3)):
        sample = [found for found in words if "amazon" not in found and not found.isdisjoint(group)]
        parts = [part for part in facts["others"] if not {*group}.isdisjoint(part["stand-ins"].split())]
        having = sum((counts(part["words"]) for part in parts), Counter())
        assert sum(part["passages"] for part in parts) == len(sample)
        assert having == Counter(chain.from_iterable(found & counted for found in sample))


def test_the_words_that_meet_amazon_twice_are_counted_everywhere() -> None:
    facts = count_words(["Amazon fire", "fire! rain!", "fire and rain: Amazon", "the rain"])
    assert facts["passages"] == 4
    assert [each["words"] for each in facts["amazon"]] == ["amazon fire", "amazon and fire rain"]
    assert facts["everywhere"] == {"2": "amazon", "3": "fire"}


def test_the_order_of_the_words_of_a_passage_is_not_kept() -> None:
    (kept,) = count_words(["The Amazon, the river: rain."])["amazon"]
    assert kept == {"title": "title", "words": "amazon rain river the"}
