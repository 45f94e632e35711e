// Part 2: the page's head and the list of answers.
function top() {
  const profile = data.profile;
  const count = answers.filter(flagged).length;
  const themes = ['light dark', 'light', 'dark'];
  const theme = el('button', {
    type: 'button',
    text: 'Light / dark',
    onclick: () => {
      const root = document.documentElement.style;
      root.colorScheme = themes[(themes.indexOf(root.colorScheme || themes[0]) + 1) % themes.length];
    }
  });
  const labelled = answers.filter(a => a.human !== null && scored(a));
  const right = labelled.filter(a => !disagrees(a)).length;
  byId('top').append(
    el('div', { class: 'row' }, el('h1', { text: 'Plumbline: evidence' }), el('span', { class: 'push' }, theme)),
    el(
      'p',
      { class: 'soft' },
      answers.length +
        (answers.length === 1 ? ' answer, ' : ' answers, ') +
        count +
        ' flagged' +
        (labelled.length ? ', ' + right + ' of ' + labelled.length + ' as labelled by people' : '') +
        '. Profile ' +
        profile.name +
        ' (' +
        profile.kind +
        ', ',
      el('span', { class: 'mono', text: profile.id.slice(0, 12) }),
      '), model ',
      el('span', { class: 'mono', text: profile.model.slice(0, 12) }),
      '.',
      data.leftOut ? ' ' + data.leftOut + ' more answers were scored and are not in this page.' : ''
    )
  );
  byId('foot').append(
    el(
      'p',
      {},
      el('kbd', { text: '←' }),
      ' ',
      el('kbd', { text: '→' }),
      ' tokens, ',
      el('kbd', { text: '↑' }),
      ' ',
      el('kbd', { text: '↓' }),
      ' flagged words, ',
      el('kbd', { text: 'Enter' }),
      ' keeps a token, ',
      el('kbd', { text: 'Esc' }),
      ' lets it go, ',
      el('kbd', { text: 'n' }),
      ' ',
      el('kbd', { text: 'p' }),
      ' next, previous answer, ',
      el('kbd', { text: 'h' }),
      ' next head, ',
      el('kbd', { text: '1' }),
      ' numbers. Nothing in this page is fetched or sent.'
    )
  );
}

const filters = [
  ['all', 'All', () => true],
  ['flagged', 'Flagged', flagged],
  ['disagrees', 'Against the label', disagrees],
  ['unscored', 'Not scored', answer => !scored(answer)]
];

function shown() {
  const wanted = filters.find(f => f[0] === state.filter)[2];
  const list = answers.map((answer, i) => i).filter(i => wanted(answers[i]));
  return state.sort === 'file' ? list : list.sort((a, b) => (answers[b].p ?? -1) - (answers[a].p ?? -1) || a - b);
}

function index() {
  const buttons = filters
    .filter((f, i) => i < 2 || answers.some(f[2]))
    .map(([key, text, test]) =>
      el('button', {
        type: 'button',
        'aria-pressed': String(state.filter === key),
        text: text + ' ' + answers.filter(test).length,
        onclick: () => {
          state.filter = key;
          index();
        }
      })
    );
  const sort = el(
    'select',
    {
      'aria-label': 'Order',
      onchange: event => {
        state.sort = event.target.value;
        index();
      }
    },
    el('option', { value: 'file', text: 'in the order of the file' }),
    el('option', { value: 'p', text: 'most suspect first' })
  );
  sort.value = state.sort;
  const head = el(
    'tr',
    {},
    ...[
      ['#', 'c-no'],
      ['verdict', 'c-label'],
      ['probability', 'c-p'],
      ['label by people', 'c-human'],
      ['id', 'c-id'],
      ['answer', '']
    ].map(([text, name]) => el('th', { class: name, scope: 'col', text }))
  );
  const list = el(
    'div',
    { class: 'list' },
    el('table', {}, el('thead', {}, head), el('tbody', {}, ...shown().map(indexRow)))
  );
  byId('index').replaceChildren(el('div', { class: 'row' }, ...buttons, el('span', { class: 'push' }, sort)), list);
  markIndex();
}

function indexRow(i) {
  const answer = answers[i];
  const human =
    answer.human === null
      ? ''
      : (scored(answer) ? (disagrees(answer) ? '≠ ' : '= ') : '') + (answer.human ? 'hallucinated' : 'supported');
  const probability = el('td', { class: 'c-p' });
  if (scored(answer)) {
    probability.append(
      meter(answer.p, answer.threshold),
      el('span', {
        class: 'mono',
        text: answer.p.toFixed(2) + (flagged(answer) ? ' ≥ ' : ' < ') + answer.threshold.toFixed(2)
      })
    );
  }
  return el(
    'tr',
    { 'data-answer': i, onclick: () => open(i) },
    el('td', { class: 'c-no', text: i + 1 }),
    el('td', { class: 'c-label' + (flagged(answer) ? ' bad' : ''), text: chip(answer) }),
    probability,
    el('td', { class: 'c-human soft', text: human }),
    el('td', { class: 'c-id mono', text: answer.id }),
    el('td', {}, el('button', { type: 'button', text: answer.response.slice(0, 240) || '(empty)' }))
  );
}

function markIndex() {
  for (const row of byId('index').querySelectorAll('tbody tr')) {
    const current = Number(row.dataset.answer) === state.answer;
    row.setAttribute('aria-current', String(current));
    if (current) {
      const list = row.closest('.list');
      const place = row.offsetTop - row.offsetHeight;
      if (place < list.scrollTop || place + 3 * row.offsetHeight > list.scrollTop + list.clientHeight)
        list.scrollTop = place;
    }
  }
}
