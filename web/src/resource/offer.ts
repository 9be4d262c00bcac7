// Offers to draw the neighbourhood; the drawing library is loaded when the reader wants it.
import type { Words } from "./words.ts";

export function offerNeighbourhood(words: Words): void {
  const place = document.getElementById("neighbourhood");
  const address = place?.dataset.address;
  if (!place || !address) {
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.open;
  place.append(button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = words.loading;
    try {
      const { drawNeighbourhood } = await import("./neighbourhood.ts");
      await drawNeighbourhood(place, address, words);
      button.remove();
    } catch {
      button.disabled = false;
      button.textContent = words.open;
      const note = document.createElement("p");
      note.className = "notice bad";
      note.setAttribute("role", "alert");
      note.textContent = words.failed;
      place.querySelector(".notice")?.remove();
      place.append(note);
    }
  });
}
