"""The gates that read the page: each module looks for one kind of fault and returns its complaints.

``complaints(book)`` is the whole interface, so that a test can ask of the book as it stands, and of a
book with a fault planted in it (``Book(changed=...)``), without copying a file.
"""
