"""What paper shows of a page: its letters, and what is wider than it."""

import unicodedata

__all__ = ["TOO_WIDE", "letters"]

TOO_WIDE = """() => {
  const found = [], room = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll("article *, .book-contents *")) {
    const box = element.getBoundingClientRect(), clips = getComputedStyle(element).overflowX !== "visible";
    const cut = clips && element.scrollWidth > element.clientWidth + 1;
    if (box.width > 1 && (box.right > room + 2 || box.left < -2 || cut))
      found.push(`${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`);
  }
  return found;
}"""


def letters(text: str) -> str:
    """Keep letters and digits; a slanted or a capital one is the same letter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())
