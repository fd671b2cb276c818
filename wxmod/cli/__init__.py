"""The command line: words in, one action, words out.  Nothing is decided here.

face (global options, session, errors) · show (text and tables) · then one file a noun.
"""

from wxmod.cli.face import main

__all__ = ["main"]
