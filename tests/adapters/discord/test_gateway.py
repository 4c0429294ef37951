"""The gateway: what a connection that closes, forgets or falls silent costs, and who does what when there are several."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.adapters.discord.server import Server, buttons_of, connected, interaction
from tests.adapters.discord.test_members import PLACE, ask, house_of, lettered
from tests.adapters.discord.wire import Fault, Wire
from tests.adapters.discord.world import CHANNEL, GUILD, Channel, World
from tests.house import open_house, sqlite_url

SILENCE = 1.0
FAR_GUILD, FAR_CHANNEL = GUILD + (1 << 22), 999
"""A server of the second of two shards."""


@asynccontextmanager
async def impatient(folder: Path) -> AsyncIterator[Server]:
    """A bot that takes a second without a word for silence, on a gateway that speaks five times a second."""
    async with open_house(sqlite_url(folder)) as house:
        wire = Wire(World.small(house.clock.now))
        wire.heartbeat = 200
        await wire.start()
        async with connected(house, wire, silence=SILENCE) as server:
            yield server
        await wire.stop()


async def test_a_reconnect_resumes_and_an_invalid_session_starts_anew(server: Server) -> None:
    """Presses are answered after both, and the commands are not registered again."""
    socket = server.wire.sockets[0]
    await socket.send({"op": 7, "d": None})
    await server.until(lambda: server.wire.resumed == 1)
    assert "what you can do" in (await server.command("help")).text
    socket = server.wire.sockets[0]
    await socket.send({"op": 9, "d": False})
    await server.until(lambda: len(server.wire.identified) == 2, 12)
    await server.wire.ready()
    assert "what you can do" in (await server.command("help")).text
    assert len(server.wire.named("PUT", ".*")) == 1


async def test_a_silent_gateway_is_left_and_the_session_resumed(tmp_path: Path) -> None:
    """Heartbeats are not answered any more: the bot resumes, and what fell due meanwhile was posted once."""
    async with impatient(tmp_path) as server:
        server.wire.sockets[0].silent = True
        await ask(server, lettered)
        await server.until(lambda: server.wire.resumed, 20)
        await house_of(server).advance(seconds=60)
        assert len(server.messages()) == 1
        message = server.messages()[0]
        assert "Your answer: A" in (await server.press(buttons_of(message)[0][1], message)).text
        assert len(server.wire.identified) == 1


async def test_a_press_swallowed_by_the_silence_is_answered_after_it(tmp_path: Path) -> None:
    """The event comes with the resumed session, and the answer is stored once, however often it comes."""
    async with impatient(tmp_path) as server:
        await ask(server, lettered)
        message = server.messages()[0]
        server.wire.sockets[0].silent = True
        shown = await server.press(buttons_of(message)[0][1], message, seconds=20)
        assert "Your answer: A" in shown.text
        assert server.wire.resumed
        again = await server.press(buttons_of(message)[1][1], message)
        assert "Your first answer stands" in again.text
        await _answers(server, 1)


async def test_silence_in_the_middle_of_a_press_loses_nothing(tmp_path: Path) -> None:
    """The press has come and the gateway falls silent before the reply: the reply goes out by itself, stored once."""
    async with impatient(tmp_path) as server:
        await ask(server, lettered)
        message = server.messages()[0]
        payload = interaction(server.world, 3, {"custom_id": buttons_of(message)[0][1], "component_type": 2}) | {"message": message}
        await server.wire.emit("INTERACTION_CREATE", payload)
        server.wire.sockets[0].silent = True
        await server.until(lambda: server.wire.callbacks(payload["token"]))
        await server.until(lambda: server.wire.resumed, 20)
        # Discord does not know how much had arrived, and sends the press again.
        await server.wire.emit("INTERACTION_CREATE", payload)
        await server.until(lambda: len(server.wire.named("POST", r"/interactions/.*")) == 2)
        assert len(server.wire.callbacks(payload["token"])) == 1
        await _answers(server, 1)
        assert len(server.messages()) == 1


async def _answers(server: Server, count: int) -> None:
    store = house_of(server).quiz.store.tenant(f"discord:{GUILD}")
    assert await store.answered_count((await store.rounds(PLACE))[0].id) == count


async def test_several_processes_share_the_servers_and_one_registers(tmp_path: Path) -> None:
    """Two processes with a shard each: every server is answered by its own, and the commands are registered by the first."""
    async with open_house(sqlite_url(tmp_path)) as house, AsyncExitStack() as stack:
        wire = Wire(World.small(house.clock.now))
        wire.world.guilds[FAR_GUILD] = "en-US"
        wire.world.channels[FAR_CHANNEL] = Channel(FAR_CHANNEL, FAR_GUILD)
        await wire.start()
        stack.push_async_callback(wire.stop)
        servers = [await stack.enter_async_context(connected(house, wire, discord_shards=f"{shard}/2")) for shard in (1, 0)]
        await servers[0].until(lambda: len(wire.sockets) == 2 and all(one.ready for one in wire.sockets))
        assert sorted(wire.identified) == [[0, 2], [1, 2]]
        for guild, channel in ((GUILD, CHANNEL), (FAR_GUILD, FAR_CHANNEL)):
            assert "what you can do" in (await servers[0].command("help", guild=guild, channel=channel)).text
        assert len(wire.named("POST", r"/interactions/.*")) == 2
        await servers[0].until(lambda: wire.named("PUT", ".*"))
        assert len(wire.named("PUT", ".*")) == 1


async def test_commands_are_registered_again_only_when_they_changed(tmp_path: Path) -> None:
    """The same commands: no second call, in the next process either; others: one."""
    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        await wire.start()
        for _ in range(2):
            async with connected(house, wire):
                pass
        assert len(wire.named("PUT", ".*")) == 1
        await house.quiz.store.set_note("discord_commands:900", "what an older version registered")
        async with connected(house, wire):
            pass
        await wire.stop()
    assert len(wire.named("PUT", ".*")) == 2


async def test_a_registration_that_failed_is_tried_at_the_next_start(tmp_path: Path) -> None:
    """The hash is kept only after Discord took the commands; until then the bot serves with the old ones."""
    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        wire.faults.append(Fault(r"PUT /applications/\d+/commands", 503, {"message": "x"}))
        await wire.start()
        async with connected(house, wire) as server:
            assert "what you can do" in (await server.command("help")).text
        async with connected(house, wire):
            pass
        await wire.stop()
    assert len(wire.named("PUT", ".*")) == 2
    assert wire.world.registered


async def test_an_outage_at_the_start_is_waited_out(tmp_path: Path) -> None:
    """Discord does not answer the login: the bot tries again, and serves when it is back."""
    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        wire.faults.append(Fault(r"GET /users/@me", 503, {"message": "x"}))
        await wire.start()
        async with connected(house, wire) as server:
            assert "what you can do" in (await server.command("help")).text
        await wire.stop()
    assert len(wire.named("GET", "/users/@me")) == 2


async def test_a_gateway_of_ones_own_is_used_instead_of_discords(tmp_path: Path) -> None:
    """Behind a proxy TIKU_DISCORD_GATEWAY_URL wins over what Discord tells."""
    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        wire.told_gateway = "ws://127.0.0.1:9/nowhere"
        await wire.start()
        async with connected(house, wire, discord_gateway_url=wire.gateway) as server:
            assert "what you can do" in (await server.command("help")).text
        await wire.stop()
