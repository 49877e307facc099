"""Meta: comments and mentions of Facebook and Instagram pages, as Meta's own webhooks bring them."""
