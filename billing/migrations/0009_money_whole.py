"""Foreign currency worth in dirhams, takings passed on, PayPal asked after, offers to one customer, proofs kept (issue 6)."""

import core.ids
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_exports'),
        ('billing', '0008_statements'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', core.ids.PublicIdField(prefix='off')),
                ('percent', models.PositiveIntegerField(help_text='1 500 is 15 %.', verbose_name='share (basis points)')),
                ('family', models.CharField(blank=True, help_text='Empty with no product: all that we sell.', max_length=30, verbose_name='family')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('reason', models.CharField(max_length=255, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'offer to a customer',
                'verbose_name_plural': 'offers to customers',
                'ordering': ['-starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('audit', 'every centime has its two sides'), ('continuity', 'no number is missing and no day goes back')], max_length=10, unique=True, verbose_name='proof')),
                ('proved_at', models.DateTimeField(verbose_name='proved on')),
                ('faults', models.PositiveIntegerField(verbose_name='faults')),
                ('found', models.JSONField(default=list, verbose_name='the first of them')),
            ],
            options={
                'verbose_name': 'proof of the books',
                'verbose_name_plural': 'proofs of the books',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', core.ids.PublicIdField(prefix='stl')),
                ('account', models.CharField(choices=[('bank', 'bank'), ('ccp', 'postal account'), ('cash', 'cash desk'), ('card', 'cards on their way to the bank'), ('paypal', 'PayPal'), ('wafacash', 'Wafacash'), ('advances', 'advances on proformas'), ('credit', "customers' credit accounts"), ('receivable', 'customers: money taken back'), ('revenue', 'services sold'), ('vat', 'VAT invoiced'), ('vat_withheld', 'VAT withheld by customers'), ('stamp', 'stamp duty due'), ('suspense', 'money without an owner'), ('refunds', 'refunds to be sent'), ('goodwill', 'goodwill given'), ('write_off', 'small differences given up'), ('loss', 'lost on customers'), ('commission', 'commissions of gateways'), ('vat_paid', 'VAT on commissions, recoverable'), ('gain_exchange', 'exchange gains'), ('loss_exchange', 'exchange losses')], max_length=16, verbose_name='ledger account')),
                ('gross', models.BigIntegerField(verbose_name='takings (centimes)')),
                ('commission', models.BigIntegerField(verbose_name='commission with its VAT (centimes)')),
                ('vat', models.BigIntegerField(default=0, verbose_name='VAT of the commission (centimes)')),
            ],
            options={
                'verbose_name': 'settlement of takings',
                'verbose_name_plural': 'settlements of takings',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Taking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'taking that was passed on',
                'verbose_name_plural': 'takings that were passed on',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Worth',
            fields=[
                ('movement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='worth', serialize=False, to='billing.movement', verbose_name='movement')),
                ('amount', models.BigIntegerField(verbose_name='amount (centimes of dirham)')),
                ('rate', models.CharField(blank=True, max_length=20, verbose_name='rate')),
            ],
            options={
                'verbose_name': 'worth in dirhams',
                'verbose_name_plural': 'worths in dirhams',
            },
        ),
        migrations.RemoveConstraint(
            model_name='movement',
            name='movement_moves',
        ),
        migrations.AddField(
            model_name='paypalorder',
            name='acted_through',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='done up to'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='paypalorder',
            name='call_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='next request'),
        ),
        migrations.AddField(
            model_name='paypalorder',
            name='call_attempts',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='requests made'),
        ),
        migrations.AddField(
            model_name='paypalorder',
            name='call_error',
            field=models.TextField(blank=True, editable=False, verbose_name='last refusal or fault'),
        ),
        migrations.AddField(
            model_name='paypalorder',
            name='next_action_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='next action'),
        ),
        migrations.AddField(
            model_name='paypalorder',
            name='set_aside_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='set aside'),
        ),
        migrations.AlterField(
            model_name='bankline',
            name='state',
            field=models.CharField(choices=[('waiting', 'to match'), ('matched', 'matched'), ('takings', 'takings of a gateway'), ('apart', "not a customer's payment")], default='waiting', max_length=8, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='cause',
            field=models.CharField(choices=[('allocated', 'payment of a proforma'), ('stamp', 'stamp duty on cash'), ('unmatched', 'money without an owner'), ('cleared', 'its owner was found, or it went back'), ('charged_back', 'money taken back'), ('reversed', 'payment booked by mistake'), ('given_up', 'no longer claimed'), ('moved', 'it came on another account of ours'), ('passed_on', 'takings of a gateway'), ('banked', 'cash carried to the bank'), ('till_difference', 'difference of a till'), ('refunded', 'refund sent'), ('sent_back', 'refund that came back'), ('invoiced', 'tax invoice'), ('credited', 'credit note'), ('undone', 'set against a proforma that has ended'), ('exchange', 'difference of exchange'), ('surplus', 'paid too much'), ('returned', 'payment with nothing left to pay'), ('credit_note', 'credit note'), ('goodwill', 'goodwill'), ('used', 'used to pay'), ('paid_out', 'paid back to you'), ('not_paid_out', 'refund that did not arrive'), ('recovered', 'for a payment that was taken back')], max_length=20, verbose_name='cause'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='credit',
            field=models.CharField(choices=[('bank', 'bank'), ('ccp', 'postal account'), ('cash', 'cash desk'), ('card', 'cards on their way to the bank'), ('paypal', 'PayPal'), ('wafacash', 'Wafacash'), ('advances', 'advances on proformas'), ('credit', "customers' credit accounts"), ('receivable', 'customers: money taken back'), ('revenue', 'services sold'), ('vat', 'VAT invoiced'), ('vat_withheld', 'VAT withheld by customers'), ('stamp', 'stamp duty due'), ('suspense', 'money without an owner'), ('refunds', 'refunds to be sent'), ('goodwill', 'goodwill given'), ('write_off', 'small differences given up'), ('loss', 'lost on customers'), ('commission', 'commissions of gateways'), ('vat_paid', 'VAT on commissions, recoverable'), ('gain_exchange', 'exchange gains'), ('loss_exchange', 'exchange losses')], max_length=16, verbose_name='credit'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='debit',
            field=models.CharField(choices=[('bank', 'bank'), ('ccp', 'postal account'), ('cash', 'cash desk'), ('card', 'cards on their way to the bank'), ('paypal', 'PayPal'), ('wafacash', 'Wafacash'), ('advances', 'advances on proformas'), ('credit', "customers' credit accounts"), ('receivable', 'customers: money taken back'), ('revenue', 'services sold'), ('vat', 'VAT invoiced'), ('vat_withheld', 'VAT withheld by customers'), ('stamp', 'stamp duty due'), ('suspense', 'money without an owner'), ('refunds', 'refunds to be sent'), ('goodwill', 'goodwill given'), ('write_off', 'small differences given up'), ('loss', 'lost on customers'), ('commission', 'commissions of gateways'), ('vat_paid', 'VAT on commissions, recoverable'), ('gain_exchange', 'exchange gains'), ('loss_exchange', 'exchange losses')], max_length=16, verbose_name='debit'),
        ),
        migrations.AddIndex(
            model_name='paypalorder',
            index=models.Index(condition=models.Q(('next_action_at__isnull', False)), fields=['next_action_at'], name='paypal_order_due'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), models.Q(('amount', 0), ('cause', 'exchange')), _connector='OR'), name='movement_moves'),
        ),
        migrations.AddField(
            model_name='customeroffer',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer'),
        ),
        migrations.AddField(
            model_name='customeroffer',
            name='product',
            field=models.ForeignKey(blank=True, help_text='Empty: all of the family.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.product', verbose_name='product'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='line',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='settlement', to='billing.bankline', verbose_name='bank line'),
        ),
        migrations.AddField(
            model_name='taking',
            name='movement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taking', to='billing.movement', verbose_name='movement'),
        ),
        migrations.AddField(
            model_name='taking',
            name='settlement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takings', to='billing.settlement', verbose_name='settlement of takings'),
        ),
        migrations.AddConstraint(
            model_name='worth',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='worth_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='customeroffer',
            constraint=models.CheckConstraint(condition=models.Q(('percent__gte', 1), ('percent__lte', 10000)), name='offer_share_sane'),
        ),
        migrations.AddConstraint(
            model_name='customeroffer',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='offer_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='customeroffer',
            constraint=models.CheckConstraint(condition=models.Q(('product', None), ('family', ''), _connector='OR'), name='offer_for_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('vat__gte', 0), ('vat__lte', models.F('commission'))), name='settlement_commission'),
        ),
    ]
