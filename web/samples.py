"""What the styleguide shows its components with. Nothing here is a fact, and no other page reads it."""

from types import SimpleNamespace
from typing import Any

from django import forms

from web.forms import ChoiceTiles, Form, ManyChoiceTiles
from web.glyphs import ICONS, SHAPES

WORDS = (
    "Governance",
    "Participation",
    "Creativity",
    "Digital capacity",
    "Economic development",
    "Home and space",
    "Energy",
    "Learning",
)
TOKENS = (
    ("paper", "surface", "surface-2", "line", "control", "ink", "ink-2"),
    ("leaf", "leaf-strong", "leaf-wash", "court", "court-2", "chalk", "chalk-line"),
    ("sun", "sun-strong", "sun-wash", "clay", "clay-wash", "sky", "sky-wash"),
    ("heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5"),
)


class SampleForm(Form):
    title = forms.CharField(label="Title", max_length=60, help_text="Short, as you would tell a neighbour.")
    text = forms.CharField(label="What is happening?", max_length=2000, widget=forms.Textarea)
    email = forms.EmailField(label="E-mail", required=False, help_text="Only used to answer you.")
    place = forms.ChoiceField(
        label="Where?",
        choices=[("", "Choose a place"), ("celje", "Celje"), ("prebold", "Prebold")],
        required=False,
    )
    visibility = forms.ChoiceField(
        label="Who may see it?",
        choices=[("public", "Everybody"), ("alliance", "Our alliance"), ("unsure", "I don’t know yet")],
        widget=ChoiceTiles(hints={"public": "Also those without an account"}, unsure="unsure"),
    )
    challenges = forms.MultipleChoiceField(
        label="Challenges",
        choices=[("housing", "Housing"), ("vibe", "City vibe"), ("energy", "Energy communities")],
        widget=ManyChoiceTiles,
        required=False,
    )
    day = forms.DateField(label="By when", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    agree = forms.BooleanField(label="Tell me when somebody answers", required=False)


def context() -> dict[str, Any]:
    """Blocks, forms and numbers for every specimen."""
    blocks = [
        SimpleNamespace(shape=shape, name=word, text=SimpleNamespace(name=word, language="en"))
        for shape, word in zip(SHAPES, WORDS, strict=True)
    ]
    wrong = SampleForm(
        {
            "title": "A title that goes on and on and says far more than a neighbour would want to hear",
            "email": "x",
        },
        auto_id="wrong_%s",
    )
    return {
        "blocks": blocks,
        "icons": sorted(ICONS),
        "tokens": TOKENS,
        "filled": SampleForm(
            initial={
                "title": "Benches under the lime tree",
                "visibility": "public",
                "challenges": ["housing", "vibe"],
                "agree": True,
            }
        ),
        "wrong": wrong,
        "heat_rows": [("City", (4, 3, 1, 0)), ("Incubator", (0, 1, 2, 5)), ("Youth centre", (1, 5, 4, 1))],
        "weeks": [2, 4, 3, 5, 1, 0, 2, 6, 4, 5, 3, 7],
        "stale": SimpleNamespace(original=False, stale=True, language="en"),
        "fresh": SimpleNamespace(original=False, stale=False, language="en"),
        "markdown": "A *first* table **under the tree**.\n\n- four chairs\n- one in the sun\n\n> Who sits first?",
    }
