"""The interface's words: collected, kept in step, compiled, and none of them missing."""

import gettext
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import django
import pytest
import yaml
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import formats, translation

from tests.web import untranslated
from web.messages import catalogs, desk, sources

ROOT = Path(__file__).resolve().parents[2]

PAGE = """\
{% load i18n %}
{# Translators: greets the neighbours #}
<h1 aria-label="{% translate 'Hello' %}">{% translate "Hello" %}</h1>
    {% if people %}<p>{% blocktranslate trimmed count n=people|length %}
        {{ n }} neighbour in <b>Celje</b>
    {% plural %}
        {{ n }} neighbours in <b>Celje</b>
    {% endblocktranslate %}</p>{% endif %}
<label>{{ _("Half of it is 50 %") }} {% include "part.html" with label=_("A label") %}</label>
{% translate "May" context "month" %} {% comment %}{% translate "Hidden" %}{% endcomment %}
"""
CODE = """\
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _(
    "A text "
    "over two lines"
)
COUNT = ngettext("%(n)d day", "%(n)d days", 2)
VERB = pgettext("button", "Open")
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A little house of one room and one page, with catalogs in step."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "models.py").write_text(CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    catalogs.update(tmp_path)
    return tmp_path


def filled(house: Path, **changes: str) -> Path:
    """The house with every string translated; ``changes`` replaces the Slovene of a source."""
    rows = yaml.load(desk.todo(house), Loader=yaml.BaseLoader)
    for row in rows:
        for code in catalogs.LANGUAGES.keys() & row.keys():
            if "plural" in row:
                row[code] = {form: f"{form} {row['plural']}" for form in row[code]}
            else:
                row[code] = f"{code} {row['source']}"
        row["sl"] = changes.get(row["source"], row["sl"])
    done, refused = desk.fill(house, yaml.safe_dump(rows))
    assert refused == []
    assert len(done) == 4
    return house


class TestOurs:
    """The gate: our own sources and catalogs."""

    def test_every_string_of_ours_is_translated_and_in_step(self):
        assert catalogs.faults(ROOT) == []

    def test_the_languages_are_the_settings_without_english(self):
        assert ["en", *catalogs.LANGUAGES] == [code for code, _name in settings.LANGUAGES]

    @pytest.mark.parametrize("code", catalogs.LANGUAGES)
    def test_plurals_count_as_django_counts(self, code: str):
        path = Path(django.__file__).parent / "conf" / "locale" / code / "LC_MESSAGES" / "django.po"
        header = read_po(path.open("rb"), locale=code, abort_invalid=False)
        theirs = gettext.c2py(header.plural_expr)
        ours = gettext.c2py(catalogs.LANGUAGES[code].plural)
        assert [ours(n) for n in range(1000)] == [theirs(n) for n in range(1000)]
        assert len(catalogs.LANGUAGES[code].forms) == header.num_plurals

    def test_slovene_counts_in_four_forms(self):
        plural = gettext.c2py(catalogs.LANGUAGES["sl"].plural)
        assert [plural(n) for n in (1, 2, 3, 4, 5, 0, 11, 101, 102, 104, 111)] == [
            0,
            1,
            2,
            2,
            3,
            3,
            3,
            0,
            1,
            2,
            3,
        ]

    @pytest.mark.parametrize(
        ("code", "date", "moment", "month", "short"),
        [
            ("en", "9 October 2025", "9 October 2025, 08:05", "October 2025", "9 Oct 2025"),
            ("sl", "9. oktober 2025", "9. oktober 2025 ob 8.05", "oktober 2025", "9. 10. 2025"),
            ("hr", "9. listopada 2025.", "9. listopada 2025. u 08:05", "listopad 2025.", "9. 10. 2025."),
            ("it", "9 ottobre 2025", "9 ottobre 2025, 08:05", "ottobre 2025", "9/10/2025"),
            ("sk", "9. októbra 2025", "9. októbra 2025 o 8:05", "október 2025", "9. 10. 2025"),
        ],
    )
    def test_dates_are_written_as_people_write_them(
        self, code: str, date: str, moment: str, month: str, short: str
    ):
        then = datetime(2025, 10, 9, 8, 5, tzinfo=UTC)
        names = ("DATE_FORMAT", "DATETIME_FORMAT", "YEAR_MONTH_FORMAT", "SHORT_DATE_FORMAT")
        with translation.override(code):
            assert [formats.date_format(then, name) for name in names] == [date, moment, month, short]


class TestSources:
    def test_finds_what_templates_and_code_say(self, house: Path):
        found = {(entry.text, entry.plural, entry.context) for entry in sources.said(house)}
        assert found == {
            ("Hello", "", None),
            ("%(n)s neighbour in <b>Celje</b>", "%(n)s neighbours in <b>Celje</b>", None),
            ("Half of it is 50 %", "", None),
            ("A label", "", None),
            ("May", "", "month"),
            ("A text over two lines", "", None),
            ("%(n)d day", "%(n)d days", None),
            ("Open", "", "button"),
        }

    def test_carries_the_note_for_translators(self, house: Path):
        assert "greets the neighbours" in desk.todo(house)

    def test_two_plurals_of_one_text_are_refused(self, house: Path):
        (house / "room" / "more.py").write_text('x = ngettext("%(n)d day", "%(n)d dayz", 2)\n')
        with pytest.raises(ValueError, match="two plurals"):
            sources.said(house)

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [
            ("templates/a.html", "<p>Bare words</p>", "templates/a.html:1: Bare words"),
            ("templates/a.html", '<img src="x" alt="Bare words">', "templates/a.html:1: Bare words"),
            ("templates/a.html", '<input type="submit" value="Send">', "templates/a.html:1: Send"),
            ("templates/a.txt", "\nBare words", "templates/a.txt:2: Bare words"),
            ("room/a.py", 'x = _(f"Hello {name}")', "room/a.py:1: _(f'Hello {name}')"),
            ("room/a.py", 'x = _("Hello %s" % name)', "room/a.py:1: _('Hello %s' % name)"),
            ("room/a.py", 'x = _("Hello {}".format(name))', "room/a.py:1: _('Hello {}'.format(name))"),
        ],
    )
    def test_words_nobody_marked_are_found(self, house: Path, name: str, text: str, words: str):
        (house / name).write_text(text)
        assert [line for line in sources.unmarked(house) if line.startswith(words)]

    @pytest.mark.parametrize(
        "text",
        [
            '<a href="{% url \'x\' %}" class="card" {% if y %}aria-current="page"{% endif %}>{{ z }}</a>',
            '<span translate="no">htmx <b>words</b></span>',
            "{% blocktranslate trimmed %}Said {{ x }} well{% endblocktranslate %}",
            "{% comment %}Words{% endcomment %}{# Words #}<!-- words --><script>let words</script>",
            "<b>MAG-NET</b> &nbsp; · 12 × 3",
            "{% block main_class %}wrap--narrow{% endblock %}{% block scheme %}scheme-dark{% endblock %}",
            'data-draft="{{ x }}" hx-trigger="input delay:800ms, change"',
        ],
    )
    def test_what_is_no_words_is_let_be(self, house: Path, text: str):
        (house / "templates" / "page.html").write_text(text)
        assert sources.unmarked(house) == []


class TestCatalogs:
    def test_update_is_quiet_the_second_time(self, house: Path):
        before = catalogs.path_of(house, "sl").read_text()
        assert all(line.endswith("as it was") for line in catalogs.update(house))
        assert catalogs.path_of(house, "sl").read_text() == before
        assert "Date" not in before

    def test_a_moved_line_changes_nothing(self, house: Path):
        page = house / "templates" / "page.html"
        page.write_text("\n\n\n" + page.read_text())
        assert all(line.endswith("as it was") for line in catalogs.update(house))

    def test_a_changed_string_comes_back_untranslated_and_the_old_is_gone(self, house: Path):
        filled(house)
        page = house / "templates" / "page.html"
        page.write_text(page.read_text().replace("Hello", "Hallo"))
        catalogs.update(house)
        text = catalogs.path_of(house, "sl").read_text()
        assert 'msgid "Hallo"\nmsgstr ""' in text
        assert "Hello" not in text
        assert "fuzzy" not in text
        assert "sl A label" in text

    def test_faults_name_each_thing_wrong(self, house: Path):
        assert any(
            "sl: 'Hello' (templates/page.html): untranslated" in line for line in catalogs.faults(house)
        )
        filled(house)
        assert catalogs.faults(house) == []
        path = catalogs.path_of(house, "sl")
        good = path.read_text()

        path.write_text(good.replace('msgstr[3] "other %(n)d days"', 'msgstr[3] ""'))
        assert [line.split(": ", 2)[-1] for line in catalogs.faults(house)] == ["untranslated"]
        path.write_text(good.replace('"other %(n)d days"', '"other %(m)d days"'))
        assert any("unknown placeholders ['%(m)d']" in line for line in catalogs.faults(house))
        path.write_text(good.replace('msgid "Open"', 'msgid "Opened"'))
        assert any("not in step" in line for line in catalogs.faults(house))

    def test_compiles_only_what_is_newer(self, house: Path):
        filled(house)
        assert catalogs.compile_(house) == [f"{code}: compiled" for code in catalogs.LANGUAGES]
        assert catalogs.compile_(house) == [f"{code}: up to date" for code in catalogs.LANGUAGES]
        os.utime(catalogs.path_of(house, "hr"), (2**31, 2**31))
        assert catalogs.compile_(house)[1] == "hr: compiled"

    def test_what_is_compiled_speaks_through_gettext(self, house: Path):
        filled(house)
        catalogs.compile_(house)
        slovene = gettext.translation("django", house / "locale", ["sl"])
        assert slovene.gettext("Hello") == "sl Hello"
        assert slovene.pgettext("month", "May") == "sl May"
        said = [slovene.ngettext("%(n)d day", "%(n)d days", n) for n in (1, 2, 3, 5)]
        assert said == [f"{form} %(n)d days" for form in ("one", "two", "few", "other")]


class TestMisfits:
    @pytest.mark.parametrize(
        ("source", "translation", "fault"),
        [
            ("Hi %(name)s", "Pozdrav", "missing placeholders ['%(name)s']"),
            ("Hi %(name)s", "Pozdrav %(ime)s", "unknown placeholders ['%(ime)s']"),
            ("Hi {name}", "Pozdrav {ime}", "unknown placeholders ['{ime}']"),
            ("%s of %s", "%s", "nameless placeholders differ in number or order"),
            ("See <a href='/'>it</a>", "Glejte to", "markup differs"),
            ("Line\n", "Vrstica", "line ends differ"),
            ("Where?", "Kje", "does not end in ?"),
            ("Say it", 'Povejte "to"', "not this language's quotes or apostrophes: \""),
            ("It’s it", "L'iniziativa", "not this language's quotes or apostrophes: '"),
        ],
    )
    def test_each_is_named(self, source: str, translation: str, fault: str):
        assert fault in catalogs.misfits(sources.Said(source), translation, "sl")

    def test_one_may_leave_the_number_out_where_the_english_does(self):
        said_without, said_with = (
            sources.Said("One day", "%(n)s days"),
            sources.Said("%(n)s day", "%(n)s days"),
        )
        for code, days in (
            ("it", ("Un giorno", "%(n)s giorni")),
            ("sl", ("En dan", "%(n)s dneva", "%(n)s dnevi", "%(n)s dni")),
        ):
            assert catalogs.misfits(said_without, days, code) == []
            assert catalogs.misfits(said_with, days, code) == ["one: missing placeholders ['%(n)s']"]


class TestDesk:
    def test_a_filled_file_leaves_nothing_to_do(self, house: Path):
        filled(house)
        assert desk.todo(house) == "[]\n"

    def test_one_language_can_be_asked_for(self, house: Path):
        rows = yaml.safe_load(desk.todo(house, ["it"]))
        assert {code for row in rows for code in row if code in catalogs.LANGUAGES} == {"it"}

    def test_what_does_not_fit_is_refused_and_the_rest_is_taken(self, house: Path):
        file = "- {source: Hello, sl: Pozdravljeni, it: 'Ciao %(x)s'}\n- {source: Gone, sl: Ni}\n"
        done, refused = desk.fill(house, file)
        assert done == ["sl: 1 taken"]
        assert refused == ["it: 'Hello': unknown placeholders ['%(x)s']", "'Gone': nobody says this any more"]
        assert catalogs.read(house, "sl").get("Hello").string == "Pozdravljeni"

    def test_an_italian_no_stays_a_word(self, house: Path):
        desk.fill(house, "- source: A label\n  it: No\n")
        assert catalogs.read(house, "it").get("A label").string == "No"


class TestLeftInEnglish:
    """The page gate's own measure, on a page it must fail and one it must pass."""

    @pytest.fixture(autouse=True)
    def small_catalog(self, house: Path, monkeypatch: pytest.MonkeyPatch):
        filled(house, Hello="Pozdravljeni", May="Open")
        monkeypatch.setattr(untranslated, "ROOT", house)
        untranslated._english.cache_clear()
        yield
        untranslated._english.cache_clear()

    @pytest.mark.parametrize(
        "html",
        [
            "<html lang=sl><p>\n Hello </p>",
            '<html lang=sl><img alt="A label">',
            '<html lang=sl><input type="submit" value="A label">',
            "<html lang=sl><p>Half of it is 50 %</p>",
        ],
    )
    def test_english_is_found(self, html: str):
        assert len(untranslated.left_in_english(html, "sl")) == 1

    @pytest.mark.parametrize(
        "html",
        [
            "<html lang=sl><p>Pozdravljeni</p>",
            '<html lang=sl><article lang="en"><p>Hello</p></article>',
            "<html lang=sl><b data-content>Hello</b><textarea>Hello</textarea>",
            "<html lang=sl><p>Hello there</p>",
            '<html lang=sl><button type="submit" value="Hello">Pozdravljeni</button>',
            "<html lang=sl><p>Open</p>",
        ],
    )
    def test_peoples_own_words_and_ours_are_let_be(self, html: str):
        assert untranslated.left_in_english(html, "sl") == []


