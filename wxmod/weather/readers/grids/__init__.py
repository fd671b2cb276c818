"""Gridded files to the canonical model, decoded in a process of their own (ADR 0010).

pieces (one variable at one time, whoever wrote it) · names (what files call things, and in which unit) · cf, netcdf,
classic (NetCDF and Zarr) · messages, grib (GRIB 1 and 2) · derived (heights, dew points, turned winds) · whole (pieces
to one model) · child (the process that decodes) · apart (how it is asked, and watched)
"""
