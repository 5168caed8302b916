export function PrivacyNote() {
  return (
    <section class="card" aria-labelledby="privacy-heading">
      <h2 id="privacy-heading">Privacy</h2>
      <p>
        An app token can act for every user of the app, and an API key for the whole account, not only for
        you. Treat either as your administrator's key.
      </p>
      <p>
        What you enter is kept in this browser's own storage, and goes nowhere but to Exotel. Web pages and
        other extensions cannot read it. If you stay signed in, anyone who can read this computer's files as
        you can read it too.
      </p>
      <p>Signing out removes it, and everything that was read with it.</p>
    </section>
  );
}
