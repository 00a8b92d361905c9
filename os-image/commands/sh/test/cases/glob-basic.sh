: > a.txt; : > b.txt; : > c.dat; : > .hidden; mkdir d; : > d/e.txt
echo *
echo *.txt
echo ?.txt [ab].* [!a]*.txt [a-b]*
echo .h* */* d/*
echo nomatch* "*.txt" '*' \*.txt
echo */
x='*.txt'; echo $x "$x"
echo "d"/* 'a'.t?t
set -f; echo *.txt
