// @ts-check
// All formulas of the explorables. tests/pages/test_explorables.py holds each against infolib, over a grid of states
// and at the edges. Logarithms are of base 2, as the chapters' are, but for the losses of logits, which are in nats.

(() => {
  /** @param {number[]} terms */
  const sum = (terms) => terms.reduce((total, term) => total + term, 0);

  /** The surprise of a probability. @param {number} p */
  const surprise = (p) => -Math.log2(p) + 0; // no -0

  /** @param {number[]} p */
  const entropy = (p) => sum(p.map((each) => (each ? each * surprise(each) : 0)));

  /** What each outcome adds to the divergence of q from p. @param {number[]} p @param {number[]} q */
  const klTerms = (p, q) => p.map((each, i) => (each ? each * (surprise(q[i]) - surprise(each)) : 0));

  /** Rounding must not push it below zero. @param {number[]} p @param {number[]} q */
  const klDivergence = (p, q) => Math.max(0, sum(klTerms(p, q)));

  /** The probabilities of the columns of a table, and of its rows. @param {number[][]} table */
  const marginals = (table) => [table.map(sum), table[0].map((_, j) => sum(table.map((row) => row[j])))];

  /** @param {number[][]} table */
  function mutualInformation(table) {
    const [p, q] = marginals(table);
    return klDivergence(table.flat(), p.flatMap((one) => q.map((other) => one * other)));
  }

  /** @param {number[]} z */
  function logSum(z) {
    const top = Math.max(...z);
    return top + Math.log(sum(z.map((each) => Math.exp(each - top))));
  }

  /** @param {number[]} z */
  function logSoftmax(z) {
    const all = logSum(z);
    return z.map((each) => each - all);
  }

  /** @param {number[]} z */
  const softmax = (z) => logSoftmax(z).map(Math.exp);

  /** The loss in nats if the label is k. @param {number[]} z @param {number} k */
  const loss = (z, k) => -logSoftmax(z)[k] + 0;

  /** The loss's derivative by each logit: q - t. @param {number[]} z @param {number} k */
  const gradient = (z, k) => softmax(z).map((each, i) => each - (i === k ? 1 : 0));

  /** Huffman's codewords for positive probabilities; of equals, the first are merged. @param {number[]} p */
  function huffman(p) {
    /** @type {string[]} */
    const words = p.map(() => "");
    const groups = p.map((weight, i) => ({ weight, members: [i] }));
    while (groups.length > 1) {
      // Sums such as 0.1 + 0.2 must not count as more than 0.3.
      const order = groups.map((group) => Number(group.weight.toFixed(12)));
      const least = order.indexOf(Math.min(...order));
      const [one] = groups.splice(least, 1);
      order.splice(least, 1);
      const [other] = groups.splice(order.indexOf(Math.min(...order)), 1);
      for (const i of other.members) words[i] = `0${words[i]}`;
      for (const i of one.members) words[i] = `1${words[i]}`;
      groups.push({ weight: one.weight + other.weight, members: [...other.members, ...one.members] });
    }
    return words;
  }

  /** What is left of k cards, from one to before another, as each answer halves them around card i. @param {number} k @param {number} i */
  function halvings(k, i) {
    const left = [[0, k]];
    for (let [from, to] = left[0]; to - from > 1; left.push([from, to])) {
      const middle = Math.ceil((from + to) / 2);
      [from, to] = i < middle ? [from, middle] : [middle, to];
    }
    return left;
  }

  /** The correlation of a table's row and column; not a number if one never varies. @param {number[][]} table */
  function correlation(table) {
    const mean = (/** @type {(i: number, j: number) => number} */ of) =>
      sum(table.flatMap((row, i) => row.map((each, j) => each * of(i, j)))) / sum(table.flat());
    const [x, y] = [mean((i) => i), mean((_, j) => j)];
    return mean((i, j) => (i - x) * (j - y)) / Math.sqrt(mean((i) => (i - x) ** 2) * mean((_, j) => (j - y) ** 2));
  }

  // Densities come as logarithms, base e: these are finite where a density rounds to 0.

  /** @param {number[]} z */
  const logMean = (z) => logSum(z) - Math.log(z.length);

  /** @param {number[]} mean and deviation */
  const logNormal = ([m, s]) => (/** @type {number} */ x) => -(((x - m) / s) ** 2) / 2 - Math.log(s * Math.sqrt(2 * Math.PI));

  /** @param {number[]} f @param {number[]} g */
  const klNormals = ([m, s], [n, t]) => (Math.log(t / s) + (s ** 2 + (m - n) ** 2) / (2 * t ** 2) - 0.5) / Math.LN2;

  const SLICES = Array.from({ length: 601 }, (_, i) => i / 10 - 30);

  /** The divergence by quadrature. @param {(x: number) => number} f @param {(x: number) => number} g */
  const klSlices = (f, g) => sum(SLICES.map((x) => Math.exp(f(x)) * (f(x) - g(x)))) / 10 / Math.LN2;

  const ofLists = { sum, surprise, entropy, klTerms, klDivergence, marginals, mutualInformation, softmax, loss, gradient, huffman };
  Object.assign(window, { formulas: { ...ofLists, halvings, correlation, logMean, logNormal, klNormals, klSlices } });
})();
