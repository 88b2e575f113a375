"""Read what the authors wrote, as the gates, the recorder and the pages at the back of the book need it.

``files``      the chapters and pages, and where they are
``markup``     MyST: directives, blocks of code, equations, the prose
``numbers``    the numbers that a text shows
``amounts``    the amounts, with their values: log₂ 52, ½ · 2², 5.4594 bits
``solutions``  runs the code of an exercise's solution
``registry``   the exercises with the source of each answer, from the text of their module
``statements`` what each exercise states, one line each
``ledger``     every labelled equation beside the tests that check it
``counts``     how much of the book is checked
"""
