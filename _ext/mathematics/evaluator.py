"""Evaluate the tree of a formula, in a scene that says what its letters stand for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import reduce
from typing import Any, Protocol

import numpy as np
from scipy.optimize import brentq

from mathematics import densities, meanings
from mathematics.densities import Density, Measured, Stretch
from mathematics.losses import LOSSES
from mathematics.meanings import (
    Described,
    Indexed,
    Law,
    Outcome,
    Uncertain,
    Variable,
    divide,
    logarithm,
    times,
)
from mathematics.tree import (
    At,
    Bracketed,
    Call,
    Chain,
    Delimited,
    Derivative,
    Dot,
    Ellipsis,
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
    symbols,
)

__all__ = ["Environment", "UnknownError", "by_cases", "define", "evaluate", "holds", "key"]

CONSTANTS = {"e": math.e, r"\pi": math.pi, r"\infty": math.inf}
STEP = 1e-4  # of a numerical derivative; four points make its error of the order STEP**4


class UnknownError(LookupError):
    """A symbol or a construction that has no meaning here; the message names it."""


class Scene(Protocol):
    """What the letters stand for, in one draw."""

    base: float

    def find(self, name: str, environment: Environment) -> Any:
        """Return what a name stands for, or None."""

    def is_outcome(self, name: str) -> bool:
        """Tell whether a letter stands for an outcome of the variable of the same letter, x of X."""

    def choices(self, name: str) -> list[Any] | None:
        """List all that a letter may be, if its setting says so: outcomes of X, places in p."""

    def definition(self, name: str) -> Node | None:
        """Return the formula by which a setting defines a name."""

    def sample(self, variable: str, number: int) -> Any:
        """Return the outcome number t of a long run of independent observations."""


class Environment:
    """A scene, and what sums, integrals and averages have bound inside it."""

    def __init__(self, scene: Scene, bound: dict[str, Any] | None = None) -> None:
        self.scene, self.bound = scene, bound or {}

    @property
    def base(self) -> float:
        """The base of a logarithm without one."""
        return float(self.bound.get("the base", self.scene.base))

    def bind(self, **values: Any) -> Environment:
        """Return the environment in which these names have these values."""
        return Environment(self.scene, {**self.bound, **values})

    def get(self, name: str) -> Any:
        """Return what a name stands for, or None."""
        found = self.bound[name] if name in self.bound else self.scene.find(name, self)
        return CONSTANTS.get(name) if found is None else found

    def need(self, name: str) -> Any:
        """Return what a name stands for; raise :class:`UnknownError` if nobody has said."""
        found = self.get(name)
        if found is None:
            raise UnknownError(f"nothing says what {name} is")
        return found

    def law(self, letter: str = "p") -> Law:
        """Return the law p, or the one named."""
        law = self.get(letter)
        if not isinstance(law, Law):
            raise UnknownError(f"{letter} is no law of random variables here")
        return law


def key(symbol: Symbol) -> str:
    r"""Name a symbol with its subscript: ``\sigma_1``, ``H_{bin}``."""
    return f"{symbol.name}_{symbol.index_text}" if symbol.index_text else symbol.name


def evaluate(node: Node, env: Environment) -> Any:
    """Return the value of a part of a formula."""
    match node:
        case Number():
            return float(node.text)
        case Symbol():
            return _symbol(node, env)
        case Negative():
            return -as_value(evaluate(node.part, env))
        case Sum():
            return reduce(lambda a, b: a + b, (as_value(evaluate(x, env)) for x in _filled(node.terms, env)))
        case Product():
            return _product(node, env)
        case Fraction():
            return divide(as_value(evaluate(node.above, env)), as_value(evaluate(node.below, env)))
        case Power():
            return _power(node, env)
        case Bracketed():
            return _bracketed(node, env)
        case Delimited():
            return _delimited(node, env)
        case Call():
            return _call(node, env)
        case Operator():
            return _operator(node, env)
        case Part():
            return as_value(evaluate(node.whole, env))[_indices(node.index, env, _first_place(node.whole))]
        case Derivative():
            return _derivative(node, env)
        case Integral():
            return _integral(node, env)
        case At():
            return evaluate(node.body, env if _is_so(node.where, env) else _supposing(node.where, env))
        case _:
            raise UnknownError(f"no value for {type(node).__name__} {getattr(node, 'text', '')}".strip())


def as_value(value: Any) -> Any:
    """Return a number or an array; a law is the list of its probabilities."""
    if isinstance(value, Law):
        return value.list()
    if isinstance(value, Density):
        return value.everywhere
    if isinstance(value, Measured):  # at every node: what is said of X holds wherever X lies
        return value.density.points[value.density.letters.index(value.letter)]
    if isinstance(value, Variable | Stretch | Indexed | Uncertain | tuple) or callable(value):
        raise UnknownError(f"a {type(value).__name__} is not a number")
    return value


# -- symbols and calls


def _symbol(node: Symbol, env: Environment) -> Any:
    if node.over is not None:
        family = env.need(node.name + "^()")
        value = family(*(evaluate(item, env) for item in node.over.items))
        return as_value(value)[_indices(node.index, env)] if node.index else value
    found = env.get("case:" + key(node))
    found = _named(node, env) if found is None else found
    if found is not None:
        return found
    if node.index is None:
        if node.name == "H":  # "the entropy", which is that of p
            return _entropy(Bracketed((Symbol("p"),)), env)
        raise UnknownError(f"nothing says what {node.name} is")
    if node.name == r"\delta":
        first, second = _indices(node.index, env)
        return float(first == second)
    whole = env.get(node.name + "_()")  # a family beside a number of the same name
    whole = env.get(node.name) if whole is None else whole
    if whole is None and node.name.upper() != node.name:
        whole = env.get(node.name.upper())  # x_t is the outcome of X at the time t
        whole = whole if isinstance(whole, Variable) else None
    if whole is None or isinstance(whole, int | float):
        written_out = env.get(_numbered(node, env))
        if written_out is None:
            raise UnknownError(f"nothing says what {key(node)} is")
        return written_out
    indices = _indices(node.index, env)
    if isinstance(whole, Variable):
        return env.scene.sample(node.name.upper(), indices[0] + 1)
    if isinstance(whole, Indexed):
        return whole.pick(*(index + 1 for index in indices))
    return np.asarray(as_value(whole))[indices]


def _numbered(node: Symbol, env: Environment) -> str:
    """Name a symbol with the value of its subscript: x_t is x_2 when t is 2."""
    if node.index is None:
        return node.name
    return f"{node.name}_{','.join(str(index + 1) for index in _indices(node.index, env))}"


def _named(node: Symbol, env: Environment) -> Any:
    """Find what a symbol names: that of its own name, or ``X_3`` for ``X_t`` where t is 3."""
    found = env.get(key(node))
    if found is None and node.index is not None and node.name.isupper():
        whole = env.get(node.name)
        try:
            if isinstance(whole, Indexed):
                return whole.pick(*(place + 1 for place in _indices(node.index, env)))
            found = env.get(_numbered(node, env))
        except (UnknownError, meanings.UndefinedError, TypeError):
            return None
    return found


def define(node: Node, env: Environment) -> Any:
    """Return what a name stands for that a formula defines: a value, or a function of random variables."""
    try:
        return evaluate(node, env)
    except UnknownError:
        labels = by_cases(node, env, possible=False)
    return Variable(tuple(float(label) if np.ndim(label) == 0 else tuple(label) for label in labels))


def by_cases(node: Node, env: Environment, possible: bool = True) -> Any:
    """Evaluate a part that depends on random variables in every case (that is possible)."""
    law = env.law()
    variables = _variables_in(node, env)
    cases = len(law.probabilities)
    if cases == 0 or any(len(variable.labels) != cases for variable in variables.values()):
        raise UnknownError("a random variable is not a number")
    return np.array(
        [
            as_value(evaluate(node, env.bind(**_labels(law, case, variables))))
            for case, weight in enumerate(law.probabilities)
            if weight > 0 or not possible
        ]
    )


def _variables_in(node: Node, env: Environment) -> dict[str, Variable]:
    """Find the random variables that a part names."""
    named = {key(symbol): _named(symbol, env) for symbol in symbols(node)}
    return {name: value for name, value in named.items() if isinstance(value, Variable)}


def _first_place(node: Node) -> int:
    """Say from which number the entries of a row are counted: from 0 if it starts with z_0."""
    items = node.arguments.items if isinstance(node, Call) else ()
    return 0 if items and isinstance(items[0], Symbol) and items[0].index_text == "0" else 1


def _indices(index: Bracketed, env: Environment, first: int = 1) -> tuple[int, ...]:
    """Evaluate a subscript, ``i``, ``s, y_s``, ``ij``, counted from a first number, to places from 0."""
    found: list[int] = []
    for item in index.items:
        for part in _written_together(item):
            value = as_value(evaluate(part, env))
            if float(value) != int(value) or value < first:
                raise meanings.UndefinedError(f"there is no entry number {value}")
            found.append(int(value) - first)
    return tuple(found)


def _written_together(item: Node) -> tuple[Node, ...]:
    r"""Split ``ij`` into two subscripts; ``\pi(1)`` is one, for in a subscript a bracket is an argument."""
    match item:
        case Product(factors=(Symbol() as head, Bracketed() as arguments)):
            return (Call(head, arguments),)
        case Product():
            return item.factors
    return (item,)


def _call(node: Call, env: Environment) -> Any:
    """Apply a function, or multiply if the head is a number."""
    head, arguments = node.head, node.arguments
    if head.name == "P" and _measured_in(arguments, env):
        return _chance(arguments, env)
    meaning = FUNCTIONS.get(head.name)
    if meaning and not callable(env.get(key(head))):
        if head.index:  # H_b is H in the base b
            env = env.bind(**{"the base": as_value(evaluate(head.index.items[0], env))})
        return meaning(arguments, env)
    if head.name.endswith("'") and env.get(key(head)) is None:
        return _slope(head, arguments, env)
    value = evaluate(head, env)
    if isinstance(value, Law):
        return _probability(value, arguments, env)
    if isinstance(value, Density):
        return _density(value, arguments, env)
    if callable(value):
        values = [evaluate(item, env) for item in _filled(arguments.items, env)]
        if len(values) == 1 and isinstance(values[0], Variable):
            return values[0].mapped(value)
        return value(*values)
    if isinstance(value, Variable | Uncertain) or len(arguments.items) != 1:
        raise UnknownError(f"{key(head)} is not a function here")
    return times([as_value(value), as_value(evaluate(arguments.items[0], env))])


def _slope(head: Symbol, arguments: Bracketed, env: Environment) -> Any:
    """Return f'(x), or f''(x), the derivatives of a function of one number."""
    name, order = head.name.rstrip("'"), head.name.count("'")
    variable = Symbol("the place of a slope")
    env = env.bind(**{variable.name: as_value(evaluate(arguments.items[0], env))})
    function = Call(replace(head, name=name), Bracketed((variable,)))
    return evaluate(Derivative(variable, function, order), env)


