// Part 1 of the page's script: data, small helpers. The parts run in this order inside one function.
// Data come from other people's models and documents: they enter the page as text nodes and custom properties only.
const data = JSON.parse(document.getElementById('data').textContent);
const answers = data.answers;
const signals = data.signals;
const state = { answer: -1, token: -1, pinned: false, head: -1, filter: 'all', sort: 'file', numbers: false };
let view = null;

/** An element with properties (class, text, on*, aria-*, --custom) and children. */
function el(name, props, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'class') node.className = value;
    else if (key === 'text') node.textContent = value;
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key.startsWith('--')) node.style.setProperty(key, value);
    else node.setAttribute(key, value);
  }
  node.append(...present(children));
  return node;
}

const present = children => children.filter(child => child !== null && child !== undefined);

const byId = id => document.getElementById(id);
const percent = share => (100 * share).toFixed(share < 0.0995 ? 1 : 0) + ' %';
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const chip = answer => (({ HALLUCINATED: '▲ ', SUPPORTED: '● ' })[answer.label] || '○ ') + answer.label;
const flagged = answer => answer.label === 'HALLUCINATED';
const scored = answer => answer.tokens.length > 0;
const disagrees = answer => answer.human !== null && scored(answer) && answer.human !== flagged(answer);

function number(value) {
  if (value === null) return 'n/a';
  const size = Math.abs(value);
  if (value === 0) return '0';
  return size >= 100
    ? value.toFixed(0)
    : size >= 1
      ? value.toFixed(2)
      : size >= 0.001
        ? value.toFixed(3)
        : value.toExponential(1);
}
const signed = value => (value > 0 ? '+' : value < 0 ? '−' : '') + number(Math.abs(value));

/** 0 to 1, one half at the profile's token threshold: the probability as it were if the threshold stood at one half. */
function heat(probability) {
  const odds = p => {
    const q = clamp(p, 1e-3, 1 - 1e-3);
    return Math.log(q / (1 - q));
  };
  return 1 / (1 + Math.exp(odds(data.profile.tokenThreshold) - odds(probability)));
}
/** Below the threshold faint, above it strong. */
const shade = h => (h < 0.5 ? h * h : 0.25 + 1.5 * (h - 0.5)) * 74 + '%';

function meter(probability, threshold) {
  return el(
    'span',
    { class: 'meter', 'aria-hidden': 'true' },
    el('i', { '--w': 100 * probability + '%' }),
    el('b', { '--x': 'calc(' + 100 * threshold + '% - 1px)' })
  );
}
