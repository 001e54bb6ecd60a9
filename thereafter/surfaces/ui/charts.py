"""The geometry of the small charts. Pure: numbers in, places in per cent or in a view box out."""

from collections.abc import Sequence
from dataclasses import dataclass

from thereafter.surfaces.ui.shapes import Bar, Point

LINE_WIDTH, LINE_HEIGHT, LINE_MARGIN = 240, 48, 4


@dataclass(frozen=True)
class PlacedBar:
    """A bar with its places along the axis, each a share of the width in per cent."""

    bar: Bar
    start: float
    width: float
    low: float | None
    high_width: float | None


def place_bars(bars: Sequence[Bar]) -> tuple[list[PlacedBar], float]:
    """Bars on one common axis that contains zero, and where zero lies (per cent of the width)."""
    ends = [0.0]
    for bar in bars:
        ends += [end for end in (bar.value, bar.low, bar.high) if end is not None]
    lowest, highest = min(ends), max(ends)
    reach = (highest - lowest) or 1.0

    def place(value: float) -> float:
        return round((value - lowest) / reach * 100, 2)

    zero = place(0.0)
    placed = []
    for bar in bars:
        here = place(bar.value)
        interval = bar.low is not None and bar.high is not None
        low = place(bar.low) if interval and bar.low is not None else None
        high = place(bar.high) if interval and bar.high is not None else None
        width = None if low is None or high is None else round(high - low, 2)
        placed.append(PlacedBar(bar, min(zero, here), round(abs(here - zero), 2), low, width))
    return placed, zero


def place_line(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Points in a view box of 240 by 48, zero or the lowest value at the bottom."""
    values = [point.value for point in points]
    lowest, highest = min([0.0, *values]), max([0.0, *values])
    reach = (highest - lowest) or 1.0
    stride = (LINE_WIDTH - 2 * LINE_MARGIN) / max(1, len(points) - 1)
    tall = LINE_HEIGHT - 2 * LINE_MARGIN
    return [
        (round(LINE_MARGIN + place * stride, 1), round(LINE_HEIGHT - LINE_MARGIN - (value - lowest) / reach * tall, 1))
        for place, value in enumerate(values)
    ]
