"""The fifteen sector subject areas of the first tier, by number, under their published names."""

AREAS = {
    1: "Health, Public Services and Care",
    2: "Science and Mathematics",
    3: "Agriculture, Horticulture and Animal Care",
    4: "Engineering and Manufacturing Technologies",
    5: "Construction, Planning and the Built Environment",
    6: "Information and Communication Technology",
    7: "Retail and Commercial Enterprise",
    8: "Leisure, Travel and Tourism",
    9: "Arts, Media and Publishing",
    10: "History, Philosophy and Theology",
    11: "Social Sciences",
    12: "Languages, Literature and Culture",
    13: "Education and Training",
    14: "Preparation for Life and Work",
    15: "Business, Administration and Law",
}
