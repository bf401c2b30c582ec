"""The National Pupil Database: the school census and attainment at the ends of key stages, each a source."""
