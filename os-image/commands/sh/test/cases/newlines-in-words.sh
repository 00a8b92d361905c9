x='a
b'
echo $x; echo "$x"
for i in $x; do echo "<$i>"; done
echo "1
2" | while read l; do echo "[$l]"; done
case $x in a*b) echo match;; esac
