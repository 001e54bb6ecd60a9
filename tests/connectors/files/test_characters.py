"""Words are one line that anybody can read: they become greetings, and headers of mails."""

import pytest

from tests.connectors.files.conftest import Bring
from thereafter.connectors.files.errors import BadFile
from thereafter.record.customers.models import Customer
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db

PEOPLE = "email,first_name\nada@people.example,{name}\n"


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x1b", "U+001B"),
        ("\x07", "U+0007"),
        ("\x0b", "U+000B"),
        ("\x1f", "U+001F"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\x9f", "U+009F"),
    ],
)
@pytest.mark.parametrize("words", ["A{}da", "{}Ada", "Ada{}"])
def test_a_control_character_is_named_wherever_it_stands_and_not_shown_raw(
    bring: Bring, words: str, character: str, name: str
) -> None:
    with pytest.raises(BadFile) as caught:
        bring("customers", PEOPLE.format(name=words.format(character)))
    said = str(caught.value)
    assert f"holds the control character {name}, which nobody can read. Remove it." in said
    assert character not in said
    assert not Customer.objects.exists()


def test_a_control_character_in_an_address_is_named_too(bring: Bring) -> None:
    with pytest.raises(BadFile, match=r'email "a\\x1bda@people.example" holds the control character U\+001B'):
        bring("customers", PEOPLE.replace("ada@", "a\x1bda@").format(name="Ada"))


@pytest.mark.parametrize("name", ["Ada  King", "Ada\tKing", '"Ada\n\nKing"', '"Ada\r\n King"', "Ada\u00a0\u2028King"])
def test_white_space_inside_words_becomes_one_space(bring: Bring, name: str) -> None:
    bring("customers", PEOPLE.format(name=name))
    assert Customer.objects.get().first_name == "Ada King"


def test_white_space_does_so_beside_a_cell_that_is_wrong(bring: Bring) -> None:
    text = PEOPLE.format(name='"Ada\nKing"') + "grace@people.example,Gr\x07ace\n"
    report = bring("customers", text, skip_invalid=True)
    assert (report.new, report.invalid) == (1, 1)
    assert Customer.objects.get().first_name == "Ada King"


def test_white_space_that_only_some_know_as_such_makes_no_address(bring: Bring) -> None:
    with pytest.raises(BadFile, match="is not an e-mail address"):
        bring("customers", PEOPLE.replace("ada@", "a\u00a0da@").format(name="Ada"))


def test_json_keeps_its_white_space(bring: Bring) -> None:
    properties = '"{""note"": ""two  spaces"",\n\n""sku"": ""TEAPOT""}"'
    text = f"email,name,occurred_at,properties\nada@people.example,Product Viewed,2026-03-01,{properties}\n"
    bring("events", text)
    assert Event.objects.get().properties == {"note": "two  spaces", "sku": "TEAPOT"}
