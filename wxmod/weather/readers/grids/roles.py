"""Which of a file's variables are coordinates, and of what."""

from wxmod.weather.readers.grids.cf import Variable

ROLES = {
    "lat": "lat latitude xlat nav_lat",
    "lon": "lon longitude xlong xlon nav_lon",
    "level": "plev level pressure_level isobaricinhpa isobaricinpa lev pressure air_pressure",
    "time": "time valid_time",
    "step": "step forecast_period leadtime",
    "run": "forecast_reference_time reftime",
    "member": "number member realization ensemble ensemble_member ens",
    "expver": "expver",
}
_ROLE = {alias: role for role, aliases in ROLES.items() for alias in aliases.split()}
_BY_UNITS = {
    "degrees_north": "lat",
    "degree_north": "lat",
    "degrees_east": "lon",
    "degree_east": "lon",
    "pa": "level",
    "hpa": "level",
    "mb": "level",
    "mbar": "level",
    "millibar": "level",
    "millibars": "level",
}
_HYBRID = ("atmosphere_hybrid_sigma_pressure_coordinate", "atmosphere_sigma_coordinate")


def role(variable: Variable) -> str:
    """What kind of coordinate a variable is; empty if none."""
    if hybrid(variable):
        return "hybrid"
    found = _ROLE.get(variable.said("standard_name")) or _ROLE.get(variable.name.lower())
    if found in {"member", "expver"} and variable.name not in variable.dims:
        return ""
    if found == "run" and variable.name == "valid_time":
        return "time"
    if found:
        return found
    return _by_units(variable)


def dimension_role(name: str) -> str:
    """What a dimension without a coordinate runs along, by its name: members and versions need none."""
    found = _ROLE.get(name.lower(), "")
    if found in {"member", "expver"}:
        return found
    return ""


def hybrid(variable: Variable) -> bool:
    """Whether a variable numbers model levels, the pressure of which follows from that of the ground."""
    if variable.said("standard_name") in _HYBRID:
        return True
    return variable.name in variable.dims and "hybrid" in variable.said("long_name").lower()


def _by_units(variable: Variable) -> str:
    if len(variable.shape) > 1:
        return ""
    own = variable.name in variable.dims
    if own and " since " in variable.said("units"):
        return "time"
    if not own and not variable.name.lower().startswith("isobaric"):
        return ""
    return _BY_UNITS.get(variable.said("units").lower(), "")