def _letter(node: Node, env: Environment, law: Law) -> str:
    """Say which variable an argument of p(...) is about: that of the same letter, x of X."""
    if isinstance(node, Symbol):
        value = env.get(node.name)
        if isinstance(value, Outcome):
            return value.letter
        letter = node.name.rstrip("'").upper()  # x' is another outcome of X
        if letter in law.letters:
            return letter
        name = _numbered(replace(node, name=letter), env)
        if name in law.letters:
            return name
    raise UnknownError("an argument of a probability names no variable")


def _event(nodes: Iterable[Node], env: Environment, law: Law) -> dict[str, Any]:
    event = {}
    for node in nodes:
        if isinstance(node, Chain) and node.relations == ("=",):
            event[_letter(node.sides[0], env, law)] = evaluate(node.sides[1], env)
            continue
        letter = _letter(node, env, law)
        bound = env.bound.get("case:" + letter)
        if node == Symbol(letter) or (isinstance(node, Symbol) and key(node) == letter):
            if bound is None:
                raise UnknownError(f"p({letter}) outside of an expectation")
            event[letter] = bound
        else:
            event[letter] = evaluate(node, env)
    return event


def _probability(law: Law, arguments: Bracketed, env: Environment) -> Any:
    """Return p(x), p(x, y), p(y | x); p(. | x) is a list, and p(A) the sum over the set A."""
    before, known = (_filled(nodes, env) for nodes in _split(arguments, "|"))
    law = _with_functions(law, [*before, *known], env)
    if not known and len(before) == 1 and isinstance(before[0], Chain):
        return _chance(before[0], env, law)
    condition = _event(known, env, law)
    if any(isinstance(node, Dot) for node in before):
        others = [letter for letter in ("Y", "X") if letter in law.letters and letter not in condition]
        if not others:
            raise UnknownError("the dot holds the place of no variable")
        letter = others[0]
        return np.array([law.given({letter: x}, condition) for x in law.letters[letter].outcomes()])
    if len(before) == 1 and isinstance(before[0], Symbol):
        value = env.get(key(before[0]))
        if isinstance(value, frozenset):
            return math.fsum(law.list()[outcome - 1] for outcome in value)
    others = [letter for letter in list(law.letters)[:2] if letter not in condition]
    try:
        event = _event(before, env, law)
    except UnknownError:  # q(j | x) is of the variable that is left
        if not (condition and len(before) == len(others) == 1):
            raise
        event = {others[0]: as_value(evaluate(before[0], env))}
    return law.given(event, condition) if condition else law.of(event)


def _chance(statement: Chain, env: Environment, law: Law) -> float:
    """Add up the probabilities of the cases in which a statement such as g(X) = y holds."""
    variables = _variables_in(statement, env)
    return math.fsum(
        weight
        for case, weight in enumerate(law.probabilities)
        if holds(statement, env.bind(**_labels(law, case, variables)))
    )


