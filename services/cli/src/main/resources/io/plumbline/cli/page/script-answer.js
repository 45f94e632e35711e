// Part 3: one answer as a heat map of its tokens, and how its score came about.
function open(i, token) {
  state.answer = i;
  state.pinned = false;
  const answer = answers[i];
  view = { answer, tokens: [], words: [], ranges: ranges(answer) };
  const about = el(
    'div',
    {},
    el(
      'div',
      { class: 'row' },
      el('h2', { text: i + 1 + '  ' + answer.id }),
      el('span', { class: flagged(answer) ? 'bad' : '', text: chip(answer) }),
      scored(answer)
        ? el(
            'span',
            {},
            meter(answer.p, answer.threshold),
            'probability ' + answer.p.toFixed(3) + ', threshold ' + answer.threshold.toFixed(3)
          )
        : null,
      answer.human === null
        ? null
        : el('span', {
            class: 'soft',
            text:
              'people say: ' +
              (answer.human ? 'hallucinated' : 'supported') +
              (scored(answer) ? (disagrees(answer) ? ' (the verdict differs)' : ' (the verdict agrees)') : '')
          }),
      answer.origin ? el('span', { class: 'soft push', text: answer.origin }) : null
    ),
    ...answer.warnings.map(text => el('p', { class: 'soft', text: '⚠ ' + text })),
    answer.detail ? el('p', { text: answer.detail }) : null,
    answer.question === null
      ? null
      : el('p', { class: 'question' }, el('span', { class: 'mono', text: 'Q ' }), answer.question)
  );
  view.panel = el('aside', { class: 'panel sheet', 'aria-label': 'Token' });
  const reading = el('div', { class: 'reading' }, answerSheet(answer), passageSheet(answer));
  byId('answer').replaceChildren(
    about,
    el('div', { class: 'columns' }, reading, view.panel),
    scored(answer) ? explanation(answer) : ''
  );
  byId('answer').classList.toggle('numbers', state.numbers);
  markIndex();
  if (scored(answer)) show(token ?? worst(answer));
  else view.panel.append(el('p', { class: 'soft', text: 'No score, so no numbers for words.' }));
}

const worst = answer => answer.tokens.reduce((best, token, t) => (token[2] > answer.tokens[best][2] ? t : best), 0);

/** Of each signal over the answer's tokens: least and greatest value, and each column's mean. */
function ranges(answer) {
  return signals.map((signal, s) => {
    const columns = data.columns.map((column, c) => c).filter(c => data.columns[c].signal === s);
    const values = columns.map(c => answer.tokens.map(token => token[4][c]).filter(value => value !== null));
    const all = values.flat();
    return {
      columns,
      low: Math.min(0, ...all),
      high: Math.max(0, ...all, 1e-9),
      means: values.map(list => (list.length ? list.reduce((a, b) => a + b, 0) / list.length : null))
    };
  });
}

function answerSheet(answer) {
  const text = el('div', {
    class: 'text answer',
    role: 'group',
    'aria-label': scored(answer) ? 'The answer, token by token; arrow keys move' : 'The answer'
  });
  if (!scored(answer)) text.textContent = answer.response;
  let done = 0;
  answer.tokens.forEach((token, t) => {
    const rest = token[1] <= done && t > 0;
    if (token[0] > done) text.append(answer.response.slice(done, token[0]));
    const cell = el('span', {
      class: 'token',
      role: 'button',
      tabindex: t === 0 ? '0' : '-1',
      'data-t': t,
      '--i': shade(heat(token[2]))
    });
    // a line may break behind the space that a token starts with: numbers stand under what is not space
    const ink = el('span', { class: 'ink', 'data-p': token[2].toFixed(2).replace(/^0/, '') });
    const start = Math.max(done, token[0]);
    const space = rest ? 0 : answer.response.slice(start, token[1]).search(/\S|$/);
    cell.append(answer.response.slice(start, start + space), ink);
    if (rest) cell.classList.add('rest');
    else marked(answer, start + space, token[1], ink);
    if (rest) ink.append('⋯');
    if (token[2] >= data.profile.tokenThreshold && !spanOf(answer, token)) cell.classList.add('over');
    cell.setAttribute(
      'aria-label',
      answer.response.slice(token[0], token[1]).trim() +
        ', ' +
        token[2].toFixed(2) +
        (spanOf(answer, token) ? ', flagged' : '')
    );
    text.append(cell);
    view.tokens.push(cell);
    done = Math.max(done, token[1]);
    const ended = answer.spans.findIndex(span => span.end > token[0] && span.end <= token[1]);
    if (ended >= 0 && !rest) text.append(el('span', { class: 'span-no', 'aria-hidden': 'true', text: ended + 1 }));
  });
  if (scored(answer)) text.append(answer.response.slice(done));
  listen(text);
  view.text = text;
  const toggle = el('button', {
    type: 'button',
    'aria-pressed': String(state.numbers),
    text: 'Numbers',
    onclick: () => numbers(toggle)
  });
  view.toggle = toggle;
  return el(
    'section',
    { class: 'sheet' },
    el(
      'div',
      { class: 'row' },
      el('h3', { text: 'Answer' }),
      scored(answer) ? legend() : null,
      scored(answer) ? el('span', { class: 'push' }, toggle) : null
    ),
    text,
    spanList(answer),
    carriers(answer)
  );
}

