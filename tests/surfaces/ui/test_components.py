"""What the components promise to the pages that use them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory

from thereafter.surfaces.ui import charts, shapes, yaml_marks
from thereafter.surfaces.ui.shapes import Bar, Point, Progress, Step, StepKind, Way

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w{64}"')
NOW = datetime(2025, 10, 14, 8, 40, tzinfo=UTC)


def shown(template: str, path: str = "/", **values: object) -> str:
    """A template's answer, with the components loaded."""
    request = RequestFactory().get(path)
    context = RequestContext(request)
    context.push({"now": NOW, **values})  # as `render` does: what a view gives comes before what stands around
    return Template("{% load ui words %}" + template).render(context)


def test_words_in_backticks_stand_as_code_and_nothing_gets_past_the_escaping() -> None:
    answer = shown("{{ sentence|coded }}", sentence="Ask `a<b>` & `c`, or ` alone.")
    assert answer == "Ask <code>a&lt;b&gt;</code> &amp; <code>c</code>, or ` alone."


@pytest.mark.parametrize("word", ["sent", "held", "bounced", "live", "a_word_nobody_knows"])
def test_a_state_is_told_by_a_word_and_a_mark_not_by_colour_alone(word: str) -> None:
    page = shown("{% status word %}", word=word)
    assert word.replace("_", " ").capitalize() in page
    assert "<use href=" in page


def test_a_button_that_changes_something_posts_with_its_token() -> None:
    page = shown("{% button 'Pause' post='/journeys/7/pause/' %}")
    assert 'method="post" action="/journeys/7/pause/"' in page
    assert TOKEN.search(page)


def test_a_button_that_only_leads_somewhere_is_a_link() -> None:
    page = shown("{% button 'Open' to='/inbox/' %}")
    assert '<a class="button"' in page
    assert "<form" not in page


def test_asking_first_needs_no_javascript() -> None:
    page = shown("{% confirm 'Delete' question='Delete it?' post='/segments/3/delete/' %}")
    assert "<details" in page
    assert "Delete it?" in page
    assert TOKEN.search(page)


def test_what_a_customer_wrote_cannot_become_markup() -> None:
    nasty = "<script>alert(1)</script>"
    moments = [shapes.Moment(NOW, nasty, nasty)]
    page = shown(
        "{% page_head n n %}{% section n %}{% timeline moments 'UTC' now %}{% endsection %}"
        "{% badge n %}{% fact n n %}{% figure n to=n %}{% nothing_yet n n %}{% code n label=n %}{% button n to=n %}",
        n=nasty,
        moments=moments,
    )
    assert "<script" not in page


@pytest.mark.parametrize(("source", "labelled"), [("demo (invented)", True), ("import:12", False)])
def test_a_fact_that_the_demo_made_up_says_so(source: str, labelled: bool) -> None:
    assert (
        'class="invented"' in shown("{% fact 'E-mail' 'ada@post.example' source=source %}", source=source)
    ) is labelled
    assert ('class="invented"' in shown("{% invented source %}", source=source)) is labelled


def test_a_fact_without_a_value_shows_a_dash_and_zero_is_a_value() -> None:
    assert "<dd>–</dd>" in shown("{% fact 'Next order' missing %}", missing=None)
    assert "<dd>0</dd>" in shown("{% fact 'Orders' 0 %}")


def test_a_column_sorts_and_then_sorts_the_other_way_and_goes_back_to_the_first_page() -> None:
    assert 'href="?q=tea&amp;sort=name"' in shown("{% column 'Name' by='name' %}", "/?q=tea&page=3")
    turned = shown("{% column 'Name' by='name' %}", "/?sort=name")
    assert 'aria-sort="ascending"' in turned
    assert 'href="?sort=-name"' in turned
    assert 'href="?sort=-orders"' in shown("{% column 'Orders' by='orders' kind='amount' %}")


def test_pages_keep_the_question_and_say_where_we_are() -> None:
    page = shown("{% pages page 'person,people' %}", "/?q=tea", page=Paginator(range(1_234), 50).page(2))
    assert "51 to 100 of 1,234 people" in page
    assert 'href="?q=tea&amp;page=3" rel="next"' in page
    assert shown("{% pages page %}", page=Paginator(range(3), 50).page(1)).strip() == ""


def test_long_work_says_how_far_how_fast_and_how_long_still() -> None:
    work = Progress("Importing", 300, 900, "line", timedelta(seconds=10), "/imports/4/progress/")
    page = shown("{% progress work %}", work=work)
    assert "300 of 900 lines, 30 a second, about 20 seconds left" in page
    assert 'hx-get="/imports/4/progress/"' in page
    one = Progress("Importing", 1, 1, "row", timedelta(seconds=2))
    assert "1 row in 2 seconds" in shown("{% progress one %}", one=one)


