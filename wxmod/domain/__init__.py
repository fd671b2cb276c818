"""Values that never change and functions that only compute: the standard library, pydantic and numpy.

base · text · errors · times · geodesy · sites · equipment · people · ammunition · airspace · operations ·
affected_area · processes
"""
