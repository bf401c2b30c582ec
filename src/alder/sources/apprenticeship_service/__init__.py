"""What employers and providers agree in the apprenticeship service."""
