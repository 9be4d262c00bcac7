// The start page works by links and a form; only its styles are needed.
import "../styles/search-box.css";
import "../styles/home.css";
