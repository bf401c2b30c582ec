"""A made-up world in small: places, areas, aims and providers that fit the returns that Alder makes up.

The nation of Wealdmark, of which Mereshire is a county, lies where maps show the North Sea. Its postcodes are in the
areas XA to XY, and no British postcode area begins with X. Codes of its areas are of the right form and unused: their
numbers are 990001 and on. Aims have the
references and levels of real ones on the open register of qualifications, and titles of ours. All of it is computed,
and the same every time.
"""
