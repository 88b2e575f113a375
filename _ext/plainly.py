"""Run a script of this folder, and say in a line what stops it, also while it imports what it needs.

python _ext/plainly.py SCRIPT [ARGUMENT ...]
"""

import runpy
import sys

from progress import in_plain_words

if __name__ == "__main__":
    del sys.argv[0]
    with in_plain_words():
        runpy.run_path(sys.argv[0], run_name="__main__")
