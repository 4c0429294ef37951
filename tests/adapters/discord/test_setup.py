"""Setting up on Discord: one dialog of five parts, in which nothing leads to a dead end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.discord import limits
from tests.adapters.discord.server import Server, Shown, text_of
from tests.adapters.discord.test_members import PLACE, house_of
from tests.adapters.discord.world import CHANNEL, GUILD, NAMES, OTHER_CHANNEL, Channel

SECOND = 103


def parts(form: Shown) -> dict[str, Mapping[str, Any]]:
    """The dialog's components by name."""
    return {label["component"]["custom_id"]: label["component"] for label in form.data["components"]}


async def test_one_dialog_asks_for_all_of_it(server: Server) -> None:
    """A menu of channels with this one picked, time, zone, a menu of topics, the languages as radio buttons."""
    form = await server.command("quiz setup", manager=True)
    asked = parts(form)
    assert [(name, part["type"]) for name, part in asked.items()] == [("channel", 8), ("at", 4), ("tz", 4), ("topic", 3), ("lang", 21)]
    assert asked["channel"]["default_values"] == [{"id": CHANNEL, "type": "channel"}]
    assert asked["at"]["value"] == "09:00"
    assert asked["topic"]["required"] is False
    assert len(form.data["components"]) == limits.MODAL_INPUTS


async def test_every_topic_can_be_picked(server: Server) -> None:
    """A menu holds 25: the last choice stands for all that are left, and says so."""
    menu = parts(await server.command("quiz setup", manager=True))["topic"]["options"]
    topics = house_of(server).quiz.bank.askable()
    assert len(topics) > limits.SELECT_OPTIONS == len(menu)
    assert [topic for option in menu for topic in option["value"].split(",")] == list(topics)
    assert menu[-1]["label"].startswith(topics[menu[-1]["value"].split(",")[0]].title.en)


async def test_another_channel_is_picked_in_the_dialog(server: Server) -> None:
    """The schedule belongs to the picked channel, the question appears there, and the form comes back as it was filled in."""
    server.world.channels[SECOND] = Channel(SECOND, GUILD, "quiz")
    await server.wire.emit("CHANNEL_CREATE", server.world.channels[SECOND].payload())
    form = await server.command("quiz setup", manager=True)
    last = parts(form)["topic"]["options"][-1]["value"]
    draft = await server.submit(form, {"channel": [str(SECOND)], "at": "09:05 mon-fri", "tz": "柏林", "topic": ["gunicorn", last], "lang": "en"},
                                manager=True)
    assert "Europe/Berlin" in draft.text.replace("\\", "")
    again = parts(await server.press(draft.button("Change"), manager=True))
    assert again["channel"]["default_values"][0]["id"] == SECOND
    assert again["at"]["value"] == "09:05 mon-fri"
    assert [option["value"] for option in again["topic"]["options"] if option.get("default")] == ["gunicorn", last]
    assert "Started" in (await server.press(draft.button("Start"), manager=True)).text
    await house_of(server).advance(hours=8)
    assert len(server.messages(SECOND)) == 1
    assert server.messages() == []


async def test_an_unknown_zone_leads_on_by_a_press(server: Server) -> None:
    """What may be meant stands below as buttons, and the filled-in dialog comes back."""
    form = await server.command("quiz setup", manager=True)
    refused = await server.submit(form, {"at": "21:30", "tz": "Berlim"}, manager=True)
    assert refused.private
    assert "Berlim" in refused.text
    labels = [label for label, _ in refused.buttons]
    assert labels[0] == "Europe/Berlin"
    assert labels[-1] == "Change it"
    assert parts(await server.press(refused.button("Change it"), manager=True))["at"]["value"] == "21:30"
    draft = await server.press(refused.button("Europe/Berlin"), manager=True)
    assert "The first question will look like this" in draft.text
    assert "2026\\-11\\-24 21\\:30" in draft.text


async def test_a_mistake_is_told_in_the_managers_language(server: Server) -> None:
    """One line that names the part and what is allowed, with the way back."""
    form = await server.command("quiz setup", manager=True, locale="zh-CN")
    assert parts(form)["tz"]["value"] == "Asia/Shanghai"
    refused = await server.submit(form, {"at": "很早"}, manager=True, locale="zh-CN")
    assert "HH\\:MM" in refused.text
    assert [label for label, _ in refused.buttons] == ["改一改"]


async def test_a_channel_of_another_server_is_never_reached(server: Server) -> None:
    """A forged dialog names another server's channel: nothing is ever posted there, and the manager reads why."""
    form = await server.command("quiz setup", manager=True)
    forged = await server.submit(form, {"channel": [str(OTHER_CHANNEL)], "at": "09:00", "tz": "Asia/Shanghai"}, manager=True)
    assert "no such channel in this server" in forged.text
    assert "no such channel in this server" in (await server.press(forged.button("Start"), manager=True)).text
    await house_of(server).advance(minutes=5)
    assert server.messages(OTHER_CHANNEL) == []
    [plan] = await house_of(server).quiz.store.tenant(f"discord:{GUILD}").schedules()
    assert plan.state == "paused"
    whole = await server.submit(form, {"channel": [f"discord:12:{OTHER_CHANNEL}"], "at": "09:00", "tz": "UTC"}, manager=True)
    assert "no such channel" in whole.text


async def test_a_missing_permission_is_told_before_the_first_question(server: Server) -> None:
    """The preview names it and what to do, Start waits for it, and once it is given the question comes."""
    silent = server.world.channels[CHANNEL]
    silent.denied = NAMES["send_messages"]
    await server.wire.emit("CHANNEL_UPDATE", silent.payload())
    form = await server.command("quiz setup", manager=True)
    draft = await server.submit(form, {"tz": "Asia/Shanghai"}, manager=True)
    assert "missing permission: Send Messages" in draft.text.replace("\\", "")
    assert "The first question will look like this" in draft.text
    refused = await server.press(draft.button("Start"), manager=True, locale="zh-CN")
    assert "缺少权限：发送消息" in refused.text
    silent.denied = 0
    await server.wire.emit("CHANNEL_UPDATE", silent.payload())
    assert "Started" in (await server.press(draft.button("Start"), manager=True)).text
    await house_of(server).advance(minutes=2)
    assert len(server.messages()) == 1


async def test_only_managers_get_past_any_step(server: Server) -> None:
    """Opening, sending, correcting and starting are each refused to a member who has found the button."""
    for custom_id in ("setup1:", "setup2:", "setup3:x", "setup4:UTC"):
        assert "Only managers" in (await server.press(custom_id)).text


async def test_the_first_question_comes_to_the_greeted_server(server: Server) -> None:
    """From the greeting's button to the question in the channel, without a word typed but the zone."""
    greeting = await server.press("hello1:", manager=True)
    form = await server.press(greeting.button("Set up"), manager=True)
    draft = await server.submit(form, {"tz": "Asia/Shanghai"}, manager=True)
    await server.press(draft.button("Start"), manager=True)
    await house_of(server).advance(minutes=2)
    assert len(server.messages()) == 1
    assert "Closes" in text_of(server.messages()[0]) or "截止" in text_of(server.messages()[0])
    assert [plan.channel for plan in await house_of(server).quiz.store.tenant(f"discord:{GUILD}").schedules()] == [PLACE]
