"""The shop's logo: whatever is uploaded is drawn anew, so that nothing of the file itself is kept or served."""

import hashlib
import io
import warnings
from datetime import datetime

from PIL import Image, UnidentifiedImageError

from thereafter.foundation.errors import Refusal
from thereafter.record.shop.models import Logo

LARGEST = 5_000_000  # bytes of a file
WIDEST, HIGHEST = 600, 200  # of what is kept
_MOST_PIXELS = 40_000_000
_KINDS = ("PNG", "JPEG", "WEBP", "GIF")


class NoPicture(Refusal):
    """What was uploaded cannot be a logo."""


def keep(content: bytes, *, source: str, now: datetime) -> Logo:
    """Draw it anew as a PNG of at most 600 by 200 and keep that. Raises NoPicture."""
    if len(content) > LARGEST:
        raise NoPicture(f"The picture has {len(content):,} bytes. Choose one of at most {LARGEST:,}.")
    drawn = _drawn(content)
    png = io.BytesIO()
    drawn.save(png, "PNG", optimize=True)
    kept = {
        "png": png.getvalue(),
        "width": drawn.width,
        "height": drawn.height,
        "digest": hashlib.sha256(png.getvalue()).hexdigest(),
        "since": now,
        "source": source,
    }
    return Logo.objects.update_or_create(only=True, defaults=kept)[0]


def forget() -> bool:
    """The shop has no logo any more. False if it had none."""
    return Logo.objects.all().delete()[0] > 0


def current() -> Logo | None:
    """The logo; None if there is none."""
    return Logo.objects.first()


def without_its_picture() -> Logo | None:
    """The logo's size and digest, for whoever only points to it; None if there is none."""
    return Logo.objects.defer("png").first()


def digest() -> str:
    """What tells one logo from another; empty if there is none. The picture itself is not read."""
    return Logo.objects.values_list("digest", flat=True).first() or ""


def _drawn(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=_KINDS)
            if picture.width * picture.height > _MOST_PIXELS:
                raise NoPicture(f"The picture is {picture.width:,} by {picture.height:,} points. Choose a smaller one.")
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise NoPicture("This cannot be read as a picture. Choose a PNG, JPEG, WebP or GIF.") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise NoPicture(f"The picture has more than {_MOST_PIXELS:,} points. Choose a smaller one.") from None
    drawn = picture.convert("RGBA")
    drawn.thumbnail((WIDEST, HIGHEST))
    return drawn
