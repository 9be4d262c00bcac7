// Shows the evidence of a fact beside it, on hover and on focus. Without script the number leads to the evidence below.
const LEAVE_AFTER = 250;

export function addEvidencePopover(): void {
  const references = document.querySelectorAll<HTMLAnchorElement>("a.ref");
  if (references.length === 0) {
    return;
  }
  const box = document.createElement("div");
  box.className = "evidence-popover";
  box.id = "evidence-popover";
  box.hidden = true;
  document.querySelector(".thing-body")?.append(box);
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const stay = () => clearTimeout(leaving);
  const hide = () => {
    stay();
    box.hidden = true;
  };
  const leave = () => {
    stay();
    leaving = setTimeout(hide, LEAVE_AFTER);
  };
  for (const reference of references) {
    reference.setAttribute("aria-describedby", box.id);
    for (const event of ["mouseenter", "focus"]) {
      reference.addEventListener(event, () => {
        stay();
        show(box, reference);
      });
    }
    reference.addEventListener("mouseleave", leave);
    reference.addEventListener("blur", leave);
    reference.addEventListener("click", hide);
  }
  // The pointer may go over the box, to read on or to follow a link.
  box.addEventListener("mouseenter", stay);
  box.addEventListener("mouseleave", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
    }
  });
}

function show(box: HTMLElement, reference: HTMLAnchorElement): void {
  const card = document.getElementById(reference.hash.slice(1));
  const inside = box.parentElement;
  if (!card || !inside) {
    return;
  }
  box.replaceChildren(...[...card.childNodes].map((node) => node.cloneNode(true)));
  box.hidden = false;
  const frame = inside.getBoundingClientRect();
  const at = reference.getBoundingClientRect();
  const left = Math.max(0, Math.min(at.left - frame.left, frame.width - box.offsetWidth));
  box.style.left = `${left}px`;
  box.style.top = `${at.bottom - frame.top + 4}px`;
}
