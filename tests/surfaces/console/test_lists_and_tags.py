"""Lists and tags by hand: what is brought is looked at first, then kept; whole views are tagged, listed, kept."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.cast import NOON, ada, days, grace, linus, margaret
from tests.connectors.files.workbooks import workbook
from thereafter.audience.profiles import refresh
from thereafter.audience.segments import define, drafts, lists, membership, queries
from thereafter.audience.segments.models import Draft, Segment
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import tags
from thereafter.record.customers.models import Customer, Tag
from thereafter.record.customers.typed import WrongWords
from thereafter.record.staff.models import Deed
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console.models import SavedView

pytestmark = pytest.mark.django_db


def said(response: Any) -> str:
    """The page, as it reads."""
    return " ".join(response.content.decode().split())


def bring(console: Client, **form: Any) -> Any:
    """Bring people for a new list, and see the page that shows who was found."""
    return console.post("/segments/list/", {"name": "Trade fair", **form}, follow=True)


def keep(console: Client, **form: Any) -> Any:
    """Keep what was brought last."""
    return console.post(f"/segments/draft/{Draft.objects.latest('at').key}/keep/", form, follow=True)


def inside(key: str = "trade-fair") -> list[int]:
    """Who is in a list."""
    return queries.members(Segment.objects.get(key=key))


def bought(*people: Customer) -> None:
    """Each of them ordered yesterday."""
    for person in people:
        cast.order(person)
    refresh.refresh_everybody(now=NOON)


def test_a_pasted_list_says_who_was_found_and_who_was_not_before_it_is_kept(console: Client) -> None:
    her, muted = ada(), margaret()
    page = said(bring(console, pasted="Ada <ada@people.example>; margaret@people.example\nnobody@people.example, K9"))
    assert '<strong class="figure">2</strong> people were found' in page
    assert "1</strong> of them is suppressed" in page
    assert '<th scope="row">nobody@people.example</th><td data-label="Line" class="amount">2</td>' in page
    assert '<th scope="row">K9</th>' in page
    assert not Segment.objects.exists()
    assert "2 people came into “Trade fair”." in said(keep(console))
    assert inside() == [her.pk, muted.pk]
    assert Deed.objects.get(what="list-keep").details == {"people": 2}


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("name,e-mail\nAda,ada@people.example\nLinus,LINUS@people.example\n", ""),
        ("name;where\nAda;ada@people.example\nLinus;linus@people.example\n", "Where"),
        ("ada@people.example\nlinus@people.example\n", ""),
        ("x\tada@people.example\ny\tlinus@people.example", "2"),
        ("\ufeffemail\r\nada@people.example\r\n\r\nlinus@people.example", ""),
    ],
)
def test_a_file_is_read_by_its_column(console: Client, text: str, column: str) -> None:
    her, him = ada(), linus()
    bring(console, file=SimpleUploadedFile("fair.csv", text.encode()), column=column)
    keep(console)
    assert inside() == [her.pk, him.pk]


def test_a_workbook_is_read_by_the_column_of_its_first_sheet_and_a_broken_one_is_said(console: Client) -> None:
    her = ada()
    book = workbook({"Fair": [["name", "e-mail"], ["Ada", "ada@people.example"]]})
    broken = bring(console, file=SimpleUploadedFile("fair.xlsx", book[:-30]))
    assert broken.status_code == 400 and "fair.xlsx is damaged" in said(broken)
    bring(console, file=SimpleUploadedFile("fair.xlsx", book))
    keep(console)
    assert inside() == [her.pk]


def test_a_column_that_is_not_there_is_said_with_those_that_are(console: Client) -> None:
    response = bring(console, file=SimpleUploadedFile("fair.csv", b"name,mail\nAda,x\n"), column="phone")
    assert response.status_code == 400
    assert "The file has no column “phone”. Its first line says: “name”, “mail”." in said(response)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"email\n" + b"x" * 3_000_000, "Line 2 is no line of a list"),
        (b"y" * 3_000_000 + b"\nada@people.example\n", "Line 1 is no line of a list"),
        (b'email\n"ada@people.example\n' + b"grace@people.example\n" * 20_000, "a quotation mark in it is not closed"),
        (b"\x89PNG\r\n\x1a\n" + b"ada@people.example\n", "fair.csv is a picture. Export the rows as CSV."),
    ],
    ids=["a long line", "a long header", "an open quotation mark", "a picture"],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(console: Client, content: bytes, words: str) -> None:
    response = bring(console, file=SimpleUploadedFile("fair.csv", content))
    assert response.status_code == 400 and words in said(response)
    assert not Draft.objects.exists()


def test_a_draft_whose_button_is_pressed_twice_at_once_is_kept_once_and_that_is_said(db: None) -> None:
    ada()
    draft = drafts.begin(name="Trade fair", words="pasted", by="test", now=NOON)
    with drafts.from_lines(draft) as write:
        write(1, "ada@people.example")
    drafts.keep(draft, name="Trade fair", now=NOON)
    with pytest.raises(lists.NoList, match="These were added already"):
        drafts.keep(draft, name="Trade fair", now=NOON)
    assert Segment.objects.filter(kind="list").count() == 1


def test_a_tag_that_turns_the_words_around_it_is_refused(console: Client) -> None:
    her = ada()
    console.post(f"/customers/{her.pk}/tag/", {"tag": "\u202eabc"})
    with pytest.raises(WrongWords, match=r"The tag holds a character that nobody sees \(U\+202E\)"):
        tags.put([her.pk], "\u202eabc", source="test", now=NOON)
    assert not Tag.objects.exists()


def test_what_is_left_is_forgotten_and_what_is_kept_twice_is_not_found(console: Client) -> None:
    ada()
    bring(console, pasted="ada@people.example")
    key = Draft.objects.get().key
    assert "Nobody was added" in said(console.post(f"/segments/draft/{key}/leave/", follow=True))
    assert console.post(f"/segments/draft/{key}/keep/").status_code == 404
    assert not Segment.objects.exists()


def test_people_are_added_marked_taken_out_and_brought_back_by_undoing(console: Client) -> None:
    her, him, other = ada(), linus(), grace()
    made = lists.make("Trade fair", now=NOON)
    lists.add(made, [her.pk], by="console:owner", now=NOON)
    console.post("/segment/trade-fair/add/", {"pasted": "linus@people.example\ngrace@people.example"})
    assert "of them is in “Trade fair” already" not in said(keep(console))
    assert inside() == [her.pk, him.pk, other.pk]
    console.post("/segment/trade-fair/take/", {"person": [her.pk, him.pk]})
    assert inside() == [other.pk]
    last = lists.last_change(made)
    assert last and last.people == 2
    assert "Undone: 2 people moved back." in said(
        console.post("/segment/trade-fair/undo/", {"change": last.pk}, follow=True)
    )
    assert inside() == [her.pk, him.pk, other.pk]
    assert "was changed again" in said(console.post("/segment/trade-fair/undo/", {"change": last.pk}, follow=True))


def test_who_was_brought_can_be_taken_out_as_well(console: Client) -> None:
    her, him = ada(), linus()
    lists.add(lists.make("Trade fair", now=NOON), [her.pk, him.pk], by="console:owner", now=NOON)
    console.post("/segment/trade-fair/add/", {"pasted": "linus@people.example"})
    console.post(f"/segments/draft/{Draft.objects.get().key}/take/")
    assert inside() == [her.pk]


def test_a_view_becomes_a_list_a_tag_and_a_file(console: Client) -> None:
    her, him, other = ada(), linus(), grace()
    bought(her, him)
    tags.put([her.pk, other.pk], "vip", source="test", now=NOON)
    assert "1 person" in said(console.get("/customers/?tag=VIP"))
    console.post("/customers/list/?tag=vip")
    keep(console, name="VIP buyers")
    assert inside("vip-buyers") == [her.pk]
    console.post("/customers/tag/", {"tag": "Buyer", "do": "put"})
    assert [tag.word for tag in tags.of(him.pk)] == ["buyer"]
    console.post("/customers/tag/?tag=vip", {"tag": "buyer", "do": "take"})
    assert [tag.word for tag in tags.of(her.pk)] == ["vip"]
    assert tags.of(other.pk)[0].word == "vip"
    file: Any = console.post("/customers/customers.csv?stage=everybody&tag=vip")
    assert len(file.getvalue().splitlines()) == 3


def undone(console: Client, page: Any) -> str:
    """The page after its Undo was pressed."""
    [way] = re.findall(r'action="(/customers/tag/undo/[^"]*)"', page.content.decode())
    return said(console.post(html.unescape(way), follow=True))


def test_a_tag_for_many_is_undone_right_after_for_those_whom_it_changed_and_nobody_else(
    console: Client, clock: VirtualClock
) -> None:
    her, him, other = ada(), linus(), grace()
    bought(her, him, other)
    tags.put([her.pk], "vip", source="import:1", now=NOON - days(3))
    everybody = "/customers/tag/?stage=everybody"
    page = console.post(everybody, {"tag": "VIP", "do": "put"}, follow=True)
    assert "2 people got the tag" in said(page)
    clock.wait(timedelta(minutes=1))
    tags.take([other.pk], "vip", source="console:grace", now=clock.now())
    tags.put([other.pk], "vip", source="console:grace", now=clock.now())
    assert "1 person is without it again." in undone(console, page)
    assert [len(tags.of(one.pk)) for one in (her, him, other)] == [1, 0, 1], "hers is older, another has his from Grace"
    clock.wait(timedelta(minutes=1))
    page = console.post(everybody, {"tag": "vip", "do": "take"}, follow=True)
    assert not tags.of(her.pk) and not tags.of(other.pk)
    assert "2 people have it again." in undone(console, page)
    assert tags.of(her.pk)[0].source == "import:1" and tags.of(her.pk)[0].since == NOON - days(3)
    assert not tags.of(him.pk)
    assert "0 people" in undone(console, page), "there is nothing left to undo"
    assert "Nothing was done" in said(console.post("/customers/tag/undo/?tag=vip&did=put&at=once", follow=True))


def test_what_a_search_found_becomes_a_list(console: Client) -> None:
    her, _ = ada(), linus()
    console.post("/customers/list/?q=ada")
    keep(console, name="Adas")
    assert inside("adas") == [her.pk]


def test_a_segment_becomes_a_list_that_stays_as_it_was(console: Client) -> None:
    her = ada()
    segment = define.define("all", name="All", rule={"all": []}, now=NOON)
    membership.refresh(segment, now=NOON)
    console.post("/segment/all/list/")
    keep(console, name="As of today")
    grace()
    membership.refresh(segment, now=NOON)
    assert inside("as-of-today") == [her.pk]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", {"Ada", "Linus", "Margaret"}),
        ("stage=everybody", {"Ada", "Linus", "Margaret", "Grace"}),
        ("hears=on", {"Ada", "Linus"}),
        ("trouble=on", {"Linus"}),
        ("country=gb&spent=20", {"Ada"}),
        ("since=2026-03-09", {"Ada", "Margaret"}),
        ("stage=everybody&segment=trade-fair", {"Grace", "Ada"}),
        ("silent=on", {"Ada", "Linus", "Margaret"}),
        ("spent=lots&since=never&tag=", {"Ada", "Linus", "Margaret"}),
        ("since=9999-12-31", {"Ada", "Linus", "Margaret"}),
        ("since=0001-01-01&segment=a%00b", {"Ada", "Linus", "Margaret"}),
    ],
)
def test_a_view_is_narrowed_by_what_the_address_says(console: Client, asked: str, names: set[str]) -> None:
    her, him, other, muted = ada(), linus(), grace(), margaret()
    for person, ago, amount in ((her, 0.5, 2500), (him, 3, 1000), (muted, 0.5, 500)):
        cast.order(person, at=NOON - days(ago), amount_minor=amount)
    refresh.refresh_everybody(now=NOON)
    cast.trouble(him)
    lists.add(lists.make("Trade fair", now=NOON), [other.pk, her.pk], by="test", now=NOON)
    page = said(console.get(f"/customers/?{asked}"))
    assert {name for name in ("Ada", "Linus", "Margaret", "Grace") if f">{name}" in page} == names


def test_a_view_is_kept_for_oneself_or_for_everybody_and_the_page_may_open_with_it(console: Client) -> None:
    bought(ada())
    form = {"query": "sort=-spent&stage=bought&spent=10&page=3&country=", "name": "Big  spenders"}
    response: Any = console.post("/views/customers/keep/", {**form, "opens": "yes"})
    assert response.headers["Location"] == "/customers/?sort=-spent&spent=10&stage=bought"
    assert console.get("/customers/").headers["Location"] == response.headers["Location"]
    assert "Forget this view" in said(console.get(response.headers["Location"]))
    other = Client()
    other.force_login(cast.member("abe", Role.ANALYST).user)
    assert other.get("/customers/").status_code == 200
    console.post("/views/customers/share/", {**form, "name": "Ours"})
    assert ">Ours" in said(other.get("/customers/"))
    assert "Big spenders" not in said(other.get("/customers/"))
    mine = SavedView.objects.get(name="Big spenders")
    assert other.post(f"/views/{mine.pk}/forget/").status_code == 404
    console.post(f"/views/{mine.pk}/forget/")
    assert [view.name for view in SavedView.objects.all()] == ["Ours"]
    assert Deed.objects.get().what == "view-share"


def test_a_person_is_tagged_and_listed_on_her_own_page(console: Client) -> None:
    her = ada()
    lists.make("Trade fair", now=NOON)
    console.post(f"/customers/{her.pk}/tag/", {"tag": "VIP"})
    page = said(console.post(f"/customers/{her.pk}/enlist/", {"list": "trade-fair"}, follow=True))
    assert "vip" in page and "In the list" in page
    assert inside() == [her.pk]
    console.post(f"/customers/{her.pk}/untag/", {"tag": "vip"})
    console.post(f"/customers/{her.pk}/delist/", {"list": "trade-fair"})
    assert tags.of(her.pk) == [] and inside() == []
    assert "can be no tag" in said(console.post(f"/customers/{her.pk}/tag/", {"tag": "a,b"}, follow=True))


def test_what_was_written_stays_where_the_segment_was_removed_meanwhile(console: Client) -> None:
    define.define("mine", name="Mine", rule={"all": []}, now=NOON)
    console.post("/segment/mine/delete/")
    form = {"name": "Mine", "rule": "profile: {orders: {at_least: 7}}", "seen": "something"}
    response = console.post("/segment/mine/edit/", form)
    page = said(response)
    assert response.status_code == 400
    assert "Somebody removed this segment while you wrote" in page and "at_least: 7" in page
    console.post("/segment/mine/edit/", {**form, "seen": ""})
    assert Segment.objects.get().rule == {"profile": {"orders": {"at_least": 7}}}
