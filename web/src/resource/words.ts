// The words that the page hands over in the reader's language.
export interface Words {
  copy: string;
  copyIri: string;
  copied: string;
  notCopied: string;
  open: string;
  loading: string;
  failed: string;
  one: string;
  two: string;
  steps: string;
  larger: string;
  smaller: string;
  fit: string;
  cut: string;
  list: string;
  help: string;
  drawing: string;
  legend: string;
  derivedLine: string;
  selected: string;
  kinds: Record<string, string>;
}

export function readWords(): Words {
  const found = document.getElementById("resource-words");
  return JSON.parse(found?.textContent ?? "{}") as Words;
}

/** A message with its placeholders, such as {name}, filled in. */
export function filled(message: string, values: Record<string, string | number>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
