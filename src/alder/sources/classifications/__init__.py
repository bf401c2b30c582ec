"""Classifications of subjects, occupations, industries and levels."""
