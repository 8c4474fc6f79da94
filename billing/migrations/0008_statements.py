"""The bank accounts of the company, imported statements and their lines (HD-3.2b, C-26)."""

import billing.models.bank
import billing.models.tones
import core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0007_catalogue'),
    ]

    operations = [
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', core.ids.PublicIdField(prefix='bka')),
                ('bank', models.CharField(max_length=80, verbose_name='bank')),
                ('holder', models.CharField(max_length=120, verbose_name='holder')),
                ('rib', models.CharField(max_length=24, unique=True, validators=[billing.models.bank.valid_rib], verbose_name='RIB')),
                ('currency', models.CharField(choices=[('MAD', 'MAD'), ('EUR', 'EUR'), ('USD', 'USD')], default='MAD', max_length=3, verbose_name='currency')),
                ('ledger', models.CharField(choices=[('5141', '5141 – bank'), ('5146', '5146 – postal account (CCP)')], default='5141', max_length=4, verbose_name='ledger account')),
                ('columns', models.JSONField(blank=True, default=dict, editable=False, verbose_name='columns of its CSV files')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'bank account',
                'verbose_name_plural': 'bank accounts',
                'ordering': ['bank', 'rib'],
                'permissions': [('view_figures', "Can see the figures of the company's money")],
            },
        ),
        migrations.CreateModel(
            name='BankStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', core.ids.PublicIdField(prefix='bks')),
                ('file_name', models.CharField(max_length=120, verbose_name='file name')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('mt940', 'MT940'), ('camt053', 'CAMT.053')], max_length=8, verbose_name='format')),
                ('reference', models.CharField(blank=True, max_length=80, verbose_name='reference')),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='until')),
                ('opening', models.BigIntegerField(null=True, verbose_name='opening balance')),
                ('closing', models.BigIntegerField(null=True, verbose_name='closing balance')),
                ('found', models.PositiveIntegerField(verbose_name='lines in the file')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='lines already known')),
                ('imported_at', models.DateTimeField(verbose_name='imported')),
                ('imported_by', models.CharField(max_length=24, verbose_name='imported by')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='billing.bankaccount', verbose_name='bank account')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.storedfile', verbose_name='file')),
            ],
            options={
                'verbose_name': 'bank statement',
                'verbose_name_plural': 'bank statements',
                'ordering': ['-imported_at'],
            },
        ),
        migrations.CreateModel(
            name='BankLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', core.ids.PublicIdField(prefix='bkl')),
                ('key', models.CharField(editable=False, max_length=64, unique=True, verbose_name='key')),
                ('state', models.CharField(choices=[('waiting', 'to match'), ('matched', 'matched'), ('apart', "not a customer's payment")], default='waiting', max_length=8, verbose_name='state')),
                ('booked_on', models.DateField(verbose_name='date')),
                ('value_date', models.DateField(verbose_name='value date')),
                ('amount', models.BigIntegerField(verbose_name='amount (centimes)')),
                ('currency', models.CharField(choices=[('MAD', 'MAD'), ('EUR', 'EUR'), ('USD', 'USD')], max_length=3, verbose_name='currency')),
                ('label', models.CharField(blank=True, max_length=500, verbose_name='label')),
                ('reference', models.CharField(blank=True, max_length=80, verbose_name='reference')),
                ('counterparty', models.CharField(blank=True, max_length=140, verbose_name='counterparty')),
                ('raw', models.TextField(blank=True, verbose_name='as the bank wrote it')),
                ('imported_at', models.DateTimeField(verbose_name='imported')),
                ('declined', models.JSONField(default=list, editable=False, verbose_name='proposals turned down')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled')),
                ('settled_by', models.CharField(blank=True, max_length=24, verbose_name='settled by')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.bankaccount', verbose_name='bank account')),
                ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bank_line', to='billing.payment', verbose_name='payment')),
                ('refund', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bank_line', to='billing.refund', verbose_name='refund')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.bankstatement', verbose_name='bank statement')),
            ],
            options={
                'verbose_name': 'bank line',
                'verbose_name_plural': 'bank lines',
                'ordering': ['value_date', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['imported_at'], name='bank_lines_waiting'), models.Index(fields=['account', 'value_date', 'amount'], name='bank_lines_alike')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='bank_line_moves'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'matched'), _negated=True), ('payment__isnull', False), ('refund__isnull', False), _connector='OR'), name='bank_line_matched_with'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'apart'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='bank_line_apart_reason')],
            },
            bases=(billing.models.tones.Toned, models.Model),
        ),
    ]
