"""Faults of the kinds that authors make, planted one at a time in the real sources, to see who notices.

A rule takes a piece of text and a generator of random numbers and returns the piece with a fault in it, or
None if it does not apply. Nothing here knows the book: the pieces are its formulas, numbers, sealed passages,
references, tables and exercises; which piece is hit, and how, is drawn by seed.

``faults``     what a fault is, and how it is planted
``formulas``   in labelled equations and in the rest of the mathematics
``numbers``    in prose, captions, alternative texts and tables
``exercises``  in questions, answers, slips, hints and solutions
``words``      in what is sealed, in the prose, in the glossary; in references
``code``       in recorded outputs, code, docstrings and tables of calls
``run``        plants them, asks the gates, and counts
"""
