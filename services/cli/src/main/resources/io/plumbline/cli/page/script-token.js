// Part 5: the panel with one token's numbers.
function show(t) {
  const { answer } = view;
  const token = answer.tokens[t];
  if (!token) return;
  if (view.tokens[state.token]) view.tokens[state.token].classList.remove('at');
  state.token = t;
  view.tokens[t].classList.add('at');
  for (const cell of view.text.querySelectorAll('[tabindex="0"]')) cell.tabIndex = -1;
  view.tokens[t].tabIndex = 0;
  const found = light(token);
  const span = answer.spans.indexOf(spanOf(answer, token));
  const over = token[2] >= data.profile.tokenThreshold;
  view.panel.replaceChildren(
    ...present([
      el(
        'div',
        { class: 'row' },
        el('span', { class: 'word-at', text: '“' + answer.response.slice(token[0], token[1]) + '”' }),
        el('span', {
          class: 'push soft',
          text: 'token ' + (t + 1) + ' of ' + answer.tokens.length + (state.pinned ? ', kept' : '')
        })
      ),
      el(
        'p',
        { 'aria-live': 'polite' },
        meter(token[2], data.profile.tokenThreshold),
        'probability ',
        el('strong', { text: token[2].toFixed(3) }),
        el('span', {
          class: over ? 'bad' : 'soft',
          text:
            (over ? ' ≥ ' : ' < ') +
            data.profile.tokenThreshold.toFixed(3) +
            (span >= 0 ? ', in flagged span ' + (span + 1) : '')
        })
      ),
      answer.windows > 1
        ? el('p', { class: 'soft', text: 'judged in window ' + (token[3] + 1) + ' of ' + answer.windows })
        : null,
      ...reads(answer, token, found),
      ...moved(token),
      ...signals.flatMap((signal, s) => values(token, signal, s))
    ])
  );
  remember();
}

function reads(answer, token, found) {
  if (!data.heads.length) return [];
  const who = state.head < 0 ? 'heads' : 'head ' + data.heads[state.head];
  return [
    el('h3', { text: 'What the ' + who + ' attended to' }),
    el('p', {
      class: 'about',
      text: percent(attentionMass(token, state.head)) + ' of the attention lies on the passages, and of that'
    }),
    el(
      'ol',
      { class: 'reads' },
      ...found.slice(0, 5).map(([w, share]) => {
        const passage = answer.passages[answer.words[3 * w]];
        return el(
          'li',
          {},
          el('span', { class: 'mono', text: percent(share) }),
          ' “' + passage.text.slice(answer.words[3 * w + 1], answer.words[3 * w + 2]) + '”',
          answer.passages.length > 1 ? el('span', { class: 'soft', text: ' ' + passage.id }) : null
        );
      })
    )
  ];
}

/** A bar between zero and the value on the scale [low, high]; mean, if any, as a mark. */
function bar(value, low, high, mean, kind) {
  const place = v => (100 * (v - low)) / (high - low);
  const from = place(Math.min(0, value ?? 0));
  return el(
    'span',
    { class: 'bar', 'aria-hidden': 'true' },
    el('i', { class: kind, '--x': from + '%', '--w': place(Math.max(0, value ?? 0)) - from + '%' }),
    el('u', { '--z': place(0) + '%' }),
    mean === null || mean === undefined ? null : el('b', { '--m': 'calc(' + place(mean) + '% - 1px)' })
  );
}

/** Points for each signal, greatest first; towards "not supported" to the right. */
function pointBars(points) {
  const rows = points
    .map((value, s) => [value, signals[s].name, signals[s].about])
    .concat([[data.profile.intercept || null, 'intercept', 'Where every token starts.']])
    .filter(row => row[0] !== null)
    .sort((a, b) => Math.abs(b[0]) - Math.abs(a[0]));
  const most = Math.max(1e-9, ...rows.map(row => Math.abs(row[0])));
  return el(
    'div',
    { class: 'bars points' },
    ...rows.flatMap(([value, name, about]) => [
      el('span', { class: 'name', text: name, title: about }),
      bar(value, -most, most, null, value > 0 ? 'up' : 'down'),
      el('span', { class: 'value', text: signed(value) })
    ])
  );
}

function moved(token) {
  if (token[5].every(value => value === null)) return [];
  return [
    el('h3', { text: 'What moved its score' }),
    el('p', {
      class: 'about',
      text:
        'Solid, to the right: towards not supported. Striped, to the left: towards supported.' +
        (data.profile.smoothing > 1 ? ' The score is then averaged over ' + data.profile.smoothing + ' tokens.' : '')
    }),
    pointBars(token[5])
  ];
}

function values(token, signal, s) {
  const range = view.ranges[s];
  const rows = range.columns.flatMap((c, i) => [
    el('span', { class: 'name mono', text: data.columns[c].place || signal.label }),
    bar(token[4][c], range.low, range.high, range.means[i], ''),
    el('span', { class: 'value', text: number(token[4][c]) })
  ]);
  const first =
    s === 0
      ? [el('h3', { text: 'What was read' }), el('p', { class: 'about', text: 'Black mark: mean over this answer.' })]
      : [];
  return [
    ...first,
    el(
      'h4',
      {},
      signal.name + ' ',
      el('span', {
        class: 'soft mono',
        text: signal.label + ({ HEAD: ', layer-head', LAYER: ', layer' }[signal.scope] || '')
      }),
      signal.weighed ? null : el('span', { class: 'soft', text: ' (shown, not weighed)' })
    ),
    el('p', { class: 'about', text: signal.about }),
    el('div', { class: 'bars', 'data-signal': signal.label }, ...rows)
  ];
}
