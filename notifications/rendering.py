"""Rendering: how a mail is written, and how it becomes a subject, a text and an HTML page.

THE FORMAT, for whoever writes a mail of the kind `<app>.<what>` (`domains.expiry_notice`):

templates/mail/<app>.<what>.txt     the first line is the subject; then an empty line; then the text
templates/mail/<app>.<what>.html    the body only: paragraphs, a facts table, a button

Both are ordinary Django templates with English msgids in `{% translate %}` and `{% blocktranslate trimmed %}`.
Neither extends nor includes anything: greeting, signature, legal identifiers, the clause that causes the mail
and the courtesy line about French (C-32) come from `mail/_layout.{txt,html}`. Example:

    {% blocktranslate trimmed with until=paid_through|day %}{{ name }} expires on {{ until }}{% endblocktranslate %}

    {% blocktranslate trimmed with until=paid_through|day %}
    The domain name {{ name }} is paid until {{ until }}.
    {% endblocktranslate %}

    {% translate "Price of the renewal" %}: {{ price|money }}
    {% translate "Renew" %}: {{ link }}

    <p>{% blocktranslate trimmed with until=paid_through|day %}The domain name <strong>{{ name }}</strong> is paid
    until {{ until }}.{% endblocktranslate %}</p>
    <table class="facts"><tr><th>{% translate "Price of the renewal" %}</th><td>{{ price|money }}</td></tr></table>
    <p><a class="button" href="{{ link }}">{% translate "Renew" %}</a></p>

- The subject stays on ONE line of the .txt file. Text and HTML read the same variables (a law of the tests).
- Context: plain values only (str, int centimes, date, datetime, lists of dicts). `company` is always there.
- Filters: `money` (centimes), `day` (a date), `moment` (an instant, shown in Moroccan time), `clause_link`
  (a clause id); they give markup in HTML and plain characters in text, in the mail's own language.
- Links are absolute and passed in the context: `link=outbox.link("domains:detail", domain.public_id)`;
  `{% url %}` would give a relative address.
- Classes of the HTML body: `facts` (table of th/td rows), `button` (on a link), `note` (a quiet paragraph),
  `alert` (something irreversible comes), `total` (the last row of a facts table).
- Values are escaped in HTML and left alone in text; a line break in subject or address is refused.

Queueing it, in the transaction that causes it (`customer=None` for what only one person may read: sign-in
codes, address confirmations; with a customer it is shown to the whole account under "Messages"):

    outbox.queue("domains.expiry_notice", to=owner.email, language=owner.language, customer=domain.customer,
                 context={…}, about=domain.public_id, key=f"{domain.public_id}:expiry:{end}:30",
                 series="expiry", clause="DN-3.3", now=act.now, act=act)

How it is fast: per language each template is compiled once with its translations already resolved, so a mail
only fills in variables; the layout is rendered once per language and clause.
"""
