"""Money: whole minor units with their currency. Never a float, never without its currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

# ISO 4217, active codes; two decimals unless named below.
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
_NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """.split()
)
_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}


def decimals(currency: str) -> int:
    """How many decimals a currency has. Raises ValueError for a code that ISO 4217 does not know."""
    if currency not in CURRENCIES:
        raise ValueError(f'Currency "{currency}" is not an ISO 4217 code. Use one like EUR, GBP or USD.')
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units (pence, cents) of one currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        decimals(self.currency)

    @classmethod
    def parse(cls, text: str | Decimal, currency: str) -> "Money":
        """Read "12.50" as 1250 pence, rounding half to even. Raises ValueError for what is no finite number."""
        places = decimals(currency)
        try:
            minor = Decimal(text).scaleb(places).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        except ArithmeticError:
            minor = Decimal("NaN")
        if not minor.is_finite():
            raise ValueError(f'"{text}" is not an amount of money. Write it like 12.50.')
        return cls(int(minor), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added or compared without a rate.")
        return other

    @property
    def major(self) -> Decimal:
        """The amount in whole units, exact."""
        return Decimal(self.minor).scaleb(-decimals(self.currency))

    def __str__(self) -> str:
        places = decimals(self.currency)
        number = f"{abs(self.major):,.{places}f}"
        sign = "−" if self.minor < 0 else ""
        prefix = _SIGNS.get(self.currency)
        return f"{sign}{prefix}{number}" if prefix else f"{sign}{number} {self.currency}"
