"""Planning, pure: what could be done, when, and what stands in its way.

readiness (could a unit work lawfully at a moment, and who can clear what stands in the way) · airspace (deadlines and
messages of an application) · notices (words of a public notice) ·
winds (by height) · firing (laying by a trajectory table, fall zones) ·
dispersion (plumes)
"""
