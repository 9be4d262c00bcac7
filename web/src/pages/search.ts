// The search page works by links and a form; only its styles are needed.
import "../styles/search-box.css";
import "../styles/search.css";
