// Asks the authenticator for what a form needs, puts its answer into the form and sends it.
// Without it, or without a passkey, the code of the second factor does the same work.
(() => {
  "use strict";
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const ids = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = async (kind, given) => {
    const publicKey = { ...given, challenge: bytes(given.challenge) };
    if (kind === "create") {
      publicKey.user = { ...given.user, id: bytes(given.user.id) };
      publicKey.excludeCredentials = ids(given.excludeCredentials);
    } else {
      publicKey.allowCredentials = ids(given.allowCredentials);
    }
    const found = await navigator.credentials[kind]({ publicKey });
    const response = { clientDataJSON: text(found.response.clientDataJSON) };
    if (kind === "create") {
      response.attestationObject = text(found.response.attestationObject);
    } else {
      response.authenticatorData = text(found.response.authenticatorData);
      response.signature = text(found.response.signature);
    }
    return { id: found.id, rawId: text(found.rawId), type: found.type, response };
  };

  if (!window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const form = button.form;
    const said = form.querySelector("[data-passkey-said]");
    const words = said.textContent;
    button.disabled = false;
    said.textContent = "";
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      button.disabled = true;
      try {
        const answer = await ask(button.dataset.passkey, JSON.parse(button.dataset.options));
        form.elements.answer.value = JSON.stringify(answer);
        form.submit();
      } catch (error) {
        button.disabled = false;
        said.textContent = button.dataset.failed || words;
      }
    });
  }
})();