def _labels(law: Law, case: int, others: dict[str, Variable]) -> dict[str, Any]:
    """Say what the law's variables, and functions of them, are in one case."""
    return {"case:" + name: variable.labels[case] for name, variable in {**law.letters, **others}.items()}


def _with_functions(law: Law, nodes: Iterable[Node], env: Environment) -> Law:
    """Return the law with the letters of variables that are functions of its own: S of S = X + Y."""
    letters = {}
    for node in nodes:
        for symbol in symbols(node):
            name = symbol.name.rstrip("'").upper()
            value = env.get(name)
            fits = isinstance(value, Variable) and len(value.labels) == len(law.probabilities)
            if fits and not symbol.index and law.letters.get(name) is not value:
                letters[name] = value
    return Law(law.probabilities, {**law.letters, **letters}) if letters else law


def _split(arguments: Bracketed, mark: str) -> tuple[list[Node], list[Node]]:
    """Split arguments at a mark."""
    if mark not in arguments.marks:
        return list(arguments.items), []
    at = arguments.marks.index(mark) + 1
    return list(arguments.items[:at]), list(arguments.items[at:])


# -- the functions of the notation page


def _variables(nodes: list[Node], env: Environment) -> list[Variable] | None:
    """Return the variables that the arguments name, or None if one of them is no variable."""
    found = []
    for node in _filled(nodes, env):
        name = key(node) if isinstance(node, Symbol) else ""
        value = None
        if isinstance(node, Symbol) and "case:" + name not in env.bound:
            value = _named(node, env)
        elif isinstance(node, Call) and len(node.arguments.items) == 1:
            inner = _variables(list(node.arguments.items), env)
            function = env.get(key(node.head)) if inner else None
            value = inner[0].mapped(function) if inner and callable(function) else None
        elif isinstance(node, Bracketed):
            inner = _variables(list(node.items), env)
            if inner is None:
                return None
            found += inner
            continue
        each = value if isinstance(value, tuple) else (value,)
        if not all(isinstance(variable, Variable) for variable in each):
            return None
        found += each
    return found


def _condition(nodes: list[Node], env: Environment) -> tuple[list[Variable], Law]:
    """Split a condition such as ``X, Z = z`` into variables that are known, and the law given the rest."""
    law, known, event = env.law(), [], []
    for node in _filled(nodes, env):
        if isinstance(node, Chain):
            event.append(node)
            continue
        variables = _variables([node], env)
        if variables is None:
            raise UnknownError("the condition is no variable")
        known += variables
    if event:
        law = _with_functions(law, event, env)
        wanted = _event(event, env, law)
        total = law.of(wanted)
        if total == 0:
            raise meanings.UndefinedError("the condition has probability 0")
        chosen = [
            all(law.letters[letter].labels[case] == label for letter, label in wanted.items())
            for case in range(len(law.probabilities))
        ]
        law = Law(np.where(chosen, law.probabilities, 0.0) / total, law.letters)
    return known, law


def _entropy(arguments: Bracketed, env: Environment) -> Any:
    """H(X), H(X, Y), H(Y | X), H(Y | X = x), H(p), H(p, q), H(p_1, ..., p_k)."""
    before, after = _split(arguments, "|")
    variables = _variables(before, env)
    if variables:
        known, law = _condition(after, env)
        return meanings.quantity(law, [variables], known, env.base)
    if any("case:" + key(each) in env.bound for node in before for each in symbols(node)):
        raise UnknownError("the entropy of an outcome")
    lists = _lists(before, env)
    if all(np.ndim(each) == 0 for each in lists):
        return meanings.entropy([float(each) for each in lists], env.base)
    if len(lists) == 1:
        return meanings.entropy(lists[0], env.base)
    if len(lists) == 2:
        return meanings.cross_entropy(*_same_length(lists), env.base)
    raise UnknownError("H of more than two distributions")


def _information(arguments: Bracketed, env: Environment) -> Any:
    """I(X; Y), I(X; Y | Z); of outcomes I(x), I(x, y), I(y | x)."""
    if ";" not in arguments.marks:
        return -logarithm(_probability(env.law(), arguments, env), env.base)
    before, after = _split(arguments, "|")
    at = arguments.marks.index(";") + 1
    if all(_measured([node], env) for node in before):
        first, second = (_measured(nodes, env) for nodes in (before[:at], before[at:]))
        letters = [each.letter for each in (*first, *second)]
        return densities.information(first[0].density, letters, env.base)
    groups = [_variables(before[:at], env), _variables(before[at:], env)]
    if not (groups[0] and groups[1]):
        raise UnknownError("I(...; ...) of what is no variable")
    known, law = _condition(after, env)
    return meanings.quantity(law, [groups[0], groups[1]], known, env.base)


def _pointwise(arguments: Bracketed, env: Environment) -> Any:
    """i(x; y), the pointwise mutual information of two outcomes."""
    law = _with_functions(env.law(), arguments.items, env)
    first, second = (_event([item], env, law) for item in arguments.items)
    return logarithm(divide(law.of({**first, **second}), law.of(first) * law.of(second)), env.base)


def _divergence(arguments: Bracketed, env: Environment) -> Any:
    """D(p ‖ q); of laws written with free outcomes, D(p(x, y) ‖ p(x) p(y)), over all of those."""
    named = [evaluate(node, env) for node in arguments.items if _is_density(node, env)]
    if len(named) == 2:
        return densities.divergence(named[0], named[1], env.base)
    return meanings.divergence(*_same_length(_lists(list(arguments.items), env)), env.base)


def _jensen_shannon(arguments: Bracketed, env: Environment) -> Any:
    p, q = _same_length(_lists(list(arguments.items), env))
    m = (np.asarray(p) + np.asarray(q)) / 2
    return meanings.divergence(p, m, env.base) / 2 + meanings.divergence(q, m, env.base) / 2


def _total_variation(arguments: Bracketed, env: Environment) -> Any:
    p, q = _same_length(_lists(list(arguments.items), env))
    return max(
        abs(math.fsum(a - b for a, b, chosen in zip(p, q, event, strict=True) if chosen))
        for event in itertools.product((False, True), repeat=len(p))
    )


def _binary_entropy(p: float, base: float) -> float:
    return meanings.entropy([p, 1 - p], base)


def _softmax(arguments: Bracketed, env: Environment) -> Any:
    values = _lists(list(arguments.items), env)
    z = np.asarray(values[0] if len(values) == 1 else values, dtype=float)
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _perplexity(arguments: Bracketed, env: Environment) -> Any:
    return env.base ** _entropy(arguments, env)


def _log_softmax(arguments: Bracketed, env: Environment) -> Any:
    return np.log(_softmax(arguments, env))


def _determinant(arguments: Bracketed, env: Environment) -> Any:
    return np.linalg.det(np.atleast_2d(evaluate(arguments.items[0], env)))


