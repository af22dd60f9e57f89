"""What was read of an arrived file as bytes, to be passed between processes and kept for later.

A store lies in a folder that others may write to, so nothing but values is ever made of its bytes,
and no function is called.
"""

from __future__ import annotations

import io
import pickle
import sys
from enum import Enum

from msgspec import Struct

from duban.intake.parse import Job, Parsed, parse


def key_of(job: Job) -> str:
    """What the outcome of ``parse`` depends on, beside the program: name, bytes, circumstances."""
    told = job.digest()
    for part in (job.path.encode("utf-8", "surrogatepass"), job.key, *_spoken(job)):
        told.update(b"\0%d\0" % len(part) + part)
    return f"read:{told.hexdigest()}"


def _spoken(job: Job) -> list[bytes]:
    words = [word.encode("utf-8", "surrogatepass") for word in job.passwords]
    return [*words, repr((job.limits, job.book_limits)).encode()]


def parse_packed(job: Job) -> bytes:
    """``parse`` in a worker, its outcome packed once for the pipe and for the store."""
    return pickle.dumps(parse(job), protocol=5)


def received(data: bytes) -> tuple[Parsed, ...]:
    """What ``parse_packed`` sent, fresh from a worker."""
    found: tuple[Parsed, ...] = pickle.loads(data)
    return found


def unpacked(data: bytes) -> tuple[Parsed, ...] | None:
    """What ``parse_packed`` made these bytes of; None for whatever else they are."""
    try:
        found = _Unpickler(io.BytesIO(data)).load()
    except Exception:
        # pickle meets strange bytes with any exception there is.
        return None
    sound = isinstance(found, tuple) and all(isinstance(item, Parsed) for item in found)
    return found if sound else None


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """A class of values (struct, enum, date or time); no module is loaded for it."""
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type):
            ours = module.startswith("duban.")
            if module == "datetime" or (ours and issubclass(found, Struct | Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not kept here")
