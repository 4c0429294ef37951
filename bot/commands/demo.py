"""Run a demo: from a command, a form, a question or a term; and share what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import sharing
from bot.domain.allowance import Whose
from bot.domain.binding import bind, bind_values, raw_values
from bot.domain.card import Button, Card, Form, Input
from bot.domain.command import Action, Command
from bot.domain.demo import Demo
from bot.domain.errors import BadInput, Refusal
from bot.domain.limits import ACTION, ARGUMENTS
from bot.domain.param import Param, raw_of
from bot.domain.practice import questions_on
from bot.domain.reading import unquoted
from bot.domain.request import Request
from bot.domain.text import Lang, Text
from bot.hidden import hidden
from bot.ports import DemoAnswer
from bot.quiz import Quiz

_TITLE = Text(zh="演示", en="Demos")
_PICK = Text(zh="选一个演示，看它怎么算出来。", en="Pick a demo and see how the number comes about.")
_RUN = Text(zh="运行", en="Run")
_CHANGE = Text(zh="换几个数", en="Change numbers")
_SHARE = Text(zh="分享到频道", en="Share with the channel")
_NO_CALL = Text(zh="这道题没有可运行的演示。", en="This question has no demo to run.")
_NOT_YET = Text(zh="这道题还开放着：先作答，再看它怎么算出来。", en="This question is still open: answer it first, then see it computed.")
_QUIZ_ME = Text(zh="考考我", en="Quiz me on this")
_TOO_FAST: dict[Whose, Text] = {
    "member": Text(zh="你运行得有点快，请过 {seconds} 秒再试。", en="That was a lot of demos; please try again in {seconds} s."),
    "tenant": Text(zh="现在大家都在运行演示，请过 {seconds} 秒再试。",
                   en="Everyone here is running demos right now; please try again in {seconds} s."),
}
_UNKNOWN = Text(zh="没有名为“{name}”的演示，可选：{names}。例如：/demo gelu 1",
                en="name: there is no demo “{name}”; choose from {names}. For example: /demo gelu 1")


def _demo(quiz: Quiz, name: str) -> Demo:
    found = quiz.demos.get(unquoted(name).strip().lower().replace("_", "-"))
    if found is None:
        raise BadInput("E_UNKNOWN", "name", _UNKNOWN.format(name=name[:40], names=", ".join(quiz.demos)))
    return found


async def demo(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/demo [name] [arguments]`: run it, or offer the forms where something is left out."""
    if not args["name"]:
        return _menu(quiz, request.lang)
    found = _demo(quiz, args["name"])
    words = args["arguments"]
    if not words and any(not param.optional for param in found.params):
        form = _form(found, request.lang, {})
        return Card(title=found.title.to(request.lang), body=found.summary.to(request.lang), form=form, private=True,
                    tone="info", footer=f"/demo {found.usage}")
    return await _run(quiz, request, found, bind(found.params, words), words)


