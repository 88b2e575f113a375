"""What ``record.py`` is made of.

``hashes``     what a chapter's outputs were made from, and what makes a notebook the recorder's own
``records``    the committed .ipynb: whether it still holds, how it is written, how a changed one is set aside
``execution``  runs a notebook; says which cell failed
"""
