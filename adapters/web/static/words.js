// The page's own words in both languages. Cards bring theirs with them.

const WORDS = {
  skip: ["跳到命令栏", "Skip to the command bar"],
  sidebar: ["频道与成员", "Channels and members"],
  channels: ["频道", "Channels"],
  open_channel: ["打开频道", "Open a channel"],
  open: ["打开", "Open"],
  channel_label: ["频道名", "Channel name"],
  channel_hint: ["小写字母、数字和连字符，最多 30 个字符。", "Lower-case letters, digits and hyphens, at most 30."],
  channel_bad: ["只能用小写字母、数字和连字符，最多 30 个。", "Use 1 to 30 lower-case letters, digits and hyphens."],
  answering_as: ["以谁的身份作答", "Answering as"],
  members_note: ["换着身份答题，试试一个团队的感觉。", "Switch between members to try out a team."],
  add_member: ["添加成员", "Add a member"],
  add: ["添加", "Add"],
  name_label: ["名字", "Name"],
  name_hint: ["1 到 32 个字符。", "1 to 32 characters."],
  name_bad: ["名字要有 1 到 32 个字符。", "A name needs 1 to 32 characters."],
  now_as: ["现在以 {name} 的身份作答", "Now answering as {name}"],
  who: ["以 {name} 的身份作答；点这里换人", "Answering as {name}; press to switch"],
  menu: ["菜单", "Menu"],
  close: ["关闭", "Close"],
  cancel: ["取消", "Cancel"],
  messages: ["消息", "Messages"],
  language: ["语言", "Language"],
  theme_auto: ["外观：跟随系统", "Theme: system"],
  theme_light: ["外观：浅色", "Theme: light"],
  theme_dark: ["外观：深色", "Theme: dark"],
  help: ["帮助", "Help"],
  help_title: ["怎么用", "How this works"],
  help_intro: ["这里是本机上的题库：题目会出现在频道里，点选项就能作答，也可以在底部输入命令。",
    "This is Tiku on your own machine. Questions appear in the channel: press an option to answer, or type a command below."],
  try_title: ["不妨试试", "Things to try"],
  keys_title: ["快捷键", "Keys"],
  key_letters: ["选当前题目的选项", "choose an option of the current question"],
  key_slash: ["输入命令", "type a command"],
  key_tab: ["补全命令；在各处移动", "complete a command; move around"],
  key_arrows: ["在建议里移动；找回输入过的命令", "move in suggestions; bring back earlier commands"],
  key_esc: ["关闭打开的东西", "close what is open"],
  key_help: ["打开这份说明", "open this help"],
  clock: ["题库的时钟", "Tiku's clock"],
  step_hour: ["+1 小时", "+1 h"],
  step_hour_long: ["把时钟拨快 1 小时", "Move the clock on by 1 hour"],
  step_next: ["下一题", "Next due"],
  step_next_long: ["把时钟拨到下一次出题", "Move the clock to the next question"],
  step_day: ["+1 天", "+1 day"],
  step_day_long: ["把时钟拨快 1 天", "Move the clock on by 1 day"],
  clock_moved: ["现在是 {time}", "It is now {time}"],
  clock_failed: ["时钟没有动：{why}", "The clock did not move: {why}"],
  command_bar: ["命令", "Command"],
  placeholder: ["输入 / 查看命令", "Type / for commands"],
  send: ["发送", "Send"],
  suggestions: ["建议", "Suggestions"],
  example: ["例如 {example}", "such as {example}"],
  optional: ["可省略", "optional"],
  no_match: ["没有这样的命令", "No command starts like this"],
  only_you: ["只有你能看到", "Only you can see this"],
  dismiss: ["收起这条", "Dismiss"],
  in_reply: ["回复：{title}", "About: {title}"],
  a_message: ["上一条消息", "an earlier message"],
  sent_by: ["{name} 输入了", "{name} typed"],
  copy: ["复制", "Copy"],
  copied: ["已复制", "Copied"],
  copy_failed: ["没能复制", "Not copied"],
  picture: ["图片", "Picture"],
  enlarge: ["放大图片", "Enlarge the picture"],
  picture_gone: ["图片暂时取不到。", "The picture is not available."],
  table: ["表格", "Table"],
  code: ["代码", "Code"],
  formula: ["公式", "Formula"],
  tone_question: ["题目", "Question"],
  tone_correct: ["正确", "Correct"],
  tone_partly: ["部分正确", "Partly right"],
  tone_wrong: ["错误", "Wrong"],
  tone_info: ["说明", "Note"],
  tone_error: ["出错", "Error"],
  need_text: ["这里要填写。", "This needs an answer."],
  need_pick: ["至少选一项。", "Choose at least one."],
  choose: ["请选择", "Choose one"],
  move_up: ["把“{item}”上移", "Move {item} up"],
  move_down: ["把“{item}”下移", "Move {item} down"],
  moved: ["{item}：第 {at} 位，共 {all} 位", "{item}: {at} of {all}"],
  rank_hint: ["用箭头调整先后。", "Use the arrows to change the order."],
  today: ["今天", "Today"],
  yesterday: ["昨天", "Yesterday"],
  tomorrow: ["明天", "Tomorrow"],
  empty_title: ["这个频道还没有消息", "Nothing here yet"],
  empty_text: ["从一条命令开始，或者等下一道题。", "Start with a command, or wait for the next question."],
  loading: ["正在打开频道…", "Opening the channel…"],
  load_failed: ["没能打开频道", "The channel did not open"],
  is_it_running: ["连不上题库，它还在运行吗？", "Tiku could not be reached. Is it still running?"],
  retry: ["再试一次", "Try again"],
  offline: ["连接断开了，正在重连…", "Connection lost. Reconnecting…"],
  online: ["已重新连上。", "Connected again."],
  unreachable: ["连不上题库，刚才那一步没有送到。", "Tiku could not be reached, so that did not arrive."],
  unsent: ["没有送到", "Not sent"],
  newer: ["{n} 条新消息", "{n} new"],
  unread: ["有新消息", "new messages"],
  hint_title: ["命令以 / 开头", "Commands start with /"],
  hint_text: ["这里不是聊天，题库只听命令。比如：", "Tiku does not chat; it listens to commands. For example:"],
};

let lang = "en";

/** Switch to "zh" or "en". */
export function setLang(next) {
  lang = next === "zh" ? "zh" : "en";
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
}

export const getLang = () => lang;

/** The locale for dates. */
export const locale = () => (lang === "zh" ? "zh-CN" : "en-GB");

/** The text of that key, its {places} filled in. */
export function t(key, values = {}) {
  const text = WORDS[key][lang === "zh" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Write the words into all elements that name one by data-t, data-t-label or data-t-placeholder. */
export function translate(root = document) {
  for (const found of root.querySelectorAll("[data-t]")) found.textContent = t(found.dataset.t);
  for (const found of root.querySelectorAll("[data-t-label]")) {
    const label = t(found.dataset.tLabel);
    found.setAttribute("aria-label", label);
    if (found.matches("button")) found.title = label;
  }
  for (const found of root.querySelectorAll("[data-t-placeholder]")) found.placeholder = t(found.dataset.tPlaceholder);
}
