/*
 * What follows a message: the line of the menu that was chosen is sent along, as its menu has closed by then and htmx
 * has forgotten it. One that asks for something opens its sheet first; the files wait in the composer until that is sent.
 */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const chosen = detail.triggeringEvent?.submitter;
  if (chosen?.name !== "then") return;
  detail.formData.set("then", chosen.value);
  if (chosen.matches("[data-asks]")) detail.formData.delete("files");
});
