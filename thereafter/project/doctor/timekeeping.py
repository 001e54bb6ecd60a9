"""Whether something keeps this machine's clock right: what its kernel says, without asking anybody.

The kernel counts how far the clock may be off: from nought each time that a time server was heard, 500 ppm faster from
then on, and from 16 s it calls the clock unsynchronised. All who keep clocks (systemd-timesyncd, chrony, ntpd) tell it
so; `timedatectl` reads the same number, but needs a systemd that runs, which containers have not.
"""

import ctypes
import sys
from enum import Enum

_HOPELESS = 16_000_000  # microseconds that the clock may be off


class Kept(Enum):
    """What is known of who keeps the clock."""

    RIGHT = "right"
    BY_NOBODY = "by nobody"
    UNKNOWN = "unknown"


class _Timex(ctypes.Structure):
    """The kernel's `struct timex` of a 64-bit Linux, as far as we read; longer than any that is written."""

    _fields_ = [
        ("modes", ctypes.c_uint),  # 0: tell, and change nothing
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("rest", ctypes.c_char * 512),
    ]


def kept() -> Kept:
    """What the kernel says. UNKNOWN where it is no 64-bit Linux, or does not let us ask, as in some containers."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_long) != 8:
        return Kept.UNKNOWN
    told = _Timex()
    try:
        answer = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (OSError, AttributeError):
        return Kept.UNKNOWN
    return judge(answer, told.maxerror)


def judge(answer: int, microseconds: int) -> Kept:
    """What follows from adjtimex: its answer, negative where it refused, and how far off the clock may be. Pure."""
    if answer < 0:
        return Kept.UNKNOWN
    return Kept.RIGHT if microseconds < _HOPELESS else Kept.BY_NOBODY