async def from_form(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`df1:<demo>`: the form with one input per param."""
    found = _demo(quiz, (*args["args"], "")[0])
    given = {name: value for name, value in request.values.items() if value.strip()}
    bound = bind_values(found.params, given)
    return await _run(quiz, request, found, bound, _words(found, given))


async def pick(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`dp1:` (the menu's form), or `dp1:<demo> <words>`: open that demo's form with those words, else its example."""
    name, _, words = ":".join(args["args"]).partition(" ")
    found = _demo(quiz, request.values.get("name") or name)
    return Card(title=found.title.to(request.lang), body=found.summary.to(request.lang), private=True, tone="info",
                form=_form(found, request.lang, _values(found, words)), footer=f"/demo {found.usage}")


async def for_question(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`run1:<question>`: the computation that proves a question's key, once that member or everyone may know it."""
    question = quiz.question((*args["args"], "")[0])
    if question.computed_by is None:
        raise Refusal(_NO_CALL)
    if question.id in await hidden(quiz, request):  # the computation gives the key away
        raise Refusal(_NOT_YET)
    found = _demo(quiz, question.computed_by.demo)
    call = question.computed_by.args
    return await _run(quiz, request, found, bind_values(found.params, call), _words(found, call))


async def for_term(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`term1:<term>`: the demo that illustrates a term."""
    term = quiz.bank.terms.get((*args["args"], "")[0])
    if term is None or term.demo is None:
        raise Refusal(_NO_CALL)
    found = _demo(quiz, term.demo.name)
    return await _run(quiz, request, found, bind_values(found.params, term.demo.args), _words(found, term.demo.args))


async def share(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`sd1:<words>`: run again (from the cache, as a rule) and post the result in the channel."""
    name, _, words = ":".join(args["args"]).partition(" ")
    found = _demo(quiz, name)
    ran = await _ran(quiz, request, found, bind(found.params, words))
    buttons = (*_change(found, words, request.lang), *_practice(quiz, found, request.lang))
    return await sharing.share(quiz, request, replace(ran.card, private=False, buttons=buttons))


async def _run(quiz: Quiz, request: Request, found: Demo, bound: Mapping[str, Any], words: str) -> Card:
    ran = await _ran(quiz, request, found, bound)
    actions = [*_change(found, words, request.lang), *_practice(quiz, found, request.lang)]
    text = f"sd1:{found.name} {words}".strip()
    if len(text) <= ACTION:
        actions.append(Button(_SHARE.to(request.lang), text))
    return replace(ran.card, private=True, buttons=tuple(actions))


async def _ran(quiz: Quiz, request: Request, found: Demo, bound: Mapping[str, Any]) -> DemoAnswer:
    """The one place where a demo is run: everybody gets a fair share of the workers. Raises Refusal."""
    wait = quiz.allowance.take(request.tenant, request.member.id, quiz.clock.now())
    if wait is not None:
        raise Refusal(_TOO_FAST[wait.whose].format(seconds=wait.seconds))
    return await quiz.runner.run(found.name, bound, request.lang, plot=True)


def _practice(quiz: Quiz, found: Demo, lang: Lang) -> tuple[Button, ...]:
    return (Button(_QUIZ_ME.to(lang), f"pq1:{found.name}"),) if questions_on(quiz.bank, found) else ()


def _change(found: Demo, words: str, lang: Lang) -> tuple[Button, ...]:
    if not found.params:
        return ()
    action = f"dp1:{found.name} {words}".strip()
    return (Button(_CHANGE.to(lang), action if len(action) <= ACTION else f"dp1:{found.name}",
                   form=_form(found, lang, _values(found, words))),)


def _values(found: Demo, words: str) -> dict[str, str]:
    """The raw words of each param, as far as they can be told apart; else the example's."""
    try:
        return raw_values(found.params, words)
    except BadInput:
        return {}


def _words(found: Demo, given: Mapping[str, str]) -> str:
    """The command-line words for raw values: `key=value`, but plain text last and bare."""
    parts = []
    for index, param in enumerate(found.params):
        if param.name in given:
            value = given[param.name]
            bare = index == len(found.params) - 1 and param.type == "text"
            parts.append(value if bare or len(found.params) == 1 else f"{param.name}={' '.join(value.split())}")
    return " ".join(parts)


def _form(found: Demo, lang: Lang, values: Mapping[str, str]) -> Form:
    example = _values(found, found.example)
    inputs = tuple(
        Input(
            name=param.name, label=f"{param.name} · {param.label.to(lang)}", required=not param.optional,
            value=values.get(param.name, example.get(param.name, param.example)),
            placeholder=param.example or ("" if param.default is None else raw_of(param.default)),
            style="one" if param.choices else "line", choices=tuple((choice, choice) for choice in param.choices),
            max_length=max(2000, param.max_len) if param.type == "text" else 2000,
        )
        for param in found.params
    )
    return Form(found.title.to(lang), f"df1:{found.name}", inputs, _RUN.to(lang), opener=f"dp1:{found.name}")


def _menu(quiz: Quiz, lang: Lang) -> Card:
    choices = tuple((name, f"{name} · {found.title.to(lang)}") for name, found in quiz.demos.items())
    lines = [f"- `/demo {found.usage}` {found.summary.to(lang)}" for found in quiz.demos.values()]
    form = Form(_TITLE.to(lang), "dp1:", (Input("name", _TITLE.to(lang), "one", choices),), _RUN.to(lang))
    return Card(title=_TITLE.to(lang), body="\n".join([_PICK.to(lang), "", *lines]), form=form, private=True, tone="info")


COMMANDS = (
    Command("demo", Text(zh="运行一个小计算，看数字和图", en="Run a small computation with numbers and a picture"), demo, (
        Param("name", "text", Text(zh="演示名", en="demo"), example="gelu", default="", required=False, suggest="demos"),
        Param("arguments", "text", Text(zh="参数", en="arguments"), example="1", default="", required=False, max_len=ARGUMENTS,
              suggest="usage:name"),
    ), place=30),
)
ACTIONS = (Action("df1", from_form), Action("dp1", pick), Action("run1", for_question), Action("term1", for_term),
           Action("sd1", share))
