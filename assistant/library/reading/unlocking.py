"""Content locked with a password -> the same content without the lock."""

import io
import zipfile

from assistant.library.reading.compound import MAGIC
from assistant.library.reading.members import name_in_zip
from assistant.library.reading.package import Package
from assistant.library.reading.refusals import refuse

_NOT_LOCKED = -1
"""As PDFium says it."""


def unlocked(data: bytes, password: str) -> bytes:
    """Return the content without its lock; unchanged if it has none that a password opens.

    Raises:
        DocumentError: The password is wrong, or the way of locking unknown.
        ValueError, LookupError, struct.error: It is damaged.
    """
    if data.startswith(MAGIC):
        return _office(data, password)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data, password)
    return _pdf(data, password) if b"%PDF-" in data[:1024] else data


def _office(data: bytes, password: str) -> bytes:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not file.is_encrypted():
            return data
        file.load_key(password=password)
        file.decrypt(plain)
    except FileFormatError:
        return data  # HWP, Outlook
    except InvalidKeyError as error:
        raise refuse("wrong_password") from error
    except DecryptionError as error:
        raise refuse("locked") from error
    except OSError as error:  # olefile says so of what is cut or misses a part
        raise refuse("damaged") from error
    return plain.getvalue()


def _pdf(data: bytes, password: str) -> bytes:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code != raw.FPDF_ERR_PASSWORD:
            return data  # its reader may be more patient
        raise refuse("wrong_password") from error
    plain = io.BytesIO()
    try:
        if raw.FPDF_GetSecurityHandlerRevision(document) == _NOT_LOCKED:
            return data
        document.save(plain, flags=raw.FPDF_REMOVE_SECURITY)
    finally:
        document.close()
    return plain.getvalue()


def _zip(data: bytes, password: str) -> bytes:
    locked = Package(data, password)
    if not locked.is_locked:
        return data
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as opened:
        for name in locked.names:
            if not name.endswith("/"):
                opened.writestr(name_in_zip(locked, name), locked.read(name))
    return plain.getvalue()
