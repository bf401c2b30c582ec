"""An oracle: rates, starts, achievements and participation worked out from the files of returns, a learner at a time.

It shares no code with what it is compared with, and no code list: files are read by the standard library, years and
ages are its own arithmetic, and every rule is a loop over records that a statistician can read. A test of its imports
keeps it so.

It was written from the definitions that the measures cite: the qualification achievement rates' guidance as help pages
quote it, the footnotes of further education and apprenticeship statistics, and the compiled funding rules of 2020/21.
Where these are silent, it follows what the measures declare in words, `alder explain MEASURE`, and no further:

- the final returns of five years are read, the year itself included;
- in education and training, age is taken at 31 August of the year in which the aim started;
- who has no number of their own is known by provider and reference, and by those of the year before where a return
  names them;
- a learner with several records is described by the one whose aim began last, of two by that of the lower UKPRN;
- an aim of a provider that returns no more is not known from the year on in which its end is overdue;
- the qualifying period of participation and starts is that of adult funding for study programmes too;
- a restart is placed by the last end of an earlier spell in the returns of the year, then by its original start.

A return is taken for a final one by the day on which its file was prepared. Look-ups are handed in: see `registers`.

    python -m tests.oracle FOLDER      figures of every year, from the returns in a folder and the folders in it
"""
