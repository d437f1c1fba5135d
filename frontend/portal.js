import "./common.js";
import "./styles/portal.css";
