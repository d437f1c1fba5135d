import "./common.js";
import "./scripts/offline.js";
import "./scripts/install.js";
import "./styles/portal.css";
