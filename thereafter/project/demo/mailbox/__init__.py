"""The demo's mailbox: an SMTP server in a process of its own, which keeps what it is given and delivers nothing."""
