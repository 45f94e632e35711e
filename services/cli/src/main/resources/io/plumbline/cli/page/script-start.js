// Part 6: mouse, keys, the page's address; the start.
function listen(text) {
  const place = event => {
    const cell = event.target.closest('.token');
    return cell ? Number(cell.dataset.t) : -1;
  };
  text.addEventListener('mouseover', event => {
    if (!state.pinned && place(event) >= 0) show(place(event));
  });
  text.addEventListener('focusin', event => {
    if (!state.pinned && place(event) >= 0) show(place(event));
  });
  text.addEventListener('click', event => {
    const t = place(event);
    if (t < 0) return;
    state.pinned = !(state.pinned && t === state.token);
    show(t);
  });
  text.addEventListener('keydown', keys);
}

function keep(t) {
  state.pinned = true;
  show(t);
  view.tokens[t].focus();
}

function keys(event) {
  const last = view.tokens.length - 1;
  const starts = view.answer.spans.map(span => view.answer.tokens.findIndex(token => token[1] > span.start));
  const moves = {
    ArrowRight: () => Math.min(last, state.token + 1),
    ArrowLeft: () => Math.max(0, state.token - 1),
    Home: () => 0,
    End: () => last,
    ArrowDown: () => starts.find(t => t > state.token) ?? state.token,
    ArrowUp: () => [...starts].reverse().find(t => t < state.token) ?? state.token
  };
  if (moves[event.key]) {
    event.preventDefault();
    show(moves[event.key]());
    view.tokens[state.token].focus();
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    state.pinned = !state.pinned;
    show(state.token);
  }
}

function anywhere(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === 'SELECT') return;
  const list = shown();
  const at = list.indexOf(state.answer);
  if (event.key === 'n' && list.length) open(list[Math.min(list.length - 1, at + 1)]);
  else if (event.key === 'p' && list.length) open(list[Math.max(0, at - 1)]);
  else if (event.key === '1' && view.tokens.length) numbers(view.toggle);
  else if (event.key === 'h' && data.heads.length > 1) choose(((state.head + 2) % (data.heads.length + 1)) - 1);
  else if (event.key === 'Escape') {
    state.pinned = false;
    if (view.tokens.length) show(state.token);
  }
}

function remember() {
  const place =
    '#answer=' +
    (state.answer + 1) +
    '&token=' +
    (state.token + 1) +
    (state.head < 0 ? '' : '&head=' + data.heads[state.head]);
  try {
    history.replaceState(null, '', place);
  } catch (e) {
    /* some browsers keep the address of files as it is */
  }
}

function start() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  state.head = data.heads.indexOf(wanted.get('head'));
  state.numbers = wanted.has('numbers');
  state.filter = filters.some(f => f[0] === wanted.get('filter')) ? wanted.get('filter') : 'all';
  top();
  index();
  const first = Number(wanted.get('answer')) - 1;
  if (!answers.length) return;
  const i = answers[first] ? first : Math.max(0, answers.findIndex(flagged));
  const token = Number(wanted.get('token')) - 1;
  open(i, answers[i].tokens[token] ? token : undefined);
  document.addEventListener('keydown', anywhere);
}

start();
