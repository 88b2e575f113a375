r"""How the book checks its own mathematics: each formula is executed from its LaTeX.

The modules, in reading order:

=============  =========================================================================================
tree           what a formula is made of: symbols, sums, calls, chains of relations
parser         reads LaTeX into such a tree
meanings       what entropy, divergence and information are, from first principles, of finite laws
densities      the same of real variables: integrals, each computed as a sum
losses         PyTorch's own functions, where a formula names one
environment    what letters stand for while a formula is evaluated, and ``evaluate``, which knows no node yet
letters        symbols with their subscripts
ranges         what sums and extremes run over, and what a row with an ellipsis leaves out
probabilities  p(y | x), and averages
continuous     f(y | x), h(X), P(X <= x)
notation       the table of meanings: H, I, D and the other functions of the notation page
calculus       derivatives, limits, integrals
evaluator      the rest of the walk through the tree
kinds/         what an author may say that letters are, and how such things are drawn
settings       reads the lines that say it; one draw of all letters is a scene
claims         what a formula claims, under which conditions, in which units
comparing      whether a relation is true in one draw, to the digits shown
supposing      binds what is supposed, and says what else might be
checking       whether a claim holds in all draws, what it needs, and what they leave open
reading        finds the formulas of a text, with the settings that hold where each stands
wording        what the words round a formula say of it
relations      judges each relation of a formula, among what is supposed there
judgement      says of each relation of a text: executed, needed, supposed, unknown, or it fails
=============  =========================================================================================

settings.txt holds the settings for the whole book, functions.txt how functions of the library are called,
unexecuted.txt the relations that are not executed. Another book would bring its own three files, kinds of its
own, and the functions of its own notation page.

An example. A formula becomes a tree, and the tree claims something:

>>> from mathematics.claims import read, split
>>> (claim,), conditions, limits = split(read(r"H(p) = 1.5 \text{ bits}"))
>>> claim.relations, claim.units
(('=',), ('', 'bits'))

A setting says what its letters are, and then each side has a value, here with logarithms to base 2:

>>> from mathematics.evaluator import Environment, evaluate
>>> from mathematics.settings import DrawnScene, book_settings, read_settings
>>> settings = read_settings("let p = (1/2, 1/4, 1/4)")
>>> [evaluate(side, Environment(DrawnScene(settings, seed=0, base=2.0))) for side in claim.sides]
[1.5, 1.5]

Where a letter is of a kind, it is drawn again and again, and a formula that is wrong shows itself:

>>> from mathematics.checking import check
>>> (claim,), conditions, limits = split(read(r"H(Y \mid X) \le H(Y)"))
>>> verdict = check(claim, book_settings())
>>> verdict.status, verdict.draws, verdict.settings
('holds', 36, ('X, Y, Z be variables with the law p',))
>>> (claim,), conditions, limits = split(read(r"H(Y \mid X) = H(Y)"))
>>> print(check(claim, book_settings()).why)
draw 3: 0.432833 = 0.463925 is false, in relation 1, for p = [0.486702, 0.268031, 0.245268], base 10
"""
