"""The lab edition: the chapters as a runner opens them, made from the record and the pages rendered of it.

``notebooks``  the whole edition: ``make_edition(html)`` gives each notebook under its name, in reading order
``chapter``    a chapter's notebook with MyST turned into plain Markdown, which every notebook program reads
``page``       what a rendered page shows: numbers, titles, references in the order of the text
``copies``     the runner's own copies: made, kept, reset

Outside this package only ``make_edition`` and the functions of ``copies`` are used. Each notebook links the
others by their file names and the rendered pages as the folder ``PAGES`` beside it.
"""
