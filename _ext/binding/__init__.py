"""Bind the numbers that a text shows to what computed them.

``values``      what the cells and solutions of a chapter hold: printed, and written in their source
``places``      the value nearest to a number that has its digits and its unit
``definitions`` what cells and solutions call by a name
``lines``       the rows and columns of tables, and the arrays that they show
``arithmetic``  equalities that stand in the text, such as 2^{10} = 1024
``marks``       what an author says of a number in a comment line
``sources``     each number of a text with its source
``records``     the sources on record, beside the text
"""
