// @ts-check
// Brings the exercises of a page to life. The answers, the slips and all the wording come with the page, as
// JSON made by infobook/checker/page.py; what is read and judged here is read and judged there in the same way
// (expressions.py, answers.py, judge.py), and a test gives both the same answers.

(() => {
  /** @typedef {{state: "open" | "right" | "wrong", text: string}} Verdict */
  /** @typedef {number | string | any[]} Tree A number, a name, or an operator with its operands. */

  const STORE = "information-theory-executed";

  /** @param {string} id */
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  /** @type {any} */
  let data;

  /** A remark to the learner on what cannot be read. */
  class CannotRead extends Error {}

  /** @param {string} key @param {Record<string, unknown>} fields */
  function say(key, fields = {}) {
    return data.messages[key].replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => String(fields[name]));
  }

  // --- expressions -----------------------------------------------------------------------------------

  const TOKEN = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|[-+*/^!%(),]/y;

  /** @param {number} n */
  function factorial(n) {
    if (!(n >= 0 && Number.isInteger(n))) return NaN;
    let product = 1;
    for (let i = 2; i <= n && i <= 171; i += 1) product *= i;
    return product;
  }

  /** @param {number} n @param {number} k */
  function choose(n, k) {
    if (!(k >= 0 && k <= n && n <= 1e4 && Number.isInteger(n) && Number.isInteger(k))) return NaN;
    let count = 1;
    for (let i = 1; i <= Math.min(k, n - k); i += 1) count = (count * (n - i + 1)) / i;
    return count;
  }

  /** @type {Record<string, (...operands: number[]) => number>} */
  const FUNCTIONS = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "^": (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b), // as C and Python have it
    "!": factorial,
    log2: Math.log2,
    ln: Math.log,
    log10: Math.log10,
    log: (x, base) => Math.log2(x) / Math.log2(base),
    exp: Math.exp,
    sqrt: Math.sqrt,
    abs: Math.abs,
    comb: choose,
    min: Math.min,
    max: Math.max,
  };
  const TWO = ["log", "comb", "min", "max"];

  /** @param {string} text @returns {string[]} */
  function tokensOf(text) {
    if (text.length > data.limit) throw new CannotRead(say("too-long", { limit: data.limit }));
    const lowered = (/** @type {string} */ run) => [...run].map((one) => "-0123456789"[data.raised.indexOf(one)]).join("");
    text = text.replace(new RegExp(`[${data.raised}]+`, "g"), (run) => `^(${lowered(run)})`);
    for (const [written, meant] of Object.entries(data.spellings)) text = text.replaceAll(written, meant);
    text = text.trim();
    const tokens = [];
    for (let place = 0; place < text.length; ) {
      TOKEN.lastIndex = place;
      const found = TOKEN.exec(text);
      const character = String.fromCodePoint(/** @type {number} */ (text.codePointAt(place)));
      if (found) tokens.push(found[0]);
      else if (/\p{Nd}/u.test(character)) throw new CannotRead(say("digit"));
      else if (!/\s/.test(character)) {
        const code = character.codePointAt(0) ?? 0;
        const what = /[\p{C}\p{Z}]/u.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
        throw new CannotRead(say("character", { what, functions: data.functions.join(", ") }));
      }
      place += found ? found[0].length : character.length;
    }
    if (!tokens.length) throw new CannotRead(say("empty"));
    let open = 0;
    for (const token of tokens) {
      open += token === "(" ? 1 : token === ")" ? -1 : 0;
      if (open > data.depth) throw new CannotRead(say("deep", { limit: data.depth }));
    }
    return tokens;
  }

  /** Reads tokens from left to right, one method for each line of the grammar in expressions.py. */
  class Reader {
    /** @param {string[]} tokens @param {string[]} variables */
    constructor(tokens, variables) {
      this.tokens = tokens;
      this.variables = variables;
      this.place = 0;
    }

    get next() {
      return this.tokens[this.place] ?? "";
    }

    /** @param {string[]} wanted */
    take(...wanted) {
      const token = this.next;
      if (!token || !wanted.includes(token)) return "";
      this.place += 1;
      return token;
    }

    whole() {
      const tree = this.sum();
      if (this.next) throw new CannotRead(this.next === "," ? say("comma") : say("unexpected", { what: this.next }));
      return tree;
    }

    /** @returns {Tree} */
    sum() {
      let tree = this.product();
      for (let operator; (operator = this.take("+", "-")); ) tree = [operator, tree, this.product()];
      return tree;
    }

    /** @returns {Tree} */
    product() {
      let tree = this.signed();
      for (let operator; (operator = this.take("*", "/")); ) tree = [operator, tree, this.signed()];
      return tree;
    }

    /** @returns {Tree} */
    signed() {
      const sign = this.take("+", "-");
      return sign ? [sign, 0, this.signed()] : this.power();
    }

    /** @returns {Tree} */
    power() {
      const tree = this.postfix();
      return this.take("^") ? ["^", tree, this.signed()] : tree;
    }

    /** @returns {Tree} */
    postfix() {
      let tree = this.atom();
      for (let operator; (operator = this.take("!", "%")); ) {
        tree = operator === "!" ? ["!", tree] : ["/", tree, 100];
      }
      return tree;
    }

    /** @returns {Tree} */
    atom() {
      const token = this.next;
      if (!token) throw new CannotRead(say("unfinished", { what: this.tokens[this.tokens.length - 1] }));
      this.place += 1;
      if (/^[\d.]/.test(token)) return Number(token);
      if (token === "(") {
        const tree = this.sum();
        this.close();
        return tree;
      }
      if (/^[A-Za-z_]/.test(token)) return this.name(token);
      throw new CannotRead(token === "," ? say("comma") : say("unexpected", { what: token }));
    }

    /** @param {string} name @returns {Tree} */
    name(name) {
      const constants = Object.keys(data.constants);
      if (this.variables.includes(name) || constants.includes(name)) return name;
      if (!data.functions.includes(name)) {
        throw new CannotRead(say("name", { what: name, names: [...this.variables, ...data.functions, ...constants].join(", ") }));
      }
      if (!this.take("(")) throw new CannotRead(name === "log" ? say("log") : say("brackets", { what: name }));
      const operands = [this.sum()];
      while (this.take(",")) operands.push(this.sum());
      this.close();
      const wanted = TWO.includes(name) ? 2 : 1;
      if (operands.length !== wanted) {
        if (name === "log") throw new CannotRead(say("log"));
        if (wanted === 1) throw new CannotRead(say("comma"));
        throw new CannotRead(say("arguments", { what: name, wanted, found: operands.length }));
      }
      return [name, ...operands];
    }

    close() {
      if (this.next === ",") throw new CannotRead(say("comma"));
      if (!this.take(")")) throw new CannotRead(this.next ? say("unexpected", { what: this.next }) : say("unclosed"));
    }
  }

  /** @param {string} text @param {string[]} variables @returns {Tree} */
  function parse(text, variables = []) {
    return new Reader(tokensOf(text), variables).whole();
  }

  /** @param {Tree} tree @param {Record<string, number>} values @returns {number} */
  function evaluate(tree, values = {}) {
    if (typeof tree === "number") return tree;
    if (typeof tree === "string") return values[tree] ?? Number(data.constants[tree]);
    const [operator, ...operands] = tree;
    return FUNCTIONS[operator](...operands.map((operand) => evaluate(operand, values)));
  }

  // --- verdicts --------------------------------------------------------------------------------------

  /** Write a number as Python's format ".6g" does. @param {number} x */
  function general(x) {
    if (!Number.isFinite(x)) return String(x).replace("Infinity", "inf").replace("NaN", "nan");
    if (x === 0) return Object.is(x, -0) ? "-0" : "0";
    const [digits, exponent] = x.toExponential(5).split("e");
    const power = Number(exponent);
    const short = (/** @type {string} */ text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
    if (power >= -4 && power < 6) return short(x.toFixed(5 - power));
    return `${short(digits)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }

  /** @param {number} given @param {{answer: number | string, margin: number | string}} target */
  function isAt(given, target) {
    const value = Number(target.answer);
    return given === value || Math.abs(given - value) <= Number(target.margin);
  }

  /** @param {string} text @param {string} unit @returns {[string, number]} The text without its unit, and a factor. */
  function withoutUnit(text, unit) {
    if (text.length > data.limit) throw new CannotRead(say("too-long", { limit: data.limit }));
    const known = unit in data.units;
    if (unit && !known && text.trimEnd().endsWith(unit)) text = text.trimEnd().slice(0, -unit.length);
    const words = Object.keys(data.unitWords).join("|");
    const found = text.match(new RegExp(`^([^]*?[0-9\\s.)!%])\\s*(${words})s?\\s*$`, "i"));
    if (!found) return [text, 1];
    const given = data.unitWords[found[2].toLowerCase()];
    if (!known) throw new CannotRead(say("no-unit", { unit: given }));
    return [found[1], data.units[given] / data.units[unit]];
  }

  /** @param {any} part @param {string} text @returns {string} */
  function remarkOnNumber(part, text) {
    const [bare, factor] = withoutUnit(text, part.unit);
    const number = evaluate(parse(bare));
    const given = number * factor;
    if (isAt(given, part)) return "";
    const answer = text.trim().replace(/\s+/g, " ");
    if (Number.isNaN(given)) return say("nan", { answer });
    const slip = part.slips.find((/** @type {any} */ one) => isAt(given, one));
    if (slip) return slip.feedback;
    if (number !== given && isAt(number, part)) return say("wrong-word", { asked: part.unit });
    const right = Number(part.answer);
    if (!Number.isFinite(right)) return Number.isFinite(given) ? say("finite", { answer }) : say("sign");
    if (!Number.isFinite(given)) return say("infinite", { answer });
    if (part.rounds && Math.abs(given - right) <= 0.02 * Math.abs(right)) return say("near");
    return say(given > right ? "too-large" : "too-small", { answer });
  }

  /** @param {string} text */
  function letters(text) {
    if (text.length > data.limit) throw new CannotRead(say("too-long", { limit: data.limit }));
    return text.replace(/[\s,;()[\].>"'-]+/g, "");
  }

  /** @param {any} part @param {string} text @returns {string} */
  function remarkOnChoice(part, text) {
    const letter = letters(text).toLowerCase();
    if (letter === part.answer) return "";
    const slip = part.slips.find((/** @type {any} */ one) => one.answer === letter);
    return slip?.feedback ?? say("choice-unknown", { answer: letter.slice(0, 20), options: Object.keys(part.options).join(", ") });
  }

  /** @param {any} part @param {string} text @returns {string} */
  function remarkOnOrder(part, text) {
    const order = [...letters(text).toUpperCase()];
    const all = Object.keys(part.needs).sort();
    if ([...order].sort().join() !== all.join()) return say("order-letters", { letters: all.join("") });
    const misplaced = order.flatMap((line, place) =>
      [...part.needs[line]].filter((needed) => order.indexOf(needed) > place).map((needed) => line + needed),
    );
    const slip = part.slips.find((/** @type {any} */ one) => misplaced.includes(one.answer));
    if (slip) return slip.feedback;
    return misplaced.length ? say("order-needs", { line: misplaced[0][0], needed: misplaced[0][1] }) : "";
  }

  /** @param {any} part @param {string} text @returns {string} */
  function remarkOnFormula(part, text) {
    const tree = parse(withoutUnit(text, "")[0], Object.keys(part.points[0]));
    const found = part.points.map((/** @type {Record<string, number>} */ point) => evaluate(tree, point));
    const agree = (/** @type {number[]} */ values) =>
      values.map((value, i) => found[i] === value || (Number.isFinite(value) && Math.abs(found[i] - value) <= part.tolerance * Math.max(1, Math.abs(value))));
    const place = agree(part.values).indexOf(false);
    if (place < 0) return "";
    const slip = part.slips.find((/** @type {any} */ one) => !agree(one.values).includes(false));
    if (slip) return slip.feedback;
    const point = Object.entries(part.points[place]).map(([name, value]) => `${name} = ${general(value)}`).join(", ");
    const expected = general(part.values[place]);
    if (Number.isNaN(found[place])) return say("formula-undefined", { point, expected });
    return say("formula-differs", { point, found: general(found[place]), expected });
  }

  /** @type {Record<string, (part: any, text: string) => string>} */
  const REMARKS = { number: remarkOnNumber, choice: remarkOnChoice, order: remarkOnOrder, formula: remarkOnFormula };

  /** @param {any} part @param {string} text @returns {Verdict} */
  function judge(part, text) {
    if (!text.trim()) return { state: "open", text: say("open") };
    let remark;
    try {
      remark = REMARKS[part.kind](part, text);
    } catch (problem) {
      if (!(problem instanceof CannotRead)) throw problem;
      remark = problem.message;
    }
    return remark ? { state: "wrong", text: `${say("not-yet")} ${remark}` } : { state: "right", text: say("right") };
  }

  // --- progress, kept in this browser ----------------------------------------------------------------

  /** @returns {Record<string, string[]>} The solved exercises of each chapter. */
  function solved() {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE) || "{}");
      const lists = Object.entries(kept).filter(([, names]) => Array.isArray(names));
      return Object.fromEntries(lists);
    } catch {
      return {};
    }
  }

  /** @param {Record<string, string[]>} progress */
  function keep(progress) {
    try {
      localStorage.setItem(STORE, JSON.stringify(progress));
    } catch {
      // Private windows may refuse; the exercises work all the same.
    }
  }

  /** @param {string} chapter @param {string} name */
  function remember(chapter, name) {
    const progress = solved();
    if (!progress[chapter]?.includes(name)) keep({ ...progress, [chapter]: [...(progress[chapter] ?? []), name] });
  }

  // --- what the reader sees --------------------------------------------------------------------------

  /**
   * @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children
   * @returns {HTMLElement}
   */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** @param {any} part @param {string} id @returns {HTMLElement} */
  function fieldOf(part, id) {
    const reply = element("p", { class: "exercise-reply", id: `${id}-reply`, role: "status" });
    if (part.kind === "choice") {
      const options = Object.entries(part.options).map(([key, text]) =>
        element("label", {}, element("input", { type: "radio", name: id, value: key }), ` (${key}) ${text}`),
      );
      return element("fieldset", { class: "exercise-part", "aria-describedby": `${id}-reply` }, element("legend", {}, part.ask), ...options, reply);
    }
    const label = part.unit ? `${part.ask}, in ${part.unit}` : part.ask;
    const input = element("input", {
      type: "text", id, name: id, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      "aria-describedby": `${id}-reply`,
    }); // prettier-ignore
    return element("div", { class: "exercise-part" }, element("label", { for: id }, label), input, reply);
  }

  /** @param {HTMLFormElement} form @param {string} id */
  function typed(form, id) {
    const field = form.elements.namedItem(id);
    return field && "value" in field ? String(field.value) : "";
  }

  /** @param {HTMLElement} place @param {string} name @param {any} exercise */
  function bringToLife(place, name, exercise) {
    const ids = exercise.parts.map((/** @type {any} */ _, /** @type {number} */ i) => `answer-${name}-${i + 1}`);
    const fields = exercise.parts.map((/** @type {any} */ part, /** @type {number} */ i) => fieldOf(part, ids[i]));
    const meaning = element("p", { class: "exercise-meaning", role: "status" });
    const hints = element("div", { class: "exercise-hints", "aria-live": "polite" });
    const more = element("button", { type: "button" }, "Hint");
    const buttons = element("div", { class: "exercise-buttons" }, element("button", { type: "submit" }, "Check"));
    if (exercise.hints.length) buttons.append(more);
    const form = /** @type {HTMLFormElement} */ (element("form", { novalidate: "" }));
    if (exercise.functions.length) {
      form.append(element("p", {}, `Write ${exercise.functions.join(" and ")} where you run Python, and say here what it gives.`));
    }
    form.append(...fields, buttons, hints, meaning);
    if (solved()[data.chapter]?.includes(name)) meaning.textContent = "You have solved this one.";

    more.addEventListener("click", () => {
      const given = hints.childElementCount;
      hints.append(element("p", {}, `Hint ${given + 1} of ${exercise.hints.length}: ${exercise.hints[given]}`));
      if (given + 1 === exercise.hints.length) more.setAttribute("disabled", "");
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const verdicts = exercise.parts.map((/** @type {any} */ part, /** @type {number} */ i) => judge(part, typed(form, ids[i])));
      verdicts.forEach((/** @type {Verdict} */ verdict, /** @type {number} */ i) => {
        const reply = /** @type {HTMLElement} */ (fields[i].querySelector(".exercise-reply"));
        reply.textContent = verdict.text;
        reply.dataset.state = verdict.state;
        fields[i].querySelector("input[type=text]")?.setAttribute("aria-invalid", String(verdict.state === "wrong"));
      });
      const right = verdicts.every((/** @type {Verdict} */ verdict) => verdict.state === "right");
      meaning.textContent = right ? exercise.right : "";
      if (right) remember(data.chapter, name);
    });
    place.replaceChildren(form);
    place.classList.add("alive");
  }

  /** @param {HTMLElement} place */
  function showProgress(place) {
    const progress = solved();
    const rows = read("exercise-chapters").map((/** @type {any} */ chapter) => {
      const done = chapter.exercises.filter((/** @type {string} */ name) => progress[chapter.name]?.includes(name)).length;
      const total = chapter.exercises.length;
      const bar = element("progress", { max: String(total), value: String(done), "aria-label": `Exercises solved in ${chapter.title}` });
      return element("tr", {}, element("th", { scope: "row" }, element("a", { href: chapter.href }, chapter.title)),
        element("td", {}, bar), element("td", {}, `${done} of ${total}`)); // prettier-ignore
    });
    const clear = element("button", { type: "button" }, "Clear my progress");
    clear.addEventListener("click", () => {
      if (!confirm("Forget which exercises you have solved in this browser?")) return;
      keep({});
      showProgress(place);
    });
    place.replaceChildren(element("table", { class: "table" }, element("caption", {}, "Exercises solved in this browser"), element("tbody", {}, ...rows)), clear);
  }

  document.addEventListener("DOMContentLoaded", () => {
    data = read("exercise-data");
    for (const place of document.querySelectorAll("[data-exercise]")) {
      const name = (place instanceof HTMLElement && place.dataset.exercise) || "";
      if (data?.exercises[name]) bringToLife(/** @type {HTMLElement} */ (place), name, data.exercises[name]);
    }
    const table = document.getElementById("exercise-progress");
    if (table) showProgress(table);
  });
})();