/** The characters of a token, those inside a flagged span marked. */
function marked(answer, start, end, cell) {
  let at = start;
  for (const span of answer.spans) {
    const from = Math.max(at, span.start);
    const to = Math.min(end, span.end);
    if (from >= to) continue;
    if (from > at) cell.append(answer.response.slice(at, from));
    cell.append(el('span', { class: 'in', text: answer.response.slice(from, to) }));
    at = to;
  }
  if (at < end) cell.append(answer.response.slice(at, end));
}

const spanOf = (answer, token) => answer.spans.find(span => span.start < token[1] && token[0] < span.end);

function legend() {
  const threshold = data.profile.tokenThreshold;
  const at = h => {
    const o = ((threshold / (1 - threshold)) * h) / (1 - h);
    return o / (1 + o);
  };
  const step = h => [el('i', { '--i': shade(h) }), el('span', { class: 'mono', text: at(h).toFixed(2) })];
  const inside = threshold > 0 && threshold < 1;
  return el(
    'span',
    { class: 'scale' },
    'probability ',
    ...(inside ? [0.15, 0.5, 0.75, 0.92].flatMap(step) : []),
    el('span', { class: 'key-over', text: 'token ≥ ' + threshold.toFixed(2) }),
    el('span', { class: 'key-in', text: 'flagged' })
  );
}

function numbers(button) {
  state.numbers = !state.numbers;
  button.setAttribute('aria-pressed', String(state.numbers));
  byId('answer').classList.toggle('numbers', state.numbers);
}

/** What a span or the answer stands on: read by heads, or named by an attribution method. */
function evidenceLine(answer, read) {
  const passage = answer.passages[read.passage];
  return el('span', {
    class: 'evidence',
    text:
      (read.method ? 'carried by: ' : 'read: ') +
      passage.id +
      ' “' +
      passage.text.slice(read.start, read.end) +
      '” ' +
      percent(read.weight) +
      ' (' +
      (read.method || read.heads.join(', ')) +
      ')'
  });
}

function carriers(answer) {
  if (!answer.evidence.length) return null;
  return el(
    'div',
    { class: 'carriers' },
    el('span', { class: 'soft', text: 'The whole answer stands on' }),
    ...answer.evidence.map(read => evidenceLine(answer, read))
  );
}

function spanList(answer) {
  if (!answer.spans.length) return null;
  return el(
    'ol',
    { class: 'spans' },
    ...answer.spans.map((span, n) =>
      el(
        'li',
        {},
        el('span', { class: 'span-no', text: n + 1 }),
        ' ',
        el('button', {
          type: 'button',
          text: '“' + answer.response.slice(span.start, span.end) + '”',
          onclick: () => keep(answer.tokens.findIndex(token => token[1] > span.start))
        }),
        el('span', { class: 'mono', text: ' ' + span.p.toFixed(2) + '  ' }),
        ...span.causes.flatMap(cause => [
          el('span', { class: 'cause', text: cause, title: data.causes[cause] || '' }),
          ' '
        ]),
        el('span', {
          class: 'soft',
          text: span.causes
            .map(cause => data.causes[cause])
            .filter(Boolean)
            .join('; ')
        }),
        ...span.evidence.map(read => evidenceLine(answer, read))
      )
    )
  );
}

function explanation(answer) {
  const means = signals.map((signal, s) => {
    const points = answer.tokens.map(token => token[5][s]).filter(value => value !== null);
    return points.length ? points.reduce((a, b) => a + b, 0) / points.length : null;
  });
  const head = ['part', 'mean', 'scaled', 'weight', 'adds'].map(text => el('th', { scope: 'col', text }));
  const rows = answer.contributions.map(([feature, ...rest]) =>
    el(
      'tr',
      {},
      el('td', { text: feature }),
      ...rest.map((value, i) => el('td', { text: i === 3 ? signed(value) : number(value) }))
    )
  );
  return el(
    'section',
    { class: 'sheet explain' },
    el('h3', { text: 'How the score came about' }),
    el(
      'div',
      { class: 'two' },
      el(
        'div',
        {},
        el('p', { class: 'soft', text: 'The answer’s score is the sum of' }),
        el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows))
      ),
      means.every(value => value === null)
        ? ''
        : el('div', {}, el('p', { class: 'soft', text: 'The mean token score was moved by' }), pointBars(means))
    ),
    el('details', {}, el('summary', { text: 'All lines' }), el('pre', { text: answer.lines.join('\n') }))
  );
}
