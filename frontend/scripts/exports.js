/* Lists that narrow themselves without a new page change the address, not the forms that were drawn before. */

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-with-conditions]")) return;
  target.action = target.action.split("?")[0] + location.search;
});
