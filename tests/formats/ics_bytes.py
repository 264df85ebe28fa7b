"""What an .ics must be as bytes, whatever a forgiving parser makes of it (RFC 5545, 3.1 and 3.4)."""

import re

_LONGEST_LINE = 75  # octets, without the line end


def problems(data: bytes) -> list[str]:
    """A sentence for everything that strict readers stumble over."""
    found = []
    if data.startswith(b"\xef\xbb\xbf"):
        found.append("begins with a byte order mark")
    if not data.endswith(b"\r\n"):
        found.append("does not end with CRLF")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        found.append("has a line end other than CRLF")
    lines = data.split(b"\r\n")[:-1]
    for number, line in enumerate(lines, start=1):
        if not line:
            found.append(f"line {number} is empty")
        if len(line) > _LONGEST_LINE:
            found.append(f"line {number} has {len(line)} octets")
        if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line):
            found.append(f"line {number} has a control character")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            found.append(f"line {number} breaks inside a character")
            continue
        if any("\x80" <= char <= "\x9f" or char in "\u2028\u2029" for char in text):
            found.append(f"line {number} has a line separator or C1 character")
        if (len(line) - len(line.rstrip(b"\\"))) % 2:
            found.append(f"line {number} breaks inside an escape")
    names = [line.split(":")[0].split(";")[0] for line in unfolded(data)]
    found += [f"{name} is there {names.count(name)} times" for name in ("VERSION", "PRODID") if names.count(name) != 1]
    found += [f"{name} is there" for name in ("METHOD", "ORGANIZER", "ATTENDEE", "RRULE") if name in names]
    uids = values(data, "UID")
    if len(uids) != len(set(uids)):
        found.append("a UID is there twice")
    if len(uids) != names.count("SUMMARY") or data.count(b"\r\nBEGIN:VEVENT\r\n") != len(uids):
        found.append("an event has no UID or no SUMMARY")
    return found


def unfolded(data: bytes) -> list[str]:
    """The content lines, put together again."""
    return re.sub(r"\r\n[ \t]", "", data.decode("utf-8")).split("\r\n")[:-1]


def values(data: bytes, name: str) -> list[str]:
    """The raw values of every property of that name, in order."""
    return [line.partition(":")[2] for line in unfolded(data) if re.match(rf"{name}[:;]", line)]
