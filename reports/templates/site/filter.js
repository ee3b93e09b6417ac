// Shows the rows of a list that have all words; a section without any is hidden.
'use strict';
{
  const form = document.querySelector('#filter');
  const sections = [...document.querySelectorAll('.group')].map((section) => ({
    section,
    head: [...section.querySelectorAll('h2, .shows')].map((it) => it.textContent.toLowerCase()).join(' '),
    rows: [...section.querySelectorAll('tbody tr, ul.plain > li')].map((row) => [row, row.textContent.toLowerCase()]),
  }));
  const find = () => {
    const words = form.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { section, head, rows } of sections) {
      let here = 0;
      for (const [row, text] of rows) {
        row.hidden = !words.every((word) => has(`${head} ${text}`, word));
        if (!row.hidden) here += 1;
      }
      section.hidden = !here;
      const folded = section.querySelector('details');
      if (folded && words.length && here) folded.open = true;
      count += here;
    }
    const all = sections.reduce((sum, { rows }) => sum + rows.length, 0);
    form.querySelector('output').value = words.length ? `${count} of ${all}` : '';
    history.replaceState(null, '', words.length ? `#q=${encodeURIComponent(form.text.value)}` : location.pathname);
  };
  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', find);
  if (location.hash.startsWith('#q=')) {
    form.text.value = decodeURIComponent(location.hash.slice(3).replaceAll('+', ' '));
    find();
  }
}
