r"""Read the dialect of LaTeX in which the book writes its formulas, into a tree.

From the loosest to the tightest:

    formula   chains, with commas, spaces or words between them; the rows of ``aligned`` go on
    chain     sum  =  sum  \le  sum ...
    sum       product + product - product
    product   factors side by side, or with \cdot, \times, / between them
    factor    an operator with all of the product after it (\sum, \log, \int, \max),
              or an atom with its powers, marks and arguments

``H(X)`` may be a function of X or H times X: the parser says "a symbol before brackets", and the meaning of
the symbol decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from mathematics.tree import (
    At,
    Bracketed,
    Call,
    Chain,
    Delimited,
    Derivative,
    Dot,
    Ellipsis,
    Formula,
    Fraction,
    Integral,
    Negative,
    Node,
    Number,
    Operator,
    Part,
    Power,
    Product,
    Sum,
    Symbol,
    Words,
)

__all__ = ["FormulaError", "parse"]


class FormulaError(ValueError):
    """The formula is not in the dialect; the message says where reading stopped."""


RELATIONS = {
    "=": "=",
    "<": "<",
    ">": ">",
    r"\le": "<=",
    r"\leq": "<=",
    r"\ge": ">=",
    r"\geq": ">=",
    r"\ne": "!=",
    r"\neq": "!=",
    r"\approx": "~",
    r"\to": "->",
    r"\longrightarrow": "->",
    r"\sim": "has law",
    r"\propto": "is proportional to",
    r"\in": "in",
    r"\notin": "not in",
}
BIG = {r"\sum": "sum", r"\prod": "product"}
NAMED = {r"\log": "log", r"\ln": "ln", r"\exp": "exp"}
CHOOSING = {r"\max": "max", r"\min": "min", r"\lim": "lim", r"\arg\max": "argmax", r"\arg\min": "argmin"}
INTEGRALS = {r"\int": 1, r"\iint": 2}
DOTS = {r"\ldots", r"\dots", r"\cdots"}
ACCENTS = {r"\hat", r"\tilde", r"\bar"}
FONTS = {r"\mathrm", r"\mathbb", r"\mathcal", r"\mathbf", r"\operatorname", r"\texttt"}
WORDS = {r"\text", r"\textit", r"\textrm"}
UNITS = {"bit": "bits", "bits": "bits", "nat": "nats", "nats": "nats"}
OPENING = {"(": "()", "[": "[]", r"\{": r"\{\}"}
CLOSING = {")", "]", r"\}"}
ENDS = {r"\rceil": r"\lceil", r"\rfloor": r"\lfloor"}
CONSTANTS = {"e", r"\pi"}  # a bracket behind one of these is a factor
SPLITS = {r"\quad", r"\qquad"}
IMPLIES = {r"\Longrightarrow", r"\implies"}

# Spaces and sizes say nothing; \left and \right only stretch what follows them.
SILENT = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits|middle)(?![a-zA-Z])|\\[,;:! ]|(?<!\\)[\s~]"
)
MATRIX = re.compile(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", re.DOTALL)
TOKEN = re.compile(r"\\[a-zA-Z]+|\\\\|\\.|\d+(?:\.\d+)?(?:\{,\}\d{3})*(?:\.\d+)?|.", re.DOTALL)


def parse(latex: str) -> Formula:
    """Read a formula; raise :class:`FormulaError` if it is not in the dialect."""
    latex = re.sub(r"\\begin\{aligned\}|\\end\{aligned\}", "", latex.strip())
    latex = MATRIX.sub(_matrix, latex)
    latex = re.sub(r"(?<=\d)\\[,](?=\d{3}(?!\d))", "{,}", latex)
    rows = []
    for row in re.split(r"\\\\", latex):
        row = re.sub(r"&&.*", "", row, flags=re.DOTALL)  # the number of a line
        row = re.sub(r"^\s*(?:\\q?quad\s*)+", "", row.replace("&", ""))  # how far a line is indented
        rows.append(re.sub(r"\s*(?<!\\)[.,;]\s*(\}?)\s*$", r"\1", row))
    chains: list[Chain] = []
    words: list[str] = []
    for row in rows:
        if row.strip():
            reader = _Reader(_tokens(row), row)
            reader.formula(chains, words)
    return Formula(tuple(chains), tuple(words))


def _matrix(match: re.Match[str]) -> str:
    """Write a matrix as a list of its rows."""
    rows = (",".join(row.split("&")) for row in match[1].split(r"\\"))
    return "(" + ",".join(f"({row})" for row in rows) + ")"


def _tokens(latex: str) -> list[str]:
    r"""Split into tokens; a space inside \text{} stays."""
    found, position = [], 0
    while position < len(latex):
        silent = SILENT.match(latex, position)
        if silent:
            position = silent.end()
            continue
        token = TOKEN.match(latex, position)
        assert token is not None
        position = token.end()
        found.append(token[0])
        if token[0] in WORDS | FONTS and latex[position : position + 1] == "{":
            end = _closing(latex, position)
            found.append("{" + latex[position + 1 : end] + "}")
            position = end + 1
    return found


def _closing(latex: str, start: int) -> int:
    """Find the brace that closes the one at ``start``."""
    depth = 0
    for position in range(start, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[position], 0)
        if depth == 0:
            return position
    raise FormulaError(f"a brace is not closed in {latex!r}")


class _Reader:
    def __init__(self, tokens: list[str], latex: str) -> None:
        self.tokens, self.latex, self.at = tokens, latex, 0
        self.bars = 0  # how many |...| are open

    # -- moving along

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def want(self, *tokens: str) -> str:
        if self.next not in tokens:
            raise self.error(f"{' or '.join(tokens)} was expected")
        return self.take()

    def error(self, what: str) -> FormulaError:
        read, rest = "".join(self.tokens[: self.at]), "".join(self.tokens[self.at :])
        return FormulaError(f"{what} at {rest[:20]!r}, after {read[-30:]!r}")

    def group(self) -> _Reader:
        """Return a reader of the next group, ``{...}`` or one token."""
        if self.next != "{":
            token = self.take()
            if token[:1].isdigit() and len(token) > 1:  # \\frac12 is one half
                self.at -= 1
                self.tokens[self.at] = token[1:]
            return _Reader([token[:1] if token[:1].isdigit() else token], self.latex)
        depth, start = 0, self.at + 1
        while True:
            token = self.take()
            if not token:
                raise self.error("a brace is not closed")
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth == 0:
                return _Reader(self.tokens[start : self.at - 1], self.latex)

    def whole(self) -> Node:
        """Read all that is left as one sum or chain."""
        chain = self.chain()
        if self.next:
            raise self.error("this is left over")
        return chain if chain.relations else chain.sides[0]

    # -- formula, chain

    def formula(self, chains: list[Chain], words: list[str]) -> None:
        """Read one row into ``chains``; a row that starts with a relation goes on with the last."""
        if self.next in RELATIONS and chains:
            last = chains.pop()
            chains.append(self.chain(last))
        lead = ""
        while self.next:
            if self.next in SPLITS or self.next in {",", ";", ":"}:
                self.take()
            elif self.next in IMPLIES and chains:
                self.take()
                chains.append(replace(chains.pop(), lead="if"))
            elif self.next in WORDS:
                self.take()
                lead = self.take()[1:-1]
                words.append(lead)
            else:
                chains.append(replace(self.chain(), lead=lead))
                lead = ""

    def chain(self, before: Chain | None = None) -> Chain:
        sides = list(before.sides) if before else []
        relations = list(before.relations) if before else []
        units = list(before.units) if before else []
        if not before:
            sides.append(self.side())
            units.append(self.unit())
        while self.next in RELATIONS:
            relations.append(RELATIONS[self.take()])
            sides.append(self.side())
            units.append(self.unit())
        return Chain(tuple(sides), tuple(relations), tuple(units), before.lead if before else "")

    def side(self) -> Node:
        if self.next == "" or self.next in RELATIONS or self.next in SPLITS:
            return Words("")  # "... = b": an empty side, in prose
        return self.sum()

    def unit(self) -> str:
        if self.next in WORDS:
            word = self.tokens[self.at + 1][1:-1].strip().split(" ")[0].strip("()")
            if word in UNITS:
                self.take()
                self.take()
                return UNITS[word]
        return ""

    # -- sum, product, factor

    def sum(self) -> Node:
        terms = [self.signed()]
        while self.next in {"+", "-", "−", r"\pm"}:
            terms.append(self.signed())
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def signed(self) -> Node:
        if self.next in {"-", "−"}:
            self.take()
            return Negative(self.product())
        if self.next in {"+", r"\pm"}:
            self.take()
        return self.product()

    def product(self) -> Node:
        left = self.factor()
        while True:
            if self.next == "/":
                self.take()
                left = Fraction(left, self.factor())
            elif self.next in {r"\cdot", r"\times"}:
                self.take()
                left = _times(left, Negative(self.factor()) if self._minus() else self.factor())
            elif self.starts_factor():
                left = _times(left, self.factor())
            else:
                return left

    def _minus(self) -> bool:
        if self.next == "-":
            self.take()
            return True
        return False

    def starts_factor(self) -> bool:
        token = self.next
        if token == "|":
            return self.bars == 0 and self.tokens[self.at + 1 : self.at + 2] != ["_"]
        if token in WORDS:
            return False
        return not (
            token in {"", "+", "-", "−", "/", ",", ";", ":", "‖", "&", r"\pm", r"\|", r"\Vert", r"\mid", "!"}
            or token in RELATIONS
            or token in SPLITS
            or token in IMPLIES
            or token in CLOSING
            or token in ENDS
            or token == "}"
        )

    def factor(self) -> Node:
        token = self.next
        if token in BIG or token in CHOOSING:
            return self.big()
        if token in NAMED:
            return self.named()
        if token in INTEGRALS:
            return self.integral()
        if token == r"\mathbb" and self.tokens[self.at + 1] == "{E}":
            return self.expectation()
        if token == r"\frac" or token == r"\tfrac" or token == r"\dfrac":
            derivative = self.derivative()
            if derivative:
                return self.marked(derivative)
        if token == r"\partial":
            return self.slope()
        return self.powers(self.atom())

    def big(self) -> Node:
        r"""Read ``\sum_{i=1}^k body``: the body is all of the product that follows."""
        token = self.take()
        name = BIG.get(token) or CHOOSING[token]
        below, above = self.bounds()
        if token in {r"\max", r"\min"} and below is None:
            return self.powers(Operator(name, None, None, self.brackets()))
        minus = self._minus()
        body = self.product()
        return Operator(name, below, above, Negative(body) if minus else body)

    def bounds(self) -> tuple[Bracketed | None, Node | None]:
        below, above = None, None
        while self.next in {"_", "^"}:
            if self.take() == "_":
                below = self.group().items()
            else:
                above = self.group().whole()
        return below, above

    def items(self) -> Bracketed:
        """Read all that is left as items with marks between them."""
        found, marks = self._items(lambda: not self.next)
        return Bracketed(found, marks, "")

    def named(self) -> Node:
        r"""Read ``\log_2 x``: the argument is one bracket, number or fraction, or letters side by side."""
        name = NAMED[self.take()]
        below, above = self.bounds()
        if not self.starts_factor() and self.next not in {"-", "|"}:
            return Symbol("\\" + name, below)  # the function itself, in prose
        node = Operator(name, below, None, self.argument())
        return Power(node, above) if above else node

    def argument(self) -> Node:
        if self._minus():
            return Negative(self.argument())
        first_token = self.next
        first = self.factor()
        if first_token in OPENING or isinstance(first, Operator | Delimited):
            return first
        if isinstance(first, Number) and not (self.next in {r"\pi", "e"} or self.next.isalpha()):
            return first
        while self.starts_factor() and self.next not in OPENING and self.next not in NAMED:
            if self.next in BIG or self.next in CHOOSING or self.next in INTEGRALS:
                break
            if self.next in {r"\cdot", r"\times"} or self.next in {r"\frac", r"\tfrac"}:
                break
            if self.next in FONTS or (self.next == "D" and self.tokens[self.at + 1 : self.at + 2] == ["("]):
                break
            if self.next == "d" and self._differential():
                break
            first = _times(first, self.factor())
        return first

    def expectation(self) -> Node:
        self.take()
        self.take()
        below = self.bounds()[0]
        if self.next == "|" and self.bars == 0:
            return Operator("expectation", below, None, Bracketed((self.absolute(),)))
        if self.next not in OPENING:
            return Symbol("E", below)
        return self.powers(Operator("expectation", below, None, self.brackets()))

    def integral(self) -> Node:
        r"""Read ``\int_a^b body\, dx``; the differential may be a factor of the body."""
        self.take()
        below, above = self.bounds()
        minus = self._minus()
        factors: list[Node] = []
        variables: list[Symbol] = []
        while self.starts_factor() and not (self.next == "d" and self._differential()):
            factors.append(self.factor())
            while self.next == "/":
                self.take()
                factors[-1] = Fraction(factors[-1], self.factor())
            if self.next == r"\cdot":
                self.take()
        while self.next == "d" and self._differential():
            self.take()
            variables.append(self.symbol())
        body = factors[0] if len(factors) == 1 else Product(tuple(factors))
        if isinstance(body, Fraction) and isinstance(body.above, Symbol) and not variables:
            variables.append(Symbol(body.above.name.removeprefix("d")))  # \int \frac{dx}{x}
            body = Fraction(Number("1"), body.below)
        return Integral(below, above, Negative(body) if minus else body, tuple(variables))

    def _differential(self) -> bool:
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        return bool(re.fullmatch(r"[a-z]", after)) or after == r"\theta"

    def slope(self) -> Node:
        r"""Read ``\partial f / \partial x`` in a line of text."""
        self.take()
        body = self.powers(self.atom())
        self.want("/")
        self.want(r"\partial")
        return Derivative(self.symbol(powers=False), body)

    def derivative(self) -> Node | None:
        r"""Read ``\frac{\partial f}{\partial x}`` or ``\frac{\partial}{\partial x} f``."""
        start, tokens = self.at, list(self.tokens)
        self.take()
        above, below = self.group(), self.group()
        if not (below.tokens and below._takes_d()):
            self.at, self.tokens = start, tokens
            return None
        order = 1
        above._takes_d()
        if above.next == "^":
            above.take()
            order = int("".join(above.group().tokens))
        variable = below.symbol(powers=False)
        if above.next:
            return Derivative(variable, above.whole(), order)
        return Derivative(variable, self.product(), order)

    def _takes_d(self) -> bool:
        if self.next == r"\partial" or (self.next == "d" and len(self.tokens) > 1):
            self.take()
            return True
        if self.next == r"\mathrm" and self.tokens[self.at + 1] == "{d}":
            self.take()
            self.take()
            return True
        return False

    # -- atoms

    def atom(self) -> Node:
        token = self.next
        if token in DOTS:
            self.take()
            return Ellipsis()
        if token == r"\cdot":
            self.take()
            return Dot()
        if token and token[0].isdigit():
            return Number(self.take().replace("{,}", ""))
        if token in OPENING:
            return self.brackets()
        if token == "|":
            return self.absolute()
        if token in {r"\lceil", r"\lfloor"}:
            self.take()
            part = self.sum()
            self.want(r"\rceil" if token == r"\lceil" else r"\rfloor")
            return Delimited("ceil" if token == r"\lceil" else "floor", part)
        if token in {r"\frac", r"\tfrac", r"\dfrac"}:
            self.take()
            return Fraction(self.group().whole(), self.group().whole())
        if token == r"\binom":
            self.take()
            return Call(Symbol(r"\binom"), Bracketed((self.group().whole(), self.group().whole()), (",",)))
        if token == r"\sqrt":
            self.take()
            return Delimited("sqrt", self.group().whole())
        if token == r"\underbrace":
            self.take()
            part = self.group().whole()
            if self.next == "_":
                self.take()
                self.group()
            return part
        if token == "{":
            return self.group().whole()
        if token in WORDS:
            self.take()
            return Symbol(self.take()[1:-1].strip())
        if token == r"\det" and self.tokens[self.at + 1 : self.at + 2]:
            self.take()
            return Call(Symbol(r"\det"), Bracketed((self.powers(self.atom()),)))
        return self.symbol()

    def absolute(self) -> Node:
        self.take()
        self.bars += 1
        part = self.sum()
        self.bars -= 1
        self.want("|")
        return Delimited("abs", part)

    def brackets(self) -> Bracketed:
        opening = self.want(*OPENING)
        bars, self.bars = self.bars, 1  # in brackets, a bar behind something is a mark: p(y|x)
        items, marks = self._items(lambda: self.next in CLOSING)
        closing = self.want(*CLOSING)
        self.bars = bars
        return Bracketed(items, marks, opening + closing)

    def _items(self, closed: Callable[[], bool]) -> tuple[tuple[Node, ...], tuple[str, ...]]:
        items: list[Node] = []
        marks: list[str] = []
        while not closed():
            if not self.next:
                raise self.error("a bracket is not closed")
            if self.next == r"\cdot":
                self.take()
                items.append(Dot())
            else:
                chain = self.chain()
                items.append(chain if chain.relations else chain.sides[0])
            mark = {r"\mid": "|", r"\|": "‖", r"\Vert": "‖"}.get(self.next, self.next)
            if mark in {",", ";", "|", "‖", ":"}:
                self.take()
                marks.append(mark)
            elif self.next in WORDS:
                self.take()
                self.take()
                marks.append(",")
            elif not closed():
                raise self.error("this does not go on")
        return tuple(items), tuple(marks)

    def symbol(self, powers: bool = True) -> Symbol:
        token = self.take()
        if token in ACCENTS:
            name = f"{token} {''.join(self.group().tokens)}"
        elif token in FONTS:
            name = self.take()[1:-1].replace(r"\,", " ")
        elif token == "d" and re.fullmatch(r"[s-z]", self.next):
            name = "d" + self.take()  # a small step, in \tilde f(y) \, dy
        elif token == r"\infty" or re.fullmatch(r"\\[a-zA-Z]+|[a-zA-Z]", token):
            name = token
        else:
            self.at -= 1
            raise self.error("this is no part of the dialect")
        index, text, over = None, "", None
        while self.next in {"_", "^", "'"}:
            if self.next == "'":
                name += self.take()
            elif self.next == "_":
                self.take()
                group = self.group()
                text = "".join(group.tokens)
                index = group.items()
            else:
                after = self.tokens[self.at + 1 : self.at + 4]
                if after[:1] == ["*"]:
                    del self.tokens[self.at : self.at + 2]
                    name += "^*"
                elif after[:2] == ["{", "("]:
                    self.take()
                    group = self.group()
                    over = group.brackets()
                elif after[:1] in ([r"\prime"],):
                    self.take()
                    self.take()
                    name += "'"
                else:
                    break
        return Symbol(name, index, text, over)

    def powers(self, node: Node) -> Node:
        """Read what stands behind an atom: its arguments, powers, ``!`` and ``|_{...}``."""
        while True:
            if (
                isinstance(node, Symbol)
                and node.name not in CONSTANTS
                and self.next in OPENING
                and self.next != r"\{"
            ):
                node = Call(node, self.brackets())
            elif self.next == "^":
                self.take()
                if self.next in {r"\top", "+"}:
                    node = Delimited("transpose" if self.take() == r"\top" else "from above", node)
                else:
                    node = Power(node, self.group().whole())
            elif self.next == "_":
                self.take()
                node = Part(node, self.group().items())
            elif self.next == "!":
                self.take()
                node = Delimited("factorial", node)
            else:
                return self.marked(node)

    def marked(self, node: Node) -> Node:
        if self.next == "|" and self.tokens[self.at + 1 : self.at + 2] == ["_"]:
            self.take()
            self.take()
            return At(node, self.group().whole())
        return node


def _times(left: Node, right: Node) -> Product:
    factors = left.factors if isinstance(left, Product) else (left,)
    return Product((*factors, right))
