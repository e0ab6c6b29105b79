"""Countries by name, for whoever does not know codes: ISO 3166-1 alpha-3, with names of the Unicode CLDR 48."""

from __future__ import annotations

import unicodedata
from functools import cache

from publicvalue.words.languages import LANGUAGES

_ROWS = """
ABW|Aruba|Aruba
AFG|Afghanistan|Afganistán
AGO|Angola|Angola
AIA|Anguilla|Anguila
ALA|Åland Islands|Islas Aland
ALB|Albania|Albania
AND|Andorra|Andorra
ARE|United Arab Emirates|Emiratos Árabes Unidos
ARG|Argentina|Argentina
ARM|Armenia|Armenia
ASM|American Samoa|Samoa Americana
ATA|Antarctica|Antártida
ATF|French Southern and Antarctic Lands|Territorios Australes Franceses
ATG|Antigua & Barbuda|Antigua y Barbuda
AUS|Australia|Australia
AUT|Austria|Austria
AZE|Azerbaijan|Azerbaiyán
BDI|Burundi|Burundi
BEL|Belgium|Bélgica
BEN|Benin|Benín
BES|Caribbean Netherlands|Caribe neerlandés
BFA|Burkina Faso|Burkina Faso
BGD|Bangladesh|Bangladés
BGR|Bulgaria|Bulgaria
BHR|Bahrain|Baréin
BHS|Bahamas|Bahamas
BIH|Bosnia & Herzegovina|Bosnia y Herzegovina
BLM|St. Barthélemy|San Bartolomé
BLR|Belarus|Bielorrusia
BLZ|Belize|Belice
BMU|Bermuda|Bermudas
BOL|Bolivia|Bolivia
BRA|Brazil|Brasil
BRB|Barbados|Barbados
BRN|Brunei|Brunéi
BTN|Bhutan|Bután
BVT|Bouvet Island|Isla Bouvet
BWA|Botswana|Botsuana
CAF|Central African Republic|República Centroafricana
CAN|Canada|Canadá
CCK|Cocos (Keeling) Islands|Islas Cocos
CHE|Switzerland|Suiza
CHL|Chile|Chile
CHN|China|China
CIV|Côte d’Ivoire|Côte d’Ivoire
CMR|Cameroon|Camerún
COD|Congo (Democratic Republic)|República Democrática del Congo
COG|Congo (Republic)|República del Congo
COK|Cook Islands|Islas Cook
COL|Colombia|Colombia
COM|Comoros|Comoras
CPV|Cape Verde|Cabo Verde
CRI|Costa Rica|Costa Rica
CUB|Cuba|Cuba
CUW|Curaçao|Curazao
CXR|Christmas Island|Isla de Navidad
CYM|Cayman Islands|Islas Caimán
CYP|Cyprus|Chipre
CZE|Czechia|Chequia
DEU|Germany|Alemania
DJI|Djibouti|Yibuti
DMA|Dominica|Dominica
DNK|Denmark|Dinamarca
DOM|Dominican Republic|República Dominicana
DZA|Algeria|Argelia
ECU|Ecuador|Ecuador
EGY|Egypt|Egipto
ERI|Eritrea|Eritrea
ESH|Western Sahara|Sáhara Occidental
ESP|Spain|España
EST|Estonia|Estonia
ETH|Ethiopia|Etiopía
FIN|Finland|Finlandia
FJI|Fiji|Fiyi
FLK|Falkland Islands|Islas Malvinas
FRA|France|Francia
FRO|Faroe Islands|Islas Feroe
FSM|Micronesia|Micronesia
GAB|Gabon|Gabón
GBR|United Kingdom|Reino Unido
GEO|Georgia|Georgia
GGY|Guernsey|Guernesey
GHA|Ghana|Ghana
GIB|Gibraltar|Gibraltar
GIN|Guinea|Guinea
GLP|Guadeloupe|Guadalupe
GMB|Gambia|Gambia
GNB|Guinea-Bissau|Guinea-Bisáu
GNQ|Equatorial Guinea|Guinea Ecuatorial
GRC|Greece|Grecia
GRD|Grenada|Granada
GRL|Greenland|Groenlandia
GTM|Guatemala|Guatemala
GUF|French Guiana|Guayana Francesa
GUM|Guam|Guam
GUY|Guyana|Guyana
HKG|Hong Kong|Hong Kong
HMD|Heard Island & McDonald Islands|Islas Heard y McDonald
HND|Honduras|Honduras
HRV|Croatia|Croacia
HTI|Haiti|Haití
HUN|Hungary|Hungría
IDN|Indonesia|Indonesia
IMN|Isle of Man|Isla de Man
IND|India|India
IOT|British Indian Ocean Territory|Territorio Británico del Océano Índico
IRL|Ireland|Irlanda
IRN|Iran|Irán
IRQ|Iraq|Irak
ISL|Iceland|Islandia
ISR|Israel|Israel
ITA|Italy|Italia
JAM|Jamaica|Jamaica
JEY|Jersey|Jersey
JOR|Jordan|Jordania
JPN|Japan|Japón
KAZ|Kazakhstan|Kazajistán
KEN|Kenya|Kenia
KGZ|Kyrgyzstan|Kirguistán
KHM|Cambodia|Camboya
KIR|Kiribati|Kiribati
KNA|St. Kitts & Nevis|San Cristóbal y Nieves
KOR|South Korea|Corea del Sur
KWT|Kuwait|Kuwait
LAO|Laos|Laos
LBN|Lebanon|Líbano
LBR|Liberia|Liberia
LBY|Libya|Libia
LCA|St. Lucia|Santa Lucía
LIE|Liechtenstein|Liechtenstein
LKA|Sri Lanka|Sri Lanka
LSO|Lesotho|Lesoto
LTU|Lithuania|Lituania
LUX|Luxembourg|Luxemburgo
LVA|Latvia|Letonia
MAC|Macao|Macao
MAF|St. Martin|San Martín
MAR|Morocco|Marruecos
MCO|Monaco|Mónaco
MDA|Moldova|Moldavia
MDG|Madagascar|Madagascar
MDV|Maldives|Maldivas
MEX|Mexico|México
MHL|Marshall Islands|Islas Marshall
MKD|North Macedonia|Macedonia del Norte
MLI|Mali|Mali
MLT|Malta|Malta
MMR|Myanmar (Burma)|Myanmar (Birmania)
MNE|Montenegro|Montenegro
MNG|Mongolia|Mongolia
MNP|Northern Mariana Islands|Islas Marianas del Norte
MOZ|Mozambique|Mozambique
MRT|Mauritania|Mauritania
MSR|Montserrat|Montserrat
MTQ|Martinique|Martinica
MUS|Mauritius|Mauricio
MWI|Malawi|Malaui
MYS|Malaysia|Malasia
MYT|Mayotte|Mayotte
NAM|Namibia|Namibia
NCL|New Caledonia|Nueva Caledonia
NER|Niger|Níger
NFK|Norfolk Island|Isla Norfolk
NGA|Nigeria|Nigeria
NIC|Nicaragua|Nicaragua
NIU|Niue|Niue
NLD|Netherlands|Países Bajos
NOR|Norway|Noruega
NPL|Nepal|Nepal
NRU|Nauru|Nauru
NZL|New Zealand|Nueva Zelanda
OMN|Oman|Omán
PAK|Pakistan|Pakistán
PAN|Panama|Panamá
PCN|Pitcairn Islands|Islas Pitcairn
PER|Peru|Perú
PHL|Philippines|Filipinas
PLW|Palau|Palaos
PNG|Papua New Guinea|Papúa Nueva Guinea
POL|Poland|Polonia
PRI|Puerto Rico|Puerto Rico
PRK|North Korea|Corea del Norte
PRT|Portugal|Portugal
PRY|Paraguay|Paraguay
PSE|Palestinian Territories|Territorios Palestinos
PYF|French Polynesia|Polinesia Francesa
QAT|Qatar|Catar
REU|Réunion|Reunión
ROU|Romania|Rumanía
RUS|Russia|Rusia
RWA|Rwanda|Ruanda
SAU|Saudi Arabia|Arabia Saudí
SDN|Sudan|Sudán
SEN|Senegal|Senegal
SGP|Singapore|Singapur
SGS|South Georgia & South Sandwich Islands|Islas Georgia del Sur y Sandwich del Sur
SHN|St. Helena, Ascension & Tristan da Cunha|Santa Elena
SJM|Svalbard & Jan Mayen|Svalbard y Jan Mayen
SLB|Solomon Islands|Islas Salomón
SLE|Sierra Leone|Sierra Leona
SLV|El Salvador|El Salvador
SMR|San Marino|San Marino
SOM|Somalia|Somalia
SPM|St. Pierre & Miquelon|San Pedro y Miquelón
SRB|Serbia|Serbia
SSD|South Sudan|Sudán del Sur
STP|São Tomé & Príncipe|Santo Tomé y Príncipe
SUR|Suriname|Surinam
SVK|Slovakia|Eslovaquia
SVN|Slovenia|Eslovenia
SWE|Sweden|Suecia
SWZ|Eswatini|Esuatini
SXM|Sint Maarten|Sint Maarten
SYC|Seychelles|Seychelles
SYR|Syria|Siria
TCA|Turks & Caicos Islands|Islas Turcas y Caicos
TCD|Chad|Chad
TGO|Togo|Togo
THA|Thailand|Tailandia
TJK|Tajikistan|Tayikistán
TKL|Tokelau|Tokelau
TKM|Turkmenistan|Turkmenistán
TLS|Timor-Leste|Timor-Leste
TON|Tonga|Tonga
TTO|Trinidad & Tobago|Trinidad y Tobago
TUN|Tunisia|Túnez
TUR|Türkiye|Turquía
TUV|Tuvalu|Tuvalu
TWN|Taiwan|Taiwán
TZA|Tanzania|Tanzania
UGA|Uganda|Uganda
UKR|Ukraine|Ucrania
UMI|U.S. Outlying Islands|Islas menores alejadas de EE. UU.
URY|Uruguay|Uruguay
USA|United States|Estados Unidos
UZB|Uzbekistan|Uzbekistán
VAT|Vatican City|Ciudad del Vaticano
VCT|St. Vincent & Grenadines|San Vicente y las Granadinas
VEN|Venezuela|Venezuela
VGB|British Virgin Islands|Islas Vírgenes Británicas
VIR|U.S. Virgin Islands|Islas Vírgenes de EE. UU.
VNM|Vietnam|Vietnam
VUT|Vanuatu|Vanuatu
WLF|Wallis & Futuna|Wallis y Futuna
WSM|Samoa|Samoa
YEM|Yemen|Yemen
ZAF|South Africa|Sudáfrica
ZMB|Zambia|Zambia
ZWE|Zimbabwe|Zimbabue
"""
"""Code, name in English, name in Spanish."""


@cache
def countries_in(code: str) -> tuple[tuple[str, str], ...]:
    """Return the codes of countries with their names in a language, in the order of the names."""
    place = 1 + (LANGUAGES.index(code) if code in LANGUAGES[:2] else 0)
    rows = [line.split("|") for line in _ROWS.strip().splitlines()]
    return tuple(sorted(((one[0], one[place]) for one in rows), key=lambda one: _plain(one[1])))


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language; empty where the code is none."""
    return dict(countries_in(language)).get(code, "")


def _plain(name: str) -> str:
    """Return a name without accents: people look for Åland under A."""
    return "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one)).casefold()
