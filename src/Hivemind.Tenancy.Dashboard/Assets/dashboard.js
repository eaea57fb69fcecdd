// Times in the reader's zone, and what is live. Pages are complete without it.
const language = document.documentElement.lang || undefined;
const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

function showTimes(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = format.format(at);
  }
}

showTimes(document);
