"""What each finding means, and the way out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
TEXTS: dict[str, tuple[Text, Text]] = {
    # --- the name and its DNS
    "no_such_name": (
        _("Nobody answers for %(name)s in the DNS: it is not registered, or it has no name servers."),
        _("Register the name, or give it name servers; then ask again."),
    ),
    "no_answer": (
        _("The DNS gave no usable answer for %(name)s (%(rcode)s)."),
        _("If it happens again, have whoever runs the name's DNS look at it."),
    ),
    "servfail": (
        _("The name servers of %(name)s fail (SERVFAIL)."),
        _("No authority may issue as long as they fail. Have whoever runs the name's DNS mend them."),
    ),
    "dnssec_broken": (
        _("The DNSSEC of %(name)s is broken: the records are there, but their signatures do not hold."),
        _(
            "No authority may issue like this. Sign the zone anew, or have the DS record taken away at the registrar."
        ),
    ),
    "dnssec_fine": (_("%(name)s is signed by DNSSEC, and its signatures hold."), ""),
    # --- CAA
    "caa_free": (_("No CAA record keeps the authority from issuing."), ""),
    "caa_allows": (_("The CAA record at %(place)s allows the authority."), ""),
    "caa_forbids": (
        _("The CAA record at %(place)s lets other authorities issue, and not this one."),
        _("Add a CAA record there: 0 %(tag)s “%(add)s”. Or take the CAA records away."),
    ),
    "caa_method": (
        _("The CAA record at %(place)s does not allow the way of proof that you have chosen."),
        _("Choose another way for this name, or change the record."),
    ),
    "caa_critical": (
        _("The CAA records at %(place)s hold a critical property that no authority knows."),
        _("Take that property away: as long as it stands nobody may issue."),
    ),
    "caa_unread": (
        _("The CAA records of %(place)s cannot be read (%(rcode)s)."),
        _("An authority that cannot read them may not issue. Have whoever runs the name's DNS mend it."),
    ),
    "caa_unjudged": (
        _("CAA records at %(place)s say who may issue."),
        _("Make sure that the authority of this certificate is among them."),
    ),
    # --- the record
    "record_found": (_("The record at %(host)s is there, with the right value."), ""),
    "record_cached": (
        _("The name servers have the record at %(host)s; elsewhere the old answer is still remembered."),
        _("There is nothing to do: authorities ask the name servers themselves."),
    ),
    "record_missing": (
        _("There is no %(record)s record at %(host)s yet."),
        _("Add it, exactly as it stands here. A change may take from minutes to some hours to be seen."),
    ),
    "record_other": (
        _("There is a %(record)s record at %(host)s, with another value:"),
        _("Add the value that stands here, or put it in the place of the old one."),
    ),
    "record_type": (
        _("At %(host)s there is a record of another type (%(other)s):"),
        _("Take it away and add a %(record)s record: the authority looks for this type only."),
    ),
    "record_doubled": (
        _("The record stands at %(doubled)s: the name was added twice."),
        _("Your DNS editor adds the name by itself. Type only this as host: %(left)s"),
    ),
    "record_stale": (
        _("Some name servers of the name do not have the record yet:"),
        _(
            "Wait until all have it, or have the secondary mended: authorities look from several countries at once, "
            "and each look may meet another server."
        ),
    ),
    "servers_silent": (
        _("Some name servers of the name do not answer:"),
        _(
            "Authorities look from several countries at once: a server that is silent may make the proof fail."
        ),
    ),
    # --- the file
    "file_found": (_("The file is there, with the right content."), ""),
    "no_address": (
        _("%(host)s has no address in the DNS, so no web site can be reached."),
        _("Add an A or AAAA record, or prove control by a DNS record instead."),
    ),
    "private_address": (
        _("%(host)s leads to an address that the Internet does not reach:"),
        _(
            "The authority cannot fetch the file there. Use a public address, or prove control by a DNS record instead."
        ),
    ),
    "file_no_answer": (
        _("%(address)s does not answer on port 80."),
        _(
            "Open port 80 to the whole world: authorities look from several countries, and a filter by country makes "
            "the proof fail."
        ),
    ),
    "file_no_tls": (
        _("The web site sends to %(target)s, and nobody answers there."),
        _("Take the redirect away for this path, or let https answer."),
    ),
    "file_status": (
        _("%(url)s answers with %(status)s."),
        _("Put the file there; it must answer with 200, without a password."),
    ),
    "file_wrong": (
        _("%(url)s holds something else:"),
        _(
            "The file must hold the value that stands here and nothing else: no page around it, no quotation marks."
        ),
    ),
    "file_redirect": (
        _("%(url)s answers with the redirect %(status)s, which authorities do not follow."),
        _("Serve the file itself, or redirect with 301, 302, 307 or 308."),
    ),
    "file_redirects": (
        _("%(url)s is redirected more than %(most)s times."),
        _("Serve the file itself."),
    ),
    "file_target": (
        _("%(url)s is redirected to where authorities do not go: %(target)s"),
        _("Serve the file itself; a redirect may lead to http or https on their usual ports only."),
    ),
    "file_large": (
        _("%(url)s holds far more than the value that stands here."),
        _("The file must hold this value and nothing else."),
    ),
    "addresses_silent": (
        _("Some addresses of the name do not answer:"),
        _("Authorities may try any of them. Mend the server, or take the address out of the DNS."),
    ),
    # --- the look itself
    "out_of_time": (
        _("The servers answer so slowly that we have not seen everything."),
        _("Authorities wait no longer than we do: if it happens again, have the servers looked at."),
    ),
    "not_looked": (_("We could not look ourselves this time."), _("The authority looks all the same.")),
}