def _trace(arguments: Bracketed, env: Environment) -> Any:
    return np.trace(np.atleast_2d(evaluate(arguments.items[0], env)))


def _binomial(arguments: Bracketed, env: Environment) -> Any:
    n, k = (evaluate(item, env) for item in arguments.items)
    return float(math.comb(int(n), int(k)))


# -- densities


def _measured(nodes: Iterable[Node], env: Environment) -> list[Measured]:
    """Return the variables with a density that the arguments name, or none if one is something else."""
    named = [env.get(key(node)) if isinstance(node, Symbol) else None for node in nodes]
    found = [each for each in named if isinstance(each, Measured)]
    return found if len(found) == len(named) else []


def _measured_in(node: Node, env: Environment) -> dict[str, Measured]:
    """Find the variables with a density in an expression."""
    named = {key(symbol): env.get(key(symbol)) for symbol in symbols(node)}
    return {name: value for name, value in named.items() if isinstance(value, Measured)}


def _is_density(node: Node, env: Environment) -> bool:
    if isinstance(node, Call):
        return node.head.name == "N"
    return isinstance(node, Symbol) and isinstance(env.get(key(node)), Density)


def _density(f: Density, arguments: Bracketed, env: Environment) -> Any:
    """Return f(x), f(x, y), f(y | x); with several letters the argument's letter says which is meant."""
    before, known = _split(arguments, "|")
    if len(f.letters) == 1 and len(before) == 1 and not known:
        return f.at(as_value(evaluate(before[0], env)))
    event = {}
    for node in (*before, *known):
        letter = node.name.rstrip("'").upper() if isinstance(node, Symbol) else ""
        if letter not in f.letters:
            raise UnknownError("an argument of a density names no variable")
        event[letter] = as_value(evaluate(node, env))
    whole = _joint_value(f, event)
    return divide(whole, _joint_value(f, dict(list(event.items())[len(before) :]))) if known else whole


def _joint_value(f: Density, event: dict[str, Any]) -> Any:
    if len(event) == 1:
        ((letter, value),) = event.items()
        return f.part(letter).at(value)
    return f.at(*(event[letter] for letter in f.letters))


def _differential_entropy(arguments: Bracketed, env: Environment) -> Any:
    """h(f), h(X), h(X, Y), h(Y | X), h(Y | X = x), h(X_1, ..., X_k), and h of a function of X."""
    before, after = _split(arguments, "|")
    if len(before) == 1 and _is_density(before[0], env):
        return densities.entropy(evaluate(before[0], env), env.base)
    variables = _measured(before, env)
    if not variables:
        return _entropy_of_expression(before, env)
    f, letter = variables[0].density, variables[0].letter
    if not after:
        whole = len(variables) == len(f.letters)
        return densities.entropy(f if whole else f.part(letter), env.base)
    condition = after[0]
    if isinstance(condition, Chain):
        (known,) = _measured(condition.sides[:1], env)
        value = as_value(evaluate(condition.sides[1], env))
        return densities.slice_entropy(f, letter, known.letter, value, env.base)
    (known,) = _measured(after, env)
    return densities.conditional_entropy(f, letter, known.letter, env.base)


def _entropy_of_expression(nodes: list[Node], env: Environment) -> Any:
    filled = _filled(nodes, env)
    if len(filled) > 1 or (isinstance(filled[0], Symbol) and filled[0].index):  # the entries of a column
        wholes = {node.name for node in filled if isinstance(node, Symbol) and node.index}
        column = env.get(wholes.pop()) if len(wholes) == 1 else None
        if isinstance(column, Measured) and len(filled) == column.density.points[0].shape[1]:
            return densities.entropy(column.density, env.base)
        raise UnknownError("h of these")
    if isinstance(filled[0], Symbol):
        definition = env.scene.definition(key(filled[0]))
        if definition is None:
            raise UnknownError("h of what is no variable with a density")
        return _entropy_of_expression([definition], env)
    found = _measured_in(filled[0], env)
    if len(found) != 1:
        raise UnknownError("h of what is no variable with a density")
    ((name, variable),) = found.items()
    function = lambda x: as_value(evaluate(filled[0], env.bind(**{name: x})))  # noqa: E731
    return densities.image_entropy(variable.density, function, env.base)


def _chance(arguments: Bracketed, env: Environment) -> Any:
    r"""P(X \le x), P(a \le X \le b) of a variable with a density."""
    (chain,) = arguments.items
    if not isinstance(chain, Chain):
        raise UnknownError("the probability of what")
    (place,) = [i for i, side in enumerate(chain.sides) if _measured([side], env)]
    (variable,) = _measured([chain.sides[place]], env)
    below = variable.density.part(variable.letter).below
    if below is None:
        raise UnknownError("a probability without a distribution function")
    low, high = 0.0, 1.0
    for i, relation in enumerate(chain.relations):
        value = below(as_value(evaluate(chain.sides[i + 1 if i == place else i], env)))
        if (relation in {"<", "<="}) == (i == place):
            high = value
        else:
            low = value
    return high - low


def _normal(arguments: Bracketed, env: Environment) -> Density:
    r"""\mathcal N(\mu, \sigma^2), or of a column \mathcal N(\mu, \Sigma)."""
    mean, spread = (as_value(evaluate(node, env)) for node in arguments.items)
    if np.ndim(spread):
        return densities.gaussian(np.ravel(mean), spread)
    return densities.bell(float(mean), math.sqrt(spread))


def _density_and_number(arguments: Bracketed, env: Environment) -> tuple[Density, float]:
    f, size = (evaluate(node, env) for node in arguments.items)
    return f, float(as_value(size))


def _reading(arguments: Bracketed, env: Environment) -> Variable:
    """Return the number of the cell that a ruler reads, of the first variable or the second."""
    law, place = (evaluate(node, env) for node in arguments.items)
    variable: Variable = list(law.letters.values())[int(place) - 1]
    return variable


def _family(family: Callable[..., Density]) -> Callable[[Bracketed, Environment], Density]:
    return lambda arguments, env: family(*(float(as_value(evaluate(x, env))) for x in arguments.items))


def _width(arguments: Bracketed, env: Environment) -> float:
    variable = evaluate(arguments.items[0], env)
    return densities.width(variable.density, env.base)


def _computed(function: Callable[..., Any]) -> Callable[[Bracketed, Environment], Any]:
    """Let a function of numbers and arrays be one of the functions of formulas."""
    return lambda arguments, env: function(*(as_value(evaluate(x, env)) for x in arguments.items))


def _extreme(choose: Callable[..., Any]) -> Callable[[Bracketed, Environment], Any]:
    return lambda arguments, env: choose(np.max(x) for x in _lists(list(arguments.items), env))


