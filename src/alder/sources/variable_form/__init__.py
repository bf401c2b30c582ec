"""The department's forms that list every variable a project can ask for, with its years, risk and sensitivity."""
