"""Accreditation on the site: applying, course, test, declaration, officers, the register, visas; checkers who learn."""
