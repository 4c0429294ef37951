"""Connection: one client of discord.py, kept connected; what it hears goes to Replies and to the core's upkeep."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.context import Context
from adapters.discord.calls import CallError, Calls
from adapters.discord.commands import fingerprint, payload
from adapters.discord.guilds import first_channel, guild_lang, own_member
from adapters.discord.outcomes import DEAD, dead
from adapters.discord.replies import Replies
from adapters.discord.shards import Shards
from bot.domain.card import Card
from bot.domain.errors import PlatformError
from bot.domain.request import Member, Request
from bot.domain.text import Text
from bot.ports import AuthDead, Outcome

log = logging.getLogger(__name__)
Post = Callable[[str, Card, str], Awaitable[Outcome]]

CONNECTIONS = 200
"""To Discord at once: a burst of clicks reuses them, where a thousand new ones would spend its time on handshakes."""
LONGEST_PAUSE = 300.0
WATCH_EVERY = 5.0
GOODBYE = 3.0
"""Seconds that running calls get when the bot stops."""
SILENCE = 60.0
"""Seconds without a word from the gateway after which it is left and the session resumed; it asks for a sign of life, and
gives one, every 41."""
STEADY = 60.0
"""Seconds of connection after which the next pause starts from one second again."""
_AUTH, _INTENTS = 4004, 4014
_FATAL = (4010, 4011, 4012, 4013)
_CLOSED = Text(zh="Discord 网关拒绝连接（{code}）：请检查 TIKU_DISCORD_SHARDS 和应用的设置",
               en="the Discord gateway refuses the connection ({code}): check TIKU_DISCORD_SHARDS and the application's settings")
_GONE = Text(zh="机器人已被移出服务器", en="the bot was removed from the server")
_DELETED = Text(zh="频道已删除", en="the channel was deleted")


class Connection:
    """Owns the client: makes it, hears it, replaces it after a failure."""

    def __init__(self, context: Context, post: Post, silence: float = SILENCE) -> None:
        self.calls = Calls(self._on_dead)
        self.client: discord.AutoShardedClient | None = None
        self._context, self._post, self._silence = context, post, silence
        self._shards = Shards.parse(context.settings.discord_shards)
        self._replies = Replies(context.handle, context.commands, context.suggest, self.calls, context.now)
        self._closing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Connect, and connect again after failures with pauses of 1, 2, 4 … 300 s. Raises PlatformError."""
        pause = 1.0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            trouble = await self._once()
            if self.calls.dead is not None:
                raise PlatformError(DEAD)
            pause = 1.0 if loop.time() - started > STEADY else pause
            log.warning("Discord cannot be reached (%s); next try in %d s", trouble, pause)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)

    async def _once(self) -> str:
        """One connection, from login to its end; why it ended."""
        settings = self._context.settings
        token = settings.discord_token.get_secret_value() if settings.discord_token else ""
        client = self.build()
        watch = asyncio.ensure_future(self._watch(client))
        try:
            await client.start(token)
            return "closed"
        except (discord.LoginFailure, discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as error:
            self._fatal(error)
            return str(error)
        except (OSError, TimeoutError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
            if isinstance(error, discord.HTTPException) and error.status == 401:
                self.calls.refuse(dead())
            return f"{type(error).__name__}: {error}"[:200]
        except PlatformError:
            raise
        except Exception as error:
            # The library stumbled over an event: a new connection is better than none.
            log.exception("the connection to Discord broke")
            return type(error).__name__
        finally:
            watch.cancel()
            self.client = None
            await self.calls.drain(GOODBYE)
            await client.close()

    def _fatal(self, error: Exception) -> None:
        """A refused token is remembered; a refused set-up is raised as PlatformError; anything else may be tried again."""
        code = getattr(error, "code", None)
        if isinstance(error, discord.LoginFailure) or code == _AUTH:
            self.calls.refuse(dead())
        elif isinstance(error, discord.PrivilegedIntentsRequired) or code in _FATAL:
            raise PlatformError(_CLOSED.format(code=code or _INTENTS)) from error

    def build(self) -> discord.AutoShardedClient:
        """A client that hears for this connection; not connected yet."""
        if self._context.settings.discord_api_url:
            Route.BASE = self._context.settings.discord_api_url.rstrip("/")
        # Nobody wants to hear that voice will not work.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        client = discord.AutoShardedClient(
            intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False, max_messages=None, member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=60.0, heartbeat_timeout=self._silence, connector=aiohttp.TCPConnector(limit=CONNECTIONS), **self._shards.options(),
        )
        self._listen(client)
        return client

    def _listen(self, client: discord.AutoShardedClient) -> None:
        """Hand the client's events on."""

        async def setup_hook() -> None:
            self.client = client
            await self._through_proxy(client)
            await self._register(client)

        async def on_interaction(interaction: discord.Interaction[Any]) -> None:
            await self._replies.answer(interaction)

        async def on_guild_join(guild: discord.Guild) -> None:
            await self._greet(guild)

        async def on_guild_remove(guild: discord.Guild) -> None:
            await self._context.upkeep.tenant_gone(f"discord:{guild.id}", _GONE.line("both"))

        async def on_guild_channel_delete(channel: discord.abc.GuildChannel) -> None:
            await self._context.upkeep.channel_gone(f"discord:{channel.guild.id}:{channel.id}", _DELETED.line("both"))

        async def on_raw_thread_delete(event: discord.RawThreadDeleteEvent) -> None:
            await self._context.upkeep.channel_gone(f"discord:{event.guild_id}:{event.thread_id}", _DELETED.line("both"))

        for listener in (setup_hook, on_interaction, on_guild_join, on_guild_remove, on_guild_channel_delete,
                         on_raw_thread_delete):
            client.event(listener)

    async def _through_proxy(self, client: discord.AutoShardedClient) -> None:
        """Where the address of the API or of the gateway is set, every later connection goes there too, whatever the
        library has for a default."""
        settings = self._context.settings
        if not (settings.discord_api_url or settings.discord_gateway_url):
            return
        count, address, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url or address)
        client.shard_count = self._shards.count or count

    async def _register(self, client: discord.AutoShardedClient) -> None:
        """Register the commands, once for each change, by the process that holds shard 0."""
        if not self._shards.leads or client.application_id is None:
            return
        application = client.application_id
        entries = payload(self._context.commands)
        note, mark = f"discord_commands:{application}", fingerprint(entries)
        if await self._context.notes.note(note) == mark:
            return
        try:
            await self.calls.make(lambda: client.http.bulk_upsert_global_commands(application, entries))
        except CallError as failed:
            log.error("the commands were not registered: %s", failed.outcome)
            return
        await self._context.notes.set_note(note, mark)
        log.info("registered %d commands with Discord", len(entries))

    async def _greet(self, guild: discord.Guild) -> None:
        """On joining a server: the core's first word, in a channel where it may be said."""
        channel, own = first_channel(guild), own_member(guild)
        if channel is None or own is None:
            return
        request = Request(channel=f"discord:{guild.id}:{channel.id}", member=Member(str(own.id), own.name, is_manager=True),
                          at=self._context.now(), lang=guild_lang(guild), action="hello1:")
        card = await self._context.handle(request)
        await self._post(request.channel, replace(card, private=False), f"w{guild.id:x}")

    async def _watch(self, client: discord.AutoShardedClient) -> None:
        while True:
            await asyncio.sleep(WATCH_EVERY)
            self.calls.watch(getattr(client.http, "_global_over", None), asyncio.get_running_loop().time())

    def _on_dead(self, _: AuthDead) -> None:
        """No call with a dead token: the gateway is left too."""
        client = self.client
        if client is not None:
            self._closing = asyncio.ensure_future(client.close())