FUNCTIONS: dict[str, Callable[[Bracketed, Environment], Any]] = {
    "H": _entropy,
    "I": _information,
    "i": _pointwise,
    "D": _divergence,
    "JS": _jensen_shannon,
    "TV": _total_variation,
    "h": _differential_entropy,
    "N": _normal,
    "cells": lambda arguments, env: densities.cells(*_density_and_number(arguments, env)),
    "histogram": lambda arguments, env: densities.histogram(*_density_and_number(arguments, env)),
    "width": _width,
    "reading": _reading,
    "uniform": _family(densities.uniform),
    "exponential": _family(densities.exponential),
    "laplace": _family(densities.laplace),
    "beta": _family(densities.beta),
    "PP": _perplexity,
    "softmax": _softmax,
    "log softmax": _log_softmax,
    "tr": _trace,
    r"\det": _determinant,
    r"\binom": _binomial,
    **{name: _computed(function) for name, function in LOSSES.items()},
}


def _lists(nodes: list[Node], env: Environment) -> list[Any]:
    """Evaluate arguments that are distributions; one with free outcomes is a list over all of them."""
    nodes = _filled(nodes, env)
    free = _free_outcomes(nodes, env)
    if not free:
        return [as_value(evaluate(node, env)) for node in nodes]
    cases = [env.bind(**case) for case in _cases(free, env)]
    lists = []
    for node in nodes:
        own = _free_outcomes([node], env)
        if own or not isinstance(evaluate(node, env), Law):
            lists.append([as_value(evaluate(node, case)) for case in cases])
        else:
            lists.append(as_value(evaluate(node, env)))
    return lists


def _free_outcomes(nodes: Iterable[Node], env: Environment) -> list[str]:
    """List the small letters of variables that nothing binds, for example x and y in p(x, y)."""
    nodes = list(nodes)
    if any(_has_dot(node) for node in nodes):
        return []
    names = dict.fromkeys(each.name for node in nodes for each in symbols(node) if not each.index)
    return [name for name in names if name not in env.bound and env.scene.is_outcome(name)]


def _has_dot(node: Node) -> bool:
    return isinstance(node, Dot) or any(_has_dot(part) for part in node.parts())


def _cases(letters: list[str], env: Environment) -> Iterator[dict[str, Any]]:
    """Yield every combination of outcomes of the variables of these letters."""
    choices = [env.need(letter.upper()).outcomes() for letter in letters]
    for chosen in itertools.product(*choices):
        yield dict(zip(letters, chosen, strict=True))


def _same_length(lists: list[Any]) -> tuple[Any, Any]:
    if len(lists) != 2 or np.ndim(lists[0]) != 1 or np.shape(lists[0]) != np.shape(lists[1]):
        raise UnknownError("two distributions on the same outcomes were expected")
    return lists[0], lists[1]


# -- products, powers, brackets


def _product(node: Product, env: Environment) -> Any:
    factors = _filled(node.factors, env, product=True)
    values = [as_value(evaluate(factor, env)) for factor in factors]
    if any(np.ndim(value) == 2 for value in values) or any(
        isinstance(f, Delimited) and f.name == "transpose" for f in factors
    ):
        product = reduce(_matrix_product, values)
        return product.item() if np.shape(product) == (1, 1) else product
    return times(values)


def _matrix_product(left: Any, right: Any) -> Any:
    return left @ right if np.ndim(left) and np.ndim(right) else left * right


def _between_ends(inside: Bracketed, low: Node, high: Node, env: Environment) -> Any:
    r"""Return what ``\bigl[x \ln x\bigr]_0^1`` says: its value at the upper end less that at the lower."""
    names = {key(symbol) for symbol in symbols(inside)} - set(CONSTANTS)
    if inside.brackets != "[]" or len(names) != 1:
        raise UnknownError("the value of what between two ends?")
    (name,) = names
    upper, lower = (env.bind(**{name: as_value(evaluate(end, env))}) for end in (high, low))
    return as_value(evaluate(inside, upper)) - as_value(evaluate(inside, lower))


def _power(node: Power, env: Environment) -> Any:
    if isinstance(node.base, Part) and isinstance(node.base.whole, Bracketed):
        return _between_ends(node.base.whole, node.base.index, node.exponent, env)
    base, exponent = node.base, as_value(evaluate(node.exponent, env))
    if isinstance(base, Call) and base.head.name not in FUNCTIONS:
        value = evaluate(base.head, env)
        if np.isscalar(value):  # a (b)^c is a times a power
            argument = as_value(evaluate(base.arguments.items[0], env))
            return times([value, np.power(argument, exponent)])
    value = as_value(evaluate(base, env))
    if np.ndim(value) == 2 and exponent == -1:
        return np.linalg.inv(value)
    with np.errstate(all="ignore"):
        return np.power(np.asarray(value, dtype=float), exponent)[()]


def _bracketed(node: Bracketed, env: Environment) -> Any:
    if node.brackets == r"\{\}" and ":" in node.marks:
        return _described(node, env)
    if len(node.items) == 1 and node.brackets in {"()", "[]", ""}:
        item = node.items[0]
        return _holds(item, env) if isinstance(item, Chain) else evaluate(item, env)
    values = [evaluate(item, env) for item in _filled(list(node.items), env)]
    if node.brackets == r"\{\}":
        return frozenset(values)
    if all(isinstance(value, Variable) for value in values):
        return tuple(values)
    if set(node.marks) <= {","} and node.brackets == "()":
        return np.array([as_value(value) for value in values], dtype=float)
    raise UnknownError(f"brackets {node.brackets}")


def _described(node: Bracketed, env: Environment) -> Described:
    r"""Collect the members of ``\{i : p_i > 0\}`` or ``\{(x, y) : p(x, y) > 0\}``."""
    member = node.items[0]
    letters = member.items if isinstance(member, Bracketed) else (member,)
    marks = (*[","] * (len(letters) - 1), *node.marks)
    over = Operator("sum", Bracketed((*letters, *node.items[1:]), marks, ""), None, Product(node.items[1:]))
    names = tuple(letter.name for letter in letters if isinstance(letter, Symbol))
    found = [tuple(each.bound[name] for name in names) for each in _ranged(over, env)]
    described = Described(members[0] if len(names) == 1 else members for members in found)
    described.names = names
    return described


def _holds(chain: Chain, env: Environment) -> Any:
    """Return 1 if the relation in square brackets holds, else 0."""
    return float(holds(chain, env))


def _delimited(node: Delimited, env: Environment) -> Any:
    value = evaluate(node.part, env)
    if isinstance(value, frozenset) and node.name == "abs":
        return float(len(value))
    value = as_value(value)
    with np.errstate(invalid="ignore"):
        match node.name:
            case "abs":
                return np.abs(value)
            case "from above":
                return value
            case "ceil":
                return np.ceil(value)
            case "floor":
                return np.floor(value)
            case "sqrt":
                return np.sqrt(value)
            case "transpose":
                return np.transpose(value)
            case "factorial":
                return float(math.factorial(int(value)))
    raise UnknownError(node.name)


