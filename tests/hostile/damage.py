"""Damage that knows nothing of tables: bits, pages, lengths, and files that lie beside."""

from __future__ import annotations

import struct
from pathlib import Path
from random import Random

_PAGE = 4096


def flip_bits(path: Path, chance: Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 4, 32, 256])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def flip_in_page(path: Path, chance: Random) -> None:
    """Several bits in the head of one page, where its tree is described."""
    data = bytearray(path.read_bytes())
    start = chance.randrange(len(data) // _PAGE) * _PAGE
    for _ in range(chance.choice([1, 2, 8])):
        data[start + chance.randrange(64)] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def truncate(path: Path, chance: Random) -> None:
    data = path.read_bytes()
    length = chance.choice(
        [chance.randrange(len(data)), chance.randrange(len(data) // _PAGE) * _PAGE, 0, 16, 100]
    )
    path.write_bytes(data[:length])


def append(path: Path, chance: Random) -> None:
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.choice([1, 100, 4096, 50_000])))


def swap_pages(path: Path, chance: Random) -> None:
    pages = _pages(path)
    for _ in range(chance.choice([1, 1, 3])):
        a, b = chance.randrange(1, len(pages)), chance.randrange(1, len(pages))
        pages[a], pages[b] = pages[b], pages[a]
    path.write_bytes(b"".join(pages))


def overwrite_pages(path: Path, chance: Random) -> None:
    pages = _pages(path)
    for _ in range(chance.choice([1, 1, 3])):
        filler = chance.choice([bytes(_PAGE), chance.randbytes(_PAGE), chance.choice(pages)])
        pages[chance.randrange(1, len(pages))] = filler
    path.write_bytes(b"".join(pages))


def loop_pages(path: Path, chance: Random) -> None:
    """Let every child of an inner page of a tree be one page: itself, its brother, any."""
    pages = _pages(path)
    inner = [i for i, page in enumerate(pages) if i and page[0] in (2, 5)]
    for index in inner:
        if len(inner) > 1 and chance.random() < 0.5:
            continue
        page = bytearray(pages[index])
        target = chance.choice([index + 1, struct.unpack(">I", page[8:12])[0], *range(2, 9)])
        (cells,) = struct.unpack(">H", page[3:5])
        for number in range(cells):
            (cell,) = struct.unpack(">H", page[12 + 2 * number : 14 + 2 * number])
            page[cell : cell + 4] = struct.pack(">I", target)
        page[8:12] = struct.pack(">I", target)
        pages[index] = bytes(page)
    path.write_bytes(b"".join(pages))


def change_head(path: Path, chance: Random) -> None:
    data = bytearray(path.read_bytes())
    at = chance.choice([0, 15, 16, 17, 18, 19, 20, 21, 24, 28, 32, 36, 40, 44, 52, 56, 59, 60, 68])
    data[at] = chance.randrange(256)
    path.write_bytes(data)


def put_beside(path: Path, chance: Random) -> None:
    """Put a journal or write-ahead log of garbage beside the file."""
    name = chance.choice(["-journal", "-wal", "-shm"])
    beside = path.with_name(path.name + name)
    magic = chance.choice([b"", bytes.fromhex("d9d505f920a163d7"), b"7\x7f\x06\x82"])
    beside.write_bytes(magic + chance.randbytes(chance.choice([0, 10, 512, 9000])))


def put_hot_journal(path: Path, chance: Random) -> None:
    """Put a true journal there, whose pages are garbage; half of them name a further file."""
    data = path.read_bytes()
    count = len(data) // _PAGE
    seed = chance.randrange(1 << 32)
    magic = bytes.fromhex("d9d505f920a163d7")
    journal = magic + struct.pack(">IIIII", 2, seed, count, 512, _PAGE)
    journal = journal.ljust(512, b"\0")
    for _ in range(2):
        page = bytearray(chance.randbytes(_PAGE))
        number = chance.randrange(2, count + 1)
        checksum = (seed + sum(page[i] for i in range(_PAGE - 200, 0, -200))) & 0xFFFFFFFF
        journal += struct.pack(">I", number) + bytes(page) + struct.pack(">I", checksum)
    if chance.random() < 0.5:
        canary = path.with_name("precious")
        canary.write_bytes(b"precious data\n")
        name = str(canary).encode()
        journal += struct.pack(">I", 1 + (1 << 30) // _PAGE) + name
        journal += struct.pack(">II", len(name), sum(name)) + magic
    path.with_name(path.name + "-journal").write_bytes(journal)


def _pages(path: Path) -> list[bytes]:
    data = path.read_bytes()
    return [data[i : i + _PAGE] for i in range(0, len(data), _PAGE)]


DAMAGE = (
    flip_bits, flip_in_page, truncate, append, swap_pages, overwrite_pages, loop_pages,
    change_head, put_beside, put_hot_journal,
)  # fmt: skip
