import "@tabler/core/dist/css/tabler.css";
import "./styles/common.css";

import "./scripts/htmx.js";
import "./scripts/appearance.js";
import "./scripts/focus.js";
import "./scripts/dialogs.js";
import "./scripts/floats.js";
import "./scripts/toasts.js";
import "./scripts/times.js";
import "./scripts/drafts/keeping.js";
import "./scripts/uploads.js";
import "./scripts/lookup.js";
import "./scripts/forms.js";
import "./scripts/copy.js";
