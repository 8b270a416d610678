// Before the first paint, so that a dark panel never flashes white. A file of its own: the page allows no inline script.
(function () {
  var chosen = localStorage.getItem('panel-theme')
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.add(dark ? 'dark' : 'light')
})()
