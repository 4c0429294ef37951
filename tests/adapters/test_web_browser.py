"""The local page in a headless browser: what a newcomer does, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.domain.card import Button, Card, Form, Input
from bot.ports import Sent
from tests.adapters import web_cards as cards
from tests.adapters.web_site import GENERAL
from tests.adapters.web_window import Window, run

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_answering_by_click_gives_a_private_verdict(window: Window) -> None:
    """A click on an option is answered below its card, for this member only, and can be put away."""
    await window.bot.post(GENERAL, cards.letters(window.bot.clock.now(), "en"))
    page, other = await window.open(), await window.open()
    await page.click(".letter[data-letter=A]")
    note = page.locator(".note.under")
    await expect(note).to_contain_text("Only you can see this")
    await expect(note.locator(".card-title")).to_have_text("Not this time")
    assert [asked.action for asked in window.bot.asked or []] == ["q1:r1:A"]
    await expect(other.locator(".note")).to_have_count(0)
    await page.click(".letter[data-letter=B]")
    await expect(note).to_have_count(1)
    await expect(note.locator(".card-title")).to_have_text("Correct, +30 points")
    await note.get_by_role("button", name="Dismiss").click()
    await expect(note).to_have_count(0)


async def test_letters_answer_the_newest_question(window: Window) -> None:
    """Without a mouse, a letter chooses on the newest open question, but not while typing."""
    await window.bot.post(GENERAL, cards.letters(window.bot.clock.now(), "en", "old"))
    await window.bot.post(GENERAL, cards.letters_below(window.bot.clock.now(), "en"))
    await window.bot.post(GENERAL, cards.code("en"))
    page = await window.open()
    await page.keyboard.press("b")
    await expect(page.locator(".note.under .card-title")).to_have_text("Correct, +30 points")
    await page.focus("#line")
    await page.keyboard.type("abc")
    assert [asked.action for asked in window.bot.asked or []] == ["q1:r6:B"]
    assert await page.input_value("#line") == "abc"


async def test_a_typed_answer_by_keyboard(window: Window) -> None:
    """The form opens with the focus in it, says what is missing, sends, closes, and Esc cancels."""
    await window.bot.post(GENERAL, cards.typed(window.bot.clock.now(), "en"))
    page = await window.open()
    answer = page.get_by_role("button", name="Answer", exact=True)
    await answer.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Perplexity")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="This needs an answer.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(answer).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.type("7.39")
    await page.keyboard.press("Enter")
    await expect(page.locator(".note.under .card-title")).to_have_text("Correct, +30 points")
    await expect(page.locator("form.form")).to_have_count(0)
    [asked] = window.bot.asked or []
    assert (asked.action, asked.values) == ("q1:r3", {"answer": "7.39"})


async def test_a_channel_is_picked_from_those_that_were_seen(window: Window) -> None:
    """A form that asks for a channel shows a menu, with the asked-about one chosen; its name travels back."""
    form = Form("Set up", "q1:r3", (Input("channel", "Channel", "channel", value="general"),))
    await window.bot.post(GENERAL, Card(title="Where", buttons=(Button("Set up", "setup1:", form=form),)))
    page = await window.open("reading")
    await page.goto(page.url.replace("#reading", "#general"))
    await page.get_by_role("button", name="Set up").click()
    menu = page.get_by_label("Channel", exact=True)
    await expect(menu).to_have_value("general")
    await menu.select_option("reading")
    await page.locator(".form [type=submit]").last.click()
    await expect(page.locator("form.form")).to_have_count(0)
    [asked] = window.bot.asked or []
    assert (asked.action, asked.values) == ("q1:r3", {"channel": "reading"})


async def test_several_picks_and_an_order(window: Window) -> None:
    """Letters tick the boxes; the arrows move an item and keep the focus; both travel as comma lists."""
    await window.bot.post(GENERAL, cards.many(window.bot.clock.now(), "en"))
    page = await window.open()
    await page.locator(".form [type=submit]").last.click()
    await expect(page.get_by_text("Choose at least one.")).to_be_visible()
    for letter in "abd":
        await page.keyboard.press(letter)
    await page.locator(".form [type=submit]").last.click()
    await expect(page.locator(".note.under .card-title")).to_have_text("Correct, +30 points")
    await window.bot.post(GENERAL, cards.rank(window.bot.clock.now(), "en"))
    await page.get_by_role("button", name="Order them").click()
    up = page.get_by_role("button", name="Move C. Forward pass up")
    for _ in range(3):
        await up.press("Enter")
    await expect(up).to_be_focused()
    await page.get_by_role("button", name="Move D. Backward pass up").press("Enter")
    await page.locator(".form [type=submit]").last.click()
    await expect(page.locator(".note.under")).to_have_count(2)
    assert [asked.values for asked in window.bot.asked or []] == [{"answer": "A,B,D"}, {"answer": "C,A,D,B"}]


async def test_an_edit_keeps_what_is_being_typed(window: Window) -> None:
    """When a card changes while its form is open, text and focus stay."""
    now = window.bot.clock.now()
    sent = await window.bot.platform.post(GENERAL, cards.typed(now, "en"), "k") if window.bot.platform else None
    assert isinstance(sent, Sent)
    assert window.bot.platform
    page = await window.open()
    await page.get_by_role("button", name="Answer", exact=True).click()
    await page.keyboard.type("7.3")
    await window.bot.platform.edit(GENERAL, sent.message_id, cards.typed(now.replace(year=now.year + 1), "en"))
    await expect(page.locator(".facts time")).to_contain_text(" d ")
    await page.keyboard.type("9")
    assert await page.get_by_label("Perplexity").input_value() == "7.39"


async def test_members_take_turns(window: Window) -> None:
    """Each member sees their own replies; a new member can be added and is remembered."""
    await window.bot.post(GENERAL, cards.letters(window.bot.clock.now(), "en"))
    page = await window.open()
    await page.keyboard.press("a")
    await expect(page.locator(".note.under")).to_have_count(1)
    await page.get_by_role("radio", name="小明").check(force=True)
    await expect(page.locator(".note.under")).to_have_count(0)
    await page.locator(".letter[data-letter=B]").click()
    await page.get_by_role("button", name="Add a member").click()
    await page.keyboard.type("Grace Hopper")
    await page.keyboard.press("Enter")
    await page.locator(".letter[data-letter=C]").click()
    await expect(page.locator(".note.under")).to_have_count(1)
    assert [(a.member.id, a.member.name) for a in window.bot.asked or []] == [
        ("ada", "Ada"), ("xiaoming", "小明"), ("grace-hopper", "Grace Hopper")]
    await page.get_by_role("radio", name="Ada").check(force=True)
    await expect(page.locator(".note.under .card-title")).to_have_text("Not this time")
    await page.reload()
    await expect(page.get_by_role("radio", name="Grace Hopper")).to_have_count(1)


async def test_the_command_bar_completes_and_remembers(window: Window) -> None:
    """`/` opens it; Tab completes commands, choices and the bot's suggestions; arrows bring back earlier lines."""
    page = await window.open()
    await page.keyboard.press("/")
    await expect(page.get_by_role("option")).to_have_count(6)
    await page.keyboard.type("loo")
    await page.keyboard.press("Tab")
    assert await page.input_value("#line") == "/lookup "
    await expect(page.locator("#usage")).to_contain_text("such as gelu")
    await page.keyboard.type("soft")
    await expect(page.get_by_role("option", name="softmax")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", name="softmax")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator(".note .card-title")).to_have_text("softmax")
    await run(page, "/demo gelu 1")
    await expect(page.locator(".note")).to_have_count(2)
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    assert await page.input_value("#line") == "/lookup softmax"
    await page.keyboard.press("ArrowDown")
    assert await page.input_value("#line") == "/demo gelu 1"
    assert [(a.command, a.words) for a in window.bot.asked or []] == [("lookup", "softmax"), ("demo", "gelu 1")]


async def test_a_line_without_a_slash_gets_a_hint(window: Window) -> None:
    """Talk does not reach the bot; the hint offers commands that fill the bar."""
    page = await window.open()
    await run(page, "hello")
    hint = page.locator(".note")
    await expect(hint).to_contain_text("Commands start with /")
    await hint.get_by_role("button", name="/quiz today").click()
    assert await page.input_value("#line") == "/quiz today"
    assert window.bot.asked == []


async def test_a_form_answers_a_bare_command(window: Window) -> None:
    """The form of a private reply takes the focus; its result can be shared with everyone."""
    page, other = await window.open(), await window.open()
    await run(page, "/demo")
    await expect(page.get_by_role("radio", name="GELU")).to_be_focused()
    await page.get_by_role("button", name="Run").click()
    await expect(page.locator(".note.under .picture img")).to_be_visible()
    await page.get_by_role("button", name="Share here").click()
    await expect(other.locator(".message .picture img")).to_be_visible()
    await other.locator(".message .picture").click()
    await expect(other.get_by_role("dialog", name="Picture")).to_contain_text("GELU")
    await other.keyboard.press("Escape")
    await expect(other.get_by_role("dialog")).to_have_count(0)
    [asked] = [a for a in window.bot.asked or [] if a.action == "demo:run"]
    assert asked.values == {"name": "gelu", "x": "1.0", "note": ""}
