import { t } from "../browser/i18n.ts";
import type { Found, FoundUser } from "../core/user-search.ts";
import { Texts } from "../ui/texts.tsx";

interface FoundUsersProps {
  readonly found: Found;
  readonly chosen: FoundUser | null;
  readonly onChoose: (user: FoundUser) => void;
}

/** The found users, from whom agents choose themselves. */
export function FoundUsers({ found: { users, isWhole }, chosen, onChoose }: FoundUsersProps) {
  const count = users.length;
  return (
    <>
      <p role="status" class="visually-hidden">
        {t("findMeFound", { count })}
      </p>
      {!isWhole && <p>{t("findMeMayBeMore")}</p>}
      <fieldset>
        <legend>{t("findMeWhich", { count })}</legend>
        {users.map((user) => (
          <label key={user.userId} class="choice">
            <input
              type="radio"
              name="match"
              value={user.userId}
              checked={user === chosen}
              onChange={() => onChoose(user)}
            />
            <span>
              <bdi class="match-name">{user.name ?? user.userId}</bdi>
              <span class="hint">
                <Texts texts={userDetails(user)} />
              </span>
            </span>
          </label>
        ))}
      </fieldset>
    </>
  );
}

/** Details that distinguish a user, besides the name or ID shown as the title. */
export function userDetails({ userId, name, email, addresses }: FoundUser): readonly string[] {
  const texts = new Set([email, ...addresses, userId].filter((text) => text !== null));
  texts.delete(name ?? userId);
  return [...texts];
}
