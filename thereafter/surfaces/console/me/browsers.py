"""What a browser says of itself, in the words of whoever sits before it."""

_BROWSERS = (  # the first that fits: most say that they are others, too
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """Which browser on which machine: "Firefox on Windows". What nobody knows is a browser."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    machine = next((name for mark, name in _MACHINES if mark in user_agent), "")
    return f"{browser or 'A browser'} on {machine or 'an unknown machine'}"
