"""Two phone numbers compared, however the country, the trunk zero and the spaces are written."""

from __future__ import annotations

import re
from functools import lru_cache

_NOT_DIGIT = re.compile(r"\D+")
_PLUS = re.compile(r"^\s*(?:tel:)?\s*(?:\(?\s*\+|00)")
_TRUNK = re.compile(r"\(0\)")
_EXTENSION = re.compile(r"(?i)(?:;?ext(?:ension|n)?\.?=?:?|\bx|\bapp\.?|\bdurchwahl|\bdw\.?|#)\s*(\d{1,7})\s*$")
#: Fewer digits are a short number of some exchange and tell nobody apart.
LEAST_DIGITS = 6
_TAIL = 7
_CROWD = 9


@lru_cache(maxsize=65536)
def digits_of(value: str) -> tuple[str, str]:
    """The digits of a number and of its extension, as written."""
    match = _EXTENSION.search(value)
    main = value[: match.start()] if match else value
    return _NOT_DIGIT.sub("", _TRUNK.sub("", main)), match[1] if match else ""


def phone_tail(value: str) -> str:
    """What two spellings of one number have in common: its last digits; empty where there are too few."""
    digits = digits_of(value)[0]
    return digits[-_TAIL:] if len(digits) >= LEAST_DIGITS else ""


def phone_crowd(value: str) -> str:
    """By what those who share a number are counted: more digits than `phone_tail`, so that two numbers are no crowd."""
    digits, extension = digits_of(value)
    return f"{digits[-_CROWD:]} {extension}" if len(digits) >= LEAST_DIGITS else ""


@lru_cache(maxsize=65536)
def same_phone(one: str, other: str) -> bool:
    """Whether two texts are one number in its normal form (E.164 and the extension).

    A number without its country is read in the country of the other (ITU-T E.123: national notation). Two that name
    no country are one when their digits are.
    """
    (mine, ext), (theirs, other_ext) = digits_of(one), digits_of(other)
    if min(len(mine), len(theirs)) < LEAST_DIGITS or ext != other_ext:
        return False
    if mine[-4:] != theirs[-4:]:
        return False
    first, second = _with_country(one), _with_country(other)
    if first and second:
        return first == second
    if not first and not second:
        return mine.lstrip("0") == theirs.lstrip("0")
    country, national = first or second or (0, "")
    return _read(other if first else one, _region(country)) == (country, national)


@lru_cache(maxsize=65536)
def _with_country(value: str) -> tuple[int, str] | None:
    """The country code and the national number, where the text names its country."""
    if not _PLUS.match(value):
        return None
    return _read("+" + digits_of(value)[0].removeprefix("00"), None)


def of_two_countries(one: str, other: str) -> bool:
    """Whether both texts name their country and are two numbers for that."""
    return bool(_with_country(one) and _with_country(other)) and not same_phone(one, other)


def _region(country: int) -> str:
    from phonenumbers import region_code_for_country_code

    return str(region_code_for_country_code(country))


def _read(value: str, region: str | None) -> tuple[int, str] | None:
    from phonenumbers import NumberParseException, national_significant_number, parse

    try:
        number = parse(_TRUNK.sub("", value), region)
    except NumberParseException:
        return None
    return number.country_code or 0, national_significant_number(number)


def is_fixed_line(value: str) -> bool:
    """Whether a number is surely no mobile: that of a house or a household. False where its country is not named."""
    if not _PLUS.match(value):
        return False
    from phonenumbers import NumberParseException, PhoneNumberType, number_type, parse

    try:
        return number_type(parse("+" + digits_of(value)[0].removeprefix("00"))) == PhoneNumberType.FIXED_LINE
    except NumberParseException:
        return False
