"""The logo: whatever is uploaded is drawn anew, and what is no picture is refused in words."""

import io
import zlib

import pytest
from django.test import Client
from PIL import Image

from tests.cast import NOON
from thereafter.record.shop import logo

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300), **more: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "#2f5d50").save(content, kind, **more)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_usual_kind_becomes_a_png_of_at_most_600_by_200(kind: str) -> None:
    kept = logo.keep(picture(kind), source="test", now=NOON)
    drawn = Image.open(io.BytesIO(bytes(kept.png)))
    assert (drawn.format, kept.width, kept.height) == ("PNG", 600, 200)


def test_nothing_of_the_file_itself_is_kept() -> None:
    comment = b"<script>alert(1)</script>"
    content = picture("JPEG", comment=comment) + b"PK\x03\x04 and a program"
    assert comment in content
    kept = logo.keep(content, source="test", now=NOON)
    assert comment not in bytes(kept.png)
    assert b"PK\x03\x04" not in bytes(kept.png)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a",
        picture()[:60],
        b"%PDF-1.7",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(logo.NoPicture, match="Choose a PNG"):
        logo.keep(content, source="test", now=NOON)


def test_a_picture_that_unfolds_to_more_than_memory_is_refused() -> None:
    huge = picture("PNG", (12_000, 12_000))
    assert len(huge) < logo.LARGEST
    with pytest.raises(logo.NoPicture):
        logo.keep(huge, source="test", now=NOON)


def test_a_picture_that_says_of_itself_that_it_is_vast_is_refused_before_it_is_read() -> None:
    small = bytearray(picture(size=(8, 8)))
    small[16:24] = (50_000).to_bytes(4, "big") * 2  # width and height, as its first chunk says them
    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    with pytest.raises(logo.NoPicture, match=r"points\. Choose a smaller one"):
        logo.keep(bytes(small), source="test", now=NOON)


def test_a_new_logo_takes_the_place_of_the_old_and_can_be_taken_away() -> None:
    first = logo.keep(picture(), source="test", now=NOON).digest
    assert logo.keep(picture(size=(50, 50)), source="test", now=NOON).digest != first
    assert logo.forget()
    assert (logo.current(), logo.digest(), logo.forget()) == (None, "", False)


def test_an_old_mail_leads_to_the_logo_that_holds_now(client: Client) -> None:
    first = logo.keep(picture(), source="test", now=NOON).digest
    second = logo.keep(picture(size=(50, 50)), source="test", now=NOON).digest
    old = client.get(f"/logo/{first[:16]}.png")
    assert old.headers["Location"] == f"/logo/{second[:16]}.png"
    assert client.get(old.headers["Location"]).content.startswith(b"\x89PNG")
    logo.forget()
    assert client.get(f"/logo/{second[:16]}.png").status_code == 404
