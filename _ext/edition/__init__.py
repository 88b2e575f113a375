"""The lab edition: the chapters as a runner opens them, made from the record and the pages rendered of it.

``page``      what a rendered page shows: numbers, titles, references in the order of the text
``chapter``   a chapter's notebook with MyST turned into plain Markdown, which every notebook program reads
``copies``    the runner's own copies: made, kept, reset
"""
