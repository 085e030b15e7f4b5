"""Taking a kit in: everything it holds or nothing, under the origin's own identities, and never twice."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.models import record
from alliances.models import Alliance, Organisation, Partnership
from blocks.models import Block, BlockVersion, Tag
from blocks.models.state import State
from challenges.models import Challenge, ChallengeRevision, Theme
from initiatives.models import Initiative, InitiativeFile, InitiativeRevision, Update, UpdateFile
from kits.events import BROUGHT
from kits.format import Kit
from kits.models import Brought
from people.models import Circle, Person
from search.index import index
from web import uploads
from web.exceptions import DomainError
from web.files import File
from web.models import Rendering, TranslatedInRow

# Words that stand in addresses of ours, whatever a kit calls its things.
RESERVED = {"new", "edit", "import", "triage", "coverage", "adopt"}


def take(kit: Kit, *, by: Person, at: datetime | None = None) -> Challenge:
    """Bring ``kit`` (as ``kits.format.read`` gave it) into this installation; returns its challenge.

    What a kit of the same origin brought before is brought up to date; what is at home here is never touched.
    Raises ``DomainError`` where the challenge, or something of the kit, is this installation's own.
    """
    try:
        with transaction.atomic():
            return _Taking(kit, by, at or timezone.now()).run()
    except (IntegrityError, ValidationError, LookupError, ValueError):
        raise DomainError(
            _("The kit contradicts itself or what is here already. Nothing was taken in."), field="kit"
        ) from None


class _Taking:
    """One kit on its way in; ``mine`` are the ids that kits of the same installation brought before."""

    def __init__(self, kit: Kit, by: Person, now: datetime) -> None:
        self.kit, self.pictures, self.by, self.now = kit.data, kit.pictures, by, now
        rows = Brought.objects.filter(site=self.kit["site"]).values_list("things", flat=True)
        self.mine = {pk for things in rows for pk in things}
        self.things: list[UUID] = []

    def run(self) -> Challenge:
        alliance = self.alliance(self.kit["alliance"])
        challenge = self.challenge(self.kit["challenge"], alliance)
        partnerships = {row["slug"]: self.partnership(row, alliance) for row in self.kit["organisations"]}
        blocks = {row["slug"]: self.block(row) for row in self.kit["blocks"]}
        for row in self.kit["initiatives"]:
            self.initiative(row, challenge, partnerships, blocks)
        known = {"site": self.kit["site"], "url": self.kit["challenge"]["url"], "by": self.by}
        Brought.objects.update_or_create(
            challenge=challenge,
            defaults={
                **known,
                "things": self.things,
                "lineage": self.kit["lineage"],
                "brought_at": self.now,
            },
        )
        record(BROUGHT, actor=self.by, subject=challenge, concerns=[alliance], at=self.now)
        return challenge

    def put(self, model: type[Any], row: dict[str, Any], **values: Any) -> tuple[Any, bool]:
        """The thing of the row's id with its texts and ``values``, and whether that is another than there was."""
        pk = UUID(row["id"])
        thing = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if thing is not None and pk not in self.mine:
            raise DomainError(_("This is at home here already: a kit never rewrites it."), field="kit")
        new = thing is None
        if new:
            thing = model(id=pk)
            if "slug" in row:
                values["slug"] = free(model, row["slug"])
        values |= {name: row["texts"].get(name, "") for name in model.TEXTS} | {"language": row["language"]}
        if issubclass(model, TranslatedInRow):
            values["translations"] = translations(model, row)
        changed = new or any(getattr(thing, name) != value for name, value in values.items())
        if changed:
            for name, value in values.items():
                setattr(thing, name, value)
            thing.version += 0 if new else 1
            thing.clean_fields()
            thing.save(force_insert=new)
        self.things.append(pk)
        return thing, changed

    def alliance(self, row: dict[str, Any]) -> Alliance:
        known = Alliance.objects.filter(pk=row["id"]).first()
        copied = ("city", "country", "latitude", "longitude", "languages", "time_zone")
        circle = known.circle if known else Circle.objects.create(name=row["city"][:80])
        values = {name: row[name] for name in copied}
        return self.put(Alliance, row, circle=circle, members_invite=False, **values)[0]

    def theme(self) -> Theme | None:
        row = self.kit["theme"]
        if row is None:
            return None
        known = Theme.objects.filter(slug=row["slug"]).first()
        return known or Theme.objects.create(
            slug=row["slug"],
            name=row["texts"]["name"],
            language=row["language"],
            translations=translations(Theme, row),
        )

    def challenge(self, row: dict[str, Any], alliance: Alliance) -> Challenge:
        known = Challenge.objects.filter(pk=row["id"]).first()
        if known is not None and known.pk in self.mine:
            texts = {name: row["texts"].get(name, "") for name in Challenge.TEXTS}
            note = _("Brought anew by a transfer kit")
            known.publish(by=self.by, note=note, language=row["language"], at=self.now, **texts)
            known.refresh_from_db()
        values = {"sources": row["sources"], "demo": row["demo"], "public": True}
        challenge, changed = self.put(
            Challenge, row, alliance=alliance, circle_id=alliance.circle_id, theme=self.theme(), **values
        )
        if changed:
            ChallengeRevision.keep(challenge, by=self.by, at=self.now)
        self.translate(challenge, row)
        index(challenge)
        return challenge

    def partnership(self, row: dict[str, Any], alliance: Alliance) -> Partnership:
        organisation, _changed = self.put(Organisation, row, sector=row["sector"])
        index(organisation)
        return Partnership.objects.get_or_create(organisation=organisation, alliance=alliance)[0]

    def block(self, row: dict[str, Any]) -> Block:
        """The block of that address: an installation's own means what it means here."""
        texts = {name: row["texts"].get(name, "") for name in Block.TEXTS}
        known = Block.objects.filter(slug=row["slug"]).first()
        return known or Block.open(
            slug=row["slug"],
            shape=row["shape"],
            language=row["language"],
            translations=translations(Block, row),
            order=Block.objects.count() + 1,
            by=self.by,
            **texts,
        )

    def initiative(
        self,
        row: dict[str, Any],
        challenge: Challenge,
        partnerships: dict[str, Partnership],
        blocks: dict[str, Block],
    ) -> None:
        partnership = partnerships[row["organisation"]]
        logged = datetime.fromisoformat(row["logged_at"])
        values = {"stage": row["stage"], "demo": row["demo"], "logged_at": logged, "public": True}
        initiative, changed = self.put(
            Initiative, row, partnership=partnership, circle_id=challenge.circle_id, **values
        )
        initiative.challenges.add(challenge)
        if changed:
            InitiativeRevision.keep(initiative, by=self.by, answers=initiative.answers(), at=self.now)
        self.translate(initiative, row)
        self.picture(InitiativeFile, initiative, row)
        for tag in row["tags"]:
            self.tag(tag, initiative, blocks[tag["block"]])
        public, circles = initiative.walls()
        for lesson in row["lessons"]:
            update, _changed = self.put(
                Update,
                lesson,
                initiative=initiative,
                kind=Update.Kind.LESSON,
                happened_on=date.fromisoformat(lesson["happened_on"]),
                organisation=partnerships[lesson["organisation"]].organisation,
                demo=lesson["demo"],
                public=public,
                circles=circles,
            )
            self.translate(update, lesson)
            self.picture(UpdateFile, update, lesson)
        index(initiative)

    def tag(self, row: dict[str, Any], initiative: Initiative, block: Block) -> None:
        """The block as the origin settled it; who brought the kit stands for that here."""
        values = {"strength": row["strength"], "reason": row["reason"], "language": row["language"]}
        tag = Tag.objects.filter(initiative=initiative, block=block).first()
        if tag is not None and all(getattr(tag, name) == value for name, value in values.items()):
            return
        tag = tag or Tag(initiative=initiative, block=block)
        tag.block_version = BlockVersion.objects.now_of([block]).get()
        tag.organisation = initiative.partnership.organisation
        tag.state, tag.confirmer, tag.decided_at = State.CONFIRMED, self.by, self.now
        for name, value in values.items():
            setattr(tag, name, value)
        tag.clean_fields(exclude=["author"])
        tag.save()

    def picture(self, model: type[File], owner: Any, row: dict[str, Any]) -> None:
        """The photos of ``owner``: judged and drawn anew as if somebody uploaded them; described as the kit says."""
        for said in row.get("pictures", []):
            pk, told = UUID(said["id"]), {"name": said["name"], "alt": said["alt"]}
            known: Any = model._default_manager.filter(pk=pk).first()
            if known is not None and (pk not in self.mine or getattr(known, model.OWNER) != owner):
                raise DomainError(_("This is at home here already: a kit never rewrites it."), field="kit")
            if known is None:
                taken = uploads.take(SimpleUploadedFile(f"{pk}.webp", self.pictures[said["id"]]))
                if taken.kind != uploads.Kind.PHOTO:
                    raise DomainError(_("The kit’s pictures are not those that it names."), field="kit")
                described = vars(taken) | told | {model.OWNER: owner, "added_by": self.by}
                known = model(id=pk, added_at=datetime.fromisoformat(said["added_at"]), **described)
                known.clean_fields()
                known.save(force_insert=True)
            elif any(getattr(known, name) != value for name, value in told.items()):
                model._default_manager.filter(pk=pk).update(**told)
            self.things.append(pk)

    def translate(self, thing: Any, row: dict[str, Any]) -> None:
        for language, texts in translations(type(thing), row).items():
            rendering = Rendering(
                language=language,
                texts=texts,
                source_version=thing.version,
                source=thing.own_texts,
                credit=self.kit["alliance"]["city"],
                saved=1,
            )
            thing.keep_rendering(rendering, None)


def translations(model: type[Any], row: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The row's translations, of texts that the model has."""
    return {
        language: {name: texts[name] for name in model.TEXTS if texts.get(name)}
        for language, texts in row["translations"].items()
        if language != row["language"]
    }


def free(model: type[Any], slug: str) -> str:
    """``slug``, or the next that nothing here has: what came second gets the number."""
    number, wanted = 1, slug[:60]
    while slug in RESERVED or model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted[:54]}-{number}"
    return slug
