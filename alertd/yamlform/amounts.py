"""Amounts that only settings know: sizes, money, zones, languages, addresses to listen on."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from alertd.model import countries
from alertd.model.languages import CODES, RENAMED
from alertd.yamlform.units import WrongUnitError

_SIZES = {
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}

LONGEST_SOCKET = 107  # bytes of a path (unix(7))


def size(raw: str) -> int:
    """Read a size in bytes: 20 GB.

    >>> size("20 GB")
    20000000000
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?)\s?([kmgt]?i?b)", raw.lower())
    if match:
        return int(float(match[1]) * _SIZES[match[2]])
    number = re.match(r"\d+(?:\.\d+)?", raw)
    letter = re.search(r"[kmgt]", raw.lower())
    better = f"{number[0]} {(letter[0] if letter else 'g').upper()}B" if number else None
    raise WrongUnitError(f'"{raw}" is not a size', "sizes are written 500 MB or 20 GB", better)


def dollars(raw: str) -> float:
    """Read money: 20 USD. X bills in dollars only.

    >>> dollars("20 USD")
    20.0
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?) ?USD", raw)
    if match:
        return float(match[1])
    number = re.search(r"\d+(?:\.\d+)?", raw)
    better = f"{number[0]} USD" if number and not re.search(r"eur|€|gbp|£|try", raw.lower()) else None
    raise WrongUnitError(
        f'"{raw}" is not an amount of money', "money is written 20 USD; platforms bill in dollars", better
    )


def zone(raw: str) -> str:
    """Read an IANA time zone, such as Europe/Istanbul."""
    try:
        ZoneInfo(raw)
    except (ValueError, OSError, LookupError) as error:
        from zoneinfo import available_timezones  # slow; only a faulty file pays

        from alertd.yamlform.findings import nearest

        known = sorted(available_timezones())
        wanted = raw.strip().replace(" ", "_").casefold()
        cities = {name.rpartition("/")[2].casefold(): name for name in known if "/" in name}
        offset = re.fullmatch(r"(?:GMT|UTC)?\s*([+-]\d{1,2}(?::?\d\d)?)", raw.strip().upper())
        if offset:  # never Etc/GMT+3, which is UTC-3
            hours = offset[1].replace(":", "").replace("+0", "+").replace("-0", "-")
            advice = "an offset knows no summer time: write the city whose clock it is"
            raise WrongUnitError(
                f'"{raw}" is not a time zone', advice, _CITIES.get(hours.removesuffix("00") or hours)
            ) from error
        posix = re.fullmatch(r"[A-Z]{2,5}[+-]\d{1,2}", raw.strip().upper())
        if posix:  # CET+1 is UTC+2 to people, and UTC-1 to POSIX
            advice = "an offset from a zone is read in two ways: write the city whose clock it is"
            raise WrongUnitError(f'"{raw}" is not a time zone', advice) from error
        better = cities.get(wanted) or _ABBREVIATIONS.get(raw.strip().upper())
        city = raw.rpartition("/")[2].strip().casefold().replace("\u0307", "").replace("_", " ")
        better = _NAMESAKES.get(city) or better or nearest(raw, known)
        advice = "zones are IANA names: Europe/Istanbul, America/New_York, UTC"
        raise WrongUnitError(f'"{raw}" is not a time zone', advice, better) from error
    return raw


def without_summer(zone_name: str) -> str | None:
    """Return what is meant by a zone that is an offset all year: a city, or the offset in words where nobody can say; None for all others.

    >>> without_summer("EST"), without_summer("Etc/GMT+3"), without_summer("Europe/Istanbul")
    ('America/New_York', 'UTC-3', None)
    """
    turned = re.fullmatch(r"(?:Etc/)?GMT([+-])([1-9]\d?)", zone_name)
    if turned:  # POSIX counts to the west
        return f"UTC{'-' if turned[1] == '+' else '+'}{turned[2]}"
    return _WINTERS.get(zone_name)


#: Zones of their own that are the winter of a place, and what is meant by them.
_WINTERS = {"EST": "America/New_York", "MST": "America/Denver", "HST": "Pacific/Honolulu"}
#: What people write for zones; each is ambiguous or has no summer time, so it is only a suggestion.
_ABBREVIATIONS = {
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "EDT": "America/New_York",
    "BST": "Europe/London",
}
_ABBREVIATIONS |= {"MSK": "Europe/Moscow", "CDT": "America/Chicago", "SGT": "Asia/Singapore", "HKT": "Asia/Hong_Kong"}
_ABBREVIATIONS |= {
    "AEST": "Australia/Sydney",
    "EEST": "Europe/Helsinki",
    "WIB": "Asia/Jakarta",
    "BRT": "America/Sao_Paulo",
}
#: A city whose clock stands so far from UTC all year.
_CITIES = {
    "+0": "Africa/Abidjan", "+1": "Africa/Lagos", "+2": "Africa/Johannesburg", "+3": "Europe/Istanbul", "+4": "Asia/Dubai",
    "+5": "Asia/Karachi", "+530": "Asia/Kolkata", "+6": "Asia/Dhaka", "+7": "Asia/Bangkok", "+8": "Asia/Shanghai",
    "+9": "Asia/Tokyo", "+10": "Australia/Brisbane", "-3": "America/Sao_Paulo", "-4": "America/Caracas", "-5": "America/Bogota",
    "-6": "America/Costa_Rica", "-7": "America/Phoenix", "-10": "Pacific/Honolulu",
}  # fmt: skip
#: Cities that have no zone of their own, and names in other languages: what is spelt alike may be far away.
_NAMESAKES = {
    "istanbul": "Europe/Istanbul", "ankara": "Europe/Istanbul", "izmir": "Europe/Istanbul", "antalya": "Europe/Istanbul",
    "москва": "Europe/Moscow", "moskova": "Europe/Moscow", "moscou": "Europe/Moscow", "st petersburg": "Europe/Moscow",
    "beijing": "Asia/Shanghai", "北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "shenzhen": "Asia/Shanghai", "guangzhou": "Asia/Shanghai",
    "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "bangalore": "Asia/Kolkata", "osaka": "Asia/Tokyo",
    "londra": "Europe/London", "londres": "Europe/London", "лондон": "Europe/London", "manchester": "Europe/London",
    "munich": "Europe/Berlin", "münchen": "Europe/Berlin", "frankfurt": "Europe/Berlin", "hamburg": "Europe/Berlin", "cologne": "Europe/Berlin",
    "geneva": "Europe/Zurich", "milan": "Europe/Rome", "barcelona": "Europe/Madrid", "lyon": "Europe/Paris", "marseille": "Europe/Paris",
    "rio": "America/Sao_Paulo", "rio de janeiro": "America/Sao_Paulo", "brasilia": "America/Sao_Paulo",
    "brasília": "America/Sao_Paulo", "são paulo": "America/Sao_Paulo", "lisboa": "Europe/Lisbon", "lisbonne": "Europe/Lisbon",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "boston": "America/New_York", "washington": "America/New_York",
    "miami": "America/New_York", "atlanta": "America/New_York", "houston": "America/Chicago", "dallas": "America/Chicago",
    "abu dhabi": "Asia/Dubai", "jeddah": "Asia/Riyadh", "mecca": "Asia/Riyadh", "alexandria": "Africa/Cairo", "القاهرة": "Africa/Cairo",
    "الرياض": "Asia/Riyadh", "دبي": "Asia/Dubai", "cape town": "Africa/Johannesburg", "canberra": "Australia/Sydney",
}  # fmt: skip
_ABBREVIATIONS |= {"CEST": "Europe/Berlin", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "TRT": "Europe/Istanbul"}


def language(raw: str) -> str:
    """Read a language code: en, tr, pt-BR (kept as pt). One that posts are never told apart by is refused: nothing would be found in it.

    >>> language("pt-BR"), language("nb")
    ('pt', 'no')
    """
    spoken = _COUNTRIES.get(raw.strip().lower())
    if spoken:
        raise WrongUnitError(f'"{raw}" is a country', "languages are two letters: en, tr, ru, zh", spoken)
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?", raw):
        code = raw.split("-", maxsplit=1)[0].lower()
        code = RENAMED.get(code, code)
        if code in CODES:
            return code
    better = _LANGUAGE_NAMES.get(raw.strip().lower())
    raise WrongUnitError(f'"{raw}" is not a language code', "languages are two letters: en, tr, ru, zh", better)


#: Codes of countries that are no codes of languages, and what is spoken there.
_COUNTRIES = {
    "us": "en",
    "gb": "en",
    "au": "en",
    "nz": "en",
    "jp": "ja",
    "cn": "zh",
    "tw": "zh",
    "dk": "da",
    "cz": "cs",
    "mx": "es",
}
_COUNTRIES |= {
    "in": "hi",  # and the old code of Indonesian: nobody guesses
    "ua": "uk",
    "gr": "el",
    "usa": "en",
    "eng": "en",
    "rus": "ru",
    "tur": "tr",
    "fra": "fr",
    "deu": "de",
    "ger": "de",
}
_LANGUAGE_NAMES = {
    "english": "en",
    "turkish": "tr",
    "russian": "ru",
    "french": "fr",
    "portuguese": "pt",
    "chinese": "zh",
}
_LANGUAGE_NAMES |= {"türkçe": "tr", "русский": "ru", "français": "fr", "português": "pt", "中文": "zh", "العربية": "ar"}
_LANGUAGE_NAMES |= {
    "español": "es",
    "deutsch": "de",
    "italiano": "it",
    "日本語": "ja",
    "ingilizce": "en",
    "anglais": "en",
}
_LANGUAGE_NAMES |= {"английский": "en", "inglês": "en", "英语": "en", "الإنجليزية": "en", "arapça": "ar", "rusça": "ru"}
_LANGUAGE_NAMES |= {"spanish": "es", "german": "de", "italian": "it", "arabic": "ar", "hindi": "hi", "japanese": "ja"}


def country(raw: str) -> str:
    """Read a country: its two letters, large or small.

    >>> country("tr"), country("GB")
    ('TR', 'GB')
    >>> country("UK")
    Traceback (most recent call last):
    ...
    alertd.yamlform.units.WrongUnitError: "UK" is not a country; did you mean "GB"?
    """
    code = raw.strip().upper()
    if code in countries.CODES:
        return code
    raise WrongUnitError(
        f'"{raw}" is not a country',
        "countries are two letters of ISO 3166: TR, US, GB, DE",
        countries.MEANT.get(raw.strip().casefold()),
    )


def calendar(raw: str) -> str:
    """Read a holiday calendar: a country's two letters, or with its region: TR, DE-BY."""
    if re.fullmatch(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?", raw):
        return raw.upper()
    better = _NATIONS.get(raw.strip().casefold())
    raise WrongUnitError(
        f'"{raw}" is not a country code', "holidays are countries: TR, US, or with a region DE-BY", better
    )


_NATIONS = {
    "turkey": "TR",
    "türkiye": "TR",
    "usa": "US",
    "united states": "US",
    "germany": "DE",
    "france": "FR",
    "spain": "ES",
}
_NATIONS |= {
    "uk": "GB",
    "united kingdom": "GB",
    "england": "GB-ENG",
    "italy": "IT",
    "brazil": "BR",
    "china": "CN",
    "russia": "RU",
}


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine; its traffic cannot be read on the way."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def safe_url(raw: str, schemes: tuple[str, ...] = ("https", "http")) -> str:
    """Read a URL; the first of `schemes` is the safe one, the others are for this machine only.

    >>> safe_url("http://127.0.0.1:9000/")
    'http://127.0.0.1:9000/'
    >>> safe_url("http://example.org/")
    Traceback (most recent call last):
    ...
    alertd.yamlform.units.WrongUnitError: "http://example.org/" is not https; did you mean "https://example.org/"?
    """
    try:
        parts = urlsplit(raw)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise WrongUnitError(f'"{raw}" is not a URL', f"write {schemes[0]}://host/path") from error
    if parts.scheme not in schemes or not host:
        better = f"{schemes[0]}://{raw}" if "://" not in raw and re.match(r"[\w-]+\.[\w.-]+", raw) else None
        raise WrongUnitError(f'"{raw}" is not a URL', f"write {schemes[0]}://host/path", better)
    if parts.scheme != schemes[0] and not is_loopback(host):
        better = schemes[0] + raw[len(parts.scheme) :]
        advice = f"anything but {schemes[0]} is refused unless it is on this machine: others could read or change it"
        raise WrongUnitError(f'"{raw}" is not {schemes[0]}', advice, better)
    return raw


def listen(raw: str) -> tuple[str, int]:
    """Read host:port; returns both. A UNIX socket, unix:/PATH, has the port 0.

    >>> listen("127.0.0.1:8321"), listen("unix:/run/alertd/alertd.sock")
    (('127.0.0.1', 8321), ('unix:/run/alertd/alertd.sock', 0))
    """
    if raw.startswith("unix:"):
        path = raw.removeprefix("unix:")
        if not path.startswith("/") or len(path.encode()) > LONGEST_SOCKET:
            advice = f"write unix:/run/alertd/alertd.sock: a whole path of at most {LONGEST_SOCKET} bytes"
            raise WrongUnitError(f'"{raw}" is not a socket to listen on', advice)
        return raw, 0
    host, colon, port = raw.rpartition(":")
    if not colon or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) >= 65536 or not host:
        better = f"127.0.0.1:{raw}" if raw.isdigit() else "127.0.0.1:8321" if is_loopback(raw) else None
        raise WrongUnitError(f'"{raw}" is not an address to listen on', "write 127.0.0.1:8321", better)
    return host.strip("[]"), int(port)
