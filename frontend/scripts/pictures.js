/* Photos of a phone are larger than anybody needs to see what is broken, and slow to send. */
const LARGE = 2_000_000;
const LONGEST_SIDE = 2400;
const KINDS = new Set(["image/jpeg", "image/png", "image/webp"]);

/** The picture made smaller; the file as it is where it is small, no picture, or would gain nothing. */
export async function smaller(file) {
  if (file.size <= LARGE || !KINDS.has(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    const pen = canvas.getContext("2d");
    // JPEG knows no transparency; without ground it would turn black.
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((settle) => canvas.toBlob(settle, "image/jpeg", 0.88));
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: made.type, lastModified: file.lastModified });
  } catch {
    return file;
  }
}
