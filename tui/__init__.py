"""The terminal app.  It shows and asks; every change goes through `wxmod.actions`.

app (shell, keys) · commands (the one registry of keys, footer, palette and help) · page (what every screen shares) ·
duty, form, operations, stock, weather, year (a file a screen) · dialogs · text · term (what the terminal can do)
"""

import os

# Textual asks terminals for the kitty keyboard protocol; with it several of them drop Chinese input silently.
# Read once, when Textual is imported, so it must stand here.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
