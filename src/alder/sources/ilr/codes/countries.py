"""Countries, as higher education records code them: mostly the letters of ISO 3166, with some of its own.

The list is that of 2020/21. The list of 2025/26 was not at hand; the codes that its rules name are all on this one.
"""

from __future__ import annotations

from alder.model.code_list import CodeList

_COUNTRIES = """
    AD | Andorra
    AE | United Arab Emirates
    AF | Afghanistan
    AG | Antigua and Barbuda
    AI | Anguilla
    AL | Albania
    AM | Armenia
    AN | Netherlands Antilles
    AO | Angola
    AR | Argentina
    AS | American Samoa
    AT | Austria
    AU | Australia
    AW | Aruba
    AX | Åland Islands
    AZ | Azerbaijan
    BA | Bosnia and Herzegovina
    BB | Barbados
    BD | Bangladesh
    BE | Belgium
    BF | Burkina Faso
    BG | Bulgaria
    BH | Bahrain
    BI | Burundi
    BJ | Benin
    BL | Saint Barthélemy
    BM | Bermuda
    BN | Brunei
    BO | Bolivia
    BQ | Bonaire, Saba and Sint Eustatius
    BR | Brazil
    BS | Bahamas
    BT | Bhutan
    BW | Botswana
    BY | Belarus
    BZ | Belize
    CA | Canada
    CC | Cocos (Keeling) Islands
    CD | Congo, Democratic Republic
    CF | Central African Republic
    CG | Congo
    CH | Switzerland
    CI | Ivory Coast
    CK | Cook Islands
    CL | Chile
    CM | Cameroon
    CN | China
    CO | Colombia
    CR | Costa Rica
    CU | Cuba
    CV | Cabo Verde
    CW | Curaçao
    CX | Christmas Island
    CZ | Czechia
    DE | Germany
    DJ | Djibouti
    DK | Denmark
    DM | Dominica
    DO | Dominican Republic
    DZ | Algeria
    EC | Ecuador
    EE | Estonia
    EG | Egypt
    EH | Western Sahara
    ER | Eritrea
    ES | Spain, with Ceuta and Melilla
    ET | Ethiopia
    EU | European Union, country not said
    FI | Finland
    FJ | Fiji
    FK | Falkland Islands
    FM | Micronesia
    FO | Faroe Islands
    FR | France, with Corsica
    GA | Gabon
    GD | Grenada
    GE | Georgia
    GF | French Guiana
    GG | Guernsey
    GH | Ghana
    GI | Gibraltar
    GL | Greenland
    GM | Gambia
    GN | Guinea
    GP | Guadeloupe
    GQ | Equatorial Guinea
    GR | Greece
    GS | South Georgia and the South Sandwich Islands
    GT | Guatemala
    GU | Guam
    GW | Guinea-Bissau
    GY | Guyana
    HK | Hong Kong
    HN | Honduras
    HR | Croatia
    HT | Haiti
    HU | Hungary
    IC | Canary Islands
    ID | Indonesia
    IE | Ireland
    IL | Israel
    IM | Isle of Man
    IN | India
    IQ | Iraq
    IR | Iran
    IS | Iceland
    IT | Italy, with Sardinia and Sicily
    JE | Jersey
    JM | Jamaica
    JO | Jordan
    JP | Japan
    KE | Kenya
    KG | Kyrgyzstan
    KH | Cambodia
    KI | Kiribati
    KM | Comoros
    KN | Saint Kitts and Nevis
    KP | North Korea
    KR | South Korea
    KW | Kuwait
    KY | Cayman Islands
    KZ | Kazakhstan
    LA | Laos
    LB | Lebanon
    LC | Saint Lucia
    LI | Liechtenstein
    LK | Sri Lanka
    LR | Liberia
    LS | Lesotho
    LT | Lithuania
    LU | Luxembourg
    LV | Latvia
    LY | Libya
    MA | Morocco
    MC | Monaco
    MD | Moldova
    ME | Montenegro
    MF | Saint Martin, French part
    MG | Madagascar
    MH | Marshall Islands
    MK | North Macedonia
    ML | Mali
    MM | Myanmar (Burma)
    MN | Mongolia
    MO | Macao
    MP | Northern Mariana Islands
    MQ | Martinique
    MR | Mauritania
    MS | Montserrat
    MT | Malta
    MU | Mauritius
    MV | Maldives
    MW | Malawi
    MX | Mexico
    MY | Malaysia
    MZ | Mozambique
    NA | Namibia
    NC | New Caledonia
    NE | Niger
    NF | Norfolk Island
    NG | Nigeria
    NI | Nicaragua
    NL | Netherlands
    NO | Norway
    NP | Nepal
    NR | Nauru
    NU | Niue
    NZ | New Zealand
    OM | Oman
    PA | Panama
    PE | Peru
    PF | French Polynesia
    PG | Papua New Guinea
    PH | Philippines
    PK | Pakistan
    PL | Poland
    PM | Saint Pierre and Miquelon
    PN | Pitcairn and its islands
    PR | Puerto Rico
    PS | Palestinian territories
    PT | Portugal, with Madeira and the Azores
    PW | Palau
    PY | Paraguay
    QA | Qatar
    QO | Kosovo
    RE | Réunion
    RO | Romania
    RS | Serbia
    RU | Russia
    RW | Rwanda
    SA | Saudi Arabia
    SB | Solomon Islands
    SC | Seychelles
    SD | Sudan
    SE | Sweden
    SG | Singapore
    SH | Saint Helena, Ascension and Tristan da Cunha
    SI | Slovenia
    SJ | Svalbard and Jan Mayen
    SK | Slovakia
    SL | Sierra Leone
    SM | San Marino
    SN | Senegal
    SO | Somalia
    SR | Suriname
    SS | South Sudan
    ST | São Tomé and Príncipe
    SV | El Salvador
    SX | Sint Maarten, Dutch part
    SY | Syria
    SZ | Eswatini (Swaziland)
    TC | Turks and Caicos Islands
    TD | Chad
    TG | Togo
    TH | Thailand
    TJ | Tajikistan
    TK | Tokelau
    TL | East Timor
    TM | Turkmenistan
    TN | Tunisia
    TO | Tonga
    TR | Türkiye
    TT | Trinidad and Tobago
    TV | Tuvalu
    TW | Taiwan
    TZ | Tanzania
    UA | Ukraine
    UG | Uganda
    US | United States
    UY | Uruguay
    UZ | Uzbekistan
    VA | Vatican City
    VC | Saint Vincent and the Grenadines
    VE | Venezuela
    VG | Virgin Islands, British
    VI | Virgin Islands, of the United States
    VN | Vietnam
    VU | Vanuatu
    WF | Wallis and Futuna
    WS | Samoa
    XA | Cyprus, in the European Union
    XB | Cyprus, outside the European Union
    XC | Cyprus, part not said
    XF | England
    XG | Northern Ireland
    XH | Scotland
    XI | Wales
    XK | United Kingdom, nation not said
    XL | Channel Islands, island not said
    XP | Europe, country not said
    XQ | Africa, country not said
    XR | Middle East, country not said
    XS | Asia beyond the Middle East, country not said
    XT | North America, country not said
    XU | Central America, country not said
    XV | South America, country not said
    XW | Caribbean, country not said
    XX | Antarctica or Oceania, country not said
    YE | Yemen
    YT | Mayotte
    ZA | South Africa
    ZM | Zambia
    ZW | Zimbabwe
    ZZ | Not known
    """

domicile = CodeList.parse("DOMICILE", "Country of permanent home", _COUNTRIES)

country_of_home = CodeList.parse("PERMADDCOUNTRY", "Country of permanent home", _COUNTRIES)
