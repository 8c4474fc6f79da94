"""What mail servers send when a mail does not arrive, in the shapes of RFC 3464 and in their own words.

`{to}` is the return address, `{address}` the one that was written to, `{mail}` the Message-ID.
"""

POSTFIX = """\
Return-Path: <>
Date: Sun, 22 Nov 2026 09:00:05 +0000 (UTC)
From: MAILER-DAEMON@mx.relay.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="3F2A1C0.1795338005/mx.relay.example"
Message-Id: <20261122090005.AB12C@mx.relay.example>

This is a MIME-encapsulated message.

--3F2A1C0.1795338005/mx.relay.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.relay.example.

<{address}>: host mx.argan.example[192.0.2.25] said: 550 5.1.1
    <{address}>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--3F2A1C0.1795338005/mx.relay.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.relay.example
X-Postfix-Queue-ID: 3F2A1C0
X-Postfix-Sender: rfc822; {to}
Arrival-Date: Sun, 22 Nov 2026 09:00:01 +0000 (UTC)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.argan.example
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected: User
    unknown

--3F2A1C0.1795338005/mx.relay.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Atlas Nuage <portail@atlas-nuage.example>
To: {address}
Subject: Essai
Message-ID: {mail}

--3F2A1C0.1795338005/mx.relay.example--
"""

EXIM = """\
Return-path: <>
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.example>
To: {to}
Content-Type: multipart/report; report-type=delivery-status; boundary=1795338005-eximdsn-1234567
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abcde-0000Ab-CD@relay.example>
X-Failed-Recipients: {address}

--1795338005-eximdsn-1234567
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {address}
    host mx.argan.example [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<{address}>:
    552 5.2.2 Mailbox full

--1795338005-eximdsn-1234567
Content-type: message/delivery-status

Reporting-MTA: dns; relay.example

Action: failed
Final-Recipient: rfc822;{address}
Status: 5.2.2
Remote-MTA: dns; mx.argan.example
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--1795338005-eximdsn-1234567
Content-type: message/rfc822

Message-ID: {mail}
To: {address}
Subject: Essai

Bonjour
--1795338005-eximdsn-1234567--
"""

EXCHANGE = """\
From: "Microsoft Outlook" <postmaster@argan.example>
To: {to}
Subject: Undeliverable: Essai
Message-ID: <0b1c2d3e-4f50@mbx1.argan.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="b2c9a1f0-8c1e-4d1a-9f5e-0f7a4c8f1e3d"

--b2c9a1f0-8c1e-4d1a-9f5e-0f7a4c8f1e3d
Content-Type: text/html; charset="us-ascii"

<html><body><p>Your message to <b>{address}</b> couldn't be delivered.</p></body></html>

--b2c9a1f0-8c1e-4d1a-9f5e-0f7a4c8f1e3d
Content-Type: message/delivery-status

Reporting-MTA: dns;mbx1.argan.example
Received-From-MTA: dns;mx.relay.example
Arrival-Date: Sun, 22 Nov 2026 09:00:02 +0000

Final-Recipient: rfc822;{address}
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.AuthRequired; authentication required
X-Display-Name: {address}

--b2c9a1f0-8c1e-4d1a-9f5e-0f7a4c8f1e3d
Content-Type: message/rfc822

Message-ID: {mail}
Subject: Essai

Bonjour
--b2c9a1f0-8c1e-4d1a-9f5e-0f7a4c8f1e3d--
"""

GAVE_UP = POSTFIX.replace("Status: 5.1.1", "Status: 4.4.1").replace(
    "smtp; 550 5.1.1 <{address}>: Recipient address rejected: User\n    unknown",
    "X-Postfix; connect to mx.argan.example[192.0.2.25]:25: Connection timed out",
)
DELAYED = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1")
RELAYED = POSTFIX.replace("Action: failed", "Action: relayed").replace("Status: 5.1.1", "Status: 2.0.0")

QMAIL = """\
Date: 22 Nov 2026 09:00:05 -0000
From: MAILER-DAEMON@relay.example
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
192.0.2.25 does not like recipient.
Remote host said: 550 No such user here
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.

Message-ID: {mail}
"""

VACATION = """\
From: Amina <{address}>
To: {to}
Subject: Absente du bureau : 550 raisons de partir
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
Message-ID: <away-1@argan.example>

Je suis absente jusqu'au 1er janvier. User unknown, mailbox full, that is not what this says.
"""

RECEIPT = """\
From: Amina <{address}>
To: {to}
Subject: Lu : Essai
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="mdn"

--mdn
Content-Type: text/plain

Lu.
--mdn
Content-Type: message/disposition-notification

Final-Recipient: rfc822;{address}
Original-Message-ID: {mail}
Disposition: manual-action/MDN-sent-manually; displayed

--mdn--
"""

WRITTEN_BY_HAND = """\
From: Amina <{address}>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <hand-1@argan.example>

<{address}>: host said: 550 5.1.1 User unknown
"""


def report(shape: str, to: str, email) -> bytes:
    """The report about a mail, as it comes to `to`."""
    return shape.format(to=to, address=email.to, mail=email.message_id).replace("\n", "\r\n").encode()