# -- rows with an ellipsis


def _filled(nodes: Iterable[Node], env: Environment, product: bool = False) -> list[Node]:
    r"""Write out ``p_1, \ldots, p_k`` and ``52 \cdot 51 \cdots 1``."""
    row = list(nodes)
    filled: list[Node] = []
    for place, node in enumerate(row):
        if not isinstance(node, Ellipsis):
            filled.append(node)
        elif 0 < place < len(row) - 1:
            before = row[place - 1]
            filled += _between(row[place - 2] if place > 1 else None, before, row[place + 1], env)
        else:
            raise UnknownError("a row without an end")
    if any(isinstance(node, Ellipsis) for node in row) and len(row) == 3:
        return _shortened(row, filled, env)
    return filled


def _shortened(row: list[Node], filled: list[Node], env: Environment) -> list[Node]:
    r"""Give ``x_1, \ldots, x_n`` the right length when n is 1 or 0."""
    if row[0] == row[-1]:  # 1/k, ..., 1/k
        return filled[: int(as_value(env.need("k")))]
    first, last = _place(row[0], row[-1]), _place(row[-1], row[0])
    if first is None or last is None:
        return filled
    number = int(as_value(evaluate(last, env))) - int(as_value(evaluate(first, env))) + 1
    return filled if number > 1 else filled[: max(number, 0)]


def _between(earlier: Node | None, before: Node, after: Node, env: Environment) -> list[Node]:
    """Write the nodes between two that differ in one place, which is counted up or down."""
    start, end = _place(before, after), _place(after, before)
    if before == after:
        return [before] * (int(as_value(env.need("k"))) - 2)
    if start is None or end is None:
        raise UnknownError("what the ellipsis leaves out")
    low, high = int(as_value(evaluate(start, env))), int(as_value(evaluate(end, env)))
    step = 1 if low <= high else -1
    return [_replaced(before, start, Number(str(place))) for place in range(low + step, high, step)]


def _place(node: Node, other: Node) -> Node | None:
    """Find the part of a node in which it differs from the other."""
    if node == other:
        return None
    if isinstance(node, Number) or type(node) is not type(other):
        return node
    differing = [(a, b) for a, b in itertools.zip_longest(node.parts(), other.parts()) if a != b]
    if len(differing) != 1 or None in differing[0]:
        return node
    return _place(*differing[0])


def _replaced(node: Node, part: Node, by: Node) -> Node:
    """Return a node with one of its parts exchanged."""
    if node == part:
        return by
    changes: dict[str, Any] = {}
    for name, value in vars(node).items():
        if isinstance(value, Node):
            changes[name] = _replaced(value, part, by)
        elif isinstance(value, tuple):
            changes[name] = tuple(_replaced(x, part, by) if isinstance(x, Node) else x for x in value)
    if isinstance(node, Symbol) and node.index is not None and changes["index"] != node.index:
        changes["index_text"] = "".join(getattr(item, "text", "?") for item in changes["index"].items)
    return replace(node, **changes)  # type: ignore[type-var]


# -- sums, averages, extremes, limits


def _operator(node: Operator, env: Environment) -> Any:
    match node.name:
        case "log":
            base = as_value(evaluate(node.below.items[0], env)) if node.below else env.base
            return logarithm(as_value(evaluate(node.body, env)), base)
        case "ln":
            return logarithm(as_value(evaluate(node.body, env)), math.e)
        case "exp":
            return np.exp(as_value(evaluate(node.body, env)))
        case "sum":
            if node.below is None and not _free_outcomes([node.body], env):
                return _sum_of_entries(as_value(evaluate(node.body, env)))
            return sum(_terms(node, env), 0.0)
        case "product":
            return math.prod(as_value(evaluate(node.body, each)) for each in _ranged(node, env))
        case "max" | "min":
            choose = max if node.name == "max" else min
            letter = node.below.items[0] if node.below else None
            if isinstance(letter, Symbol) and letter not in set(symbols(node.body)):
                raise UnknownError(f"the largest or smallest over {letter.name}, which is not there")
            if node.below is None:
                return choose(float(np.max(x)) for x in _lists(list(node.body.items), env))  # type: ignore[attr-defined]
            return choose(as_value(evaluate(node.body, each)) for each in _ranged(node, env))
        case "expectation":
            return _expectation(node, env)
        case "lim":
            return _limit(node, env)
        case _:
            raise UnknownError(f"the operator {node.name}")


def _terms(node: Operator, env: Environment) -> Iterator[Any]:
    """Yield the terms of a sum; those in which the observations x_t are the same are evaluated once."""
    letter, observed = _observed(node, env)
    known: dict[Any, Any] = {}
    for each in _ranged(node, env):
        if not observed:
            yield as_value(evaluate(node.body, each))
            continue
        seen = tuple(env.scene.sample(name, each.bound[letter]) for name in observed)
        if seen not in known:
            known[seen] = as_value(evaluate(node.body, each))
        yield known[seen]


def _observed(node: Operator, env: Environment) -> tuple[str, set[str]]:
    """Name the letter of a sum and the variables of a long run, if its terms depend on those alone."""
    item = node.below.items[0] if node.below and len(node.below.items) == 1 else None
    if not isinstance(item, Chain) or not isinstance(item.sides[0], Symbol) or node.above is None:
        return "", set()
    letter = item.sides[0]
    inside = list(symbols(node.body))
    runs = [each for each in inside if each.index and each.index.items == (letter,) and _is_run(each, env)]
    elsewhere = inside.count(letter) - len(runs)
    return letter.name, {symbol.name.upper() for symbol in runs} if elsewhere == 0 else set()


def _is_run(symbol: Symbol, env: Environment) -> bool:
    """Tell whether X_t, or x_t, is an observation of a long run."""
    whole = env.get(symbol.name)
    if whole is None and env.get(symbol.name + "_()") is None:
        whole = env.get(symbol.name.upper())
    return isinstance(whole, Variable)


def _ranged(node: Operator, env: Environment) -> Iterator[Environment]:
    r"""Yield each term's environment: ``i``, ``x, y``, ``i=1``, ``i \in A``, ``j < i``, ``i: p_i > 0``."""
    below = node.below or Bracketed(_implied(node.body, env), ())
    names: list[tuple[str, list[Any]]] = []
    conditions: list[Node] = []
    after_colon = False
    for place, item in enumerate(below.items):
        whole = env.get(key(item)) if isinstance(item, Symbol) else None
        if isinstance(whole, Described) and not after_colon:
            for member in whole:
                yield env.bind(**dict(zip(whole.names, member, strict=True)))
            return
        if isinstance(item, Symbol) and not after_colon:
            names.append((item.name, _domain(item, node.body, env)))
        elif isinstance(item, Chain) and isinstance(item.sides[0], Symbol) and not after_colon:
            names.append((item.sides[0].name, _chained_domain(item, node, env)))
            if item.relations[0] not in {"=", "in"}:
                conditions.append(item)
        else:
            conditions.append(item)
        after_colon = after_colon or below.marks[place : place + 1] == (":",)
    for values in itertools.product(*(domain for _, domain in names)):
        each = env.bind(**{name: value for (name, _), value in zip(names, values, strict=True)})
        if all(holds(condition, each) for condition in conditions if isinstance(condition, Chain)):
            yield each


