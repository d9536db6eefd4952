import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.created_together import CreateTogether


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('portal', '0001_initial'),
        ('portal', '0002_append_only_and_security_cache'),
        ('portal', '0003_mail_lapses'),
        ('portal', '0004_mail_attachments'),
        ('portal', '0005_invoice_details'),
        ('portal', '0006_confirmations'),
        ('portal', '0007_retention_runs'),
        ('portal', '0008_erasures'),
        ('portal', '0009_see_report'),
    ]

    dependencies = [
        ('network', '0001_squashed_0015_consultancy_support'),
    ]

    operations = [CreateTogether([
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, verbose_name='when')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('actor_name', models.CharField(max_length=200, verbose_name='name at the time')),
                ('action', models.CharField(db_index=True, max_length=80, verbose_name='what')),
                ('object_type', models.CharField(max_length=80, verbose_name='kind of object')),
                ('object_id', models.CharField(max_length=80, verbose_name="object's number")),
                ('object_label', models.CharField(max_length=200, verbose_name='object')),
                ('old', models.JSONField(default=dict, verbose_name='before')),
                ('new', models.JSONField(default=dict, verbose_name='after')),
                ('request_id', models.CharField(blank=True, max_length=40, verbose_name='request')),
                ('erasure', models.CharField(blank=True, editable=False, max_length=40)),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit log',
                'indexes': [models.Index(fields=['object_type', 'object_id'], name='audit_object')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=64, unique=True)),
                ('at', models.DateTimeField(db_index=True, verbose_name='when')),
                ('kind', models.CharField(choices=[('self', 'By themselves'), ('request', 'By staff, on request')], max_length=10, verbose_name='by whom')),
                ('checked', models.CharField(blank=True, choices=[('in-person', 'They asked in person, and I know them'), ('called-back', 'I rang a number that we already had'), ('from-address', 'They answered a mail to the address of the account'), ('document', 'They showed a document')], max_length=12, verbose_name='how it was made sure who asks')),
                ('counts', models.JSONField(default=dict, verbose_name='what went')),
            ],
            options={
                'verbose_name': 'erasure of a person',
                'verbose_name_plural': 'erasures of people',
                'permissions': [('erase_person', 'Can erase people on request')],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('beat_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(max_length=200, unique=True, verbose_name='cause')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('reply_to', models.CharField(max_length=254, verbose_name='reply to')),
                ('subject', models.CharField(max_length=250, verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('html', models.TextField(blank=True)),
                ('attachments', models.JSONField(blank=True, db_default=[], default=list, editable=False)),
                ('sealed', models.BinaryField(blank=True, default=b'')),
                ('is_credential', models.BooleanField(default=False, verbose_name='credential')),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('in-doubt', 'In doubt'), ('parked', 'Given up'), ('expired', 'Lapsed')], default='waiting', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('last_error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                ('created_at', models.DateTimeField(verbose_name='written')),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt')),
                ('claim', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('handing_over_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'outgoing mail',
                'verbose_name_plural': 'outgoing mail',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_attempt_at'], name='mail_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='mail_lease'), models.Index(condition=models.Q(('state__in', ['waiting', 'parked', 'in-doubt'])), fields=['expires_at'], name='mail_lapses')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='mail_sent_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('claim__isnull', True), ('lease_until__isnull', True)), _connector='OR'), name='mail_sending_has_a_claim'), models.CheckConstraint(condition=models.Q(('is_credential', False), models.Q(('attachments', []), ('html', ''), ('text', '')), _connector='OR'), name='mail_credential_is_sealed'), models.CheckConstraint(condition=models.Q(('is_credential', False), ('expires_at__isnull', False), _connector='OR'), name='mail_credential_expires'), models.CheckConstraint(condition=models.Q(models.Q(('is_credential', True), ('state__in', ['sent', 'expired']), _negated=True), ('sealed', b''), _connector='OR'), name='mail_credential_erased_once_done')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(verbose_name='finished')),
                ('due', models.JSONField(verbose_name='due')),
                ('left', models.JSONField(verbose_name='left')),
                ('trouble', models.JSONField(default=list, verbose_name='failed')),
            ],
            options={
                'verbose_name': 'retention: what is kept, and how long',
                'verbose_name_plural': 'retention: what is kept, and how long',
            },
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coordinator_name', models.CharField(blank=True, max_length=120, verbose_name="co-ordinator's name")),
                ('coordinator_email', models.EmailField(help_text="Replies to the site's mails go here.", max_length=254, verbose_name="co-ordinator's e-mail address")),
                ('coordinator_phone', models.CharField(blank=True, max_length=40, verbose_name="co-ordinator's telephone")),
                ('working_days', models.CharField(default='01234', help_text='Days the co-ordinator works: 0 is Monday, 6 is Sunday. Example: 13.', max_length=7, verbose_name='working days')),
                ('answer_within_working_days', models.PositiveSmallIntegerField(default=10, help_text="What applicants are told, counted in the co-ordinator's working days.", validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='working days to an answer')),
                ('invoice_details', models.TextField(blank=True, default='', help_text="The charity's name and bank details, as they are to stand on invoices for events. While this is empty, invoices say that we will write how to pay.", max_length=600, verbose_name='how to pay an invoice')),
                ('confirmations_from', models.DateField(blank=True, help_text='From this day on members are asked once a year whether what they said still holds. Nobody is asked while this is empty, and nobody lapses before you confirm the list.', null=True, verbose_name='members confirm yearly, from')),
                ('confirmation_grace_days', models.PositiveSmallIntegerField(db_default=60, default=60, help_text='How long after the day it was due a member may still confirm.', validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(365)], verbose_name='days of grace')),
            ],
            options={
                'verbose_name': 'site settings',
                'verbose_name_plural': 'site settings',
                'permissions': [('see_report', 'Can see the board report')],
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='site_settings_single_row'), models.CheckConstraint(condition=models.Q(('working_days__regex', '^[0-6]{1,7}$')), name='site_settings_working_days', violation_error_message='Use the digits 0 (Monday) to 6 (Sunday).')],
            },
        ),
    ])]
