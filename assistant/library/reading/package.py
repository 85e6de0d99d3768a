"""Documents that are zip files of XML, opened with limits: a bomb must not fill the memory."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import ElementTree  # type: ignore[import-untyped]

from assistant.library.reading.refusals import refuse

_ENCRYPTED, _NAMED_IN_UTF_8 = 1, 0x800
"""Flags of a member."""
_MOST_MEMBERS = 20_000
_MOST_BYTES = 256 * 1024 * 1024
"""Unpacked, all members that are read together."""
_MOST_MEMBER_BYTES = 64 * 1024 * 1024


class Package:
    """A zip file whose members are read by name."""

    def __init__(self, data: bytes, password: str = "") -> None:
        """Open the zip.

        Raises:
            zipfile.BadZipFile: It is none.
            DocumentError: It has too many members.
        """
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self.names = self._zip.namelist()
        self._real = {name.lower(): name for name in reversed(self.names)}
        self._bytes_left = _MOST_BYTES
        self._password = password
        if len(self.names) > _MOST_MEMBERS:
            raise refuse("too_big", _MOST_BYTES)

    def __contains__(self, name: str) -> bool:
        """Return whether a member has the name, in whatever case."""
        return name.lower() in self._real

    def is_utf_8(self, name: str) -> bool:
        """Return whether a member's name is marked as UTF-8."""
        return bool(self._zip.getinfo(name).flag_bits & _NAMED_IN_UTF_8)

    @property
    def is_locked(self) -> bool:
        """Whether a member is encrypted."""
        return any(info.flag_bits & _ENCRYPTED for info in self._zip.infolist())

    def fingerprint(self, name: str) -> str:
        """Return what the directory tells of a member's content; empty where that is nothing."""
        info = self._zip.getinfo(self._real[name.lower()])
        return f"{info.CRC:08x}-{info.file_size}" if info.CRC else ""  # AES hides it

    def read_alone(self, name: str) -> bytes:
        """Return the content of a member, as if it were the first that is read."""
        self._bytes_left = _MOST_BYTES
        return self.read(name)

    def read(self, name: str) -> bytes:
        """Return the content of a member.

        Raises:
            KeyError: There is none.
            DocumentError: It is encrypted, or more than is ever unpacked.
        """
        info = self._zip.getinfo(self._real[name.lower()])
        limit = min(_MOST_MEMBER_BYTES, self._bytes_left)
        if info.flag_bits & _ENCRYPTED:
            content = self._decrypted(info, limit + 1)
        else:
            with self._zip.open(info) as member:
                content = member.read(limit + 1)
        # The size in the directory may lie, so the limit holds while unpacking.
        if len(content) > limit:
            raise refuse("too_big", limit)
        self._bytes_left -= len(content)
        return content

    def _decrypted(self, info: zipfile.ZipInfo, most: int) -> bytes:
        if not self._password:
            raise refuse("password")
        try:
            with self._zip.open(info, pwd=self._password.encode()) as member:
                return member.read(most)
        except NotImplementedError as error:
            raise refuse("locked") from error  # AES
        except (RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            # One in 256 wrong passwords passes the first check and yields nonsense.
            raise refuse("wrong_password") from error

    def xml(self, name: str) -> Element:
        """Return the root of an XML member; external and expanding entities are errors."""
        return parse_xml(self.read(name))

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return {id: (kind, member name)} of the parts an Office part refers to."""
        folder, file = posixpath.split(name)
        relations = f"{folder}/_rels/{file}.rels"
        if relations not in self:
            return {}
        found = {}
        for relation in self.xml(relations):
            target = relation.get("Target", "")
            member = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, member)
        return found


def parse_xml(data: bytes) -> Element:
    """Return the root element; external and expanding entities are errors."""
    root: Element = ElementTree.fromstring(data)
    return root


def finished_elements(data: bytes) -> Iterator[Element]:
    """Yield each element as it ends; the caller clears those it is done with."""
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        yield element


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace; empty where there is none."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child with that name, whatever its namespace."""
    children = element if element is not None else ()
    return next((part for part in children if local(part) == name), None)


def inside(element: Element | None, name: str) -> list[Element]:
    """Return what stands in the first child with that name."""
    found = child(element, name)  # an empty element is not a missing one: Python 3.12 warns of `or`
    return [] if found is None else list(found)


def all_named(element: Element, name: str) -> list[Element]:
    """Return all descendants with that name in document order."""
    return [part for part in element.iter() if local(part) == name]
