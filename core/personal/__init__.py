"""What the portal keeps about people: declared table by table by the apps, copied for the person, listed after a breach."""
