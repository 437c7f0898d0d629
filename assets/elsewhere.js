// What a post shows from elsewhere, a film for instance, is asked for when the reader says so: the page
// itself calls nobody.

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button.from-elsewhere");
  const frame = button && button.previousElementSibling;
  if (!(frame instanceof HTMLIFrameElement) || !frame.dataset.src) return;
  // The style sheet hides the button beside a frame that shows something.
  frame.src = frame.dataset.src;
  frame.focus();
});
