"""Owed rows know when they are tried next; heartbeats say that the sweep lives; mails may be let go of."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0002_events_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='name')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'heartbeat',
                'verbose_name_plural': 'heartbeats',
            },
        ),
        migrations.RenameIndex(
            model_name='owed',
            new_name='owed_late',
            old_name='owed_open',
        ),
        migrations.AddField(
            model_name='delivery',
            name='dropped_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='no longer wanted'),
        ),
        migrations.AddField(
            model_name='owed',
            name='next_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try'),
            preserve_default=False,
        ),
        migrations.RunSQL("UPDATE activity_owed SET next_at = due_at", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='owed',
            name='lease_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='published until'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('delete_at__isnull', False)), fields=['delete_at'], name='delivery_term'),
        ),
        migrations.AddIndex(
            model_name='owed',
            index=models.Index(condition=models.Q(('attempts__lt', 8), ('done_at', None)), fields=['next_at'], name='owed_ready'),
        ),
        migrations.AddIndex(
            model_name='owed',
            index=models.Index(condition=models.Q(('done_at__isnull', False)), fields=['done_at'], name='owed_done'),
        ),
    ]
