// Keys that belong to an input method while it puts a letter together: Enter takes the letter, Esc
// drops it, and neither is for the page.

/**
 * Safari says so of the last key by its number alone.
 *
 * @param {KeyboardEvent} event
 */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;
