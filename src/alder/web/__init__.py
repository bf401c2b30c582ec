"""The site and the public API: a Django project that shows what is published."""
