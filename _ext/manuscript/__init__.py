"""Read what the authors wrote, as the gates, the recorder and the pages at the back of the book need it.

``files``      the chapters and pages, and where they are
``markup``     MyST: directives, blocks of code, equations, the prose
``numbers``    the numbers that a text shows
``solutions``  runs the code of an exercise's solution
``ledger``     every labelled equation beside the tests that check it
``counts``     how much of the book is checked
"""
