import "./common.js";
import "./styles/agent.css";

import "./scripts/keys.js";
import "./scripts/lists.js";
import "./scripts/composer.js";
import "./scripts/story.js";
import "./scripts/tabs.js";
import "./scripts/zones.js";
