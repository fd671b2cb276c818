"""Pure figures, each with the entries behind it, then their renderings.  Nothing here reads a record or a file.

year (the figures of a year) · text (a year in plain text)
"""
