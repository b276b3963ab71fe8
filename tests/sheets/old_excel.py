"""Makes an .xls file byte by byte (a BIFF8 stream in an OLE container): no library here writes that."""

import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def workbook(rows: list[list[str | float]], *, is_locked: bool = False) -> bytes:
    """An .xls file of one sheet; `is_locked` sets the record that says a password is needed."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            where = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                sheet += _record(0x0204, where + text)
            else:
                sheet += _record(0x0203, where + struct.pack("<d", cell))
    sheet += _record(0x000A, b"")
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if is_locked:
        head += _record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    name = "表一"
    bound_size = 4 + 6 + 2 + 2 * len(name)
    offset = len(head) + bound_size + 4
    bound = struct.pack("<IBBBB", offset, 0, 0, len(name), 1) + name.encode("utf-16-le")
    return container({"Workbook": head + _record(0x0085, bound) + _record(0x000A, b"") + sheet})


def encrypted_workbook() -> bytes:
    """What Excel saves under a password: a container with these two streams and nothing readable."""
    return container(
        {"EncryptionInfo": b"\x04\x00\x04\x00" + bytes(100), "EncryptedPackage": bytes(range(256)) * 20}
    )


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def container(streams: dict[str, bytes]) -> bytes:
    """An OLE container: header, one table sector, one directory sector, then the streams."""
    table, entries, body = [_FAT, _END], [], b""
    for name, stream in streams.items():
        size = max(
            4096, -(-len(stream) // _SECTOR) * _SECTOR
        )  # a shorter one would lie in a place of its own
        content = stream.ljust(size, b"\x00")
        start = len(table)
        count = len(content) // _SECTOR
        table += [*range(start + 1, start + count), _END]
        entries.append(_entry(name, 2, start, len(content)))
        body += content
    links = [_FREE, _FREE, 1]  # the root's child is entry 1; two streams: entry 1 has entry 2 on its right
    directory = _entry("Root Entry", 5, _END, 0, links=(_FREE, _FREE, links[2])) + entries[0]
    directory = directory + (entries[1] if len(entries) > 1 else b"")
    if len(entries) > 1:
        directory = directory[:128] + entries[0][:72] + struct.pack("<I", 2) + entries[0][76:] + entries[1]
    directory = directory.ljust(_SECTOR, b"\x00")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    allocation = struct.pack(f"<{_SECTOR // 4}I", *table, *[_FREE] * (_SECTOR // 4 - len(table)))
    return head + allocation + directory + body


def _entry(
    name: str, kind: int, start: int, size: int, links: tuple[int, int, int] = (_FREE, _FREE, _FREE)
) -> bytes:
    raw = (name + "\x00").encode("utf-16-le")
    entry = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw), kind, 1) + struct.pack("<III", *links)
    return entry + bytes(36) + struct.pack("<IQ", start, size)
