// @ts-check
// Brings the exercises of a page to life. The answers, the slips and all the wording come with the page, as
// JSON made by infobook/checker/page.py; what is read and judged here is read and judged there in the same way
// (expressions.py, answers.py, judge.py), and a test gives both the same answers.

(() => {
  /** @typedef {{state: "open" | "right" | "wrong", text: string}} Verdict */
  /** @typedef {number | string | any[]} Tree A number, a name, or an operator with its operands. */

  const STORE = "information-theory-executed";
  const TYPED = `${STORE}/typed`;

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
    lg: (x, base) => Math.log2(x) / Math.log2(base),
    exp: Math.exp,
    sqrt: Math.sqrt,
    abs: Math.abs,
    comb: choose,
    min: Math.min,
    max: Math.max,
  };

  /** Write a text as the grammar has it. @param {string} text */
  function respelled(text) {
    for (const [pattern, meant] of data.rewrites) text = text.replace(new RegExp(pattern, "g"), meant);
    return text;
  }

  /** @param {string} text */
  function refuseLong(text) {
    if (text.length > data.limit) throw new CannotRead(say("too-long", { limit: data.limit }));
  }

  /** @param {string} token @param {number} count Whether a function with this name can have so many values. */
  const takes = (token, count) => Boolean(Object.hasOwn(data.functions, token) && data.functions[token].includes(count));

  /** @param {string} text @param {string[]} variables @returns {string[]} */
  function tokensOf(text, variables) {
    refuseLong(text);
    const names = namesFor(variables);
    const lowered = (/** @type {string} */ run) => [...run].map((one) => "-0123456789"[data.raised.indexOf(one)]).join("");
    text = respelled(text.replace(new RegExp(`[${data.raised}]+`, "g"), (run) => `^(${lowered(run)})`));
    if (!variables.includes("x")) text = text.replace(new RegExp(data.times, "g"), "$1*");
    const patterns = data.tokens.map((/** @type {string} */ pattern) => new RegExp(pattern, "y"));
    const tokens = [];
    /** @type {boolean[]} Of each open bracket: whether a comma separates two values in it. */
    const separating = [];
    for (let place = 0; place < text.length; ) {
      const pattern = patterns[separating[separating.length - 1] ? 1 : 0];
      pattern.lastIndex = place;
      const found = pattern.exec(text);
      const character = String.fromCodePoint(/** @type {number} */ (text.codePointAt(place)));
      if (found) {
        const [token, number, name] = found;
        if (token === "(") separating.push(takes(tokens[tokens.length - 1], 2));
        else if (token === ")") separating.pop();
        tokens.push(...(name ? pieces(name, names) : [number ? withPoint(number) : token]));
      } else if (character !== " ") throw new CannotRead(stranger(character));
      if (separating.length > data.depth) throw new CannotRead(say("deep", { limit: data.depth }));
      place += found ? found[0].length : character.length;
    }
    if (!tokens.length) throw new CannotRead(say("empty"));
    return tokens;
  }

  /** @param {string} number */
  function withPoint(number) {
    const last = number.match(/[.,](?!.*[.,])/)?.[0] ?? ".";
    const parts = number.split(last);
    const [whole, decimals] = parts.length === 2 ? parts : [number, ""];
    return whole.replace(/[ .,]/g, "") + (decimals && `.${decimals}`);
  }

  /** @param {string} character */
  function stranger(character) {
    if (character === ":") return say("colon");
    if (/\p{Nd}/u.test(character)) return say("digit");
    const code = character.codePointAt(0) ?? 0;
    const what = /[\p{C}\p{Z}]/u.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
    return say("character", { what, functions: data.shown.join(", ") });
  }

  /** What each name stands for; a variable hides what differs from it in case only. @param {string[]} variables */
  function namesFor(variables) {
    const hidden = variables.map((variable) => variable.toLowerCase());
    const known = [...Object.keys(data.functions), ...Object.keys(data.constants)].map((name) => [name, name]);
    const open = [...known, ...Object.entries(data.aliases)].filter(([name]) => !hidden.includes(name.toLowerCase()));
    return new Map([...open, ...variables.map((variable) => [variable, variable])]);
  }

  /** @param {string} run @param {Map<string, string>} names @returns {string[]} */
  function pieces(run, names) {
    const whole = meant(run, names);
    if (whole) return [whole];
    const longest = [...names.keys()].sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
    const one = [...longest.map((name) => name + (/\d$/.test(name) ? "(?!\\d)" : "")), "\\d+"].join("|");
    if (!new RegExp(`^(?:${one})+$`, "i").test(run)) return [run];
    return (run.match(new RegExp(one, "gi")) ?? []).map((piece) => meant(piece, names) || piece);
  }

  /** @param {string} name @param {Map<string, string>} names */
  function meant(name, names) {
    const others = new Set([...names].filter(([known]) => known.toLowerCase() === name.toLowerCase()).map(([, stands]) => stands));
    return names.get(name) ?? (others.size === 1 ? [...others][0] : "");
  }

  /** @param {string} token */
  const isNumber = (token) => /^[\d.]/.test(token);

  /** Whether a factor can begin here without a sign before it. @param {string} token */
  const starts = (token) => /^[A-Za-z_(]/.test(token);

  /** @param {string} token */
  const isOperand = (token) => isNumber(token) || starts(token);

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
      const names = [...this.variables, ...data.shown, ...Object.keys(data.constants)];
      this.tokens.forEach((what, place) => {
        if (!starts(what) || ["(", "lg", ...names].includes(what)) return;
        const key = this.tokens[place + 1] === "(" ? "call-unknown" : /^[a-z]$/i.test(what) && !this.variables.length ? "letter" : "name";
        throw new CannotRead(say(key, { what, names: names.join(", ") }));
      });
      const tree = this.sum();
      if (this.next === ")") throw new CannotRead(say("unopened"));
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
      let start = -1; // where a divisor starts, if one stands last
      for (;;) {
        const operator = this.take("*", "/");
        if (operator) {
          start = operator === "/" ? this.place : -1;
          tree = [operator, tree, this.signed()];
        } else if (!this.goesOn()) {
          return tree;
        } else if (start >= 0 && !this.isWhole(start)) {
          throw new CannotRead(say("divided"));
        } else {
          tree = ["*", tree, this.power()];
          start = -1;
        }
      }
    }

    goesOn() {
      return starts(this.next) || (this.tokens[this.place - 1] === "!" && isNumber(this.next));
    }

    /** Whether a divisor ends here. @param {number} start */
    isWhole(start) {
      if (this.place === start + 1 && isNumber(this.tokens[start])) return data.halved.includes(this.next);
      return this.tokens[start] === "(" && this.tokens[this.place - 1] === ")" && this.next !== "(";
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
      if (isNumber(token)) return Number(token) || (/^[.0]*[1-9]/.test(token) ? data.tiny : 0);
      if (token === "(") {
        const tree = this.sum();
        this.close();
        return tree;
      }
      if (/^[A-Za-z_]/.test(token)) return this.name(token);
      if (token === ")") {
        throw new CannotRead(this.place > 1 ? say("unfinished", { what: this.tokens[this.place - 2] }) : say("unopened"));
      }
      throw new CannotRead(token === "," ? say("comma") : say("unexpected", { what: token }));
    }

    /** @param {string} name @returns {Tree} */
    name(name) {
      if (!Object.hasOwn(data.functions, name) || this.variables.includes(name)) return name;
      if (!this.take("(")) return this.withoutBrackets(name);
      const operands = [this.sum()];
      while (this.take(",")) operands.push(this.sum());
      this.close();
      if (!takes(name, operands.length)) {
        if (name === "log" || name === "lg") throw new CannotRead(say("log"));
        if (!takes(name, 2)) throw new CannotRead(say("comma"));
        throw new CannotRead(say("arguments", { what: name, wanted: data.functions[name][0], found: operands.length }));
      }
      return operands.length === 1 && takes(name, 2) ? [name, ...operands, data.base] : [name, ...operands];
    }

    /** Reads log2 52! or √2/2; asks where it is not clear what the function is taken of. @param {string} name @returns {Tree} */
    withoutBrackets(name) {
      if (!takes(name, 1) || !("+-".includes(this.next || "?") || isOperand(this.next))) throw new CannotRead(say("brackets", { what: name }));
      const operand = this.signed();
      const isFactor = ["*", "/"].includes(this.next);
      const after = isFactor ? this.tokens[this.place + 1] : this.next;
      if (((isFactor && name !== "sqrt") || isOperand(this.next)) && !Object.hasOwn(data.functions, after ?? "")) {
        throw new CannotRead(say("brackets", { what: name }));
      }
      return takes(name, 2) ? [name, operand, data.base] : [name, operand];
    }

    close() {
      if (this.next === ",") throw new CannotRead(say("comma"));
      if (!this.take(")")) throw new CannotRead(this.next ? say("unexpected", { what: this.next }) : say("unclosed"));
    }
  }

  /** @param {string} text @param {string[]} variables @returns {Tree} */
  function parse(text, variables = []) {
    return new Reader(tokensOf(text, variables), variables).whole();
  }

  /** @param {Tree} tree @param {Record<string, number>} values @returns {number} */
  function evaluate(tree, values = {}) {
    const [two, ten] = [2, 10].map((base) => valueOf(tree, { ...values, [data.base]: base }));
    if (two === ten || Math.abs(two - ten) <= 1e-9 * Math.abs(two) || (Number.isNaN(two) && Number.isNaN(ten))) return two;
    throw new CannotRead(say("log"));
  }

  /** @param {Tree} tree @param {Record<string, number>} values @returns {number} */
  function valueOf(tree, values) {
    if (typeof tree === "number") return tree;
    if (typeof tree === "string") return values[tree] ?? Number(data.constants[tree]);
    const operator = tree[0];
    const operands = tree.slice(1).map((operand) => valueOf(operand, values));
    const value = FUNCTIONS[operator](...operands);
    const isLost = value === 0 && data.underflow.includes(operator) && operands.every((x) => x !== 0 && Number.isFinite(x));
    return isLost ? data.tiny * (Object.is(value, -0) ? -1 : 1) : value;
  }

  // --- verdicts --------------------------------------------------------------------------------------

  /** Write a number as Python's format ".6g" does. @param {number} x */
  function general(x) {
    if (!Number.isFinite(x)) return String(x).replace("Infinity", "inf").replace("NaN", "nan");
    if (x === 0) return "0";
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

  /** @param {string} unit The unit of information in bits per letter, and any other as it is. */
  const baseOf = (unit) => unit.split(" ")[0];

  /** @param {string} text @param {any} part @returns {[string, string]} The text without its unit, and that. */
  function withoutUnit(text, { unit, counted }) {
    refuseLong(text);
    text = respelled(text);
    if (counted) text = text.replace(new RegExp(`(^|[^A-Za-z])(?:more )?(?:${counted})${data.ofWhat}`), "$1");
    const found = text.match(new RegExp(data.withUnit, "i"));
    if (!found) return [text, ""];
    const given = data.unitWords[found[2].toLowerCase()];
    if (!(baseOf(unit) in data.units)) throw new CannotRead(say("no-unit", { unit: given }));
    return [found[1], given];
  }

  /** @param {string} answer @returns {string[]} What is said to be equal, each with the unit at the end. */
  function sides(answer) {
    refuseLong(answer);
    const text = respelled(answer);
    if (!text.includes("=")) return [answer];
    const others = text.replace(new RegExp(data.label), "").split("=");
    const last = others.pop() ?? "";
    const unit = last.match(new RegExp(data.withUnit, "i"));
    const tail = unit ? last.slice(unit[1].length) : "";
    return [...others.map((other) => `${other} ${tail}`), last];
  }

  /** @param {string} text @param {any} part */
  function readNumber(text, part) {
    const [alone, given] = withoutUnit(text, part);
    const bare = evaluate(parse(alone));
    const factor = given ? data.units[given] / data.units[baseOf(part.unit)] : 1;
    return { value: bare * factor, shown: text.trim().replace(/\s+/g, " "), bare, unit: given };
  }

  /** @param {any} part @param {string} text @returns {Verdict} */
  function judgeNumber(part, text) {
    let verdict = RIGHT();
    for (const side of sides(text)) {
      verdict = judgeSide(part, side);
      if (verdict.state === "wrong") break;
    }
    return verdict;
  }

  /** @param {any} part @param {string} text @returns {Verdict} */
  function judgeSide(part, text) {
    const amount = readNumber(text, part);
    const doubtful = text.match(new RegExp(data.doubtful));
    if (isAt(amount.value, part)) return judgeRightAmount(part, amount);
    const other = doubtful && readNumber(doubtful.slice(1).join(""), part);
    if (other && isAt(other.value, part)) return judgeRightAmount(part, other);
    return wrong(doubtful ? say("thousands", { answer: amount.shown }) : remarkOnAmount(part, amount));
  }

  /** @param {any} part @param {{value: number, unit: string}} amount @returns {Verdict} */
  function judgeRightAmount(part, amount) {
    if (amount.unit && amount.unit === part.given) return wrong(say("given-unit", { given: part.given, asked: part.unit }));
    const isRough = part.tolerance >= data.threeDigits && Math.abs(amount.value - Number(part.answer)) > Math.max(part.fourDigits, 1e-9);
    return isRough ? { state: "right", text: say("six-digits", { answer: general(Number(part.answer)) }) } : RIGHT();
  }

  /** @param {any} part @param {{value: number, shown: string, bare: number}} amount @returns {string} */
  function remarkOnAmount(part, amount) {
    const { value: given, shown: answer, bare } = amount;
    if (Number.isNaN(given)) return say("nan", { answer });
    const slip = part.slips.find((/** @type {any} */ one) => isAt(given, one));
    if (slip) return slip.feedback;
    if (bare !== given && isAt(bare, part)) return say("wrong-word", { asked: part.unit });
    const right = Number(part.answer);
    if (!Number.isFinite(right)) return Number.isFinite(given) ? say("finite", { answer }) : say("sign");
    if (!Number.isFinite(given)) return say("infinite", { answer });
    if (right === 0 && Math.abs(given) <= 1e-9) return say("tiny", { answer });
    if (part.tolerance === 0 && Number.isInteger(right) && !Number.isInteger(given)) return say("not-whole", { answer });
    const distance = Math.abs(given - right);
    if (part.tolerance < data.threeDigits && part.tolerance > 0 && distance <= part.threeDigits) return say("more-digits");
    if (part.tolerance > 0 && distance <= 0.02 * Math.abs(right)) return say("near");
    return say(given > right ? "too-large" : "too-small", { answer });
  }

  /** Read the lines' letters, between words such as "then". @param {string} text @param {string[]} lines */
  function letters(text, lines) {
    refuseLong(text);
    const isWord = (/** @type {string} */ run) => new Set(run).size < run.length || [...run].some((letter) => !lines.includes(letter));
    const runs = text.toUpperCase().match(/\p{L}+/gu) ?? [];
    return [...runs.filter((run) => runs.length === 1 || run.length === 1 || !isWord(run)).join("")];
  }

  // Of a choice, buttons give the letter itself.
  /** @param {any} part @param {string} letter @returns {string} */
  function remarkOnChoice(part, letter) {
    return letter === part.answer ? "" : part.slips.find((/** @type {any} */ one) => one.answer === letter).feedback;
  }

  /** @param {any} part @param {string} text @returns {string} */
  function remarkOnOrder(part, text) {
    const all = Object.keys(part.needs).sort();
    const strays = part.slips.map((/** @type {any} */ one) => one.answer).filter((/** @type {string} */ line) => line.length === 1);
    const order = letters(text, [...all, ...strays]);
    const stray = part.slips.find((/** @type {any} */ one) => order.includes(one.answer));
    if (stray) return stray.feedback;
    if ([...order].sort().join() !== all.join()) {
      return say(strays.length ? "order-some" : "order-letters", { letters: [...all, ...strays].sort().join("") });
    }
    const misplaced = order.flatMap((line, place) =>
      [...part.needs[line]].filter((needed) => order.indexOf(needed) > place).map((needed) => line + needed),
    );
    const slip = part.slips.find((/** @type {any} */ one) => misplaced.includes(one.answer));
    if (slip) return slip.feedback;
    return misplaced.length ? say("order-needs", { line: misplaced[0][0], needed: misplaced[0][1] }) : "";
  }

  /** The numbers of a state, or of the link that leads to it. @param {string} text */
  function readState(text) {
    refuseLong(text);
    const numbers = text.replace(/%2C/gi, ",").replace(/^.*=|[\][(){}]/g, "").trim();
    const apart = data.apart.map((/** @type {string} */ sign) => new RegExp(sign)).find((/** @type {RegExp} */ sign) => sign.test(numbers));
    return (numbers ? numbers.split(apart) : []).map((one) => evaluate(parse(one)));
  }

  // What a state shows is measured by the figure's own script.
  /** @param {any} part @param {string} text @returns {string} */
  function remarkOnSetting(part, text) {
    const state = readState(text);
    if (state.length !== part.count) throw new CannotRead(say("state-count", { wanted: part.count, found: state.length }));
    const { explorables } = /** @type {any} */ (window);
    const { isState, measures } = explorables.known[part.explorable];
    if (!state.every(Number.isFinite) || !isState(state)) throw new CannotRead(say("state-limits", { limits: part.limits }));
    const found = measures(state);
    /** @param {Record<string, [number | string, number | string]>} ranges The least and the most of some measures. */
    const fits = (ranges) =>
      Object.entries(ranges).every(([name, [least, most]]) => {
        const value = explorables.rounded(found[name], part.digits);
        return Number(least) <= value && value <= Number(most);
      });
    if (fits(part.answer)) return "";
    const { feedback } = part.slips.find((/** @type {any} */ one) => fits(one.answer));
    return feedback.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => explorables.number(found[name], part.digits));
  }

  /** @param {any} part @param {string} text @returns {string} */
  function remarkOnFormula(part, text) {
    for (const side of sides(text)) {
      const [alone, given] = withoutUnit(side, part);
      const tree = parse(alone, Object.keys(part.points[0]));
      const bare = part.points.map((/** @type {Record<string, number>} */ point) => evaluate(tree, point));
      const factor = given ? data.units[given] / data.units[part.unit] : 1;
      const remark = remarkOnValues(part, bare.map((/** @type {number} */ value) => value * factor));
      if (given && !remark && given === part.given) return say("given-unit", { given, asked: part.unit });
      if (remark && factor !== 1 && !remarkOnValues(part, bare)) return say("wrong-word", { asked: part.unit });
      if (remark) return remark;
    }
    return "";
  }

  /** @param {any} part @param {number[]} found @returns {string} */
  function remarkOnValues(part, found) {
    const agree = (/** @type {number[]} */ values) =>
      values.map((value, i) => found[i] === value || (Number.isFinite(value) && Math.abs(found[i] - value) <= part.tolerance * Math.max(1, Math.abs(value))));
    const place = agree(part.values).indexOf(false);
    if (place < 0) return "";
    const slip = part.slips.find((/** @type {any} */ one) => !agree(one.values ?? part.values.map((/** @type {number} */ value) => value * one.factor)).includes(false));
    if (slip) return slip.feedback;
    if (part.values.every((/** @type {number} */ value, /** @type {number} */ i) => found[i] === value || (Number.isFinite(value) && Math.abs(found[i] - value) <= 1e-3 * Math.abs(value)))) {
      return say("formula-near");
    }
    const point = Object.entries(part.points[place]).map(([name, value]) => `${name} = ${general(value)}`).join(", ");
    const expected = general(part.values[place]);
    if (Number.isNaN(found[place])) return say("formula-undefined", { point, expected });
    return say("formula-differs", { point, found: general(found[place]), expected });
  }

  // Only the learner can judge a proof, and names the steps that are found in it in a last line.
  /** @param {any} part @param {string} text @returns {Verdict} */
  function judgeProof(part, text) {
    text = text.trim();
    const found = text.match(new RegExp(data.steps));
    if (!text.slice(0, found?.index).trim()) return wrong(say("proof-empty"));
    if (!found) return { state: "open", text: say("proof-compare") };
    const gap = part.slips.find((/** @type {any} */ one) => !found[1].toLowerCase().includes(one.answer));
    return gap ? wrong(`(${gap.answer}) ${gap.feedback}`) : { state: "right", text: say("proof-done") };
  }

  const RIGHT = () => /** @type {Verdict} */ ({ state: "right", text: say("right") });

  /** @param {string} remark @returns {Verdict} */
  const wrong = (remark) => ({ state: "wrong", text: `${say("not-yet")} ${remark}` });

  /** @type {Record<string, (part: any, text: string) => string>} */
  const REMARKS = { choice: remarkOnChoice, order: remarkOnOrder, setting: remarkOnSetting, formula: remarkOnFormula };

  /** @param {any} part @param {string} text @returns {Verdict} */
  function judge(part, text) {
    if (!text.trim()) return { state: "open", text: say("open") };
    const [verdict, isRead] = firstVerdict(part, text);
    const isSlip = part.slips.some((/** @type {any} */ one) => verdict.text.endsWith(one.feedback));
    if (verdict.state !== "wrong" || !/^[nf]/.test(part.kind) || text.length > data.limit || isSlip) return verdict;
    // Brackets may be missing; see judge.py.
    const spelled = respelled(text);
    for (const [pattern, meant, ask] of data.brackets) {
      const what = spelled.match(new RegExp(pattern))?.[1].trim();
      if (!what) continue;
      const [other] = firstVerdict(part, spelled.replace(new RegExp(pattern, "g"), meant));
      if (other.state !== "right") continue;
      if (!isRead && ask !== "divided") return other;
      if (ask) return wrong(say(ask, { what }));
    }
    return verdict;
  }

  /** @param {any} part @param {string} text @returns {[Verdict, boolean]} The verdict, and whether the text can be read. */
  function firstVerdict(part, text) {
    try {
      if (part.kind === "number") return [judgeNumber(part, text), true];
      if (part.kind === "proof") return [judgeProof(part, text), true];
      const remark = REMARKS[part.kind](part, text);
      return [remark ? wrong(remark) : RIGHT(), true];
    } catch (problem) {
      if (!(problem instanceof CannotRead)) throw problem;
      return [wrong(problem.message), false];
    }
  }

  // --- what is solved and what was typed, kept in this browser -----------------------------------------

  /** @param {string} key @returns {Record<string, string[]>} The lists that are kept under a name. */
  function kept(key) {
    try {
      const lists = Object.entries(JSON.parse(localStorage.getItem(key) || "{}"));
      return Object.fromEntries(lists.filter(([, list]) => Array.isArray(list)));
    } catch {
      return {};
    }
  }

  /** Keep lists; where the browser refuses, assets.py has put a store. @param {string} key @param {Record<string, string[]>} lists */
  const keep = (key, lists) => localStorage.setItem(key, JSON.stringify(lists));

  /** The solved exercises of each chapter. */
  const solved = () => kept(STORE);

  /** @param {string} chapter @param {string} name */
  function remember(chapter, name) {
    const progress = solved();
    if (!progress[chapter]?.includes(name)) keep(STORE, { ...progress, [chapter]: [...(progress[chapter] ?? []), name] });
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

  /** @param {string} text @param {() => void} act @param {Record<string, string>} attributes @returns {HTMLElement} */
  function button(text, act, attributes = {}) {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  }

  // What keyboards of phones hide, and what each key is called.
  const KEYS = Object.entries({
    "log2(": "log2 with an opening bracket", ")": "closing bracket", "^": "to the power of", "/": "divided by",
    "√": "square root", "∞": "infinity",
  }); // prettier-ignore

  /** Where fingers point, put a row of keys under a field. @param {HTMLInputElement} field */
  function showKeys(field) {
    if (!matchMedia("(pointer: coarse)").matches || field.nextElementSibling?.matches(".exercise-keys")) return;
    const keys = KEYS.map(([text, name]) => {
      const type = () => {
        field.focus();
        field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      };
      return button(text, type, { "aria-label": name, tabindex: "-1" });
    });
    document.querySelector(".exercise-keys")?.remove();
    const row = element("div", { class: "exercise-keys", role: "group", "aria-label": "Keys" }, ...keys);
    row.addEventListener("mousedown", (event) => event.preventDefault()); // which would take the focus from the field
    field.after(row);
  }

  /** Set as code what stands between backticks. @param {string} text */
  const withCode = (text) => text.split("`").map((piece, i) => (i % 2 ? element("code", {}, piece) : piece));

  /**
   * @typedef {{part: any, box: HTMLElement, reply: HTMLElement, steps?: HTMLElement, read: () => string,
   *   write: (text: string) => void}} Question What is asked, and what gives and takes the answer as a text.
   */

  /** @param {any} part @param {string} id @returns {Question} */
  function questionOf(part, id) {
    const described = { "aria-describedby": `${id}-reply` };
    const reply = element("p", { class: "exercise-reply", id: `${id}-reply`, role: "status" });
    if (part.kind === "choice") {
      const [radios, options] = marksOf("radio", id, part.options);
      const box = element("fieldset", { class: "exercise-part", ...described }, element("legend", {}, part.label), ...options, reply);
      const read = () => radios.find((radio) => radio.checked)?.value ?? "";
      return { part, box, reply, read, write: (text) => radios.forEach((radio) => (radio.checked = radio.value === text)) };
    }
    const label = element("label", { for: id }, part.label);
    if (part.kind === "proof") {
      const lines = /** @type {HTMLTextAreaElement} */ (element("textarea", { id, name: id, rows: "6", ...described }));
      // Each step is seen when the one before it is ticked, so that a gap can be mended without seeing how it goes on.
      const [ticks, steps] = marksOf("checkbox", `${id}-steps`, part.steps);
      const list = element("fieldset", { class: "exercise-steps", hidden: "", "aria-live": "polite" }, element("legend", {}, say("proof-tick")), ...steps);
      const ticked = () => ticks.filter((tick) => tick.checked).map((tick) => tick.value).join("");
      const read = () => lines.value + (list.hidden ? "" : `\nSteps: ${ticked()}`);
      const write = (/** @type {string} */ text) => {
        const found = text.match(new RegExp(data.steps));
        const own = text.slice(0, found?.index);
        if (lines.value !== own) lines.value = own;
        for (const tick of ticks) tick.checked = Boolean(found?.[1].includes(tick.value));
        list.hidden = !found;
      };
      return { part, box: element("div", { class: "exercise-part" }, label, lines, list, reply), reply, steps: list, read, write };
    }
    const input = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", id, name: id, autocomplete: "off", autocapitalize: "off", spellcheck: "false", ...described,
    })); // prettier-ignore
    if (!/^(order|setting)$/.test(part.kind)) input.addEventListener("focus", () => showKeys(input));
    const write = (/** @type {string} */ text) => {
      if (input.value !== text) input.value = text; // else the caret would leave its place
    };
    const take = part.kind === "setting" ? takeButton(part, input, reply) : "";
    return { part, box: element("div", { class: "exercise-part" }, label, input, take, reply), reply, read: () => input.value, write };
  }

  /** Make the button that takes over the state in which a figure of this page is. @param {any} part @param {HTMLInputElement} input @param {HTMLElement} reply */
  function takeButton(part, input, reply) {
    const place = /** @type {HTMLElement | null} */ (document.querySelector(`[data-explorable="${part.explorable}"]`));
    const number = place?.closest("figure")?.querySelector(".caption-number")?.textContent ?? "";
    return button(`Take the state of ${number.trim()}`, async () => {
      if (!(await bring(part.explorable))) return void (reply.textContent = MISSING);
      const { explorables } = /** @type {any} */ (window);
      input.value = (place?.dataset.state ?? explorables.known[part.explorable].first.join()).replace(/,/g, ", ");
      input.dispatchEvent(new Event("input", { bubbles: true }));
      reply.textContent = say("state-taken");
    });
  }

  /** Tell whether an explorable is loaded. @param {string} name @returns {boolean} */
  const isThere = (name) => name in (/** @type {any} */ (window).explorables?.known ?? {});

  /** Load an explorable; say if it is there now. @param {string} name @returns {Promise<boolean>} */
  async function bring(name) {
    await /** @type {any} */ (window).bringExplorable?.(name).catch(() => {});
    return isThere(name);
  }

  /**
   * Make a mark to set for each text, in a label with its letter.
   * @param {string} type @param {string} name @param {Record<string, string>} texts @returns {[HTMLInputElement[], HTMLElement[]]}
   */
  function marksOf(type, name, texts) {
    const marks = Object.keys(texts).map((value) => /** @type {HTMLInputElement} */ (element("input", { type, name, value })));
    return [marks, marks.map((mark) => element("label", {}, mark, ` (${mark.value}) `, ...withCode(texts[mark.value])))];
  }

  /** @param {string[]} hints @param {HTMLElement} shown @returns {HTMLElement} The button that shows one more. */
  function hintButton(hints, shown) {
    const more = button("Hint", () => {
      const given = shown.childElementCount;
      if (given === hints.length) return;
      shown.append(element("p", {}, `Hint ${given + 1} of ${hints.length}: ${hints[given]}`));
      // Not disabled, which would take the focus from it.
      if (given + 1 === hints.length) more.setAttribute("aria-disabled", "true");
    });
    return more;
  }

  const SOLVED = "You have solved this one.";
  const MISSING = "A file of the figure did not load, so its state cannot be judged. Press again, or reload the page.";

  /** @type {(() => void)[]} What shows what is kept now: it may come from another tab. */
  const renewals = [];

  /** @param {HTMLElement} place @param {string} name @param {any} exercise */
  function bringToLife(place, name, exercise) {
    /** @type {Question[]} */
    const questions = exercise.parts.map((/** @type {any} */ part, /** @type {number} */ i) => questionOf(part, `answer-${name}-${i + 1}`));
    const meaning = element("p", { class: "exercise-meaning", role: "status" });
    const hints = element("div", { class: "exercise-hints", "aria-live": "polite" });
    const buttons = element("div", { class: "exercise-buttons" }, element("button", { type: "submit" }, "Check"));
    if (exercise.hints.length) buttons.append(hintButton(exercise.hints, hints));
    const title = place.closest("div.cell")?.previousElementSibling?.querySelector(".admonition-title")?.textContent;
    const form = /** @type {HTMLFormElement} */ (element("form", { novalidate: "", "aria-label": title ?? "" }));
    if (exercise.functions.length) {
      form.append(element("p", {}, `Write ${exercise.functions.join(" and ")} where you run Python, and say here what it gives.`));
    }
    form.append(...questions.map(({ box }) => box), buttons, hints, meaning);

    const key = `${data.chapter}/${name}`;
    const renew = () => {
      const isSolved = solved()[data.chapter]?.includes(name);
      if (!meaning.textContent || meaning.textContent === SOLVED) meaning.textContent = isSolved ? SOLVED : "";
      const typed = kept(TYPED)[key] ?? [];
      questions.forEach(({ write }, i) => write(typed[i] ?? ""));
    };
    const keepTyped = () => keep(TYPED, { ...kept(TYPED), [key]: questions.map(({ read }) => read()) });
    renew();
    renewals.push(renew);
    // What was typed is kept, so that a reload, a way there and back, or a night, loses nothing.
    form.addEventListener("input", ({ target }) => {
      keepTyped();
      // A verdict is on what was checked, and not on what is being typed; but a gap in a proof is mended beside its reply.
      const asked = questions.find(({ box }) => box.contains(/** @type {Node} */ (target)));
      if (!asked || target instanceof HTMLTextAreaElement) return;
      asked.reply.textContent = "";
      delete asked.reply.dataset.state;
      asked.box.querySelector("input[type=text]")?.removeAttribute("aria-invalid");
    });

    const explored = exercise.parts.filter((/** @type {any} */ part) => part.kind === "setting").map((/** @type {any} */ part) => part.explorable);
    explored.forEach(bring);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      /** @type {string[]} */
      const missing = [];
      for (const one of explored) if (!isThere(one) && !(await bring(one))) missing.push(one); // what is there answers at once
      const verdicts = questions.map(({ part, box, reply, steps, read }) => {
        const answer = read();
        const { state, text } = missing.includes(part.explorable) ? { state: "open", text: MISSING } : judge(part, answer);
        if (steps?.hidden && answer.trim()) {
          steps.hidden = false;
          keepTyped();
        }
        reply.textContent = text;
        reply.dataset.state = state;
        box.querySelector("input[type=text]")?.setAttribute("aria-invalid", String(state === "wrong"));
        return state;
      });
      const right = verdicts.every((state) => state === "right");
      meaning.textContent = right ? exercise.right : "";
      if (right) remember(data.chapter, name);
    });
    place.replaceChildren(form);
    place.classList.add("alive");
  }

  // --- forms are made when they come near the window -------------------------------------------------

  /** @type {Set<HTMLElement>} Exercises without a form. */
  const waiting = new Set();

  /** @param {Iterable<HTMLElement>} places */
  function makeForms(places) {
    data ??= read("exercise-data");
    for (const place of places) {
      const name = place.dataset.exercise || "";
      if (waiting.delete(place) && data?.exercises[name]) bringToLife(place, name, data.exercises[name]);
    }
  }

  function makeAllForms() {
    makeForms([...waiting]);
  }

  function watchPlaces() {
    for (const place of document.querySelectorAll("[data-exercise]")) waiting.add(/** @type {HTMLElement} */ (place));
    if (!waiting.size) return;
    if (!("IntersectionObserver" in window)) return makeAllForms();
    const watch = new IntersectionObserver((entries) => {
      const near = entries.filter((entry) => entry.isIntersecting).map((entry) => /** @type {HTMLElement} */ (entry.target));
      for (const place of near) watch.unobserve(place);
      if (near.length) makeForms(near);
    }, { rootMargin: "100% 0px" }); // prettier-ignore
    for (const place of waiting) watch.observe(place);
    // A printed page has them all, and so has a page in which the reader looks for a word.
    window.addEventListener("beforeprint", makeAllForms);
    document.addEventListener("keydown", (event) => {
      if (event.key === "F3" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f")) makeAllForms();
    });
  }

  // --- the table of progress, and the file that takes it elsewhere (progress_file.py) -----------------

  /** Save what is solved into a file. @returns {string} What to say. */
  function save() {
    const { name, book, version } = data.file;
    const text = `${JSON.stringify({ book, version, solved: solved() }, null, 1)}\n`;
    element("a", { download: name, href: `data:application/json,${encodeURIComponent(text)}` }).click();
    return say("file-saved", { name });
  }

  /** @param {string} text @returns {any} */
  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  /** @param {any} given What is wrong with the content of a file, as the name of a message. */
  function faultIn(given) {
    const { book, version, solved: lists } = given ?? {};
    if (book !== data.file.book) return "file-other";
    if (Number.isInteger(version) && version > data.file.version) return "file-newer";
    const isList = (/** @type {any} */ list) => Array.isArray(list) && list.every((one) => typeof one === "string");
    const areLists = lists && typeof lists === "object" && !Array.isArray(lists) && Object.values(lists).every(isList);
    return version === data.file.version && areLists ? "" : "file-damaged";
  }

  /** Add what a file says is solved. @param {string} name @param {string} text @returns {string} What to say. */
  function load(name, text) {
    const given = parsed(text);
    const fault = faultIn(given);
    if (fault) return say(fault, { name });
    const listed = Object.entries(given.solved).flatMap(([chapter, names]) => [...new Set(names)].map((one) => [chapter, one]));
    const isKnown = (/** @type {string[]} */ [chapter, one]) =>
      data.chapters.some((/** @type {any} */ own) => own.name === chapter && own.exercises.includes(one));
    const mine = listed.filter(isKnown);
    const fresh = mine.filter(([chapter, one]) => !solved()[chapter]?.includes(one));
    for (const [chapter, one] of fresh) remember(chapter, one);
    const others = listed.filter((one) => !isKnown(one)).map(([, one]) => one);
    const said = say("file-loaded", { name, count: mine.length, new: fresh.length });
    return others.length ? `${said} ${say("file-unknown", { names: others.join(", ") })}` : said;
  }

  /** @param {HTMLElement} place @returns {() => void} What brings its numbers up to date. */
  function makeProgress(place) {
    data = read("exercise-chapters");
    const updates = [];
    const rows = [];
    for (const chapter of data.chapters) {
      const total = chapter.exercises.length;
      const bar = element("progress", { max: String(total), "aria-label": `Exercises solved in ${chapter.title}` });
      const count = element("td");
      rows.push(element("tr", {}, element("th", { scope: "row" }, element("a", { href: chapter.href }, chapter.title)),
        element("td", {}, bar), count)); // prettier-ignore
      updates.push(() => {
        const names = solved()[chapter.name];
        const done = chapter.exercises.filter((/** @type {string} */ name) => names?.includes(name)).length;
        bar.setAttribute("value", String(done));
        count.textContent = `${done} of ${total}`;
      });
    }
    const update = () => updates.forEach((renew) => renew());
    const status = element("p", { role: "status" });
    const picker = /** @type {HTMLInputElement} */ (element("input", { type: "file", accept: ".json", hidden: "" }));
    picker.addEventListener("change", async () => {
      const file = picker.files?.[0];
      if (!file) return;
      status.textContent = load(file.name, file.size > data.file.largest ? "" : await file.text());
      picker.value = ""; // so that the same file can be chosen again
      update();
    });
    const buttons = [
      button("Save to a file", () => (status.textContent = save())),
      button("Load from a file", () => picker.click()),
      button("Clear my progress", () => {
        if (!confirm("Forget what you have solved and typed in this browser?")) return;
        for (const key of [STORE, TYPED]) keep(key, {});
        status.textContent = "";
        update();
      }),
    ];
    const caption = element("caption", {}, "Exercises solved in this browser");
    place.replaceChildren(element("table", { class: "table" }, caption, element("tbody", {}, ...rows)), ...buttons, picker, status);
    return update;
  }

  document.addEventListener("DOMContentLoaded", () => {
    watchPlaces();
    const table = document.getElementById("exercise-progress");
    if (table) renewals.push(makeProgress(table));
    const renew = () => renewals.forEach((one) => one());
    renew();
    // Another tab, or a page to which the reader has come back, may have been there since.
    for (const event of ["storage", "pageshow"]) window.addEventListener(event, renew);
  });
})();
