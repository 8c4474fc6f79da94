"""Prices with floors, promo codes, ladders and pauses; hosting sells its cycles as servers do (HD-3.1d)."""

import core.ids
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def one_way_of_cycles(apps, schema_editor):
    """Prices of hosting that were called `month3` are called `cycle3` like every other."""
    prices = apps.get_model("billing", "Price")
    for price in prices.objects.filter(operation__regex=r"^month[0-9]+$"):
        price.operation = price.operation.replace("month", "cycle")
        price.save(update_fields=["operation"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_managing'),
        ('billing', '0006_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='DunningPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', core.ids.PublicIdField(prefix='pau')),
                ('state', models.CharField(choices=[('entered', 'entered'), ('ended', 'ended early')], default='entered', max_length=7, verbose_name='state')),
                ('about', models.CharField(max_length=24, verbose_name='about')),
                ('ground', models.CharField(choices=[('dispute', 'a payment is disputed'), ('hold', 'a hold: authority, incident on our side'), ('agreement', 'an agreement with the customer')], max_length=9, verbose_name='ground')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('entered_at', models.DateTimeField(verbose_name='entered')),
                ('entered_by', models.CharField(max_length=24, verbose_name='by whom')),
            ],
            options={
                'verbose_name': 'pause of dunning',
                'verbose_name_plural': 'pauses of dunning',
                'ordering': ['-entered_at'],
            },
        ),
        migrations.CreateModel(
            name='Ladder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.CharField(choices=[('server', 'Servers'), ('hosting', 'Web hosting'), ('outsourcing', 'Outsourcing')], max_length=12, verbose_name='family')),
                ('starts_on', models.DateField(verbose_name='for periods that end from')),
                ('reminder', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='reminder, days before')),
                ('suspend', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='suspended, days after')),
                ('warning', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last warning, days after')),
                ('end', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='ended or deemed abandoned, days after')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'dunning ladder',
                'verbose_name_plural': 'dunning ladders',
                'ordering': ['family', 'product', '-starts_on'],
            },
        ),
        migrations.CreateModel(
            name='PromoAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(choices=[('MAD', 'MAD'), ('EUR', 'EUR'), ('USD', 'USD')], default='MAD', max_length=3, verbose_name='currency')),
                ('amount', models.BigIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='amount (centimes, before tax)')),
            ],
            options={
                'verbose_name': 'amount off',
                'verbose_name_plural': 'amounts off',
                'ordering': ['currency'],
            },
        ),
        migrations.CreateModel(
            name='PromoCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z0-9-]{3,20}$', 'Capital letters, digits and hyphens, 3 to 20.')], verbose_name='code')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='what it is for')),
                ('percent', models.PositiveIntegerField(blank=True, help_text='1 500 is 15 %. Empty: by amount.', null=True, verbose_name='share (basis points)')),
                ('families', models.JSONField(blank=True, default=list, verbose_name='families')),
                ('first_order_only', models.BooleanField(default=False, verbose_name='first order only')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('most_uses', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='uses in all')),
                ('most_each', models.PositiveIntegerField(blank=True, default=1, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='uses of each customer')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'promo code',
                'verbose_name_plural': 'promo codes',
                'ordering': ['-starts_on', 'code'],
            },
        ),
        migrations.CreateModel(
            name='PromoUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('discount', models.BigIntegerField(verbose_name='taken off, before tax')),
                ('currency', models.CharField(choices=[('MAD', 'MAD'), ('EUR', 'EUR'), ('USD', 'USD')], max_length=3, verbose_name='currency')),
                ('used_at', models.DateTimeField(verbose_name='used')),
                ('given_back_at', models.DateTimeField(blank=True, null=True, verbose_name='given back: the order was not paid')),
            ],
            options={
                'verbose_name': 'use',
                'verbose_name_plural': 'uses',
                'ordering': ['-used_at'],
            },
        ),
        migrations.AddField(
            model_name='price',
            name='floor',
            field=models.BigIntegerField(default=0, help_text='What the registry or authority asks of us: no discount goes below it.', verbose_name='lowest amount (centimes, before tax)'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('floor__gte', 0), ('floor__lte', models.F('amount'))), name='price_floor_below'),
        ),
        migrations.AddField(
            model_name='dunningpause',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer'),
        ),
        migrations.AddField(
            model_name='ladder',
            name='product',
            field=models.ForeignKey(blank=True, help_text='Empty: the whole family.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ladders', to='billing.product', verbose_name='product'),
        ),
        migrations.AddField(
            model_name='promocode',
            name='products',
            field=models.ManyToManyField(blank=True, related_name='promo_codes', to='billing.product', verbose_name='products'),
        ),
        migrations.AddField(
            model_name='promoamount',
            name='promo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amounts', to='billing.promocode', verbose_name='promo code'),
        ),
        migrations.AddField(
            model_name='order',
            name='promo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.promocode', verbose_name='promo code'),
        ),
        migrations.AddField(
            model_name='promouse',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer'),
        ),
        migrations.AddField(
            model_name='promouse',
            name='order',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='promo_use', to='billing.order', verbose_name='order'),
        ),
        migrations.AddField(
            model_name='promouse',
            name='promo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='billing.promocode', verbose_name='promo code'),
        ),
        migrations.AddIndex(
            model_name='dunningpause',
            index=models.Index(fields=['about'], name='pauses_about'),
        ),
        migrations.AddConstraint(
            model_name='dunningpause',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('about',), name='one_open_pause'),
        ),
        migrations.AddConstraint(
            model_name='dunningpause',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='pause_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='ladder',
            constraint=models.UniqueConstraint(fields=('family', 'product', 'starts_on'), name='one_ladder_from_a_day', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ladder',
            constraint=models.CheckConstraint(condition=models.Q(('suspend', None), ('suspend__lte', models.F('end')), _connector='OR'), name='suspended_before_end'),
        ),
        migrations.AddConstraint(
            model_name='ladder',
            constraint=models.CheckConstraint(condition=models.Q(('warning', None), ('warning__lt', models.F('end')), _connector='OR'), name='warned_before_end'),
        ),
        migrations.AddConstraint(
            model_name='promocode',
            constraint=models.CheckConstraint(condition=models.Q(('percent', None), models.Q(('percent__gte', 1), ('percent__lte', 10000)), _connector='OR'), name='promo_share_sane'),
        ),
        migrations.AddConstraint(
            model_name='promocode',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='promo_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='promoamount',
            constraint=models.UniqueConstraint(fields=('promo', 'currency'), name='one_amount_per_currency'),
        ),
        migrations.AddConstraint(
            model_name='promoamount',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='promo_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='promouse',
            constraint=models.CheckConstraint(condition=models.Q(('discount__gt', 0)), name='promo_use_positive'),
        ),
        migrations.RunPython(one_way_of_cycles, migrations.RunPython.noop),
    ]
