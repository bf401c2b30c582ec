"""What makes a researcher accredited: course, bank of questions, test, declaration; what checkers learn by; visas."""

from alder.accreditation.bank import BankQuestion, questions
from alder.accreditation.course import CourseModule, modules
from alder.accreditation.paper import Paper, PaperMark, drawn, marked

__all__ = ["BankQuestion", "CourseModule", "Paper", "PaperMark", "drawn", "marked", "modules", "questions"]
