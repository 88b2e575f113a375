"""The manuscript is read as the pages read it: directives, blocks of code and equations, where they stand."""

import pytest
from manuscript.markup import CodeBlock, Directive, Equation, code_blocks, directives, equations

TEXT = """\
# A chapter

````{solution} ex-deck
:class: dropdown

A line.

```python
print(2)
```

:::{math}
---
label: eq-a
---
x
:::
````

- An item of a list, with

  ~~~{math}
  :label: eq-b

  y
  ~~~

$$ z $$ (eq-c)

$$ no label $$
"""


def test_directives_are_read_with_argument_options_body_and_line() -> None:
    solution, first, second = directives(TEXT)
    assert (solution.name, solution.argument, solution.options) == (
        "solution",
        "ex-deck",
        {"class": "dropdown"},
    )
    assert (solution.line, solution.body_line, solution.body[:7]) == (3, 6, "A line.")
    assert first == Directive("math", "", {"label": "eq-a"}, "x", line=12, body_line=16)
    assert second == Directive("math", "", {"label": "eq-b"}, "y", line=22, body_line=25)


@pytest.mark.parametrize("options", ["", ":label: a\n", ":label: a\n\n", "---\nlabel: a\n---\n\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n", "  \n"])
def test_a_body_stands_on_its_line_however_many_blank_lines_are_at_its_end(options: str, end: str) -> None:
    text = f"Before.\n\n```{{note}}\n{options}First.\nLast.\n{end}```\n"
    (note,) = directives(text)
    assert note.body == "First.\nLast."
    assert text.splitlines()[note.body_line - 1] == "First."


def test_blocks_of_code_are_found_inside_directives() -> None:
    assert list(code_blocks(TEXT)) == [CodeBlock("python", "print(2)\n", line=8)]


def test_equations_with_a_label_are_found_with_their_lines() -> None:
    assert equations(TEXT) == [
        Equation("eq-a", "x", 12),
        Equation("eq-b", "y", 22),
        Equation("eq-c", "z", 28),
    ]


def test_what_is_only_shown_or_commented_out_is_no_directive_and_no_equation() -> None:
    shown = "```{math}\n:label: eq-a\nx\n```\n\n$$ y $$ (eq-b)"
    for text in (
        f"````markdown\n{shown}\n````",
        f"<!--\n{shown.replace(chr(10) * 2, chr(10))}\n-->",
        f"````{{code-cell}}\n{shown}\n````",
    ):
        assert [block.name for block in directives(text) if block.name != "code-cell"] == []
        assert equations(text) == []