# What a sentence of the platform would tell somebody it is on first-name terms with (docs/glossary.md).
TOO_NEAR = {
    "sl": ("poskusi", "izberi", "skrajšaj", "pošlji", "natisni", "popravi", "počakaj", "preveri"),
    "hr": ("pokušaj", "odaberi", "skrati", "pošalji", "ispiši", "ispravi", "pričekaj", "provjeri"),
    "sk": ("skús", "vyber", "skráť", "pošli", "vytlač", "ulož", "oprav", "počkaj"),
}


@pytest.mark.parametrize("code", TOO_NEAR)
def test_sentences_keep_to_one_form_of_address(code: str) -> None:
    near = re.compile(rf"(^|[.;,:] |\b(in|i|a) )({'|'.join(TOO_NEAR[code])}) ", re.IGNORECASE)
    told = [message.string for message in catalogs.read(ROOT, code) if str(message.id).endswith(".")]
    assert [text for text in told if isinstance(text, str) and near.search(text)] == []


def test_no_croatian_sentence_ends_with_a_date() -> None:
    """A Croatian date ends with a full stop of its own: “do 1. rujna 2026..” would have two."""
    catalog = read_po(catalogs.path_of(ROOT, "hr").open("rb"), locale="hr")
    texts = [
        text for row in catalog for text in ([row.string] if isinstance(row.string, str) else row.string)
    ]
    dates = re.compile(r"%\((day|date|until|since|due)\)s\.")
    assert [text for text in texts if dates.search(text)] == []
