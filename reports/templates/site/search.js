// Finds what the list of everything has: all words have to be there; what begins so comes first.
'use strict';
{
  const MOST = 60;
  const form = document.querySelector('#find');
  const text = form.text;
  const all = document.querySelector('#all');
  const results = document.querySelector('#results');
  const entries = [...all.querySelectorAll('li')].map((item) => {
    const title = item.firstElementChild.textContent.toLowerCase();
    return { item, title, words: item.dataset.w.toLowerCase().split(' '), all: `${item.textContent} ${item.dataset.w}`.toLowerCase() };
  });
  const rank = ({ title, words: own }, words) => {
    const whole = words.join(' ');
    if (title === whole) return 0;
    if (own.includes(whole) && /^-?\d+$/.test(whole)) return 1;
    if (title.startsWith(whole)) return 2;
    if (words.every((word) => has(title, word))) return 3;
    return 4;
  };
  const find = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length ? entries.filter((it) => words.every((word) => has(it.all, word))) : [];
    const ranked = found.map((it) => [rank(it, words), it]).sort((a, b) => a[0] - b[0]);
    results.replaceChildren(...ranked.slice(0, MOST).map(([, it]) => it.item.cloneNode(true)));
    results.hidden = !found.length;
    const more = found.length > MOST ? `, the first ${MOST} are shown` : '';
    form.querySelector('output').value = words.length ? `${found.length} found${more}` : '';
    history.replaceState(null, '', words.length ? `#q=${encodeURIComponent(text.value)}` : location.pathname);
  };
  form.hidden = false;
  all.hidden = true;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    results.querySelector('a')?.click();
  });
  form.addEventListener('input', find);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== text) {
      event.preventDefault();
      text.focus();
    }
  });
  const asked = () => {
    const hash = location.hash;
    if (hash.startsWith('#q=')) {
      text.value = decodeURIComponent(hash.slice(3).replaceAll('+', ' '));
      find();
    }
    if (hash.startsWith('#q=') || hash === '#find') text.focus();
  };
  addEventListener('hashchange', asked);
  asked();
}
