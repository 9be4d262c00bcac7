// Whether a text has every word that was typed, whatever the case and the accents.
export function matches(text: string, asked: string): boolean {
  const plain = folded(text);
  return folded(asked)
    .split(/\s+/)
    .every((word) => plain.includes(word));
}

// A message with its numbers in place of {name}.
export function filled(message: string, numbers: Record<string, number>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(numbers[name] ?? whole));
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
