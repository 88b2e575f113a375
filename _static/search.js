// @ts-check
// Searches the book as the reader types, opens the section that a hit stands in, and marks the words there. What is
// searched comes with the library that ranks it, MiniSearch, as one script (_ext/sphinx_extension/search.py makes
// it), which is loaded when a reader first searches.

(() => {
  /** @typedef {{address: string, title: string, within: string, also: string, text: string, names: string}} Place */
  /** @typedef {Place & {id: number, match: Record<string, string[]>}} Hit */
  /** @typedef {(text: string) => Hit[]} Find */

  const ROOT = new URL(document.documentElement.dataset.content_root || "./", location.href);
  const MOST = 40; // hits shown
  const LONGEST = 220; // letters of an excerpt

  // --- words -------------------------------------------------------------------------------------------

  // KLDivLoss, log_target, Kullback–Leibler and log-sum-exp are each a word, and so are their parts, and a sign.
  const WORD = /[\p{L}\p{N}\p{M}]+(?:[-_‐‑–'’][\p{L}\p{N}\p{M}]+)*|[≤≥≠≈∞∑∏∫√∂∇∈⊥→‖]/gu;
  const JOINT = /[-_‐‑–'’]|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

  /** Rényi is renyi, log₂ is log2, entropies is entropy, normalise is normalize. @param {string} word */
  function fold(word) {
    const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/is(?=e[ds]?$|ing$|ations?$)/, "iz");
    return plain.length > 3 ? plain.replace(/ies$/, "y").replace(/(?<=[^su])s$/, "") : plain;
  }

  /** @type {Map<string, string[]>} */
  const known = new Map();

  /** List the forms under which a word is found, the whole one first. @param {string} word @returns {string[]} */
  function forms(word) {
    if (!known.has(word)) {
      const parts = word.replace(/['’]s$/, "").split(JOINT);
      known.set(word, [...new Set([parts.join(""), ...parts].map(fold))]);
    }
    return known.get(word) ?? [];
  }

  /** @param {string} text */
  const words = (text) => text.match(WORD) ?? [];

  /** Write a name as one word: "log sum exp" and log-sum-exp are logsumexp. @param {string} text */
  const asOneWord = (text) => words(text).map((word) => forms(word)[0]).join("");

  /** Write a formula as search.py does: D_{KL}(P || Q) is dkl(p|q). @param {string} text */
  const shorthand = (text) => text.toLowerCase().replace(/\\(?:mid|vert)/g, "|").replace(/\\?\|\\?\||[‖∥]|\\parallel/g, "|").replace(/−/g, "-").replace(/[\s_{}$\\·⋅*?]/g, "");

  /** Find where the words of a text stand that are among the given ones. @param {string} text @param {Set<string>} sought */
  function* places(text, sought) {
    for (const match of text.matchAll(WORD)) {
      if (forms(match[0]).some((form) => sought.has(form))) yield [match.index, match.index + match[0].length];
    }
  }

  // --- the index ---------------------------------------------------------------------------------------

  /** @type {Promise<Find> | undefined} */
  let index;

  /** Load the index, once. @returns {Promise<Find>} */
  function load() {
    index ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("_static/search-index.js", ROOT).href;
      script.onload = () => resolve(build());
      script.onerror = () => ((index = undefined), reject());
      document.head.append(script);
    });
    return index;
  }

  /** @returns {Promise<Find>} */
  async function build() {
    // @ts-ignore: the script that was loaded defines both.
    const [Library, data] = [MiniSearch, bookIndex];
    const common = new Set(data.common);
    const library = new Library({
      fields: ["called", "title", "also", "text", "names"],
      tokenize: (/** @type {string} */ text, /** @type {string} */ field) =>
        field === "called" ? text.split(/, |: |[.()]/).map(asOneWord) : words(text).flatMap(forms),
      processTerm: (/** @type {string} */ term) => (common.has(term) ? null : term),
      searchOptions: {
        tokenize: (/** @type {string} */ term) => [term],
        processTerm: (/** @type {string} */ term) => term,
        boost: { called: 5, title: 5, also: 0.5, names: 0.5 },
        boostDocument: (/** @type {number} */ id) => data.places[id].weight,
        bm25: { k: 1.2, b: 0.3, d: 0.5 }, // an entry with four names is no worse than one with a single name
        prefix: (/** @type {string} */ term) => term.length > 1,
      },
    });
    await library.addAllAsync(data.places.map((/** @type {Place} */ place, /** @type {number} */ id) => ({ id, ...place, called: place.title })), { chunkSize: 50 });

    /** Look for a word as a whole, such as KLDivLoss, or for its parts together if no place has it. @param {string} word */
    function query(word) {
      const [whole, ...parts] = forms(word);
      return !parts.length || library.search(whole).length ? whole : { combineWith: "AND", queries: parts };
    }

    /** A section that is all headings shows what its first one says. @param {Hit} hit */
    const withText = (hit) => ({ ...hit, ...data.places[hit.id], text: data.places[hit.id].text || data.places[hit.id + 1]?.text || "" });

    /** Put the place that a formula or an abbreviation stands for first. @param {string} text @param {Hit[]} hits */
    function withMeant(text, hits) {
      const id = Object.hasOwn(data.shorthands, shorthand(text)) ? data.shorthands[shorthand(text)] : -1;
      if (id < 0) return hits;
      const meant = hits.find((hit) => hit.id === id) ?? withText(/** @type {Hit} */ ({ id, match: {} }));
      return [meant, ...hits.filter((hit) => hit.id !== id)];
    }

    /** @type {Find} */
    const ranked = (text) => {
      const all = words(text.replace(/\b(?:torch\.)?(?:nn\.)?(?:functional|nn|F)\.(?=\w)/g, ""));
      const telling = all.filter((word) => !common.has(fold(word)));
      const queries = (telling.length ? telling : all).map(query);
      const every = { queries: [{ combineWith: "AND", queries }, { queries: [asOneWord(text)], prefix: false }] };
      const fuzzy = (/** @type {string} */ term) => term.length > 4 && 0.2;
      const attempts = [() => library.search(every), () => library.search(every, { fuzzy }), () => library.search({ queries }, { fuzzy })];
      for (const attempt of queries.length ? attempts : []) {
        const hits = attempt();
        if (hits.length) return hits.map(withText);
      }
      return [];
    };
    return (text) => withMeant(text, ranked(text));
  }

  // --- a hit -------------------------------------------------------------------------------------------

  /** @param {string} tag @param {Record<string, string>} attributes @param {(string | Node)[]} children */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** @param {string} text @param {Set<string>} sought */
  function withMarks(text, sought) {
    const parts = [];
    let end = 0;
    for (const [from, to] of places(text, sought)) {
      parts.push(text.slice(end, from), element("mark", {}, text.slice(from, to)));
      end = to;
    }
    return [...parts, text.slice(end)];
  }

  const END_OF_SENTENCE = /(?<=[.!?…][”’)]?)(?<!(?:^|\P{L})\p{Lu}\.)\s+(?=[\p{Lu}“(])/u; // not after an initial

  /**
   * Choose the sentence that has most of the words, and those after it that still fit; cut what is too long.
   * @param {string} text @param {Set<string>} sought
   */
  function excerpt(text, sought) {
    let [best, most] = ["", -1];
    for (const block of text.split("\n")) {
      const sentences = block.split(END_OF_SENTENCE);
      for (const [k, sentence] of sentences.entries()) {
        const found = new Set([...places(sentence, sought)].map(([from, to]) => asOneWord(sentence.slice(from, to)))).size;
        if (found > most) [best, most] = [sentences.slice(k).reduce((all, next) => (`${all} ${next}`.length > LONGEST ? all : `${all} ${next}`)), found];
      }
    }
    if (best.length <= LONGEST) return best;
    const first = places(best, sought).next().value?.[0] ?? 0;
    const from = first < LONGEST - 40 ? 0 : best.lastIndexOf(" ", first - LONGEST / 3) + 1;
    const to = best.length - from <= LONGEST ? best.length : best.lastIndexOf(" ", from + LONGEST);
    return `${from ? "… " : ""}${best.slice(from, to)}${to < best.length ? " …" : ""}`;
  }

  /** @param {Hit} hit @param {number} k */
  function row(hit, k) {
    const sought = new Set(Object.keys(hit.match).filter((term) => /..|[^\p{L}\p{N}]/u.test(term)));
    const address = new URL(hit.address, ROOT);
    address.searchParams.set("marked", [...sought].join(" "));
    const link = element("a", { role: "option", id: `search-hit-${k}`, href: address.href, tabindex: "-1", "aria-selected": "false" },
      element("span", { class: "search-title" }, ...withMarks(hit.title, sought)),
      element("span", { class: "search-within" }, hit.within),
      element("span", { class: "search-excerpt" }, ...withMarks(excerpt(hit.text, sought), sought))); // prettier-ignore
    link.addEventListener("click", stay);
    return element("li", { role: "none" }, link);
  }

  /** Go to a place on the page that is open already without loading it again. @param {MouseEvent} event */
  function stay(event) {
    const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    const address = new URL(link.href);
    if (address.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("dialog")?.close();
    location.hash = address.hash;
    history.replaceState(null, "", address);
    land();
  }

  // --- the window --------------------------------------------------------------------------------------

  /** @type {(() => void) | undefined} */
  let open;

  function makeWindow() {
    const input = /** @type {HTMLInputElement} */ (element("input", {
      ...{ type: "text", inputmode: "search", enterkeyhint: "go", autocomplete: "off", autocapitalize: "off", spellcheck: "false" },
      ...{ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search-hits" },
      ...{ "aria-label": "Search the book", placeholder: "A word, a name or a function" },
    })); // prettier-ignore
    const close = element("button", { type: "button", class: "search-close", "aria-label": "Close the search" }, "Esc");
    const count = element("p", { role: "status", class: "search-count" });
    const list = element("ul", { role: "listbox", id: "search-hits", "aria-label": "Places in the book", hidden: "" });
    const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "search", "aria-label": "Search the book" },
      element("div", { class: "search-line" }, input, close), count, list)); // prettier-ignore
    /** @type {HTMLElement[]} */
    let hits = [];
    let active = 0;

    /** @param {number} k */
    function choose(k) {
      hits[active]?.setAttribute("aria-selected", "false");
      active = (k + hits.length) % hits.length;
      hits[active].setAttribute("aria-selected", "true");
      hits[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", hits[active].id);
    }

    /** @param {Hit[]} found */
    function show(found) {
      list.replaceChildren(...found.slice(0, MOST).map(row));
      list.scrollTop = 0;
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      hits = [...list.querySelectorAll("a")];
      active = 0;
      if (hits.length) choose(0);
      else input.removeAttribute("aria-activedescendant");
    }

    async function search() {
      const text = input.value;
      try {
        if (!index) count.textContent = "Loading …";
        const find = await load();
        if (text !== input.value) return; // typed on meanwhile
        const found = find(text);
        show(found);
        if (found.length) count.textContent = `${found.length} ${found.length === 1 ? "place" : "places"}${found.length > MOST ? `; the best ${MOST} are shown` : ""}`;
        else if (!words(text).length) count.textContent = "";
        else count.replaceChildren("Nothing found. The ", element("a", { href: new URL("genindex.html", ROOT).href }, "index"), " lists the terms of the book.");
      } catch {
        count.textContent = "The search could not be loaded.";
      }
    }

    input.addEventListener("input", search);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || !hits.length) return;
      if (event.key === "ArrowDown") choose(active + 1);
      else if (event.key === "ArrowUp") choose(active - 1);
      else if (event.key === "Enter") hits[active].click();
      else return;
      event.preventDefault();
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside the window
    document.body.append(dialog);
    return () => {
      if (!dialog.open) dialog.showModal();
      input.select();
      search();
    };
  }

  // --- where a hit leads -------------------------------------------------------------------------------

  /** Scroll to an element, some frames long: a section that is laid out only now moves it. @param {Element} element @param {ScrollLogicalPosition} block */
  async function bring(element, block) {
    for (let frame = 0; frame < 5; frame += 1) {
      element.scrollIntoView({ block, behavior: "instant" });
      await new Promise(requestAnimationFrame);
    }
  }

  /** Open what a place is folded in. @param {Element} place */
  function openFolds(place) {
    for (let fold = place.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
    const button = place.closest(".toggle-hidden")?.querySelector(".toggle-button");
    if (button instanceof HTMLElement && !button.parentElement?.contains(place)) button.click();
  }

  /** Mark the words of an address on this page, and show the first of them in the section. */
  async function land() {
    const sought = new Set(new URLSearchParams(location.search).get("marked")?.split(" "));
    const article = document.querySelector("[role=main]");
    if (!sought.size || !article) return;
    const ranges = [];
    const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const [from, to] of places(texts.currentNode.nodeValue ?? "", sought)) {
        ranges.push(new StaticRange({ startContainer: texts.currentNode, startOffset: from, endContainer: texts.currentNode, endOffset: to }));
      }
    }
    CSS.highlights?.set("search", new Highlight(...ranges));
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const section = target?.matches("dt") ? target.parentElement?.querySelector(`#${CSS.escape(target.id)} ~ dd`) : target;
    const found = ranges.map((range) => range.startContainer.parentElement).filter((place) => section?.contains(place));
    const first = found.find((place) => place?.checkVisibility({ visibilityProperty: true })) ?? found[0];
    if (first) openFolds(first);
    if (target) await bring(target, "start");
    if (first && first.getBoundingClientRect().bottom > innerHeight) await bring(first, "center");
  }

  function forgetMarks() {
    if (!CSS.highlights?.delete("search")) return;
    const address = new URL(location.href);
    address.searchParams.delete("marked");
    history.replaceState(history.state, "", address);
  }

  /** @param {EventTarget | null} target */
  const takesText = (target) => target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

  document.addEventListener("keydown", (event) => {
    const shortcut = (event.key === "/" && !takesText(event.target)) || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (shortcut) {
      event.preventDefault();
      (open ??= makeWindow())();
    } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) forgetMarks();
  });
  for (const opener of document.querySelectorAll("button.search-opener")) {
    opener.addEventListener("click", () => (open ??= makeWindow())());
  }
  window.addEventListener("load", land);
})();
