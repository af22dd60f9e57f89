"""Mails as an office's mailbox would hold them: the receiving server's Received line on top."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def mail(sender: str, subject: str, name: str, attachment: bytes, moment: datetime) -> bytes:
    """One .eml with one attachment, received at ``moment``; the same bytes every time."""
    stamp = moment.strftime("%a, %d %b %Y %H:%M:%S +0800")
    message = EmailMessage(policy=SMTP)
    message["Received"] = f"from mail.example.invalid by mx.example.invalid with ESMTP; {stamp}"
    message["From"] = sender
    message["To"] = "ducha@example.invalid"
    message["Subject"] = subject
    message["Date"] = stamp
    identity = hashlib.sha256(sender.encode() + attachment).hexdigest()[:16]
    message["Message-ID"] = f"<{identity}@example.invalid>"
    message.set_content("附件为本单位填报表，请查收。\n", cte="base64")
    message.add_attachment(attachment, *_XLSX, filename=name)
    message.set_boundary(f"=_rehearsal_{identity}")
    return message.as_bytes()
