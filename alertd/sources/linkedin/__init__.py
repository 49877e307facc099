"""LinkedIn: comments on a page's posts, shares and mentions of it, as LinkedIn's own webhooks bring them."""
