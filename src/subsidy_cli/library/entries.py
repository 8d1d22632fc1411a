"""One result as bytes and back. Reading makes nothing but the classes that were named, so that no file can run code."""

from __future__ import annotations

import hashlib
import io
import pickle
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

MARK = b"subsidy-cli 1\n"
SUM = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Form(Generic[T]):
    """What kind of result an entry holds, and of what it may be made."""

    kind: type[T]
    classes: tuple[type, ...] = ()
    """The frozen dataclasses that may occur; beside them only plain values, days and exact numbers."""
    outside: Mapping[str, object] = field(default_factory=dict)
    """Objects that the reader has already, by name; they are not kept with the entry."""


def encode(value: T, form: Form[T]) -> bytes:
    """A result as bytes. Raises PicklingError where it is made of something else than its form says."""
    content = io.BytesIO()
    _Writer(content, form).dump(value)
    return MARK + hashlib.sha256(content.getvalue()).digest() + content.getvalue()


def decode(data: bytes, form: Form[T]) -> T | None:
    """The result, or None where the bytes are not the whole of an entry of this form."""
    start = len(MARK) + SUM
    content = data[start:]
    if not data.startswith(MARK) or data[len(MARK) : start] != hashlib.sha256(content).digest():
        return None
    try:
        found = _Reader(io.BytesIO(content), form).load()
    except Exception:  # whatever a broken or hostile entry makes the reader raise
        return None
    return found if isinstance(found, form.kind) else None


def fraction(numerator: object, denominator: object) -> Fraction:
    """An exact number from whole ones only: a text could ask for a number that never ends."""
    if not isinstance(numerator, int) or not isinstance(denominator, int):
        raise pickle.UnpicklingError("not a fraction")
    return Fraction(numerator, denominator)


def _makers(form: Form[Any]) -> dict[tuple[str, str], Any]:
    """The way to make each thing, by its name; never the class itself, to which an entry could do more than call it."""
    made: tuple[Any, ...] = (date, fraction, *form.classes)
    return {(each.__module__, each.__qualname__): each.__call__ for each in made}


class _Writer(pickle.Pickler):
    """Writes each dataclass as its class and its values."""

    def __init__(self, file: io.BytesIO, form: Form[Any]) -> None:
        super().__init__(file, protocol=5)
        self._names = {id(value): name for name, value in form.outside.items()}
        self._fields = {each: [part.name for part in fields(each)] for each in form.classes}

    def persistent_id(self, obj: Any) -> str | None:
        return self._names.get(id(obj))

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Fraction):
            return fraction, (obj.numerator, obj.denominator)
        if isinstance(obj, date | type) or obj is fraction:
            return NotImplemented
        if type(obj) not in self._fields:
            raise pickle.PicklingError(f"{type(obj).__name__} is not of this form")
        return type(obj), tuple(getattr(obj, name) for name in self._fields[type(obj)])


class _Reader(pickle.Unpickler):
    """Makes only what the form names."""

    def __init__(self, file: io.BytesIO, form: Form[Any]) -> None:
        super().__init__(file)
        self._makers = _makers(form)
        self._outside = form.outside

    def find_class(self, module: str, name: str) -> Any:
        found = self._makers.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is not of this form")
        return found

    def persistent_load(self, pid: Any) -> Any:
        return self._outside[pid]
