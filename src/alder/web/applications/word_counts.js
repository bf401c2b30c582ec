// Counts words while somebody writes. Without it the count stands there as of the last saving.
"use strict";
for (const told of document.querySelectorAll("[data-counts]")) {
  const text = document.getElementById(told.dataset.counts);
  const least = Number(told.dataset.least), most = Number(told.dataset.most);
  const tell = () => {
    const words = text.value.split(/\s+/).filter(Boolean).length;
    const over = words > most ? `, ${words - most} too many` : words < least ? `, at least ${least - words} more` : "";
    told.textContent = `${words} ${words === 1 ? "word" : "words"} so far${over}.`;
  };
  text.addEventListener("input", tell);
  tell();
}
