"""The counts behind "Which Amazon?": what is kept of passages gives what the passages give."""

import importlib.util

from chapters import ROOT

STAND_INS = ["river", "forest", "shop"]


def load() -> object:
    spec = importlib.util.spec_from_file_location("count_amazon", ROOT / "chapters/data/count_amazon.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
