"""Measure how a page draws its equations; the same script runs in every browser."""

__all__ = ["FAULTS", "WIDTHS"]

# What is wrong with the formulas of a page, as sentences. Boxes of letters are about those of their ink.
FAULTS = """async () => {
  const sections = [...document.querySelectorAll("article > section > section")]
    .filter(section => section.getBoundingClientRect().top > 3 * innerHeight);
  const reserved = sections.map(section => section.offsetHeight);
  const style = document.createElement("style");
  style.textContent = "* { content-visibility: visible !important }";
  document.head.append(style);
  const heights = sections.map(section => section.offsetHeight); // before what is folded opens
  document.querySelectorAll("details").forEach(fold => fold.open = true);
  document.querySelectorAll("button[aria-expanded=false]").forEach(button => button.click());
  document.body.getBoundingClientRect(); // lay out what is open now, which may ask for more fonts
  await document.fonts.ready;

  const faults = {};
  const complain = (kind, element, ...numbers) => {
    const label = element.closest("[id]")?.id ?? "";
    const text = element.textContent.replace(/\\s+/g, "").slice(0, 30);
    (faults[kind] ??= []).push(`${label}: ${text} ${numbers.map(Math.round)}`);
  };
  const box = element => element.getBoundingClientRect();
  const middle = one => (one.top + one.bottom) / 2;
  const seen = {scripts: 0, limits: 0, fractions: 0, rows: 0, numbers: 0, sections: 0};
  const each = (selector, look) => {
    for (const element of document.querySelectorAll(selector)) if (box(element).width) look(element);
  };

  sections.forEach((section, i) => {
    seen.sections += 1;
    const ratio = reserved[i] / heights[i], forms = section.querySelector("[data-exercise]"); // will grow
    if (Math.abs(reserved[i] - heights[i]) > 300 && !(0.85 < ratio && ratio < (forms ? 2 : 1.6)))
      complain("a section waits with too little room, or too much", section.querySelector("h2"),
               reserved[i], heights[i]);
  });
  each("msub, msup, msubsup", element => {
    const [base, first, second] = [...element.children].map(box);
    const below = element.localName === "msup" ? undefined : first;
    const above = element.localName === "msup" ? first : second;
    seen.scripts += 1;
    if (below && !(middle(below) > middle(base) + 1 && below.bottom > base.bottom - base.height / 4))
      complain("a subscript is not below the line", element, base.top, base.bottom, below.top, below.bottom);
    if (above && !(middle(above) < middle(base) - 1))
      complain("a superscript is not above the line", element, base.top, base.bottom, above.top);
    if (below && above && middle(above) > middle(below) - 2)
      complain("superscript and subscript overlap", element, above.bottom, below.top);
  });
  each("munder, mover, munderover", element => {
    const [base, first, second] = [...element.children].map(box);
    const under = element.localName === "mover" ? undefined : first;
    const over = element.localName === "mover" ? first : second;
    seen.limits += 1;
    // In a line of text the limits of a sum stand beside it.
    if (under && middle(under) < middle(base) + 1) complain("a lower limit is not below", element);
    if (over && middle(over) > middle(base) - 1) complain("an upper limit is not above", element);
  });
  each("mfrac", element => {
    const [above, below] = [...element.children].map(box);
    seen.fractions += 1;
    if (above.bottom > below.top + 2)
      complain("a numerator reaches its denominator", element, above.bottom, below.top);
    const offset = above.left + above.right - below.left - below.right;
    if (Math.abs(offset) > 4 && element.parentElement.localName !== "mtd")
      complain("a fraction is not centred", element);
  });
  each("mtable", element => {
    const rows = [...element.querySelectorAll(":scope > mtr")];
    rows.slice(1).forEach((row, i) => {
      seen.rows += 1;
      if (box(rows[i]).bottom > box(row).top + 2) complain("rows overlap", row);
      [...row.children].slice(1).forEach((cell, j) => {
        if (box(row.children[j]).right > box(cell).left + 2) complain("cells overlap", row);
      });
    });
  });
  each("div.math.numbered", element => {
    const number = box(element.querySelector(".eqno")), frame = box(element.querySelector(".equation"));
    seen.numbers += 1;
    if (number.left < frame.right - 1 || number.right > innerWidth)
      complain("a number is not beside its equation", element, number.left, frame.right, number.right);
    if (middle(number) < frame.top || middle(number) > frame.bottom)
      complain("a number is not level with its equation", element, middle(number), frame.top, frame.bottom);
  });

  each("math", math => {
    if (math.getClientRects().length > 1) complain("a formula is broken where it should not be", math);
  });
  // Ink of formulas and of words: a line of text without what stands above and below its small letters.
  const ink = [];
  const clip = element => element.closest(".equation, .table-wrapper, table");
  each("math", math => {
    for (const token of math.querySelectorAll("mi, mn, mo, mtext")) {
      const shown = box(token);
      if (shown.width > 1 && token.textContent.trim() && token.getAttribute("stretchy") !== "true")
        ink.push({owner: math, element: token, left: shown.left, right: shown.right,
          top: shown.top + shown.height * 0.2, bottom: shown.bottom - shown.height * 0.2, clip: clip(math)});
    }
  });
  const article = document.querySelector("article") ?? document.body;
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode, owner = text.parentElement;
    if (!text.data.trim() || owner.closest("math, svg, script, style, pre, button, .headerlink")) continue;
    range.selectNodeContents(text);
    for (const line of range.getClientRects())
      if (line.width > 1 && line.height > 1)
        ink.push({owner: text, element: owner, left: line.left, right: line.right, clip: clip(owner),
                  top: line.top + line.height * 0.3, bottom: line.bottom - line.height * 0.3});
  }
  // Neighbours are found in strips of the page. What scrolls out of its box is hidden, and covers nothing.
  const strips = new Map();
  for (const one of ink) {
    const bounds = one.clip && box(one.clip);
    if (bounds) [one.left, one.right] = [Math.max(one.left, bounds.left), Math.min(one.right, bounds.right)];
    for (let strip = Math.floor(one.top / 40); strip <= Math.floor(one.bottom / 40); strip += 1) {
      if (!strips.has(strip)) strips.set(strip, []);
      strips.get(strip).push(one);
    }
  }
  for (const strip of strips.values())
    for (const formula of strip) {
      if (formula.owner.localName !== "math") continue;
      for (const other of strip)
        if (other.owner !== formula.owner
            && Math.min(formula.right, other.right) - Math.max(formula.left, other.left) > 1.5
            && Math.min(formula.bottom, other.bottom) - Math.max(formula.top, other.top) > 1.5)
          complain("a formula overlaps something else", formula.owner, formula.left, formula.top,
                   other.left, other.top);
    }
  if (document.scrollingElement.scrollWidth > innerWidth)
    complain("the page is wider than its window", document.body, document.scrollingElement.scrollWidth);
  return {seen, faults};
}"""

# How many formulas of a page change their width if their face is taken away, and if only the one that stands
# in for it is: where the face is there, all but the shortest do, and none does.
WIDTHS = """async () => {
  await document.fonts.ready;
  const style = document.createElement("style");
  document.head.append(style);
  const widths = families => {
    style.textContent = `* { content-visibility: visible !important }
      math { font-family: ${families} !important }`;
    return [...document.querySelectorAll("math")].map(math => math.getBoundingClientRect().width);
  };
  const own = widths('"STIX Two Math", "Cambria Math", math');
  const changed = other => own.filter((width, i) => Math.abs(width - other[i]) > 0.5).length;
  return {formulas: own.length, without: changed(widths("monospace")),
    fallback: changed(widths('"STIX Two Math", monospace'))};
}"""
