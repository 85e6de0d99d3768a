"""A picture as the one page of a PDF: whoever renders that shrinks and turns the picture."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from assistant.library.reading.pictures import Size, jpeg_header, picture_kind


class _Image(NamedTuple):
    """A picture whose bytes a PDF holds as they are."""

    size: Size
    colours: int
    coding: str
    body: bytes
    turn: int = 0


def as_pdf(data: bytes, side: int, turn: int = 0) -> bytes:
    """Return a PDF of one page that shows the picture upright, a point for a pixel.

    Args:
        data: A JPEG or PNG.
        side: What neither side of the page exceeds, in points.
        turn: Degrees clockwise, beside what the camera noted.

    Returns:
        The PDF; empty where the picture is of a form that no PDF holds as it is.

    Raises:
        ValueError, LookupError, struct.error: The picture is damaged.
    """
    kind = picture_kind(data)
    image = _jpeg(data) if kind == "jpeg" else _png(data) if kind == "png" else None
    if image is None:
        return b""
    scale = min(1.0, side / max(image.size))
    page = Size(*(max(1, round(length * scale)) for length in image.size))
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        _page(page, (image.turn + turn) % 360),
        _stream("", f"q {page.width} 0 0 {page.height} 0 0 cm /I Do Q".encode()),
        _stream(_image_entries(image), image.body),
    )


def _jpeg(data: bytes) -> _Image | None:
    size, colours, turn = jpeg_header(data)
    # In four colours it may be stored inverted.
    return _Image(size, colours, "/DCTDecode", data, turn) if colours in (1, 3) else None


def _png(data: bytes) -> _Image | None:
    """A PDF keeps the rows of a plain PNG the way the PNG does."""
    width, height, depth, form, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, 16)
    if depth != 8 or form not in (0, 2) or interlaced:
        return None
    parameters = f"<</Predictor 15/Colors {form + 1}/Columns {width}>>"
    coding = f"/FlateDecode/DecodeParms{parameters}"
    return _Image(Size(width, height), form + 1, coding, b"".join(_png_bodies(data)))


def _png_bodies(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == b"IDAT":
            yield data[at + 8 : at + 8 + length]
        at += 12 + length


def _page(size: Size, turn: int) -> bytes:
    return (
        f"<</Type/Page/Parent 2 0 R/Rotate {turn}/MediaBox[0 0 {size.width} {size.height}]"
        "/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    ).encode()


def _image_entries(image: _Image) -> str:
    colour = "DeviceGray" if image.colours == 1 else "DeviceRGB"
    return (
        f"/Type/XObject/Subtype/Image/Width {image.size.width}/Height {image.size.height}"
        f"/ColorSpace/{colour}/BitsPerComponent 8/Filter{image.coding}"
    )


def _stream(entries: str, body: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries.encode(), len(body), body)


def _pdf(*objects: bytes) -> bytes:
    parts = [b"%PDF-1.4\n"]
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    length = len(parts[0])
    for number, content in enumerate(objects, 1):
        parts.append(b"%d 0 obj%sendobj\n" % (number, content))
        table += b"%010d 00000 n \n" % length
        length += len(parts[-1])
    trailer = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
    return b"".join([*parts, table, trailer % (len(objects) + 1, length)])
