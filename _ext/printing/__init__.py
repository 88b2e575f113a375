"""The book to take along: one PDF and one EPUB, both made from the pages as they were built.

``leaves``  the built pages, made ready for paper: what only a screen can do is left out, and what is folded
            on the screen comes at the end of its chapter
``pdf``     all leaves in one document, printed by Chromium
``cover``   a picture for the shelf
``epub``    a file for each leaf, and what an EPUB has beside them
"""
