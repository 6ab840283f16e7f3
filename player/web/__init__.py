"""What all pages share: this request's transaction, sign-in, forms, limits, error pages, templates."""
