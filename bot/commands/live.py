"""Live quizzes: start one, join it, and steer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain import live as rules
from bot.domain.card import Button, Card
from bot.domain.cards.live_end import missed_card, review_card
from bot.domain.cards.verdict import shown_response
from bot.domain.command import Action, Command
from bot.domain.errors import Refusal
from bot.domain.limits import NAME
from bot.domain.live import MODES, TEAM_RULES, Live, Options
from bot.domain.live_joining import join, leave
from bot.domain.names import clean_name
from bot.domain.param import Param
from bot.domain.planning import OPTIONS, check_filter
from bot.domain.request import Request
from bot.domain.schedule import Filter, Schedule
from bot.domain.text import Text
from bot.live import questions, remember
from bot.ports import Step
from bot.quiz import Quiz, post_lang

_NONE = Text(zh="这个频道现在没有测验。用 /quiz start 开一场。", en="No quiz runs in this channel. Start one with /quiz start")
_RUNS = Text(zh="这个频道已经有一场测验（{name} 发起），先把它玩完，或者由发起人结束它。",
             en="A quiz by {name} already runs in this channel; finish it first, or let its host stop it.")
_JOIN = Text(zh="加入", en="Join")
_STARTED = Text(zh="测验大厅马上出现在频道里。大家加入以后按“马上开始”，或等它自己开始。",
                en="The lobby appears in the channel in a moment. Press *Start now* when everybody is in, or wait.")
_TOO_FEW = Text(zh="符合条件的题目不够三道，请放宽主题或难度，或把每题时间设为 30 秒以上（短于 30 秒只出按字母作答的题）。",
                en="Fewer than three questions fit. Widen the topics or the difficulty, or give 30 seconds or more (below that "
                   "only questions with lettered buttons are asked).")
_OLD = Text(zh="找不到这场测验。", en="This quiz cannot be found any more.")
_DONE: dict[str, Text] = {
    "join": Text(zh="你已加入。", en="You are in."),
    "leave": Text(zh="你已退出。", en="You are out."),
    "go": Text(zh="马上开始。", en="It starts now."),
    "next": Text(zh="好，继续。", en="On it goes."),
    "cancel": Text(zh="已取消。", en="Cancelled."),
    "stop": Text(zh="测验结束。", en="The quiz is stopped."),
    "pause": Text(zh="这道题之后暂停。", en="It pauses after this question."),
    "resume": Text(zh="继续。", en="It goes on."),
    "skip": Text(zh="收到；过半数的人要跳过，这道题就作废。", en="Noted; when more than half want to skip, the question is void."),
}
_PAUSED = Text(zh="已暂停。", en="The quiz is paused.")
_SKIPPED = Text(zh="已跳过；这道题不计分。", en="Skipped; the question counts for nobody.")
_CAP = Text(zh="从下一场测验起，每人每天最多从测验记 {points} 分。",
            en="From the next quiz on, a member books at most {points} points a day from quizzes.")
_NO_CAP = Text(zh="从下一场测验起，不再限制每天的得分。", en="From the next quiz on, there is no daily limit.")
_STEM = 60


def _topics(args: Mapping[str, Any]) -> Filter:
    return Filter(topics=tuple(args["topics"] or ()), difficulty=args["difficulty"] or (1, 5))


async def start(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Open a lobby; where a quiz runs already, the way into that one."""
    wanted = _topics(args)
    check_filter(Schedule("", request.channel, None, "UTC", filter=wanted), tuple(quiz.bank.askable()),  # type: ignore[arg-type]
                 quiz.bank.kinds(), sum(1 for _ in quiz.bank.matching(wanted)))
    cap = await quiz.tenant(request).setting(request.channel, "cap")
    options = Options(args["questions"], args["seconds"], wanted.topics, wanted.difficulty, args["mode"], args["teams"],
                      args["host"], args["practice"], args["lang"] or await post_lang(quiz, request), int(cap or 0))
    return await _open(quiz, request, options)


