// What only the browser can do: remember light or dark, and find back to a gateway that was restarted.
(() => {
  const isDark = () => document.body.classList.contains('dark');
  window.dashboard = {
    isDark,
    setDark: dark => {
      document.body.classList.toggle('dark', dark);
      document.body.classList.toggle('light', !dark);
      document.cookie = `theme=${dark ? 'dark' : 'light'}; path=/; max-age=31536000; samesite=strict`;
    },
  };

  // The framework tries a few times and gives up; an operator's screen tries as long as it is open.
  const answers = () => fetch('/healthz', { cache: 'no-store' }).then(response => response.ok, () => false);
  const lost = document.getElementById('components-reconnect-modal');
  lost.addEventListener('components-reconnect-state-changed', async event => {
    if (event.detail.state !== 'failed' && event.detail.state !== 'rejected') return;
    while (!await answers()) await new Promise(done => setTimeout(done, 500));
    location.reload();
  });
})();
