trap 'echo parent exit' EXIT
(trap 'echo child exit' EXIT; echo child)
x=$(trap 'echo in sub' EXIT; echo body); echo "$x"
echo end
