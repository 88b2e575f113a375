"""Cut the pages' fonts, STIX Two, to the characters that a book like this one uses.

python _ext/fonts.py FOLDER     FOLDER holds npm's @fontsource/stix-two-text and stix-two-math, unpacked

Only who adds a character that the fonts lack needs this; tests/pages/test_fonts.py says which.
"""

import string
import sys
from pathlib import Path

from fontTools import subset
from manuscript.files import ROOT

__all__ = ["FACES", "FONTS", "LETTERS", "MATHS"]

FONTS = ROOT / "_static" / "fonts"
FACES = {
    "text.woff2": "stix-two-text/files/stix-two-text-latin-400-normal.woff2",
    "text-italic.woff2": "stix-two-text/files/stix-two-text-latin-400-italic.woff2",
    "text-bold.woff2": "stix-two-text/files/stix-two-text-latin-700-normal.woff2",
    "maths.woff2": "stix-two-math/files/stix-two-math-latin-400-normal.woff2",
}


def _range(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


LETTERS = " " + string.printable.strip() + _range(0xA0, 0xFF) + "–—‘’“”…•€™−×"
GREEK = _range(0x391, 0x3A9).replace("\u03a2", "") + _range(0x3B1, 0x3C9) + "ϑϕϖϱϵ"
# What a browser draws for <mi>x</mi> and <mi>σ</mi>; \mathbb, \mathcal, \mathbf.
ITALIC = _range(0x1D434, 0x1D467).replace("\U0001d455", "ℎ") + _range(0x1D6E2, 0x1D71B)
ALPHABETS = "𝔼ℝℕℤℚℙ𝟙" + "𝒩𝒳𝒴𝒵𝒟𝒮𝒜ℒℱℋ" + _range(0x1D400, 0x1D433)
SIGNS = (
    "±·×÷∓∗∘√∛∂∇∑∏∫∞∀∃∅∈∉∋∩∪∖⊂⊆⊃⊇∧∨¬⊥∥∣∼≃≅≈≠≡≤≥≪≫∝←→↔⇐⇒⇔↦⟶⟹⟺⊕⊗⋅…⋯⋮⋱"
    "⊤∬₀₁₂₃\u2009\ufe00⌈⌉⌊⌋⟨⟩‖|′″‴ℓ℘ℜℑ⏟⏞⎵⎴¯ˆ˜ˇ˙→⃗‾_^~\u2061\u2062\u2063\u2064\u2032△□■"
)
MATHS = LETTERS + GREEK + ITALIC + ALPHABETS + SIGNS


def cut(source: Path, target: Path, characters: str) -> None:
    """Write those characters of a font, with the variants and parts that large brackets and roots need."""
    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True, hinting=False)
    if target.name == "maths.woff2":
        options.layout_features = ["ssty", "dtls", "flac", "mark", "mkmk", "kern", "ccmp"]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    (folder,) = map(Path, sys.argv[1:])
    for name, source in FACES.items():
        cut(folder / source, FONTS / name, MATHS if name == "maths.woff2" else LETTERS)
        print(f"{name}: {(FONTS / name).stat().st_size:,} bytes")
