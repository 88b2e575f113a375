"""Plant faults in a copy of the book in memory, and print what the gates notice and what they miss.

python _ext/plant.py                   20 faults of each kind
python _ext/plant.py --number 5 --seed 7
"""

import argparse

from manuscript.book import Book
from planting.run import SOURCES, draw, noticed

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Plant, ask, print a table and the misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--number", type=int, default=20, help="how many faults of each kind")
    parser.add_argument("--seed", type=int, default=1, help="which faults")
    parser.add_argument("--kinds", nargs="*", default=list(SOURCES), help="only these kinds")
    options = parser.parse_args(arguments)

    book, missed = Book(), []
    print(f"{'kind':<24}{'planted':>8}{'noticed':>8}")
    for kind in options.kinds:
        faults = draw(book, kind, options.number, options.seed)
        unseen = [fault for fault in faults if not noticed(book, fault)]
        print(f"{kind:<24}{len(faults):>8}{len(faults) - len(unseen):>8}", flush=True)
        missed += unseen
    print("\nMissed:" if missed else "\nNone was missed.")
    for fault in missed:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