def _sum_of_entries(values: Any) -> float:
    r"""Add up a list, as ``\sum p \log p`` means."""
    if np.ndim(values) != 1:
        raise UnknownError("a sum that does not say over what")
    return math.fsum(values)


def _implied(body: Node, env: Environment) -> tuple[Node, ...]:
    """Say what a sum without bounds runs over: the free outcomes in its body."""
    letters = _free_outcomes([body], env)
    if not letters:
        raise UnknownError("a sum that does not say over what")
    return tuple(Symbol(letter) for letter in letters)


def _chained_domain(item: Chain, node: Operator, env: Environment) -> list[Any]:
    symbol = item.sides[0]
    assert isinstance(symbol, Symbol)
    if item.relations[0] == "=" and node.above is not None:
        low, high = as_value(evaluate(item.sides[1], env)), as_value(evaluate(node.above, env))
        if math.isinf(high):
            raise UnknownError("a sum without end")
        return list(range(int(low), int(high) + 1))
    if item.relations[0] == "in":
        members = evaluate(item.sides[1], env)
        if not isinstance(members, frozenset):
            raise UnknownError("the set over which it is summed")
        return sorted(members)
    return _domain(symbol, node.body, env)


def _domain(symbol: Symbol, body: Node, env: Environment) -> list[Any]:
    """List what a letter runs over: outcomes of its variable, events, or places of what it indexes."""
    name = symbol.name
    if env.scene.is_outcome(name):
        return env.need(name.upper()).outcomes()  # type: ignore[no-any-return]
    law = env.get("p") if name == "A" else None
    if name == "A" and isinstance(law, Law):
        places = range(1, len(law.list()) + 1)
        return [frozenset(c) for n in range(len(places) + 1) for c in itertools.combinations(places, n)]
    for each in symbols(body):
        if each.index is None:
            continue
        parts = [
            p for item in each.index.items for p in (item.factors if isinstance(item, Product) else (item,))
        ]
        if symbol in parts:
            names = [each.name + "^()"] if each.over else [each.name + "_()", each.name]
            whole = next((env.get(name) for name in names if env.get(name) is not None), None)
            if each.over and callable(whole):
                whole = whole(*(evaluate(item, env) for item in each.over.items))
            if isinstance(whole, Law | np.ndarray):
                return list(range(1, np.shape(as_value(whole))[parts.index(symbol)] + 1))
    choices = env.scene.choices(name)
    if choices is None:
        raise UnknownError(f"what {name} runs over")
    return choices


def _expectation(node: Operator, env: Environment) -> Any:
    """Average over the random letters in the body: capitals, or a sample's frequencies."""
    assert isinstance(node.body, Bracketed)
    measured = _measured_in(node.body, env)
    if measured:
        return _expectation_of_measured(node, measured, env)
    law = env.law(_law_named(node.below)) if node.below else env.get("p")
    variables = _variables_in(node.body, env)
    names = {name for symbol in symbols(node.body) for name in (key(symbol), symbol.name)}
    uncertain = {name: env.get(name) for name in names}
    uncertain = {name: value for name, value in uncertain.items() if isinstance(value, Uncertain)}
    if uncertain:
        ((name, value),) = uncertain.items()
        return sum(weight * evaluate(node.body, env.bind(**{name: each})) for weight, each in value.values)
    if not isinstance(law, Law):
        raise UnknownError("an expectation over what?")
    total: Any = 0.0
    for case, weight in enumerate(law.probabilities):
        if weight != 0:
            labels = _labels(law, case, variables)
            total = total + weight * as_value(evaluate(node.body, env.bind(**labels)))
    return total


def _expectation_of_measured(node: Operator, measured: dict[str, Measured], env: Environment) -> Any:
    """Average over variables with a density, at all nodes at once; over a column at one after the other."""
    named = env.get(_law_named(node.below)) if node.below else None
    f = named if isinstance(named, Density) else next(iter(measured.values())).density
    if any(variable.density is not f for variable in measured.values()) and f is not named:
        raise UnknownError("an expectation over what?")
    points = {name: f.points[f.letters.index(variable.letter)] for name, variable in measured.items()}
    if f.breaks:
        return f.integral(times([f.values, as_value(evaluate(node.body, env.bind(**points)))]))
    cases = (dict(zip(points, case, strict=True)) for case in zip(*points.values(), strict=True))
    shares = f.weights * f.values
    return sum(
        share * as_value(evaluate(node.body, env.bind(**case)))
        for share, case in zip(shares, cases, strict=True)
    )


def _limit(node: Operator, env: Environment) -> Any:
    """Take a limit by going near: to infinity, or to a number from above, or from both sides."""
    assert node.below is not None
    item = node.below.items[0]
    if not (isinstance(item, Chain) and item.relations == ("->",) and isinstance(item.sides[0], Symbol)):
        raise UnknownError("a limit along what")
    letter, to = key(item.sides[0]), item.sides[1]
    one_sided = isinstance(to, Delimited) and to.name == "from above"
    end = as_value(evaluate(to.part if isinstance(to, Delimited) and one_sided else to, env))
    places = [1e12] if math.isinf(end) else [end + 1e-12] if one_sided else [end + 1e-7, end - 1e-7]
    values = [as_value(evaluate(node.body, env.bind(**{letter: place}))) for place in places]
    if max(values) - min(values) > 1e-5 * max(1.0, abs(values[0])):
        raise meanings.UndefinedError("the two sides of the limit differ")
    return sum(values) / len(values)


def _law_named(below: Bracketed) -> str:
    r"""Read the law of ``\mathbb{E}_{X \sim p}`` or ``\mathbb{E}_p``."""
    item = below.items[0]
    symbol = item.sides[-1] if isinstance(item, Chain) else item
    if not isinstance(symbol, Symbol):
        raise UnknownError("an expectation under what law?")
    return key(symbol)


# -- derivatives and integrals


def _derivative(node: Derivative, env: Environment) -> Any:
    """Differentiate by differences of four points."""
    if isinstance(node.body, At):  # the derivative at a place, not of what stands there
        return evaluate(At(replace(node, body=node.body.body), node.body.where), env)
    symbol = node.variable
    whole_name = key(symbol) if symbol.index is None or env.get(key(symbol)) is not None else symbol.name
    centre = np.array(as_value(env.need(whole_name)), dtype=float)
    place = () if whole_name == key(symbol) else _indices(symbol.index, env)  # type: ignore[arg-type]

    def at(shift: float) -> Any:
        moved = centre.copy()
        moved[place] += shift
        body = env.bind(**{whole_name: moved if moved.ndim else float(moved)})
        if node.order == 2:
            return evaluate(Derivative(symbol, node.body), body)
        return as_value(evaluate(node.body, body))

    h = STEP * 10 if node.order == 2 else STEP
    size = abs(float(centre[place]))
    h *= min(size, 1.0) if size >= 1e-6 else 1e-3  # not past the 0 of a logarithm
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)


