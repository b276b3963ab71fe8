"""Work around areas and cases: changes of territory, handing over, patrols, whistles, summons."""
