// Completion, without the page: what a typed line means so far. Pure.

/** The command that the line starts with, the longest path first, and what stands after it. */
export function parseLine(line, commands) {
  const text = line.replace(/^[/／]\s*/, "").trimEnd();
  const found = [...commands].sort((a, b) => b.path.length - a.path.length).find(({ path }) =>
    text.toLowerCase() === path || text.toLowerCase().startsWith(`${path} `));
  if (found) return { command: found, path: found.path, words: text.slice(found.path.length).trim() };
  const [first] = text.split(/\s+/, 1);
  return { command: null, path: first, words: text.slice(first.length).trim() };
}

export const isCommand = (line) => /^[/／]/.test(line);

/**
 * What could be typed at the end of the line: `{stage: "command"|"param"|"none", command, index, query, from}`.
 * `from` is where the completed part starts; `index` is the param's.
 */
export function stageOf(line, commands) {
  const slash = /^[/／]\s*/.exec(line);
  if (!slash) return { stage: "none" };
  const text = line.slice(slash[0].length);
  const command = [...commands].sort((a, b) => b.path.length - a.path.length)
    .find(({ path }) => text.toLowerCase().startsWith(`${path} `));
  // `quiz ` may still become `quiz today`.
  const longer = commands.some(({ path }) => path.startsWith(text.toLowerCase()) && path.length > text.length);
  if (!command || (longer && text.trim() === command.path)) {
    return { stage: "command", query: text.toLowerCase(), from: slash[0].length };
  }
  return paramStage(command, line, slash[0].length + command.path.length + 1);
}

function paramStage(command, line, start) {
  const rest = line.slice(start);
  const words = rest.split(/\s+/);
  let index = Math.max(0, (rest.trimStart() === "" ? 1 : rest.trimStart().split(/\s+/).length) - 1);
  const restAt = command.params.findIndex((param) => param.rest);
  let query = words.at(-1);
  if (restAt >= 0 && index >= restAt) {
    index = restAt;
    query = rest.trimStart().split(/\s+/).slice(restAt).join(" ");
  }
  const named = /^([A-Za-z_][\w-]*)=(.*)$/.exec(words.at(-1));
  const at = named ? command.params.findIndex((param) => param.name === named[1]) : -1;
  if (at >= 0) return { stage: "param", command, index: at, query: named[2], from: line.length - named[2].length };
  return { stage: "param", command, index, query, from: line.length - query.length };
}

/** The commands that fit: those that start so, then those that contain it in path or summary. */
export function fittingCommands(query, commands) {
  const asked = query.trim();
  const starts = commands.filter(({ path }) => path.startsWith(query));
  const holds = commands.filter((one) => !starts.includes(one) && asked &&
    (one.path.includes(asked) || one.summary.toLowerCase().includes(asked)));
  return [...starts, ...holds];
}

/** A line to try: the path with an example for each required param; empty when one has none. */
export function exampleOf(command) {
  const words = command.params.filter((param) => param.required).map((param) => param.example || param.choices[0] || "");
  return words.every(Boolean) ? ["/" + command.path, ...words].join(" ") : "";
}
