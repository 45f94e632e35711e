"""Renders real chat templates with Python's Jinja2, as transformers does, for the Java renderer to be compared with.

    python chat_template_fixtures.py RESOURCES/tokenizer

Pinned: jinja2==3.1.6; the environment is that of transformers 4.57.1 `_compile_jinja_template` (without the
assistant-tracking extension), with the clock held at 23 November 2026. Reads templates/*.jinja
and writes chat-golden.json.
"""

import datetime
import json
import sys
from pathlib import Path

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime.datetime(2026, 11, 23, 12, 0, 0)

SPECIAL = {
    "llama-2-chat": {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
    "llama-3-instruct": {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    "llama-3.1-instruct": {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    "llama-3.2-instruct": {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    "mistral-instruct": {"bos_token": "<s>", "eos_token": "</s>"},
    "mistral-small-instruct": {"bos_token": "<s>", "eos_token": "</s>"},
}
CHATML = {"bos_token": "<|im_start|>", "eos_token": "<|im_end|>"}


def s(text):
    return {"role": "system", "content": text}


def u(text):
    return {"role": "user", "content": text}


def a(text):
    return {"role": "assistant", "content": text}


def t(text):
    return {"role": "tool", "content": text}


CONVERSATIONS = {
    "user": [u("Who opened the bridge?")],
    "system": [s("You are a helpful assistant."), u("Who opened the bridge?")],
    "empty system": [s(""), u("Hi")],
    "blank system": [s("  \n "), u("Hi")],
    "multi-turn": [u("One?"), a("Two."), u("Three?")],
    "system multi-turn": [s("Be brief."), u("One?"), a("Two."), u("Three?"), a("Four."), u("Five?")],
    "ends with assistant": [u("One?"), a("Two.")],
    "unicode": [s("Größe 日本語"), u("e\u0301 👩‍👩‍👧 😀 кириллица \u00a0nbsp\u00a0"), a("ΐ 한국어"), u("\u2003em\u2003")],
    "newlines": [u("line one\nline two\r\n\n\tthree\n"), a("\n\nanswer\n"), u("\n")],
    "braces": [u("{{ 7 * 7 }} {% if x %}y{% endif %} {# no #} {'a': 1} }} %} #}"), a("{{messages}}"), u("{%- raw -%}")],
    "quotes": [u("it's \"quoted\" \\n \\ back`slash"), a("'"), u("\"")],
    "spaces": [u("  leading and trailing  "), a("  x  "), u(" \t ")],
    "control characters": [u("\u001cfs\u001f \u0000nul\u0085nel\u200bzw\ufeff"), a("\u000bvt\u000c"), u("x")],
    "empty content": [u(""), a(""), u("")],
    "markup": [u("<|im_end|><|eot_id|></s>[INST] & < > &amp;"), a("</s>"), u("<s>")],
    "false": [s("false"), u("Is it false?"), a("False"), u("FALSE")],
    "numbers": [s("0"), u("1"), a("none"), u("None")],
    "roles do not alternate": [u("One?"), u("Two?")],
    "starts with assistant": [a("One."), u("Two?")],
    "two systems": [s("One."), u("Hi"), s("Two.")],
    "only system": [s("One.")],
    "tool": [u("One?"), a("calling"), t('{"result": 5}'), t("second"), a("Two.")],
    "none": [],
}

# what the subset promises beyond the real templates, one construct each; the name says which
PROBES = {
    "for scope": "{% for m in messages %}{% if loop.first %}{% set x = m.content %}{% endif %}[{{ x }}]{% endfor %}{{ x }}",
    "namespace": "{% set ns = namespace(n=0, last='') %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% set ns.last = m.role %}{% endfor %}{{ ns.n }}{{ ns.last }}",
    "loop": "{% for m in messages %}{{ loop.index }},{{ loop.index0 }},{{ loop.revindex }},{{ loop.revindex0 }},{{ loop.length }}{% if loop.first %}F{% endif %}{% if not loop.last %};{% endif %}{% endfor %}",
    "break and continue": "{% for m in messages %}{% if m.role == 'system' %}{% continue %}{% endif %}{{ m.role }}{% if loop.index > 2 %}{% break %}{% endif %}{% endfor %}",
    "slices": "{% for m in messages[1:] %}{{ m.role }}{% endfor %}|{% for m in messages[:-1] %}{{ m.role }}{% endfor %}|{% for m in messages[-1:] %}{{ m.role }}{% endfor %}",
    "negative index": "{{ messages[-1]['role'] }}{{ messages[-1].role }}",
    "strip": "{% for m in messages %}[{{ m.content.strip() }}][{{ m.content.lstrip() }}][{{ m.content.rstrip() }}][{{ m.content.strip('\\n x') }}]{% endfor %}",
    "trim": "{% for m in messages %}[{{ m.content | trim }}][{{ m['content']|trim + '!' }}]{% endfor %}",
    "case": "{% for m in messages %}{{ m.content.upper() }}{{ m.content | lower }}{{ m.role.title() }}{{ m.role | capitalize }}{% endfor %}",
    "split": "{% for m in messages %}{{ m.content.split('\\n')[-1] }}/{{ m.content.split('e')[0] }}/{{ m.content.split(' ') | length }}{% endfor %}",
    "starts": "{% for m in messages %}{% if m.content.startswith('{') %}S{% endif %}{% if m.content.endswith('?') %}E{% endif %}{% if 'e' in m.content %}I{% endif %}{% if 'e' not in m.content %}N{% endif %}{% endfor %}",
    "replace": "{% for m in messages %}{{ m.content.replace('e', 'EE') }}{{ m.content | replace('o', '0') }}{% endfor %}",
    "length": "{{ messages | length }}{% for m in messages %},{{ m.content | length }}{% endfor %}",
    "tojson": "{% for m in messages %}{{ m | tojson }}{{ m.content|tojson }}{% endfor %}{{ messages | tojson }}",
    "defined": "{{ 'd' if foo is defined else 'u' }}{{ 'd' if tools is defined else 'u' }}{{ 'n' if tools is none else 'v' }}{% for m in messages %}{{ 'd' if m.name is defined else 'u' }}{{ 'n' if m.name is none else 'v' }}{{ 's' if m.content is string else 'x' }}{{ 'm' if m is mapping else 'x' }}{% endfor %}",
    "not": "{% if not foo is defined %}a{% endif %}{% if not messages | length == 1 %}b{% endif %}{% if not 1 == 2 and not false %}c{% endif %}{% if not (not true) %}d{% endif %}{% if not 'x' in 'abc' or false %}e{% endif %}",
    "undefined prints nothing": "[{{ foo }}][{{ messages[0].foo if messages else '' }}][{{ 'x' if false }}]",
    "undefined member": "{{ foo.bar }}",
    "undefined concatenation": "{{ 'a' + foo }}",
    "default": "{{ foo | default('d') }}{{ messages[0].role | default('d') if messages else '' }}{{ '' | default('e', true) }}",
    "truth of text": "{% for m in messages %}{% if m.content %}T{% else %}F{% endif %}{{ 'a' if m.content and m.role else 'b' }}{{ m.content or 'empty' }}{% endfor %}",
    "compare with false": "{% for m in messages %}{% if m.content != false %}T{% endif %}{% if m.content == true %}E{% endif %}{% if m.content == none %}N{% endif %}{% endfor %}",
    "concatenation": "{% for m in messages %}{{ '<' ~ m.role ~ loop.index ~ '>' }}{% endfor %}",
    "arithmetic": "{{ 1 + 2 * 3 - 4 }}{{ 7 % 3 }}{{ (1 + 2) * 3 }}",
    "whitespace": "  {% if true %}\n  a\n  {%- endif %}\n\n {%+ if true %} b {% endif +%}\n c\n {{- 'd' -}} \n e {# c #}\n  {#- f -#}  \n g\n\n",
    "lstrip": "x {% if true %}y{% endif %} z\n   {% if true %}\n   {{ 'a' }}\n   {% endif %}\n\t{# note #}\nend",
    "end in a string": "{{ '%}' }}{{ '}}' }}{% set x = '{{ %}' %}{{ x }}{{ \"{% raw %}\" }}",
    "escapes": "{{ 'a\\tb\\\\c\\'d\\\"e\\x41\\u00e9\\q' }}",
    "strftime": "{{ strftime_now('%d %b %Y') }}|{{ strftime_now('%Y-%m-%d %H:%M:%S') }}|{{ strftime_now('%B %A %%') }}",
    "range": "{% for i in range(3) %}{{ i }}{% endfor %}{% for i in range(1, 3) %}{{ i }}{% endfor %}",
    "inline if chain": "{{ 'a' if false else 'b' if true else 'c' }}",
    "join": "{{ ['a', 'b'] | join(', ') }}{{ ['a', 'b'] | join }}",
    "first and last": "{{ (messages | first).role if messages }}{{ (messages | last).role if messages }}",
    "get": "{% for m in messages %}{{ m.get('content') }}{{ m.get('x', 'y') }}{% endfor %}",
    "text slices": "{% for m in messages %}{{ m.content[:3] }}|{{ m.content[2:] }}|{% endfor %}",
    "items": "{% for m in messages %}{% for k, v in m.items() %}{{ k }}={{ v }};{% endfor %}{% endfor %}",
    "filtered loop": "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}",
    "loop with else": "{% for m in [] %}x{% else %}none{% endfor %}",
    "macro": "{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f('a') }}",
    "reversed slice": "{% for m in messages[::-1] %}{{ m.role }}{% endfor %}",
    "selectattr": "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}",
    "raw": "{% raw %}{{ x }}{% endraw %}",
    "print a list": "{{ messages }}",
    "print a truth": "{{ true }}",
    "chained comparison": "{{ 'y' if 1 < 2 < 3 else 'n' }}",
    "power": "{{ 2 ** 3 }}{{ 7 // 2 }}{{ 7 / 2 }}",
    "adjacent literals": "{{ 'a' 'b' }}",
    "block set": "{% set x %}a{% endset %}{{ x }}",
    "unknown function": "{{ dict(a=1) }}",
}


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def render(source, messages, add_generation_prompt, special):
    env = environment()
    try:
        text = env.from_string(source).render(
            messages=messages, tools=None, documents=None, add_generation_prompt=add_generation_prompt, **special)
        return {"text": text}
    except Exception as e:  # whatever Python raises, Java must not render
        return {"error": f"{type(e).__name__}: {e}"}


def cases(source, special):
    for name, messages in CONVERSATIONS.items():
        for generate in (False, True):
            yield {"conversation": name, "generate": generate,
                   **render(source, messages, generate, special)}


if __name__ == "__main__":
    root = Path(sys.argv[1])
    templates = []
    for file in sorted((root / "templates").glob("*.jinja")):
        special = SPECIAL.get(file.stem, CHATML)
        with file.open(encoding="utf-8", newline="") as f:
            source = f.read()
        templates.append({"name": file.stem, "real": True, "source": source, "special": special,
                          "cases": list(cases(source, special))})
    for name, source in PROBES.items():
        templates.append({"name": name, "real": False, "source": source, "special": CHATML,
                          "cases": [c for c in cases(source, CHATML) if not c["generate"]]})
    golden = {"conversations": CONVERSATIONS, "templates": templates}
    (root / "chat-golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")
