# a comment
echo a # trailing
echo a#b '#c' "#d" \#e
#
echo end#
