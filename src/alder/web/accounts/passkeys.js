// Asks the browser for a passkey and sends what it shows with the form. Codes of an app need none of this.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function made(options) {
    const key = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    return {
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      response: {
        clientDataJSON: text(key.response.clientDataJSON),
        attestationObject: text(key.response.attestationObject),
      },
    };
  }

  async function shown(options) {
    const key = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    });
    return {
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      response: {
        clientDataJSON: text(key.response.clientDataJSON),
        authenticatorData: text(key.response.authenticatorData),
        signature: text(key.response.signature),
        userHandle: key.response.userHandle ? text(key.response.userHandle) : null,
      },
    };
  }

  for (const part of document.querySelectorAll("[data-passkey]")) {
    const button = part.querySelector("button");
    const said = part.querySelector("[role=status]");
    if (!window.PublicKeyCredential) {
      said.textContent = "This browser has no passkeys. Use the code from your app.";
      continue;
    }
    said.textContent = "";
    button.hidden = false;
    button.addEventListener("click", async (pressed) => {
      pressed.preventDefault();
      said.textContent = "";
      const options = JSON.parse(part.dataset.passkey);
      try {
        const key = await (options.user ? made(options) : shown(options));
        part.querySelector("input").value = JSON.stringify(key);
        button.form.submit();
      } catch {
        said.textContent = options.user
          ? "No passkey was made. Try again."
          : "No passkey was shown. Try again, or use the code from your app.";
      }
    });
  }
})();
