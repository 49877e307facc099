"""Mails of news alerts as a source: Google Alerts and Talkwalker Alerts, read by IMAP."""
