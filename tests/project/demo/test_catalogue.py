"""What is sold gets a readable title, a category by its words, and an invented cost below its price."""

import pyarrow as pa
import pytest

from thereafter.project.demo.catalogue import categories, category_of, products, title_of
from thereafter.project.demo.guides import guides


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("WHITE HANGING HEART T-LIGHT HOLDER", "Lights & candles"),
        ("JUMBO BAG RED RETROSPOT", "Bags"),
        ("SET/9 CHRISTMAS T-LIGHTS SCENTED", "Christmas"),
        ("SET OF 3 CAKE TINS PANTRY DESIGN ", "Baking & storage"),
        ("HOT WATER BOTTLE KEEP CALM", "Warm & woven"),
        ("ROSES REGENCY TEACUP AND SAUCER ", "Tea & china"),
        ("HEART OF WICKER SMALL", "Wood & wicker"),
        ("ALARM CLOCK BAKELIKE RED ", "Frames, signs & clocks"),
        ("GLASS BEAD HOOP NECKLACE BLACK", "Jewellery"),
        ("ASSORTED COLOUR BIRD ORNAMENT", "Home decoration"),
    ],
)
def test_the_words_of_a_description_decide_its_category(description: str, category: str) -> None:
    assert category_of(description).name == category


def test_a_title_reads_like_a_sentence_and_keeps_the_capitals_of_names() -> None:
    assert title_of("PAPER CRAFT , LITTLE BIRDIE") == "Paper craft, little birdie"
    assert title_of("LUNCH BOX I LOVE  LONDON ") == "Lunch box I love London"


def test_what_the_till_shortened_is_written_out() -> None:
    assert title_of("ASS COLOUR GLOWING TIARAS") == "Assorted colour glowing tiaras"
    assert title_of("SET/4 XMAS T-LIGHT HLDR ANT SILVER") == "Set of 4 Christmas t-light holder antique silver"
    assert title_of("BLACK PHOTO ALBUM") == "Black photo album"


def test_postage_and_what_nobody_paid_for_are_no_products(file: pa.Table) -> None:
    assert products(file)["sku"].to_pylist() == ["21731", "22423", "85099B", "85123A"]


def test_a_piece_costs_the_shop_less_than_its_usual_price(file: pa.Table) -> None:
    bag = products(file).to_pylist()[2]
    assert 0.8 < float(bag["cost"]) < 1.3
    assert bag["currency"] == "GBP"


def test_there_are_eight_guides_and_each_helps_with_a_category_or_with_everything() -> None:
    written = guides()
    names = {category.name for category in categories()}
    assert len(written) == 8
    assert [guide.key for guide in written if not guide.category] == ["making-things-last"]
    assert {guide.category for guide in written} - {""} <= names
    assert all(len(guide.summary) < 400 and len(guide.body.split()) > 120 for guide in written)
