"""The only way to change anything: use cases as verbs over one `Desk`.

desk (who, when, which record) · setup (init, demo) · facts (what the rules may know) · forms (words to values) ·
operations · ammunition · airspace · registry (equipment, people) · weather · year · duty (the page of the day) ·
care (verify, back up, restore)
"""

from wxmod.actions.desk import Desk, Outcome, Refused

__all__ = ["Desk", "Outcome", "Refused"]
