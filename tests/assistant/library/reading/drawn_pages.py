"""Pictures of text, drawn for the tests, and files made of them."""

import os
import struct

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QRect, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QTransform

KOREAN = """임대차 계약서
보증금은 5,000,000원이며 월세는 450,000원입니다.
계약 기간은 2024년 3월 1일부터 2년으로 한다.
임차인은 매월 말일까지 월세를 임대인의 계좌로 보낸다."""
ENGLISH = """Rental Agreement
The monthly rent is 450,000 won and it is due on the last day.
Please keep the receipt for the boiler repair of 12 May 2024."""
BOTH = f"{KOREAN}\n{ENGLISH}"


def drawn(
    text: str, width: int = 1500, height: int = 600, turn: int = 0, slant: float = 0
) -> QImage:
    """Return black text on white paper; needs a running QGuiApplication.

    Args:
        text: Some lines that fit.
        width: Pixels.
        height: Pixels.
        turn: Degrees clockwise by which the paper lies on its side.
        slant: Degrees clockwise by which the lines are not level on it.
    """
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    font = QFont("Noto Sans CJK KR")
    font.setPixelSize(36)
    painter.setFont(font)
    painter.rotate(slant)
    painter.drawText(QRect(60, 60, width - 120, height - 120), 0, text)
    painter.end()
    return image.transformed(QTransform().rotate(turn))


def grain(width: int, height: int) -> QImage:
    """Return a light picture of nothing at all."""
    bits = np.random.default_rng(3).integers(200, 255, (height, width), dtype=np.uint8).tobytes()
    return QImage(bits, width, height, width, QImage.Format.Format_Grayscale8).copy()


def saved(image: QImage, form: str) -> bytes:
    """Return the file of an image: png, jpg, tif, bmp or webp."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form, 90)  # type: ignore[call-overload]
    return bytes(content.data())


def tiff(*images: QImage) -> bytes:
    """Return a TIFF with a page for each image, uncompressed and grey."""
    data, last = bytearray(b"II*\0\0\0\0\0"), 4
    for image in images:
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        width, height, row = grey.width(), grey.height(), grey.bytesPerLine()
        body = bytes(grey.constBits())
        start, at = len(data), len(data) + width * height
        data += b"".join(body[line * row : line * row + width] for line in range(height))
        tags = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: start, 277: 1, 278: height}
        tags[279] = width * height
        struct.pack_into("<I", data, last, at)
        data += struct.pack("<H", len(tags))
        data += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
        last = len(data)
        data += bytes(4)
    return bytes(data)


def scanned_pdf(*pages: QImage | str) -> bytes:
    """Return a PDF of A4 width: an image is a page that is a picture, a string is one of text."""
    objects = ["", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for page in pages:
        kids.append(f"{len(objects) + 1} 0 R")
        objects += (
            _text_page(page, len(objects))
            if isinstance(page, str)
            else _picture_page(page, len(objects))
        )
    objects[0] = "<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(f"{len(body):010} 00000 n \n")
        body += f"{number} 0 obj{content}endobj\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(offsets)}"
    end = f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + table + end).encode("latin-1")


def _text_page(text: str, before: int) -> list[str]:
    drawing = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
    return [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {before + 2} 0 R"
        "/Resources<</Font<</F1 3 0 R>>>>>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
    ]


def _picture_page(image: QImage, before: int) -> list[str]:
    jpeg = saved(image, "jpg").decode("latin-1")
    height = 595 * image.height() // image.width()
    drawing = f"q 595 0 0 {height} 0 0 cm /I Do Q"
    return [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 {height}]/Contents {before + 2} 0 R"
        f"/Resources<</XObject<</I {before + 3} 0 R>>>>>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
        f"<</Type/XObject/Subtype/Image/Width {image.width()}/Height {image.height()}"
        "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
        f"/Length {len(jpeg)}>>stream\n{jpeg}\nendstream",
    ]
