// Runs before the page is drawn: what needs script shows itself only where script runs.
document.documentElement.classList.add("js");
