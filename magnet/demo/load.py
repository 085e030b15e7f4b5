"""The Celje data: from the YAML files beside this module into the database, through the rooms' own verbs.

Loading twice changes nothing: plain data (places, organisations, blocks) is brought up to date by its slug,
and what people make (challenges, initiatives, tags) is made only where it is missing.
"""

from django.db import transaction

from magnet.demo.adopted import load_adoptions, load_blocks, load_challenges
from magnet.demo.allied import load_alliances, load_organisations, load_people, load_places, load_searches
from magnet.demo.files import rows
from magnet.demo.logged import load_audiences, load_commitments, load_initiatives, load_pictures, load_updates
from magnet.demo.measured import load_indicators, load_milestones, load_schedules
from magnet.demo.meeting import load_connections
from magnet.demo.reported import load_reports
from magnet.demo.visited import load_visits


def load() -> dict[str, int]:
    """Load everything in one transaction, then freeze the report; returns how many of each kind stand in the files."""
    with transaction.atomic():
        counts = {
            "alliances": load_alliances(),
            "partners": load_places() and load_organisations(),
            "people": load_people(),
            "blocks": load_blocks(),
            "challenges": load_challenges(),
            "adoptions": load_adoptions(),
            "audiences": load_audiences(),
            "initiatives": load_initiatives(),
            "pictures": load_pictures(),
            "connections": load_connections(rows("introductions")),
            "updates": load_updates(),
            "commitments": load_commitments(),
            "visits": load_visits(),
            "saved searches": load_searches(),
            "milestones": load_milestones(rows("milestones")),
            "indicators": load_indicators(rows("indicators")),
            "schedules": load_schedules(rows("schedules")),
        }
    return {**counts, "reports": load_reports(rows("reports"))}
