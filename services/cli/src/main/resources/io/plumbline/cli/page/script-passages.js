// Part 4: the passages, and the light on the words that heads attended to.
function passageSheet(answer) {
  const box = el('div', { class: 'passages', tabindex: '0', role: 'group', 'aria-label': 'Passages' });
  answer.passages.forEach((passage, p) => {
    const text = el('div', { class: 'text' });
    let done = 0;
    for (let w = 0; w < answer.words.length; w += 3) {
      if (answer.words[w] !== p) continue;
      const word = el('span', { class: 'word', text: passage.text.slice(answer.words[w + 1], answer.words[w + 2]) });
      text.append(passage.text.slice(done, answer.words[w + 1]), word);
      view.words[w / 3] = word;
      done = answer.words[w + 2];
    }
    text.append(passage.text.slice(done));
    box.append(
      el(
        'article',
        { class: 'passage' },
        el(
          'p',
          { class: 'row' },
          el('span', { class: 'mono', text: passage.id }),
          passage.title ? el('strong', { text: passage.title }) : null
        ),
        text
      )
    );
  });
  view.box = box;
  view.heads = el('div', { class: 'row heads', role: 'group', 'aria-label': 'Head' });
  return el(
    'section',
    { class: 'sheet passages-sheet' },
    el(
      'div',
      { class: 'row' },
      el('h3', { text: 'Passages' }),
      el('span', { class: 'soft', text: data.heads.length ? 'words lit by the attention of' : '' }),
      view.heads
    ),
    box
  );
}

/** Shares of the passages' words for one token: of one head, or of all, weighed by their attention to passages. */
function shares(token) {
  const result = new Map();
  const heads = token[6].filter((entry, h) => state.head < 0 || h === state.head);
  const mass = heads.reduce((sum, head) => sum + head[0], 0);
  for (const [own, words] of heads) {
    for (let i = 0; i < words.length; i += 2) {
      result.set(words[i], (result.get(words[i]) || 0) + ((mass > 0 ? own / mass : 0) * words[i + 1]) / 1000);
    }
  }
  return [...result].sort((a, b) => b[1] - a[1]);
}

/** Of one head, or the mean of all. */
function attentionMass(token, head) {
  const masses = token[6].filter((entry, h) => head < 0 || h === head).map(entry => entry[0]);
  return masses.reduce((a, b) => a + b, 0) / Math.max(1, masses.length);
}

function light(token) {
  const found = shares(token);
  for (const word of view.words) {
    if (word.className !== 'word') {
      word.className = 'word';
      word.removeAttribute('data-share');
      word.style.removeProperty('--i');
    }
  }
  found.forEach(([w, share], rank) => {
    const word = view.words[w];
    word.className = 'word lit';
    word.style.setProperty('--i', 12 + (70 * share) / found[0][1] + '%');
    if (rank < 5 && share >= 0.02 && word.textContent.length > 2) word.dataset.share = Math.round(100 * share) + '%';
  });
  if (found.length) scrollTo(view.words[found[0][0]]);
  view.heads.replaceChildren(
    ...[-1, ...data.heads.keys()]
      .filter(h => h < 0 || data.heads.length > 1)
      .map(h => {
        const mass = attentionMass(token, h);
        return !data.heads.length
          ? ''
          : el(
              'button',
              {
                type: 'button',
                'aria-pressed': String(state.head === h),
                'data-head': h,
                title: 'attention to the passages ' + percent(mass),
                onclick: () => {
                  choose(h);
                  view.heads.querySelector('[data-head="' + h + '"]').focus();
                }
              },
              h < 0 ? 'all heads' : data.heads[h],
              el('small', { text: percent(mass) })
            );
      })
  );
  return found;
}

function scrollTo(word) {
  const box = view.box.getBoundingClientRect();
  const place = word.getBoundingClientRect();
  if (place.top < box.top + 12 || place.bottom > box.bottom) {
    view.box.scrollTop += place.top - box.top - box.height / 3;
  }
}

function choose(head) {
  state.head = head;
  show(state.token);
}
