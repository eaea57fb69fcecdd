// Times in the reader's zone and culture, and what is live. Pages are complete without it.
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function showTimes(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = format.format(at);
  }
}

// The page is asked for anew and its live parts are exchanged: the server decides what this user may see, each time.
const texts = document.body.dataset;
const connection = document.getElementById('connection');
const shortest = 1000; // ms between two readings, however much happens
const longest = 30000; // ms that a reading may take, and between two that fail
const patience = 10000; // ms for which a page that nobody looks at stays connected

let source = null;
let ended = false;
let due = false;
let skipped = false;
let reading = false;
let lastRead = Date.now(); // the page is as new as its loading
let slower = 0; // ms by which the next reading waits longer, as the last one failed
let failures = 0;

function say(text) {
  if (connection.textContent !== text) connection.textContent = text;
}

// What somebody reads, marks or is about to decide stays as it is, and where it is.
function isInUse(part) {
  const selection = getSelection();
  return part.querySelector('details[open][data-choice]') !== null || part.contains(document.activeElement) || (selection !== null && !selection.isCollapsed && part.contains(selection.anchorNode));
}

function exchange(old, now) {
  for (const details of old.querySelectorAll('details[open][id]')) {
    const same = now.ownerDocument.getElementById(details.id);
    if (same !== null) same.open = true;
  }
  const isNewer = old.innerHTML !== now.innerHTML;
  const isKept = isNewer && isInUse(old);
  const newer = document.querySelector(`[data-newer="${old.id}"]`);
  if (newer !== null) newer.textContent = isKept ? texts.textNewer : '';
  skipped ||= isKept;
  if (!isNewer || isKept) return;
  const scrolled = '.scroll, .log';
  const places = [...old.querySelectorAll(scrolled)].map(e => [e.scrollLeft, e.scrollTop]);
  old.replaceChildren(...now.childNodes);
  old.querySelectorAll(scrolled).forEach((e, i) => { if (places[i]) [e.scrollLeft, e.scrollTop] = places[i]; });
}

function end(text) {
  ended = true;
  disconnect();
  say(text);
}

// What stood here is no longer for whoever sits before it: nothing of it stays, what was being typed included.
function clear(text, aboutIt) {
  const main = connection.parentElement;
  const hadFocus = main.contains(document.activeElement);
  main.replaceChildren(connection);
  document.querySelectorAll(aboutIt).forEach(e => e.remove());
  document.title = texts.platform;
  if (hadFocus) main.focus();
  end(text);
}

async function read() {
  if (reading || ended || document.hidden) {
    due = true;
    return;
  }
  reading = true;
  due = false;
  skipped = false;
  lastRead = Date.now();
  try {
    // With this header ASP.NET Core's cookies answer 401 and 403 where they would lead elsewhere, and the list of tenants leads nowhere else.
    const headers = { Accept: 'text/html', 'X-Requested-With': 'XMLHttpRequest' };
    const answer = await fetch(location.href, { credentials: 'same-origin', redirect: 'manual', headers, signal: AbortSignal.timeout(longest) });
    if (answer.type === 'opaqueredirect' || answer.status === 401) return clear(texts.textSignedOut, '[data-of]'); // to a sign-in
    if (answer.status === 403 || answer.status === 404) return clear(texts.textNoAccess, '[data-of=tenant]');
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return end(texts.textEnded);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    showTimes(page);
    for (const now of page.querySelectorAll('[data-live][id]')) {
      const old = document.getElementById(now.id);
      if (old) exchange(old, now);
    }
    if (page.body.dataset.liveUrl) texts.liveUrl = page.body.dataset.liveUrl;
    slower = 0;
  } catch {
    due = true;
    slower = Math.min(longest, 2 * slower + shortest);
  } finally {
    reading = false;
    if (due) soon();
  }
}

let timer = 0;
function soon() {
  due = true;
  if (timer !== 0 || ended || document.hidden) return;
  // Pages that hear of the same change do not all ask at the same time.
  const wait = Math.max(0, lastRead + shortest + slower - Date.now()) + Math.random() * 250;
  timer = setTimeout(() => { timer = 0; read(); }, wait);
}

function connect() {
  if (source !== null || ended || document.hidden) return;
  source = new EventSource(texts.liveUrl);
  source.addEventListener('open', () => {
    if (failures > 0) soon();
    failures = 0;
    say('');
  });
  source.addEventListener('change', soon);
  source.addEventListener('ended', async () => {
    // What was followed may have become less, not nothing: the page tells.
    disconnect();
    await read();
    setTimeout(connect, shortest + Math.random() * shortest);
  });
  source.addEventListener('error', () => {
    failures++;
    if (ended) return;
    say(texts.textLost);
    if (source === null || source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    source = null;
    soon(); // says whether there is still something to see
    setTimeout(connect, Math.min(longest, 1000 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random()));
  });
}

function disconnect() {
  source?.close();
  source = null;
}

showTimes(document);
if (texts.liveUrl) {
  let away = 0;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(away);
    if (document.hidden) {
      away = setTimeout(disconnect, patience);
    } else {
      if (source === null || due) soon();
      connect();
    }
  });
  document.addEventListener('focusout', () => { if (skipped) soon(); });
  document.addEventListener('toggle', () => { if (skipped) soon(); }, true); // it does not bubble
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', event => { if (event.persisted) { soon(); connect(); } });
  connect();
}
