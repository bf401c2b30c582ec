"""What makes a researcher accredited: the course, the bank of questions, the test; what checkers learn by; visas."""

from alder.accreditation.bank import BankQuestion, questions
from alder.accreditation.course import CourseModule, modules
from alder.accreditation.paper import Mark, Paper, drawn, marked

__all__ = ["BankQuestion", "CourseModule", "Mark", "Paper", "drawn", "marked", "modules", "questions"]
