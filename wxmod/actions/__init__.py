"""The only way to change anything: use cases as verbs over one `Desk`.

desk (who, when, which record) · setup (init, demo) · judging (the one way to ask the rules) ·
operations · ammunition · airspace · registry (equipment, people) · weather · year · duty (the page of the day) ·
care (verify, back up, restore)
"""

from wxmod.actions.desk import Desk, Outcome, Refused

__all__ = ["Desk", "Outcome", "Refused"]
