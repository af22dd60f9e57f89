"""邮件: fetching returns over IMAP, drafts, and sending over SMTP with a journal."""
