"""来件: mails and archives opened down to the files in them, without trusting either."""
