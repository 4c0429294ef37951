"""Drawing: Block Kit as a static page that looks as Slack draws it, for pictures; only what the bot sends is known."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]
STYLE = """
*{box-sizing:border-box;margin:0}
body{font:15px/1.46668 Lato,'Liberation Sans','Noto Sans CJK SC',Arial,sans-serif;color:#1d1c1d; background:#fff;width:720px;padding:20px}
.m{display:flex;gap:8px;padding:8px 0}
.m.thread{margin-left:44px;border-left:2px solid #ddd;padding-left:12px}
.a{width:36px;height:36px;border-radius:8px;background:#3b6fd4;color:#fff;font-weight:700;display:grid;place-items:center;flex:none}
.n b{font-weight:900;font-size:15px}
.n small{color:#616061;font-size:12px;margin-left:6px}
.n i{font-style:normal;background:#ebebeb; color:#616061;font-size:10px;font-weight:700;border-radius:2px;padding:1px 3px;margin-left:4px}
.only{color:#616061;font-size:12.5px}
.b{flex:1;min-width:0}
.k{margin-top:8px}
h4{font-size:18px;font-weight:900}
pre{background:#f8f8f8;border:1px solid #ddd;border-radius:4px; padding:8px;
font:12px/1.5 'Noto Sans Mono CJK SC','DejaVu Sans Mono',monospace;white-space:pre-wrap;margin:4px 0}
code{font:12px 'Noto Sans Mono CJK SC','DejaVu Sans Mono',monospace;color:#e01e5a;background:#f8f8f8;border:1px solid #ddd;
border-radius:3px;padding:1px 3px}
blockquote{border-left:4px solid #ddd;padding-left:12px;border-radius:2px}
.f{display:grid;grid-template-columns:1fr 1fr;gap:8px 16px}
.x{display:flex;flex-wrap:wrap;gap:8px}
button{font:700 13px/1 inherit;font-family:inherit;border:1px solid #b7b7b8;border-radius:4px;background:#fff; color:#1d1c1d;height:28px;
padding:0 12px}
button.primary{background:#007a5a;border-color:#007a5a;color:#fff}
button.danger{background:#e01e5a;border-color:#e01e5a;color:#fff}
.c{font-size:12px;color:#616061}
img{max-width:520px;border-radius:8px;border:1px solid #ddd;display:block}
hr{border:0;border-top:1px solid #ddd}
.w{border:1px solid #bbb;border-radius:8px;width:520px;box-shadow:0 4px 20px #0003;overflow:hidden}
.w header{display:flex;justify-content:space-between; font-weight:900;font-size:18px;padding:14px 20px;border-bottom:1px solid #ddd}
.w main{padding:8px 20px 20px}
.w footer{display:flex;justify-content:flex-end; gap:12px;padding:12px 20px;border-top:1px solid #ddd}
.w footer button{height:34px}
label{font-weight:700;display:block;margin:8px 0 4px}
.in{border:1px solid #8d8d8d;border-radius:4px;padding:8px 12px;color:#1d1c1d;min-height:38px}
.in.p{color:#868686}
.h{font-size:12.5px;color:#616061;margin-top:4px}
.o{display:flex;gap:8px;align-items:center;padding:3px 0}
.o::before{content:'';width:16px;height:16px;border:1px solid #8d8d8d;border-radius:3px}
a{color:#1264a3;text-decoration:none}
.d{background:#fff3c4;border-radius:3px;padding:0 2px}
"""
TROPHY = ("<svg width='20' height='20' viewBox='0 0 20 20' style='vertical-align:-3px' fill='#f2b824'>"
          "<path d='M5 2h10v5a5 5 0 0 1-10 0z"
          "M9 12h2v3H9zM6 15h8v3H6zM2 3h2v3a2 2 0 0 0 2 2v2a4 4 0 0 1-4-4zM18 3h-2v3a2 2 0 0 1-2 2v2a4 4 0 0 0 4-4z'/></svg>")
"""Drawn, since the machine that takes the pictures may have no font with emoji."""


def page(parts: Sequence[str]) -> str:
    """A whole page; one with nothing but dialogs is narrow."""
    narrow = ' style="width:560px"' if all(part.startswith(('<div class="w"', "<br>")) for part in parts) else ""
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><body{narrow}>{"".join(parts)}</body>'


def message(body: Json, files: Mapping[str, bytes], *, private: bool = False, thread: bool = False) -> str:
    """A message of the bot in a channel, in a thread, or to one member."""
    only = '<div class="only">Only visible to you</div>' if private else ""
    return (f'<div class="m{" thread" if thread else ""}"><div class="a">题</div><div class="b">{only}<div class="n"><b>Tiku</b><i>APP</i>'
            f'<small>9:00 AM</small></div>{blocks(body["blocks"], files)}</div></div>')


def modal(view: Json, files: Mapping[str, bytes]) -> str:
    """A dialog."""
    buttons = "".join(f'<button class="{"primary" if name == "submit" else ""}">{html.escape(view[name]["text"])}</button>'
                      for name in ("close", "submit") if name in view)
    return (f'<div class="w"><header><span>{html.escape(view["title"]["text"])}</span><span>✕</span></header>'
            f'<main>{blocks(view["blocks"], files)}</main><footer>{buttons}</footer></div>')


def blocks(found: Sequence[Json], files: Mapping[str, bytes]) -> str:
    """Blocks one below the other."""
    return "".join(f'<div class="k">{_block(block, files)}</div>' for block in found)


def _block(block: Json, files: Mapping[str, bytes]) -> str:
    match block["type"]:
        case "header":
            return f"<h4>{html.escape(block['text']['text']).replace('🏆', TROPHY)}</h4>"
        case "section":
            fields = "".join(f"<div>{_text(field)}</div>" for field in block.get("fields", ()))
            return (_text(block["text"]) if "text" in block else "") + (f'<div class="f">{fields}</div>' if fields else "")
        case "context":
            return f'<div class="c">{" ".join(_text(one) for one in block["elements"])}</div>'
        case "divider":
            return "<hr>"
        case "actions":
            return '<div class="x">' + "".join(
                f'<button class="{one.get("style", "")}">{html.escape(one["text"]["text"])}</button>' for one in block["elements"]) + "</div>"
        case "image":
            data = base64.b64encode(files.get(block["slack_file"]["id"], b"")).decode()
            return f'<img src="data:image/png;base64,{data}" alt="{html.escape(block["alt_text"])}">'
        case "rich_text":
            return "".join(_rich(part) for part in block["elements"])
        case "input":
            hint = f'<div class="h">{html.escape(block["hint"]["text"])}</div>' if "hint" in block else ""
            return f"<label>{html.escape(block['label']['text'])}</label>{_element(block['element'])}{hint}"
        case kind:
            raise ValueError(kind)


def _element(element: Json) -> str:
    if element["type"] == "checkboxes":
        return "".join(f'<div class="o">{html.escape(option["text"]["text"])}</div>' for option in element["options"])
    if element["type"] == "conversations_select":
        return '<div class="in"># general ▾</div>'
    value = element.get("initial_value") or element.get("initial_option", {}).get("text", {}).get("text", "")
    shown = value or element.get("placeholder", {}).get("text", "") or ("▾" if "select" in element["type"] else "\u200b")
    return f'<div class="in{"" if value else " p"}">{html.escape(shown)}{" ▾" if value and "select" in element["type"] else ""}</div>'


def _rich(part: Json) -> str:
    inner = "".join(_rich(one) if "elements" in one else _styled(one) for one in part["elements"])
    return {"rich_text_preformatted": f"<pre>{inner}</pre>", "rich_text_quote": f"<blockquote>{inner}</blockquote>",
            "rich_text_list": f"• {inner}"}.get(part["type"], f"<div>{inner}</div>")


def _styled(piece: Json) -> str:
    found = html.escape(piece["text"]).replace("\n", "<br>")
    for name, tag in (("bold", "b"), ("italic", "i"), ("code", "code")):
        if piece.get("style", {}).get(name):
            found = f"<{tag}>{found}</{tag}>"
    return found


def _text(text: Json) -> str:
    if text["type"] == "plain_text":
        return html.escape(text["text"]).replace("\n", "<br>")
    found = []
    for index, piece in enumerate(re.split(r"```\n?(.*?)\n?```", text["text"], flags=re.DOTALL)):
        found.append(f"<pre>{piece}</pre>" if index % 2 else _inline(piece))
    return "".join(found)


def _inline(text: str) -> str:
    """Mrkdwn with Slack's rule that a mark stands beside a space or a punctuation mark."""
    text = re.sub(r"<!date\^(\d+)\^[^|]*\|[^>]*>", lambda at: _instant(int(at[1])), text)
    text = re.sub(r"<#([A-Z0-9]+)>", r'<a># general</a>', text)
    parts = re.split(r"(`[^`\n]+`)", text)
    for index, part in enumerate(parts):
        if index % 2:
            parts[index] = f"<code>{part[1:-1]}</code>"
            continue
        for mark, tag in (("*", "b"), ("_", "i"), ("~", "s")):
            mark = re.escape(mark)
            part = re.sub(rf"(?<![^\s\u200b({{\[\"'.,;:!?-]){mark}(?=\S)([^\n]*?\S){mark}(?![^\s\u200b)}}\]\"'.,;:!?-])", rf"<{tag}>\1</{tag}>", part)
        parts[index] = part
    found = "".join(parts).strip("\n")
    lines = [f"<blockquote>{line[1:].removeprefix('gt;')}</blockquote>" if line.startswith((">", "&gt;")) else line for line in found.split("\n")]
    return "<br>".join(lines).replace("</blockquote><br>", "</blockquote>")


def _instant(seconds: int) -> str:
    return f'<span class="d">{datetime.fromtimestamp(seconds, UTC):%b %-d at %H:%M}</span>'
