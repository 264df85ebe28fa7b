"""What Outlook calls its columns in German and French, in its English words.

Folded headers (`header_key`) as the program writes them, those of Outlook 2003 and 2007 among them.
"""

from __future__ import annotations

import re

_GERMAN = {
    "anrede": "title",
    "vorname": "firstname",
    "weiterevornamen": "middlename",
    "nachname": "lastname",
    "suffix": "suffix",
    "namenszusatz": "suffix",
    "zweitervorname": "middlename",
    "spitzname": "nickname",
    "firma": "company",
    "abteilung": "department",
    "position": "jobtitle",
    "geburtstag": "birthday",
    "jahrestag": "anniversary",
    "kategorien": "categories",
    "notizen": "notes",
    "webseite": "webpage",
    "mobiltelefon": "mobilephone",
    "haupttelefon": "primaryphone",
    "autotelefon": "carphone",
    "mobiltelefon2": "mobilephone2",
    "mobilfunk": "radiophone",
    "telefonfürhörbehinderte": "ttytddphone",
    "rückmeldung": "callback",
    "weiterestelefon": "otherphone",
    "telefonassistent": "assistantsphone",
    "telefonfirma": "companymainphone",
    "faxgeschäftlich": "businessfax",
    "faxprivat": "homefax",
    "weiteresfax": "otherfax",
    "telefongeschäftlich": "businessphone",
    "telefongeschäftlich2": "businessphone2",
    "telefonprivat": "homephone",
    "telefonprivat2": "homephone2",
    "emailadresse": "emailaddress",
}
# Parts of an address, which is the business one (`Ort geschäftlich`), the one at home (`Ort privat`) or another
# (`Weiterer Ort`, `Weiteres/r Bundesland/Kanton`).
_GERMAN_PARTS = {
    "strasse": "street",
    "ort": "city",
    "region": "state",
    "bundeslandkanton": "state",
    "postleitzahl": "postalcode",
    "land": "country",
    "landregion": "country",
    "postfach": "pobox",
}
_GERMAN_PLACE = {"geschäftlich": "business", "privat": "home"}
_PART = "|".join(_GERMAN_PARTS)
_GERMAN_ADDRESS = re.compile(
    rf"(?P<part>{_PART})(?P<place>geschäftlich|privat)(?P<number>[23]?)"
    rf"|weitere(?:sr|se|r|s)?(?P<other>{_PART})(?P<of_other>[23]?)"
)
_FRENCH = {
    "titre": "title",
    "prénom": "firstname",
    "deuxièmeprénom": "middlename",
    "nom": "lastname",
    "suffixe": "suffix",
    "surnom": "nickname",
    "société": "company",
    "service": "department",
    "téléphonedelassistante": "assistantsphone",
    "télécopiebureau": "businessfax",
    "téléphonebureau": "businessphone",
    "téléphone2bureau": "businessphone2",
    "rappel": "callback",
    "téléphonevoiture": "carphone",
    "téléphonesociété": "companymainphone",
    "télécopiedomicile": "homefax",
    "téléphonedomicile": "homephone",
    "téléphone2domicile": "homephone2",
    "rnis": "isdn",
    "télmobile": "mobilephone",
    "télécopieautre": "otherfax",
    "téléphoneautre": "otherphone",
    "récepteurderadiomessagerie": "pager",
    "téléphoneprincipal": "primaryphone",
    "radiotéléphone": "radiophone",
    "téléphonetddtty": "ttytddphone",
    "télex": "telex",
    "adressedemessagerie": "emailaddress",
    "adressedemessagerie2": "email2address",
    "adressedemessagerie3": "email3address",
    "typedemessagerie": "emailtype",
    "typedemessagerie2": "email2type",
    "typedemessagerie3": "email3type",
    "anniversaire": "birthday",
    "anniversairedemariageoufête": "anniversary",
    "autreboîtepostale": "otherpobox",
    "bpprofessionnelle": "businesspobox",
    "boîtepostaledudomicile": "homepobox",
    "catégories": "categories",
    "pageweb": "webpage",
    "priorité": "priority",
    "privé": "private",
    "critèredediffusion": "sensitivity",
    "sexe": "gender",
}
_FRENCH_PARTS = {
    "rue": "street",
    "ville": "city",
    "déprégion": "state",
    "codepostal": "postalcode",
    "paysrégion": "country",
}
_FRENCH_PLACE = {"bureau": "business", "domicile": "home", "autre": "other"}
_FRENCH_ADDRESS = re.compile(
    rf"(?P<part>{'|'.join(_FRENCH_PARTS)})(?P<place>{'|'.join(_FRENCH_PLACE)})(?P<number>[23]?)"
)
#: Headers that only an Outlook in French writes, and by which its days are known to begin with the day.
FRENCH = frozenset({"adressedemessagerie", "anniversairedemariageoufête", "téléphonebureau", "ruebureau", "prénom"})


def in_english(key: str) -> str:
    """The folded English header for a folded header in any of the languages; what is unknown stays as it is."""
    if (known := _GERMAN.get(key) or _FRENCH.get(key)) is not None:
        return known
    if match := _GERMAN_ADDRESS.fullmatch(key):
        if match["other"]:
            return f"other{_GERMAN_PARTS[match['other']]}{match['of_other']}"
        return f"{_GERMAN_PLACE[match['place']]}{_GERMAN_PARTS[match['part']]}{match['number']}"
    if match := _FRENCH_ADDRESS.fullmatch(key):
        return f"{_FRENCH_PLACE[match['place']]}{_FRENCH_PARTS[match['part']]}{match['number']}"
    return key
