import { inAddresses } from "./pasted/addresses.ts";

/** Fills a form's fields with values, by the fields' names. */
export function fillIn(form: HTMLFormElement | null, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) {
    const field = form?.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }
}

/** Splits an address of Exotel's API that was pasted into a field into the fields where its parts belong. */
export function splitAddress({ value, form }: HTMLInputElement): void {
  fillIn(form, Object.fromEntries(inAddresses(value).map(({ field, value: part }) => [field, part])));
}
