"""What local authorities know of young people, and attainment by age."""
