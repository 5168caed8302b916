import { useEffect, useRef } from "preact/hooks";
import { asOptionsField, type OptionsField } from "../core/field-to-mend.ts";

/** Calls back with the place that the page's address names, when the page opens and each time that the address changes. */
export function useAddressedField(lead: (field: OptionsField) => void): void {
  const latest = useRef(lead);
  latest.current = lead;
  useEffect(() => {
    const follow = (): void => {
      const field = asOptionsField(location.hash.slice(1));
      if (field !== null) latest.current(field);
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
}
