"""The kernel's functions in two states: plain Python, as they are written, and compiled twins of the same code.

A sounding or a county's few columns must not wait for a compiler, so the functions stay what they are; only `twin`
makes compiled ones, each calling the others' twins.  Both tell the same figures to the bit: the compiler may neither
reorder nor fuse what the code says.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

Function = TypeVar("Function")
_PARTS: list[FunctionType] = []
OPTIONS: dict[str, Any] = {"error_model": "numpy"}
"""No ``fastmath``: a product and a sum fused into one would round once where plain Python rounds twice."""


def compiled(function: Function) -> Function:
    """*function* as it is, remembered as a part of the kernel that `twin` compiles into whoever calls it."""
    _PARTS.append(cast("FunctionType", function))
    return function


def twin(kernel: Function, folder: Path | None) -> Function:
    """*kernel* compiled, with every part it calls; kept in *folder*, for this process alone if None."""
    _arrays_without_scipy()
    from numba import njit  # noqa: PLC0415  a third of a second; only for those who compile

    rooms: dict[str, dict[str, Any]] = {}
    twins: dict[FunctionType, Any] = {}
    for part in _PARTS:
        twins[part] = njit(**OPTIONS)(_moved(part, rooms))
    whole = _moved(
        cast("FunctionType", kernel),
        rooms,
    )
    # Only now is every twin there, to take the place of the plain function it was made from.
    for function in (
        *_PARTS,
        cast("FunctionType", kernel),
    ):
        there = rooms[function.__module__]
        for name, value in function.__globals__.items():
            known = isinstance(value, FunctionType) and value in twins
            there[name] = twins[value] if known else value
    with _kept_in(folder):
        return cast(
            "Function",
            njit(
                cache=folder is not None,
                nogil=True,
                **OPTIONS,
            )(whole),
        )


def _moved(function: FunctionType, rooms: dict[str, dict[str, Any]]) -> FunctionType:
    """*function* over again, with names of its module that are still to be filled in."""
    names = rooms.setdefault(
        function.__module__,
        {},
    )
    moved = FunctionType(
        function.__code__,
        names,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    moved.__module__ = function.__module__
    moved.__qualname__ = function.__qualname__
    return moved


@contextmanager
def _kept_in(folder: Path | None) -> Iterator[None]:
    """Numba keeps what it compiles in *folder* meanwhile, and where it always does afterwards."""
    from numba.core import config  # noqa: PLC0415

    settings: Any = config  # numba fills the module in as it is imported
    before = settings.CACHE_DIR
    settings.CACHE_DIR = "" if folder is None else str(folder)
    try:
        yield
    finally:
        settings.CACHE_DIR = before


def _arrays_without_scipy() -> None:
    """Load numba's array functions, which import all of ``scipy.linalg`` (0.2 s) to learn whether it is there.

    The kernel has no linear algebra; whoever compiles some meets numba's own question, put back, a moment later.
    """
    from numba.np import linalg  # noqa: PLC0415  the kernel's first call would load it

    asked: Any = getattr(linalg, "ensure_blas", None)
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath  # noqa: F401, PLC0415
    finally:
        linalg.ensure_blas = asked


def writable(folders: Callable[[], Iterator[Path]]) -> Path | None:
    """The first of *folders* that can be made and written to; None where none can."""
    for folder in folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


def places(name: str) -> Iterator[Path]:
    """Where the kernel called *name* may be kept: where it is said, by the sources, or in the user's cache."""
    from platformdirs import user_cache_path  # noqa: PLC0415

    if asked := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(asked)
    yield Path(__file__).parent / "__pycache__"
    yield user_cache_path("wxmod", appauthor=False) / name
