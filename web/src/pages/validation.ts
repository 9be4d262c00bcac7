// The validation page: says that a check is running, so that nobody sends twice.
import "../styles/validation.css";

const form = document.querySelector<HTMLFormElement>("form.upload");
const status = form?.querySelector<HTMLElement>("[data-busy]");

form?.addEventListener("submit", () => {
  const button = form.querySelector<HTMLButtonElement>("button");
  if (button) button.disabled = true;
  if (status) {
    status.hidden = false;
    status.textContent = status.dataset["busy"] ?? "";
  }
});

// Back from the report: the form can be sent again.
window.addEventListener("pageshow", () => {
  const button = form?.querySelector<HTMLButtonElement>("button");
  if (button) button.disabled = false;
  if (status) status.hidden = true;
});
