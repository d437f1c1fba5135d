/* What follows a message and still asks for something opens its sheet; the files wait in the composer until that is sent. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.submitter?.matches("[data-asks]")) detail.formData.delete("files");
});