async def _open(quiz: Quiz, request: Request, options: Options) -> Card:
    name = clean_name(request.member.name, NAME)
    made = rules.opened(quiz.ids.name(), request.channel, (request.member.id, name), options,
                        day=await quiz.day(request), now=quiz.clock.now(), seed=quiz.ids.seed())
    store = quiz.tenant(request).live
    found = await store.running(request.channel)
    if found is None:
        fitting = sum(1 for _ in questions(quiz, made))
        if fitting < 3:
            raise Refusal(_TOO_FEW)
        made = replace(made, options=replace(options, questions=min(options.questions, fitting)))
        found = await store.add(made)
    if found.id != made.id:
        join = Button(_JOIN.to(request.lang), f"live1:{found.id}:join", "primary")
        return Card(body=_RUNS.format(name=found.host_name).to(request.lang), tone="info", private=True, buttons=(join,))
    remember(quiz, found)
    quiz.urgent.set()
    return Card(body=_STARTED.to(request.lang), tone="info", private=True)


async def press(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`live1:<quiz>:<verb>[:<argument>]`: a button of a live quiz."""
    live_id, verb, argument = (*args["args"], "", "", "")[:3]
    live = await quiz.tenant(request).live.get(live_id)
    if live is None or live.channel != request.channel:
        raise Refusal(_OLD)
    match verb:
        case "review":
            return await _review(quiz, request, live, int(argument) if argument.isdecimal() else 1)
        case "missed":
            return await _missed(quiz, request, live)
        case "again":
            return await _open(quiz, request, live.options)
        case _ if verb in _DONE:
            return await _steer(quiz, request, live, verb, argument)
    raise Refusal(_OLD)


def _command(verb: str) -> Callable[[Quiz, Request, Mapping[str, Any]], Awaitable[Card]]:
    async def run(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
        live = await quiz.tenant(request).live.running(request.channel)
        if live is None:
            raise Refusal(_NONE)
        return await _steer(quiz, request, live, verb, "")

    return run


async def _steer(quiz: Quiz, request: Request, live: Live, verb: str, argument: str) -> Card:
    """Apply what the member asks to the newest state. Raises Refusal where they may not, or it makes no sense now."""

    def change(seen: Live) -> Step | None:
        after = _after(quiz, request, seen, verb, argument)
        shut = seen.asked[-1].round_id if seen.phase == "asking" and after.phase != "asking" else ""
        return None if after == seen else Step(after, shut=shut, book=after.phase == "over" and after.counts)

    after = await quiz.tenant(request).live.change(live.id, change)
    if after is None:
        raise Refusal(_OLD)
    remember(quiz, after)
    if after.phase == "lobby" and verb in ("join", "leave"):
        quiz.stale[after.id] = after
    else:
        quiz.urgent.set()
    if live.phase == "asking" and after.phase != "asking":
        quiz.forget(live.asked[-1].round_id)
    done = {"skip": _DONE[verb] if after.phase == "asking" else _SKIPPED, "pause": _PAUSED if after.phase == "paused" else _DONE[verb]}
    return Card(body=done.get(verb, _DONE[verb]).to(request.lang), tone="info", private=True)


def _after(quiz: Quiz, request: Request, live: Live, verb: str, argument: str) -> Live:
    member, now = request.member, quiz.clock.now()
    leads = member.id == live.host or member.is_manager
    match verb:
        case "join":
            return join(live, member.id, clean_name(member.name, NAME), int(argument) if argument in ("0", "1") else -1)
        case "leave":
            return leave(live, member.id)
        case "skip":
            return rules.skip(live, member.id, now, leads=leads)
        case "resume" if live.player(member.id) is not None:
            return rules.resume(live, now)
    rules.lead(live, member.id, manager=member.is_manager)
    match verb:
        case "go" | "next":
            return rules.hasten(live, now, int(argument) if argument.isdecimal() else 0) if (verb == "go") == (live.phase == "lobby") else live
        case "pause":
            return rules.pause(live, now)
        case "resume":
            return rules.resume(live, now)
        case "cancel" if live.phase == "lobby":
            return rules.end(live, rules.CANCELLED, now)
    return rules.end(live, rules.STOPPED.format(name=clean_name(member.name, NAME)), now)


async def _review(quiz: Quiz, request: Request, live: Live, number: int) -> Card:
    if not 1 <= number <= len(live.asked) or live.asked[number - 1].state == "open":
        raise Refusal(_OLD)
    round_ = await quiz.round(request, live.asked[number - 1].round_id)
    question = await quiz.question_in(round_)
    given = await quiz.tenant(request).answer(round_.id, request.member.id)
    return review_card(live, number, round_, question, quiz.kind(question), given, quiz.bank.term_names(question), request.lang)


async def _missed(quiz: Quiz, request: Request, live: Live) -> Card:
    rows = []
    for number, asked in enumerate(live.asked, 1):
        if asked.state != "scored":
            continue
        round_ = await quiz.round(request, asked.round_id)
        question = await quiz.asked(round_)
        if question is None:
            continue
        given = await quiz.tenant(request).answer(round_.id, request.member.id)
        if given is None or given.result != "correct":
            stem = " ".join(question.stem.to(request.lang).split("\n", 1)[0].split())
            rows.append((number, stem if len(stem) <= _STEM else stem[: _STEM - 1] + "…",
                         shown_response(round_, question, given.response)[:30] if given else "",
                         quiz.kind(question).show_key(question, round_.order).to(request.lang)[:60]))
    return missed_card(live, rows, request.lang)


async def cap(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Set the most points that a member may book from live quizzes of the channel on one day; 0 lifts the limit."""
    points = args["points"]
    await quiz.tenant(request).set_setting(request.channel, "cap", str(points or ""))
    text = _CAP.format(points=points) if points else _NO_CAP
    return Card(body=text.to(request.lang), tone="info", private=True)


_TOPIC, _DIFFICULTY, _LANG = (next(one for one in OPTIONS if one.name == name) for name in ("topic", "difficulty", "lang"))
PARAMS = (
    Param("questions", "int", Text(zh="题数", en="how many questions"), default=10, low=3, high=30, required=False,
          units=("题", "道题", "questions")),
    Param("seconds", "int", Text(zh="每题秒数", en="seconds per question"), default=20, low=10, high=120, required=False,
          units=("秒", "s", "sec", "seconds")),
    Param("mode", "choice", Text(zh="玩法", en="mode"), default="classic", choices=MODES, required=False),
    Param("teams", "choice", Text(zh="分队", en="teams"), default="none", choices=TEAM_RULES, required=False),
    _DIFFICULTY,
    Param("host", "flag", Text(zh="主持人控制进度", en="the host presses Next"), default=False, required=False),
    Param("practice", "flag", Text(zh="练习，不计分", en="practice: nothing counts"), default=False, required=False),
    replace(_LANG, default=None),
    replace(_TOPIC, name="topics"),
)
COMMANDS = (
    Command("quiz start", Text(zh="在频道里开一场限时测验", en="Start a live quiz in this channel"), start, PARAMS, place=14),
    Command("quiz stop", Text(zh="结束正在进行的测验", en="Stop the running quiz"), _command("stop"), place=15),
    Command("quiz pause", Text(zh="这道题之后暂停", en="Pause after this question"), _command("pause"), place=16),
    Command("quiz resume", Text(zh="继续暂停的测验", en="Resume the paused quiz"), _command("resume"), place=17),
    Command("quiz skip", Text(zh="投票跳过这道题", en="Vote to skip this question"), _command("skip"), place=18),
    Command("quiz cap", Text(zh="每人每天从测验最多记多少分", en="Set how many points a day quizzes may book"), cap, (
        Param("points", "int", Text(zh="分数，0 为不限", en="points, 0 for no limit"), example="200", low=0, high=100_000),
    ), permission="manager", place=65),
)
ACTIONS = (Action("live1", press),)
