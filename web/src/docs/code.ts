// What is copied of a listing: of a session at the prompt only the commands, of anything else all of it.
export function codeOf(text: string, language: string): string {
  if (language !== "console") return text.trimEnd();
  const lines = text.split("\n");
  const commands: string[] = [];
  let goesOn = false;
  for (const line of lines) {
    const starts = line.startsWith("$ ");
    if (starts) commands.push(line.slice(2));
    else if (goesOn) commands.push(line);
    goesOn = (starts || goesOn) && continues(commands);
  }
  return commands.length > 0 ? commands.join("\n") : text.trimEnd();
}

// A command goes on in the next line after a backslash, and until the end of a document that it quotes (<<'WORD').
function continues(commands: string[]): boolean {
  const last = commands.at(-1) ?? "";
  if (last.endsWith("\\")) return true;
  for (let i = commands.length - 1; i >= 0; i--) {
    const word = /<<-?'?(\w+)'?/.exec(commands[i] ?? "")?.[1];
    if (word) return !commands.slice(i + 1).includes(word);
  }
  return false;
}
