"""The adapter in simcord: visible commands, disabled presses, permissions and restarts as Discord itself would have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import discord
import pytest
from simcord.backend.errors import SetupError

from tests.adapters.discord.pictures import computed
from tests.adapters.discord.simulated import open_simulation


async def test_members_see_their_commands_and_managers_all(tmp_path: Path) -> None:
    """What is for managers only is hidden from members by Discord itself."""
    async with open_simulation(tmp_path) as simulation:
        members = simulation.ada.available_commands(simulation.channel)
        managers = simulation.manager.available_commands(simulation.channel)
    assert {"quiz today", "demo", "lookup", "leaderboard"} <= set(members)
    assert not [path for path in members if path.startswith("schedule")]
    assert "schedule set" in managers


async def test_a_day_in_the_simulated_server(tmp_path: Path) -> None:
    """Question, verdict seen by one member only, and after a restart of the client the same button still answers."""
    async with open_simulation(tmp_path) as simulation:
        await simulation.ask(computed, lang="en")
        message = simulation.channel.last_message
        verdict = await simulation.ada.click(message, label="A")
        assert verdict.ephemeral
        await simulation.env.restart_bot(simulation.platform.client())
        again = await simulation.ada.click(message, label="B")
        assert "first answer stands" in again.response.embeds[0].description
        await simulation.pass_time(days=1)
        with pytest.raises(SetupError):
            await simulation.ada.click(message, label="A")


async def test_a_form_is_filled_in_by_a_member(tmp_path: Path) -> None:
    """A typed question opens a form; its answer is told privately."""
    async with open_simulation(tmp_path) as simulation:
        await simulation.ask(lambda question: question.kind == "numeric", lang="en")
        form = await simulation.ada.click(simulation.channel.last_message, label="Answer…")
        told = await simulation.ada.submit_modal(form, {"answer": "1"})
    assert told.ephemeral
    assert any(field.value == "1" for field in told.response.embeds[0].fields)


async def test_a_manager_sets_up_another_channel_from_the_greeting(tmp_path: Path) -> None:
    """The button opens the dialog, the channel is picked from the server's own, and the question comes there."""
    async with open_simulation(tmp_path) as simulation:
        other = simulation.guild.create_text_channel("quiz")
        hello = await simulation.house.dispatch.handle(simulation.house.request(channel=simulation.place, action="hello1:", manager=True))
        await simulation.platform.post(simulation.place, replace(hello, private=False), "hello")
        form = await simulation.manager.click(simulation.channel.last_message, label="Set up")
        at = f"{simulation.house.clock.now() + timedelta(minutes=1):%H:%M}"
        draft = await simulation.manager.submit_modal(form, {"channel": [other], "at": at, "tz": "UTC", "topic": ["gunicorn"], "lang": "en"})
        assert draft.ephemeral
        assert f"<#{other.id}>" in [field.value for field in draft.response.embeds[0].fields]
        await simulation.manager.click(draft.response, label="Start")
        await simulation.pass_time(minutes=2)
        assert other.last_message.embeds[0].title == "Question of the day"


async def test_suggestions_are_offered_while_typing(tmp_path: Path) -> None:
    """At most 25, the fitting ones first."""
    async with open_simulation(tmp_path) as simulation:
        zones = await simulation.manager.autocomplete(simulation.channel, "quiz setup", "tz", "berl")
        demos = await simulation.ada.autocomplete(simulation.channel, "demo", "name", "")
    assert zones[0]["value"] == "Europe/Berlin"
    assert 0 < len(demos) <= 25


async def test_a_channel_where_the_bot_may_not_write_pauses_its_schedule(tmp_path: Path) -> None:
    """The simulated server refuses the post with its own code, and the manager reads which permission is missing."""
    async with open_simulation(tmp_path) as simulation:
        silent = {simulation.guild.me: discord.PermissionOverwrite(send_messages=False)}
        simulation.channel = simulation.guild.create_text_channel("silent", overwrites=silent)
        await simulation.ask(computed)
        plans = await simulation.house.quiz.store.tenant(simulation.place.rsplit(":", 1)[0]).schedules()
    assert plans[0].state == "paused"
    assert "Send Messages" in plans[0].reason
