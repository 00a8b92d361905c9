f() { echo 1; f() { echo 2; }; echo still 1; }
f; f
g() { unset -f g; echo gone; }; g; g 2>/dev/null; echo $?
echo() { command echo "wrapped $*"; }; echo x
unset -f echo; echo y