def _integral(node: Integral, env: Environment) -> Any:
    """Integrate by Gauss and Legendre's nodes, over what the bounds say or where the densities live."""
    names = [key(variable) for variable in node.variables] or ["x"]
    found = {key(symbol) for symbol in symbols(node.body)} - set(names)
    inside = {name: env.get(name) for name in found}
    curves = [v.density if isinstance(v, Measured) else v for v in inside.values()]
    curves = [curve for curve in curves if isinstance(curve, Density) and curve.breaks]
    axes = [densities.nodes_between(_breaks(name, node, curves, env)) for name in names]
    points = np.meshgrid(*(nodes for nodes, _ in axes), indexing="ij")
    bound: dict[str, Any] = {name: each.ravel() for name, each in zip(names, points, strict=True)}
    if len(names) == 1:  # f alone is f(x)
        (x,) = bound.values()
        for symbol in set(_bare(node.body)) - set(node.variables):
            function = evaluate(symbol, env) if _is_settled(symbol, env) else None
            function = function.at if isinstance(function, Density) else function
            bound |= {key(symbol): function(x)} if callable(function) else {}
    weights = reduce(np.multiply.outer, (weights for _, weights in axes)).ravel()
    where = env.bind(**bound)
    inside_bounds = _difference(node.below.items[0], where) > 0 if _is_condition(node.below) else 1.0
    return np.sum(times([weights, inside_bounds, as_value(evaluate(node.body, where))]))


def _is_condition(below: Node | None) -> bool:
    r"""Tell whether the bounds of an integral are a condition, as in ``\int_{z (z + m) > 0}``."""
    item = below.items[0] if isinstance(below, Bracketed) and len(below.items) == 1 else None
    return isinstance(item, Chain) and item.relations in {("<",), (">",)}


def _difference(condition: Chain, env: Environment) -> Any:
    """Return what is positive where a condition holds."""
    left, right = (as_value(evaluate(side, env)) for side in condition.sides)
    return np.subtract(left, right) if condition.relations == (">",) else np.subtract(right, left)


def _edges(condition: Chain, letter: str, env: Environment) -> np.ndarray:
    """Find where a condition begins or ends to hold, and cut the pieces between as bells need it."""
    grid = np.linspace(densities.SIGMAS[0], densities.SIGMAS[-1], 1009)
    signs = np.sign(_difference(condition, env.bind(**{letter: grid})))
    pieces = zip(itertools.pairwise(grid), itertools.pairwise(signs), strict=True)
    edges = [
        brentq(lambda z: _difference(condition, env.bind(**{letter: z})), *ends)
        for ends, (before, after) in pieces
        if before * after < 0
    ]
    edges += grid[signs == 0].tolist()
    ends = np.unique([*edges, grid[0], grid[-1]])
    graded = [densities.graded(low, high) for low, high in itertools.pairwise(ends)]
    return np.unique(np.concatenate([*graded, densities.SIGMAS]))


def _breaks(letter: str, node: Integral, curves: list[Density], env: Environment) -> np.ndarray:
    """Return the ends of the pieces of an integral over one letter."""
    found = [curve.axis(letter.upper()) for curve in curves]
    if node.below is None:
        if not found:
            raise UnknownError("an integral over what?")
        return np.unique(np.concatenate(found))
    if isinstance(node.below, Bracketed) and _is_condition(node.below):
        return _edges(node.below.items[0], letter, env)  # type: ignore[arg-type]
    low = evaluate(node.below, env)
    if isinstance(low, Stretch):
        return low.breaks
    if node.above is None:
        raise UnknownError("the bounds of an integral")
    low, high = float(as_value(low)), float(as_value(evaluate(node.above, env)))
    if not found:
        return densities.graded(low, high)
    inner = np.unique(np.concatenate(found))
    low, high = max(low, -1e300), min(high, 1e300)
    return np.unique(
        np.clip(np.concatenate([[low] * (low > -1e300), inner, [high] * (high < 1e300)]), low, high)
    )


def _is_settled(symbol: Symbol, env: Environment) -> bool:
    """Tell whether a symbol has a meaning before a sum inside the integral says what its index is."""
    inside = [each.name for each in symbols(symbol.index)] if symbol.index else []
    known = env.get(key(symbol)) is not None or env.get(symbol.name) is not None
    return known and all(name in env.bound for name in inside)


def _bare(node: Node) -> Iterator[Symbol]:
    """Yield the symbols that stand without arguments."""
    if isinstance(node, Symbol):
        yield node
        return
    for part in (node.arguments,) if isinstance(node, Call) else node.parts():
        if not (isinstance(node, Call) and node.head.name in FUNCTIONS):
            yield from _bare(part)


def _is_so(where: Node, env: Environment) -> bool:
    """Tell whether a place is where we are: then a letter goes on to depend on the others."""
    return isinstance(where, Chain) and holds(where, env)


def _supposing(where: Node, env: Environment) -> Environment:
    """Bind what ``|_{q = u}`` says."""
    if isinstance(where, Chain) and where.relations == ("=",) and isinstance(where.sides[0], Symbol):
        return env.bind(**{key(where.sides[0]): as_value(evaluate(where.sides[1], env))})
    raise UnknownError("at which place")


# -- relations


def holds(chain: Chain, env: Environment) -> bool:
    """Tell whether a condition holds."""
    if chain.relations == ("has law",):  # the law by which an expectation averages
        return evaluate(chain.sides[1], env) is env.law()
    values = [evaluate(side, env) for side in chain.sides]
    for left, relation, right in zip(values, chain.relations, values[1:], strict=False):
        if relation in {"in", "not in"}:
            if not isinstance(right, frozenset | Stretch):
                raise UnknownError("the set of a condition")
            if (left in right) != (relation == "in"):
                return False
            continue
        left, right = as_value(left), as_value(right)
        test = {
            "=": lambda a, b: np.allclose(a, b, rtol=1e-12, atol=1e-12),
            "!=": lambda a, b: not np.allclose(a, b, rtol=1e-12, atol=1e-12),
            "<": lambda a, b: bool(np.all(np.less(a, b))),
            "<=": lambda a, b: bool(np.all(np.less_equal(a, b))),
            ">": lambda a, b: bool(np.all(np.greater(a, b))),
            ">=": lambda a, b: bool(np.all(np.greater_equal(a, b))),
        }.get(relation)
        if test is None:
            raise UnknownError(f"the relation {relation} as a condition")
        if np.shape(left) != np.shape(right) and np.ndim(left) and np.ndim(right):
            return False
        if not test(left, right):
            return False
    return True
