"""Countries by name, in English and as shops write them, with their ISO 3166 codes."""

_NAMES = """
AE United Arab Emirates|AF Afghanistan|AL Albania|AM Armenia|AO Angola|AR Argentina|AT Austria|AU Australia
AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BG Bulgaria|BH Bahrain|BN Brunei
BO Bolivia|BR Brazil|BS Bahamas|BW Botswana|BY Belarus|BZ Belize|CA Canada|CD Democratic Republic of the Congo
CG Congo|CH Switzerland|CI Ivory Coast|CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|CY Cyprus
CZ Czech Republic|CZ Czechia|DE Germany|DK Denmark|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt
ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FO Faroe Islands|FR France|GB United Kingdom|GB Great Britain|GB England
GB Scotland|GB Wales|GB Northern Ireland|GB UK|GE Georgia|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GR Greece
GT Guatemala|HK Hong Kong|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IE EIRE|IL Israel
IM Isle of Man|IN India|IQ Iraq|IR Iran|IS Iceland|IT Italy|JE Jersey|JM Jamaica|JO Jordan|JP Japan|KE Kenya
KG Kyrgyzstan|KH Cambodia|KR South Korea|KR Republic of Korea|KW Kuwait|KZ Kazakhstan|LA Laos|LB Lebanon
LI Liechtenstein|LK Sri Lanka|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova
ME Montenegro|MG Madagascar|MK North Macedonia|MM Myanmar|MN Mongolia|MO Macao|MT Malta|MU Mauritius|MV Maldives
MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia|NG Nigeria|NI Nicaragua|NL Netherlands|NL The Netherlands|NL Holland
NO Norway|NP Nepal|NZ New Zealand|OM Oman|PA Panama|PE Peru|PH Philippines|PK Pakistan|PL Poland|PR Puerto Rico
PT Portugal|PY Paraguay|QA Qatar|RO Romania|RS Serbia|RU Russia|RU Russian Federation|RW Rwanda|SA Saudi Arabia
SE Sweden|SG Singapore|SI Slovenia|SK Slovakia|SM San Marino|SN Senegal|SV El Salvador|SY Syria|TH Thailand|TN Tunisia
TR Turkey|TR Türkiye|TT Trinidad and Tobago|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda|US United States
US United States of America|US USA|UY Uruguay|UZ Uzbekistan|VA Vatican City|VE Venezuela|VN Vietnam|VN Viet Nam
YE Yemen|ZA South Africa|ZA RSA|ZM Zambia|ZW Zimbabwe
"""
_CODES = {
    name.lower(): code
    for code, _, name in (entry.partition(" ") for line in _NAMES.strip().splitlines() for entry in line.split("|"))
}


def code_of(name: str) -> str | None:
    """The two letters of a country, by its name or by two letters; None for what is no country's name."""
    word = name.strip()
    if len(word) == 2 and word.isascii() and word.isalpha() and word.lower() != "uk":
        return word.upper()
    return _CODES.get(word.lower())
