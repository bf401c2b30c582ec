"""A made-up world in small: places, areas, aims and providers that fit the returns that Alder makes up."""
