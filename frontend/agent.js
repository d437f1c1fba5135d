import "./common.js";
import "./styles/agent.css";

import "./scripts/conditions.js";
import "./scripts/exports.js";
import "./scripts/grids.js";
import "./scripts/keys.js";
import "./scripts/lines.js";
import "./scripts/lists.js";
import "./scripts/composer.js";
import "./scripts/mentions.js";
import "./scripts/several.js";
import "./scripts/proposals.js";
import "./scripts/story.js";
import "./scripts/tabs.js";
import "./scripts/tree.js";
import "./scripts/views.js";
import "./scripts/zones.js";