def test_between_two_counts_the_time_left_goes_down_and_the_rate_stays() -> None:
    work = Progress("Importing", 300, 900, "line", timedelta(seconds=22), counted=timedelta(seconds=10))
    assert "30 a second, about 8 seconds left" in shown("{% progress work %}", work=work)
    late = Progress("Importing", 300, 900, "line", timedelta(seconds=99), counted=timedelta(seconds=10))
    assert late.left is None, "nothing has moved for so long that nobody knows"


def test_work_whose_size_nobody_knows_yet_has_a_bar_without_a_number() -> None:
    page = shown("{% progress work %}", work=Progress("Reading", 0, 1, "row", timedelta(seconds=2), "/p/"))
    assert "0 of 1" not in page and "%" not in page and "value=" not in page
    assert "You can leave this page" in page


def test_work_that_ended_or_stopped_asks_no_more() -> None:
    done = Progress("Importing", 900, 900, "line", timedelta(seconds=30), "/p/")
    stopped = Progress("Importing", 300, 900, "line", timedelta(seconds=10), "/p/", failed="Line 301 is no line.")
    assert "hx-get" not in shown("{% progress work %}", work=done)
    assert "hx-get" not in (page := shown("{% progress work %}", work=stopped))
    assert "Line 301 is no line." in page


def test_work_that_has_not_begun_promises_no_time() -> None:
    assert Progress("Importing", 0, 900).left is None
    assert Progress("Nothing to do", 0, 0).finished


def test_a_flow_shows_the_ways_of_a_branch_inside_a_way() -> None:
    inner = Step(StepKind.BRANCH, "Again?", ways=[Way("Yes", [Step(StepKind.END, "The innermost end")]), Way("No")])
    page = shown("{% flow steps %}", steps=[Step(StepKind.BRANCH, "Once?", ways=[Way("Yes", [inner]), Way("No")])])
    assert "The innermost end" in page
    assert page.count('class="ways"') == 2


def test_days_of_a_time_line_are_the_shops_days() -> None:
    moments = [shapes.Moment(datetime(2025, 10, 13, hour, tzinfo=UTC), str(hour)) for hour in (23, 22, 12)]
    assert shown("{% timeline moments 'Europe/London' now %}", moments=moments).count("<h3>") == 2
    assert shown("{% timeline moments 'UTC' now %}", moments=moments).count("<h3>") == 1


class _Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As in a sentence.")
    note = forms.CharField(label="Note", required=False)


def test_what_is_wrong_with_a_field_is_tied_to_its_control() -> None:
    page = shown("{% fields form %}", form=_Form({"name": ""}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert page.count("optional") == 1


def test_bars_share_one_axis_with_zero_and_an_interval_is_a_band() -> None:
    placed, zero = charts.place_bars([Bar("a", 3, "3", 1, 4), Bar("b", -1, "−1")])
    assert zero == 20
    assert (placed[0].start, placed[0].width, placed[0].low, placed[0].high_width) == (20, 60, 40, 60)
    assert (placed[1].start, placed[1].width, placed[1].low) == (0, 20, None)


def test_bars_and_lines_of_nothing_are_drawn_without_complaint() -> None:
    assert charts.place_bars([]) == ([], 0.0)
    assert charts.place_line([]) == []
    assert charts.place_line([Point("today", 0, "0")]) == [(4, 44)]
    assert "<svg" in shown("{% sparkline 'Nothing was sold' points key='none' %}", points=[])


def test_a_line_has_a_title_a_description_and_its_numbers() -> None:
    points = [Point("1 Oct", 3, "3 orders"), Point("2 Oct", 5, "5 orders")]
    page = shown("{% sparkline 'Orders grow' points key='o' description='From 3 to 5' %}", points=points)
    assert '<title id="o-title">Orders grow</title>' in page
    assert '<desc id="o-desc">From 3 to 5</desc>' in page
    assert "<td" in page


def test_yaml_keeps_every_character_and_marks_keys_and_comments() -> None:
    marked = yaml_marks.marked('if: "a < b # c"  \n- wait: 2 days # calm\n# all')
    assert '<span class="key">if</span>: &quot;a &lt; b # c&quot;' in marked
    assert '<span class="comment"> # calm</span>' in marked
    assert '<span class="comment"># all</span>' in marked


def test_the_rail_has_eight_words_and_no_ninth() -> None:
    assert [room.name for room in shapes.rooms({"Home": "/"})] == list(shapes.ROOMS)
    with pytest.raises(ValueError, match="no word 'Reports'"):
        shapes.rooms({"Reports": "/reports/"})
