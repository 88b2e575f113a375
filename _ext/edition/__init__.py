"""The lab edition: the book as a runner opens it, made from the record and the pages rendered of it.

``notebooks``    the whole edition: ``make_edition(html)`` gives the notebooks by name, in reading order;
                 ``find_files(notebooks)`` gives the files that they read
``chapter``      the notebook of a chapter
``back_matter``  the notebooks of the glossary and the references, to which the chapters link
``text``         MyST turned into plain Markdown, which every program for notebooks reads
``formulas``     formulas broken so that a narrow window shows them whole
``live``         figures that a reader takes hold of
``page``         what a rendered page shows: numbers, titles, references in the order of the text
``archive``      all of it in one file, with the ``wheel`` of the library and all else that it needs to run
``alone``        one chapter's notebook, which says what it needs
``copies``       the runner's own copies: made, kept, reset

Outside this package only ``make_edition``, ``find_files`` and the functions of ``copies`` are used.
The notebooks stand in one folder, since they link each other by ``NAME.ipynb``; their cells read the files
of ``find_files`` in the folders ``data`` and ``explorables`` beside them.
"""
