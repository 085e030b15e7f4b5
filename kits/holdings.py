"""What this room holds of people: see ``people.privacy``."""

from kits.models import Brought
from people.privacy import Holding

HOLDINGS = (Holding(model=Brought, link="by", export=("brought_at", "challenge", "site", "url")),)
