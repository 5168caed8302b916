/** What a form holds: what was typed, and what the organisation has set, which a browser leaves out since it is disabled. */
export function typedIn(form: HTMLFormElement): FormData {
  const typed = new FormData(form);
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[name]:disabled")) {
    if (field.type !== "checkbox" && field.type !== "radio") typed.set(field.name, field.value);
  }
  return typed;
}
